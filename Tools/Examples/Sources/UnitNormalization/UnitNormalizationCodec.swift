import FerryCore
import FerryONNX

/// LpNormalization with p = 2.
public struct UnitNormalizationCodec: ONNXOperatorCodec {
    public typealias Op = UnitNormalization

    public init() {}

    public let opTypes = ["LpNormalization"]

    public func encode(
        _ operation: UnitNormalization, _ node: Node, to encoder: inout ONNXEncoder
    ) throws(FerryError) {
        let x = try encoder.name(of: encoder.input(0, of: node), as: .asIs)
        let formula = ONNXFormula.node(
            "LpNormalization", .x, attributes: [ONNXAttribute("axis", operation.axis), ONNXAttribute("p", 2)])
        encoder.emit(formula, for: node, operands: [x], layout: .asIs)
    }

    public func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        // Another norm is another operator.
        guard try node.integer("p", default: 2) == 2 else { return false }
        let x = try decoder.value(node.input(0) ?? "", as: .asIs)
        let rank = decoder.type(of: x).shape.count
        let axis = try node.axis(default: -1, rank: rank)
        try decoder.add(UnitNormalization(axis: axis - rank), inputs: [x], for: node, layout: .asIs)
        return true
    }
}
