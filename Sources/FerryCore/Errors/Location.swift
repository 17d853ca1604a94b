/// Where a fact came from, or where a fault lies.
///
/// Inner code fills in what it knows, outer code adds the rest with ``FerryError/at(_:)``.
public struct Location: Hashable, Sendable {
    /// The file, as the user named it.
    public var file: String?
    /// The place inside the file: an HDF5 path, a JSON pointer, `graph/node[3]` or a byte offset (`@0x1f0`).
    public var path: String?
    /// The layer, node or value.
    public var layer: String?
    /// The field of the layer: a configuration key, an attribute or a weight.
    public var field: String?

    public init(file: String? = nil, path: String? = nil, layer: String? = nil, field: String? = nil) {
        self.file = file
        self.path = path
        self.layer = layer
        self.field = field
    }

    /// A place in a file that is known by its byte offset.
    public static func offset(_ offset: Int, in file: String? = nil) -> Location {
        Location(file: file, path: "@0x" + String(offset, radix: 16))
    }

    /// This location with the parts that it lacks taken from `outer`.
    public func within(_ outer: Location) -> Location {
        Location(
            file: file ?? outer.file, path: path ?? outer.path,
            layer: layer ?? outer.layer, field: field ?? outer.field)
    }
}
