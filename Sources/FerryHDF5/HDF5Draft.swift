package import FerryCore

/// A group of an HDF5 file that is to be written, with all that it holds.
package struct HDF5Draft: Sendable {
    enum Member: Sendable {
        case group(HDF5Draft)
        case dataset(any TensorSource)
    }

    /// Attributes of one string each.
    package var attributes: [(name: String, value: String)] = []
    private(set) var members: [(name: String, content: Member)] = []

    package init() {}

    /// Adds a group. Names are those of one object: not empty, without `/`, and each once in its group.
    package mutating func add(_ name: String, _ group: HDF5Draft) { members.append((name, .group(group))) }

    /// Adds a dataset, whose values are read when the file is.
    package mutating func add(_ name: String, _ source: any TensorSource) { members.append((name, .dataset(source))) }
}
