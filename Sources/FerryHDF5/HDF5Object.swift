package import FerryCore

/// What an attribute's values are.
package enum HDF5ValueKind: Hashable, Sendable {
    case number(ElementType)
    case variableString
    /// Strings of `byteCount` bytes each, padded.
    case fixedString(byteCount: Int)
    /// Something that Keras does not write.
    case other
}

/// An attribute's name, the kind of its values and their extent.
package struct HDF5Attribute: Hashable, Sendable {
    package let name: String
    package let kind: HDF5ValueKind
    /// Empty for a scalar. `[0]` for an empty list, which Keras stores as float64 whatever it would hold.
    package let shape: [Int]
}

/// One object of a file, as the structural walk or libhdf5 lists it.
struct HDF5Object: Sendable {
    enum Content: Sendable {
        /// Members in the order of their names' bytes, as HDF5 stores them, with their places in the listing.
        case group([(name: String, index: Int)])
        case dataset(any TensorSource)
    }

    let name: String
    /// The group that holds it, by its place in the listing; nothing for the root.
    let parent: Int?
    /// Where its header is.
    let address: Int
    var attributes: [HDF5Attribute] = []
    var content = Content.group([])
}

extension [HDF5Object] {
    /// The HDF5 path of the object at `index`, put together from its ancestors' names.
    func path(of index: Int) -> String {
        var names: [String] = []
        var current = index
        while let parent = self[current].parent {
            names.append(self[current].name)
            current = parent
        }
        return "/" + names.reversed().joined(separator: "/")
    }
}
