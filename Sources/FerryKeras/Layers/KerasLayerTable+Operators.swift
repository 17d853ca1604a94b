internal import FerryCore

extension KerasLayerTable {
    /// The classes that are this operator, or hold it as their activation.
    func classNames(for operation: any Operator.Type) -> [String] {
        let others = (Self.otherNames[operation.name] ?? []).filter { $0 != operation.name }
        return ([operation.name] + others).filter { self[$0] != nil }
    }

    /// Operators that classes of other names are, too. Tests hold this against every fixture.
    private static let otherNames: [String: [String]] = [
        "Transpose": ["Permute"], "Identity": ["Activation"] + IdentityLayer().classNames + TrainingOnlyLayer().classNames,
        "ReLU": ["Activation", "ThresholdedReLU"], "Dropout": DropoutLayer().classNames,
        "LeakyReLU": ["Activation"], "ELU": ["Activation"], "Softmax": ["Activation"], "LogSoftmax": ["Activation"],
        "Sparsemax": ["Activation"], "GLU": ["Activation"],
    ]
}
