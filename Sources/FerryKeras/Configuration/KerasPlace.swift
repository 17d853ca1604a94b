internal import FerryCore

/// A place in a JSON document: the document's name, and a pointer into it (RFC 6901), as in `config.json#/config/layers/3`.
public struct KerasPlace: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// The top of a document: a member of an archive, an attribute of an HDF5 file, or a file (which goes without a name).
    public init(document: String) { description = document + "#" }

    private init(description: String) { self.description = description }

    /// The place of a member of the object, or of an element of the array, that is here.
    public func appending(_ name: String) -> KerasPlace {
        var escaped = ""
        for character in name {
            switch character {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.append(character)
            }
        }
        return KerasPlace(description: "\(description)/\(escaped)")
    }

    func appending(_ index: Int) -> KerasPlace { KerasPlace(description: "\(description)/\(index)") }

    func location(layer: String? = nil, field: String? = nil) -> Location {
        Location(path: description, layer: layer, field: field)
    }
}
