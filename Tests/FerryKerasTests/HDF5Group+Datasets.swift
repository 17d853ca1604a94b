import FerryCore
import FerryHDF5

extension HDF5Group {
    /// The bytes of all datasets below, by path.
    var datasets: [String: [UInt8]] {
        get throws(FerryError) {
            var found: [String: [UInt8]] = [:]
            for name in childNames {
                if let source = dataset(name)?.source {
                    found["\(path)/\(name)"] = try source.bytes(0..<source.byteCount)
                } else if let group = group(name) {
                    found.merge(try group.datasets) { first, _ in first }
                }
            }
            return found
        }
    }
}
