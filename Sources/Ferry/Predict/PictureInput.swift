internal import FerryCore
internal import FerryImages

/// The one picture that a model takes, and how pictures are brought to its form.
struct PictureInput {
    let name: String
    let height: Int
    let width: Int
    let channels: Int
    let preparation: PredictOptions.Preparation
    let scale: PredictOptions.Scale
    /// A fixed batch that the model insists on.
    let batch: Int?

    /// - Throws: `unsupported` where the model takes something else than one grey or RGB picture.
    init(_ model: Model, _ options: PredictOptions) throws(FerryError) {
        let graph = model.graph
        let values = graph.inputs.map { graph[$0] }
        guard values.count == 1, let shape = values[0].type?.shape, shape.count == 4, let height = shape[1].size,
            let width = shape[2].size, let channels = shape[3].size, channels == 1 || channels == 3
        else {
            throw FerryError(
                .unsupported, "the model does not take pictures", expected: "one input batch×height×width×1 or ×3",
                found: values.map { "\($0.name) \($0.type?.description ?? "of unknown shape")" }.joined(separator: ", "),
                remedy: "ferry run   (takes arrays)")
        }
        name = values[0].name
        self.height = height
        self.width = width
        self.channels = channels
        batch = shape[0].size
        let isDigit = height == Picture.digitField && width == Picture.digitField && channels == 1
        preparation = options.preparation ?? (isDigit ? .digit : .stretch)
        scale = options.scale ?? (Self.rescales(graph) ? .byte : .unit)
        guard preparation == .stretch || isDigit else {
            throw FerryError(
                .usage, "only a model of 28×28 grey pixels takes digits", found: "\(height)×\(width)×\(channels)",
                remedy: "give --prepare stretch")
        }
    }

    /// Whether the first node to take the input rescales it: such models are trained on bytes.
    private static func rescales(_ graph: Graph) -> Bool {
        let first = graph.nodes.first { node in node.inputs.contains { $0 != nil && $0 == graph.inputs.first } }
        return first.map { $0.operation is Rescaling || $0.operation is Normalization } ?? false
    }

    /// The picture's elements: `[height, width, channels]`.
    func elements(of picture: Picture) throws(FerryError) -> [Float] {
        let plane =
            switch preparation {
            case .digit: try picture.digit()
            case .stretch: (channels == 1 ? picture.grey : picture.colour).resized(height: height, width: width)
            }
        return plane.elements.map(scale.apply)
    }

    /// How pictures are prepared, in words.
    var description: String {
        let form =
            switch preparation {
            case .digit: "cropped, centred and made light on dark as MNIST's"
            case .stretch: "stretched to \(height)×\(width) \(channels == 1 ? "grey" : "RGB") pixels"
            }
        let range =
            switch scale {
            case .unit: "0 to 1"
            case .signed: "-1 to 1"
            case .byte: "0 to 255"
            }
        return "\(form), values \(range)"
    }
}
