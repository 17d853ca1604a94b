package import FerryCore

/// A group of an HDF5 file.
package struct HDF5Group: Sendable {
    let file: HDF5File
    let index: Int

    /// From the root: `/model_weights/dense`.
    package var path: String { file.objects.path(of: index) }
    package var attributes: HDF5Attributes { HDF5Attributes(file: file, index: index) }
    package var attributeNames: [String] { attributes.names }
    /// In HDF5's order, by the names' bytes: `10` comes before `2`.
    package var childNames: [String] { members.map(\.name) }

    private var members: [(name: String, index: Int)] {
        if case .group(let members) = file.objects[index].content { members } else { [] }
    }

    private func index(of name: String) -> Int? {
        members.first { $0.name == name }?.index
    }

    /// The member group of this name, or nothing where there is none or it is a dataset.
    package func group(_ name: String) -> HDF5Group? {
        guard let index = index(of: name), case .group = file.objects[index].content else { return nil }
        return HDF5Group(file: file, index: index)
    }

    /// The member dataset of this name, or nothing where there is none or it is a group.
    package func dataset(_ name: String) -> HDF5Dataset? {
        guard let index = index(of: name), case .dataset(let source) = file.objects[index].content else { return nil }
        return HDF5Dataset(file: file, index: index, source: source)
    }

    /// The group at `path`, names joined by `/`, from here; nothing where a part is missing.
    package func descend(_ path: String) -> HDF5Group? {
        var group = self
        for name in path.split(separator: "/") {
            guard let next = group.group(String(name)) else { return nil }
            group = next
        }
        return group
    }

    /// The dataset at `path`, names joined by `/`, from here; nothing where a part is missing.
    package func descend(toDataset path: String) -> HDF5Dataset? {
        let names = path.split(separator: "/")
        guard let last = names.last else { return nil }
        return descend(names.dropLast().joined(separator: "/"))?.dataset(String(last))
    }

    /// See ``HDF5Attributes/strings(_:)``.
    package func strings(_ attribute: String) throws(FerryError) -> [String]? { try attributes.strings(attribute) }

    /// See ``HDF5Attributes/string(_:)``.
    package func string(_ attribute: String) throws(FerryError) -> String? { try attributes.string(attribute) }
}
