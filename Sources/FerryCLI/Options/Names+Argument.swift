// A public type's conformance is public, and so has to be what it names.
public import ArgumentParser
public import Ferry

extension FormatID: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }

    public static var allValueStrings: [String] { FormatRegistry.standard.formats.map(\.id.name) }
}

extension WriteOptions.ImageLayout: ExpressibleByArgument {}
extension RunOptions.Precision: ExpressibleByArgument {}
extension PredictOptions.Preparation: ExpressibleByArgument {}
extension PredictOptions.Scale: ExpressibleByArgument {}
extension Loss: ExpressibleByArgument {}
extension TrainOptions.Schedule: ExpressibleByArgument {}
extension DataPart: ExpressibleByArgument {}
extension DrawOptions.Form: ExpressibleByArgument {}
