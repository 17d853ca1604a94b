/// Runs a model in float32.
public final class Executor {
    private let model: Model
    private var values: [String: Tensor<Float>] = [:]

    public init(_ model: Model, batch: Int, threads: Int? = nil, keepsAllValues: Bool = false) throws(FerryError) {
        self.model = model
    }

    /// The model's outputs, by name.
    ///
    /// - Throws: `mismatch` where the inputs do not fit.
    public func run(_ inputs: [String: Tensor<Float>]) throws(FerryError) -> [String: Tensor<Float>] {
        values = try ReferenceInterpreter(model).run(inputs.mapValues { Tensor<Double>($0) }).mapValues { Tensor<Float>($0) }
        return values.filter { name, _ in model.graph.outputs.contains { model.graph[$0].name == name } }
    }

    public func value(named name: String) -> Tensor<Float>? { values[name] }
}
