internal import FerryCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Weights before training, drawn as Keras's initializers draw them: the same distributions, and numbers of Ferry's own that
/// depend on the seed and the weight's place alone.
///
/// Keras `initializers/random_initializers.py`.
struct InitialWeights {
    private let seed: UInt64

    /// Keeps these numbers apart from others that are drawn with the same seed.
    private static let stream: UInt64 = 0x696e_6974

    init(seed: UInt64) { self.seed = seed }

    /// - Parameter index: the weight's place in its model.
    /// - Throws: `unsupported` where the layer names an initializer that Ferry does not know.
    func source(for weight: KerasWeight, index: Int, of layer: Layer) throws(FerryError) -> any TensorSource {
        let key = "\(weight.name)_initializer"
        let configured = layer.configuration?["config"]?[key] ?? layer.configuration?[key]
        let name = configured.map { $0.string ?? $0["class_name"]?.string ?? "" } ?? Self.defaultName(weight.name)
        guard let distribution = Distribution(name) else {
            throw FerryError(
                .unsupported, "Ferry cannot draw weights with the initializer '\(name)'",
                expected: Distribution.names.joined(separator: ", "), found: name, at: Location(layer: layer.path, field: key))
        }
        var generator = SplitMix64(keyed: seed, Self.stream, UInt64(index))
        let elements = distribution.elements(shape: weight.shape, &generator)
        return MemorySource(Tensor<Float>(shape: weight.shape, elements: elements))
    }

    private static func defaultName(_ weight: String) -> String {
        if weight.hasSuffix("kernel") { return "GlorotUniform" }
        return ["gamma", "moving_variance", "variance"].contains(weight) ? "Ones" : "Zeros"
    }

    private enum Distribution {
        case constant(Float)
        /// Uniform within √(scale / fan); `isAverage` divides by the mean of both fans instead of those that come in.
        case uniform(scale: Double, isAverage: Bool)

        static let names = ["GlorotUniform", "HeUniform", "LecunUniform", "Zeros", "Ones"]

        init?(_ name: String) {
            switch name.filter({ $0 != "_" }).lowercased() {
            case "glorotuniform": self = .uniform(scale: 1, isAverage: true)
            case "heuniform": self = .uniform(scale: 2, isAverage: false)
            case "lecununiform": self = .uniform(scale: 1, isAverage: false)
            case "zeros": self = .constant(0)
            case "ones": self = .constant(1)
            default: return nil
            }
        }

        func elements(shape: [Int], _ generator: inout SplitMix64) -> [Float] {
            switch self {
            case .constant(let value): return [Float](repeating: value, count: shape.elementCount)
            case .uniform(let scale, let isAverage):
                let field = shape.dropLast(2).reduce(1, *)
                let (into, out) =
                    shape.count < 2
                    ? (shape.elementCount, shape.elementCount)
                    : (field * shape[shape.count - 2], field * shape[shape.count - 1])
                let fan = isAverage ? Double(into + out) / 2 : Double(into)
                let limit = sqrt(3 * scale / max(1, fan))
                return (0..<shape.elementCount).map { _ in Float((2 * generator.unitDouble() - 1) * limit) }
            }
        }
    }
}
