public import FerryCore

extension FerryError {
    /// The error as a person reads it: a block for it and one for each of its companions.
    public var text: String {
        ([self] + others).map(\.block).joined(separator: "\n")
    }

    private var block: String {
        let fields: [(name: String, value: String?)] = [
            ("file", location.file), ("at", location.place), ("expected", expected), ("found", found), ("try", remedy),
        ]
        let lines = fields.compactMap { field in
            field.value.map { "  " + (field.name + ":").padded(to: 10) + $0 }
        }
        return (["error: " + problem] + lines).joined(separator: "\n")
    }
}

extension Location {
    /// The place inside the file, outermost part first; nothing where none is known.
    package var place: String? {
        let parts = [path, layer, field].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }
}

extension String {
    /// The text with spaces after it, up to `width` characters.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
