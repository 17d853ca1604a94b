import FerryArchive
import FerryCore
import FixtureCases
import Testing

@Suite struct `Zip archives` {
    static let keras = FixtureCase.genuine.filter { $0.path.hasSuffix(".keras") }

    @Test(arguments: keras)
    func `that Keras wrote list their members and give them`(fixture: FixtureCase) throws {
        let archive = try ZipArchive(try FileByteSource(path: fixture.path))
        #expect(Set(archive.members.map(\.name)).isSuperset(of: ["config.json", "model.weights.h5"]))
        let config = try #require(try archive.member(named: "config.json"))
        #expect(try JSONParser.parse(try config.bytes())["class_name"]?.string != nil)
        let weights = try #require(try archive.member(named: "model.weights.h5"))
        #expect(try weights.bytes(1..<4) == Array("HDF".utf8))
        #expect(try archive.member(named: "model.weights.npz") == nil)
    }
}
