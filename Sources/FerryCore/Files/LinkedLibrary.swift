/// A C library that this build uses, and its version at run time.
public struct LinkedLibrary: Hashable, Sendable {
    public let name: String
    public let version: String

    package init(_ name: String, version: String) {
        self.name = name
        self.version = version
    }
}
