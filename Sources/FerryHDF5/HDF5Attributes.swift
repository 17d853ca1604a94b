package import FerryCore

/// The attributes of a group or dataset.
package struct HDF5Attributes: Sendable {
    let file: HDF5File
    let index: Int

    private var all: [HDF5Attribute] { file.objects[index].attributes }

    package var names: [String] { all.map(\.name) }

    /// The kind and extent of an attribute, or nothing where there is none of this name.
    package subscript(name: String) -> HDF5Attribute? { all.first { $0.name == name } }

    /// The strings of an attribute, or nothing where there is none of this name. An empty list is empty whatever its type:
    /// Keras writes empty lists as float64.
    ///
    /// - Throws: `malformed` where it holds something else than text.
    package func strings(_ name: String) throws(FerryError) -> [String]? {
        guard let attribute = self[name] else { return nil }
        guard attribute.shape.elementCount > 0 else { return [] }
        let location = Location(file: file.library.name, path: file.objects.path(of: index), field: name)
        return try file.library.strings(attribute, of: file.objects[index].address, at: location)
    }

    /// The one string of an attribute, or nothing where there is none of this name.
    ///
    /// - Throws: `malformed` where it holds something else than one string.
    package func string(_ name: String) throws(FerryError) -> String? {
        guard let strings = try strings(name) else { return nil }
        guard strings.count == 1 else {
            throw FerryError(
                .malformed, "an attribute holds a list", expected: "one string", found: "\(strings.count)",
                at: Location(file: file.library.name, path: file.objects.path(of: index), field: name))
        }
        return strings[0]
    }
}
