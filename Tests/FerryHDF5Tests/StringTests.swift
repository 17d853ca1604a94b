import FerryCore
import FerryHDF5
import Testing

@Suite struct `Attributes of strings` {
    static let root = Result { try HDF5File(try hdf5Fixture("genuine/strings.h5")).root }

    static let lists: [(String, [String])] = [
        ("variable", ["grün"]), ("list", ["a", "", "ccc"]), ("none", []), ("zeros", ["one", "three", ""]),
        ("terminated", ["one", "five!"]), ("spaces", ["one", "five!"]),
    ]

    @Test(arguments: lists)
    func `are read however they are stored`(name: String, expected: [String]) throws {
        #expect(try Self.root.get().strings(name) == expected)
    }

    @Test func `say their kind and extent`() throws {
        let attributes = try Self.root.get().attributes
        #expect(attributes["variable"]?.kind == .variableString)
        #expect(attributes["variable"]?.shape == [])
        #expect(attributes["zeros"]?.kind == .fixedString(byteCount: 5))
        #expect(attributes["zeros"]?.shape == [3])
        // Keras writes an empty list as float64.
        #expect(attributes["none"]?.kind == .number(.float64))
        #expect(attributes["none"]?.shape == [0])
        #expect(attributes["nothing"] == nil)
    }

    @Test func `may be longer than an object header`() throws {
        let root = try HDF5File(try hdf5Fixture("genuine/texts.h5")).root
        #expect(try root.string("long") == String(repeating: "x", count: 60_000))
    }

    @Test func `that are missing are none`() throws {
        #expect(try Self.root.get().strings("nothing") == nil)
        #expect(try Self.root.get().string("nothing") == nil)
    }

    @Test(arguments: [("strings", "number", "no text"), ("texts", "latin", "UTF-8"), ("strings", "list", "a list")])
    func `that are no string say so`(file: String, name: String, word: String) throws {
        let root = try HDF5File(try hdf5Fixture("genuine/\(file).h5")).root
        let error = try #require(throws: FerryError.self) { try root.string(name) }
        #expect(error.code == .malformed)
        #expect(error.problem.contains(word))
        #expect(error.location.path == "/")
        #expect(error.location.field == name)
    }
}
