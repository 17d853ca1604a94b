/// x for x > 0, else α · (eˣ − 1). Clevert, Unterthiner and Hochreiter, 2015.
public struct ELU: Operator {
    public static let name = "ELU"
    public static let summary = "exponential linear unit"
    public static let source = "https://keras.io/api/layers/activation_layers/elu/"

    public var alpha: Double

    public init(alpha: Double = 1) { self.alpha = alpha }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        try InputTypes(self, inputs)[0]
    }
}
