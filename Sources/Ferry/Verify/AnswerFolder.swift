internal import FerryArchive
internal import FerryCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Where a comparison's values are kept: a folder for each side and precision, a `.npy` file for each value.
struct AnswerFolder: Sendable {
    private let path: String

    /// Creates the folder where it does not exist.
    ///
    /// - Throws: `cannotCreate`.
    init(_ path: String) throws(FerryError) {
        self.path = path
        try Self.create(path)
    }

    /// Writes one value, in the precision that it was computed in; what an earlier comparison left is replaced.
    func keep(_ answer: Verifier.Answer) throws(FerryError) {
        let folder = "\(path)/\(answer.side.rawValue)-\(answer.precision.rawValue)"
        try Self.create(folder)
        let file = try AtomicFile(path: "\(folder)/\(Self.fileName(answer.name)).npy", replacingExisting: true)
        let tensor = Tensor<Double>(shape: answer.shape, elements: answer.elements)
        switch answer.precision {
        case .float32: try NPY.write(MemorySource(Tensor<Float>(tensor)), to: file)
        case .float64: try NPY.write(MemorySource(tensor), to: file)
        }
        try file.commit()
    }

    /// A value's name as a file's: names come from files and may hold anything.
    private static func fileName(_ name: String) -> String {
        let safe = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-#.".contains($0)) ? $0 : "." }
        return String(safe.prefix(200)).drop { $0 == "." }.isEmpty ? "_" : String(safe.drop { $0 == "." }.prefix(200))
    }

    private static func create(_ path: String) throws(FerryError) {
        guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw .system(.cannotCreate, "cannot create the folder", path: path)
        }
    }
}
