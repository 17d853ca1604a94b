/// One of the two parts that data sets come in.
public enum DataPart: String, Hashable, Sendable, CaseIterable {
    /// What models are trained on.
    case train
    /// What they are measured on.
    case test
}
