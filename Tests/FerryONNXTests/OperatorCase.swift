import FerryCore
import Testing

/// A small model around an operator.
struct OperatorCase: Sendable, CustomTestStringConvertible {
    let name: String
    let build: @Sendable (inout ModelBuilder) throws -> Void

    init(_ name: String, _ build: @escaping @Sendable (inout ModelBuilder) throws -> Void) {
        self.name = name
        self.build = build
    }

    var testDescription: String { name }

    func model() throws -> Model { try .build(build) }

    static let all: [OperatorCase] = [
        convolutions, pooling, dense, shapes, normalisation, merges, mixedMerges, axes, pointwise, activations, slopes,
        structures,
    ].flatMap(\.self)

    static func image(_ name: String, _ operation: any Operator, _ parameters: [(String, [Int])?] = []) -> OperatorCase {
        OperatorCase(name) { builder in
            try builder.input([7, 6, 4])
            try builder.layer("layer", operation, parameters)
        }
    }

    static func vector(_ name: String, _ operation: any Operator, _ parameters: [(String, [Int])?] = []) -> OperatorCase {
        OperatorCase(name) { builder in
            try builder.input([6])
            try builder.layer("layer", operation, parameters)
        }
    }
}
