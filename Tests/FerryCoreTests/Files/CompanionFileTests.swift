import FerryCore
import FixtureCases
import Foundation
import Testing

@Suite struct `A file with a companion` {
    @Test func `appears with it`() throws {
        let folder = try TemporaryFolder()
        let file = try AtomicFile(path: folder.path + "/model")
        let companion = try file.addCompanion(suffix: ".data")
        try file.append([1])
        try companion.append([2])
        #expect(try folder.contents.allSatisfy { $0.hasSuffix(AtomicFile.temporarySuffix) })
        try file.commit()
        #expect(try folder.contents == ["model", "model.data"])
        #expect(try FileByteSource(path: folder.path + "/model.data").bytes() == [2])
    }

    @Test func `leaves nothing when it is abandoned`() throws {
        let folder = try TemporaryFolder()
        let file = try AtomicFile(path: folder.path + "/model")
        _ = try file.addCompanion(suffix: ".data")
        file.abandon()
        #expect(try folder.contents.isEmpty)
    }

    @Test func `takes the companion back where its own name was taken meanwhile`() throws {
        let folder = try TemporaryFolder()
        let file = try AtomicFile(path: folder.path + "/model")
        _ = try file.addCompanion(suffix: ".data")
        _ = try folder.file("model", Data([9]))
        let error = try #require(throws: FerryError.self) { try file.commit() }
        #expect(error.code == .cannotCreate)
        file.abandon()
        #expect(try folder.contents == ["model"])
    }

    @Test func `does not replace a companion that exists`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("model.data", Data([9]))
        let file = try AtomicFile(path: folder.path + "/model")
        let error = try #require(throws: FerryError.self) { try file.addCompanion(suffix: ".data") }
        #expect(error.code == .cannotCreate)
    }
}
