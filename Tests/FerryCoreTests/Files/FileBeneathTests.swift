import FerryCore
import FixtureCases
import Foundation
import Testing

@Suite struct `A file that another file names` {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let files = FileManager.default
        try files.createDirectory(atPath: folder.path + "/model/sub", withIntermediateDirectories: true)
        _ = try folder.file("outside", Data([1]))
        for name in ["model/inside", "model/sub/deeper", "model/twice"] { _ = try folder.file(name, Data([2, 3])) }
        try files.linkItem(atPath: folder.path + "/model/twice", toPath: folder.path + "/model/hard")
        try files.createSymbolicLink(atPath: folder.path + "/model/soft", withDestinationPath: "../outside")
        try files.createSymbolicLink(atPath: folder.path + "/model/up", withDestinationPath: "..")
    }

    @Test(arguments: ["inside", "./inside", "sub/deeper", "sub/./deeper"])
    func `is read beneath the folder`(_ location: String) throws {
        #expect(try FileByteSource(location, beneath: folder.path + "/model").bytes() == [2, 3])
    }

    @Test(arguments: [
        ("../outside", FerryError.Code.malformed), ("sub/../inside", .malformed), ("/etc/passwd", .malformed), ("", .malformed),
        ("inside/", .malformed), ("soft", .unsupported), ("hard", .unsupported), ("up/outside", .missingFile),
        ("missing", .missingFile), ("sub", .missingFile), ("in\0side", .malformed),
    ])
    func `is refused where it could be another`(_ location: String, _ code: FerryError.Code) throws {
        let error = try #require(throws: FerryError.self) {
            try FileByteSource(location, beneath: folder.path + "/model")
        }
        #expect(error.code == code)
    }
}
