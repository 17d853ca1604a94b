internal import FerryCore

/// Dropout and its kin, which differ in what the factors are and which elements share one.
struct DropoutLayer: KerasLayerCodec {
    let classNames = ["Dropout", "GaussianDropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"]
    let ignoredKeys: Set<String> = ["seed"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        var dropout = Dropout(rate: configuration.number("rate"))
        if !(0...1).contains(dropout.rate) { configuration.noteInvalid("rate", "a number from 0 to 1") }
        if configuration.className == "GaussianDropout" { dropout.factors = .gaussian }
        let isSpatial = configuration.className.hasPrefix("Spatial")
        let isChannelsFirst = isSpatial && configuration.value("data_format")?.string == "channels_first"
        let noise = configuration.className == "Dropout" ? configuration.value("noise_shape") : nil
        if let noise, Self.sizes(noise) == nil { configuration.noteInvalid("noise_shape", "a list of numbers and nulls") }
        return { [dropout] (inputs, builder) throws(FerryError) in
            let x = try builder.only(inputs)
            let axes = builder.type(of: x).shape.indices
            var dropout = dropout
            if isSpatial { dropout.sharedAxes = Array(isChannelsFirst ? axes.dropFirst(2) : axes.dropFirst().dropLast()) }
            if let noise, let sizes = Self.sizes(noise) {
                guard sizes.count == axes.count else {
                    throw FerryError(
                        .malformed, "the noise_shape of layer '\(builder.call.path)' does not fit its input",
                        expected: "\(axes.count) sizes", found: "\(sizes.count)",
                        at: Location(layer: builder.call.path, field: "noise_shape"))
                }
                dropout.sharedAxes = axes.filter { sizes[$0] == 1 }
            }
            return try builder.output(dropout, [x])
        }
    }

    /// Nulls stand for the input's own sizes.
    private static func sizes(_ noise: JSONValue) -> [Int?]? {
        guard let sizes = noise.array else { return nil }
        return sizes.allSatisfy { $0.isNull || $0.integer != nil } ? sizes.map(\.integer) : nil
    }
}

extension DropoutLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let dropout = node.operation as? Dropout else { return nil }
        guard dropout.factors == .silence || dropout.sharedAxes.isEmpty else {
            throw node.unsupported("normally distributed factors that elements share")
        }
        guard dropout.factors == .silence else { return KerasDescription("GaussianDropout", ["rate": .number(dropout.rate)]) }
        var description = KerasDescription("Dropout", ["rate": .number(dropout.rate)])
        if !dropout.sharedAxes.isEmpty {
            let rank = node.inputs[0]?.shape.count ?? 0
            description.configuration["noise_shape"] = .array((0..<rank).map { dropout.sharedAxes.contains($0) ? 1 : nil })
        }
        return description
    }
}
