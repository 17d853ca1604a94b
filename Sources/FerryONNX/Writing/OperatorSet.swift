/// Versions of ONNX's operators and of its file format.
enum OperatorSet {
    static let standard = 17
    static let writable = 13...28
    static let readable = 7...28
    static let readableFormats = 3...14

    /// The format version of the first ONNX release with the operator set: onnx.helper.VERSION_TABLE.
    static func formatVersion(for opset: Int) -> Int {
        switch opset {
        case ...14: 7
        case ...18: 8
        case ...20: 9
        case ...22: 10
        case 23: 11
        case 24: 12
        case ...27: 13
        default: 14
        }
    }
}
