internal import FerryCore

struct PermuteLayer: KerasLayerCodec {
    let classNames = ["Permute"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        if !configuration.has("dims") { configuration.noteMissing("dims", "axes counted from 1, without the batch") }
        let axes = configuration.integers("dims") ?? []
        if axes.sorted() != Array(1..<axes.count + 1) {
            configuration.noteInvalid("dims", "each axis once, counted from 1, without the batch")
        }
        return { inputs, builder in try builder.output(Transpose(permutation: [0] + axes), [try builder.only(inputs)]) }
    }
}

extension PermuteLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let transpose = node.operation as? Transpose else { return nil }
        guard transpose.permutation.first == 0 else { throw node.unsupported("another axis in the place of the batch") }
        return KerasDescription("Permute", ["dims": .array(transpose.permutation.dropFirst().map(JSONValue.integer))])
    }
}
