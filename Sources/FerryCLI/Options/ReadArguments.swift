internal import ArgumentParser
internal import Ferry

/// How model files are read.
struct ReadArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "For files that hold weights only: a model's JSON, any model file, or a built-in one: mnist-cnn, lenet5 …",
            valueName: "file|name"),
        completion: .file())
    var architecture: String?

    @Option(
        help: ArgumentHelp("Sizes of an input that the file leaves open, without the batch; repeatable.", valueName: "name=h,w,c")
    )
    var inputShape: [InputShape] = []

    @Flag(help: "Accept HDF5 that Keras does not write: chunks, compression, newer file formats.")
    var unusual = false

    var options: ReadOptions {
        var options = ReadOptions()
        options.architecture = architecture
        for shape in inputShape { options.inputShapes[shape.name] = shape.sizes }
        options.acceptsUnusual = unusual
        return options
    }
}

/// `NAME=H,W,C`
struct InputShape: ExpressibleByArgument {
    let name: String
    let sizes: [Int]

    init?(argument: String) {
        guard let mark = argument.lastIndex(of: "="), mark > argument.startIndex else { return nil }
        let sizes = argument[argument.index(after: mark)...].split(separator: ",", omittingEmptySubsequences: false).map {
            Int($0)
        }
        guard sizes.allSatisfy({ ($0 ?? 0) > 0 }) else { return nil }
        name = String(argument[..<mark])
        self.sizes = sizes.compactMap(\.self)
    }
}
