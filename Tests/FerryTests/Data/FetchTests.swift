import FerryArchive
import FerryCore
import FixtureCases
import Foundation
import Synchronization
import Testing

@testable import Ferry
@testable import FerryTraining

/// A data set of two files that only these tests publish.
private struct Published {
    let data: PublishedData
    /// The gzip files, by name.
    let files: [String: [UInt8]]

    init() throws {
        // Noise does not shrink, so that there is something to cut.
        var generator = SplitMix64(state: 1)
        let contents = ["a.gz": (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &generator) }, "b.gz": [1, 2, 3]]
        files = try contents.mapValues { try Gzip.compressed($0) }
        let list = contents.sorted { $0.key < $1.key }.map { name, contents in
            PublishedData.File(
                name: name, byteCount: contents.count, sha256: SHA256.hexadecimal(contents), typicalByteCount: contents.count)
        }
        data = PublishedData(name: "noise", files: list, mirrors: ["http://127.0.0.1:9/unused"])
    }

    func file(_ request: LoopbackServer.Request, cutAfter: Int? = nil) -> LoopbackServer.Response {
        guard let name = request.path.split(separator: "/").last, let file = files[String(name)] else { return .missing }
        return .file(file, request, cutAfter: cutAfter)
    }
}

@Suite struct `Fetching a data set` {
    private let published: Published
    private let folder: TemporaryFolder
    private var target: String { folder.path + "/noise" }

    init() throws {
        published = try Published()
        folder = try TemporaryFolder()
    }

    private func expectComplete(sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: target).sorted() == ["a.gz", "b.gz"],
            sourceLocation: sourceLocation)
        for (name, bytes) in published.files {
            let found = try Data(contentsOf: URL(fileURLWithPath: "\(target)/\(name)"))
            #expect(found.elementsEqual(bytes), "\(name)", sourceLocation: sourceLocation)
        }
    }

    private func plant(_ bytes: [UInt8], _ name: String) throws {
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: "\(target)/\(name)"))
    }

    @Test func `brings every file once`() throws {
        let server = try LoopbackServer { [published] request, _ in published.file(request) }
        defer { server.stop() }
        let report = try fetch(published.data, to: target, from: [server.address + "/data/"])
        try expectComplete()
        #expect(report.files.map(\.source) == ["a.gz", "b.gz"].map { "\(server.address)/data/\($0)" })
        #expect(server.requests.map(\.path) == ["/data/a.gz", "/data/b.gz"])
        let again = try fetch(published.data, to: target, from: [server.address])
        #expect(again.files.map(\.source) == [nil, nil])
        #expect(server.requests.count == 2)
    }

    @Test func `tells how far it is, and never goes back`() throws {
        let server = try LoopbackServer { [published] request, count in
            published.file(request, cutAfter: count == 0 ? 200_000 : nil)
        }
        defer { server.stop() }
        let fractions = Mutex<[Double]>([])
        let progress = Progress { task, fraction, _ in
            #expect(task == "fetching noise")
            fractions.withLock { $0.append(fraction) }
        }
        _ = try fetch(published.data, to: target, from: [server.address], progress: progress)
        let seen = fractions.withLock { $0 }
        #expect(seen.first == 0 && seen.last == 1)
        #expect(seen == seen.sorted())
        #expect(Set(seen).count > 4)
    }

    @Test func `takes a broken connection up where it broke`() throws {
        let server = try LoopbackServer { [published] request, count in
            published.file(request, cutAfter: count < 3 ? 70_000 : nil)
        }
        defer { server.stop() }
        _ = try fetch(published.data, to: target, from: [server.address])
        try expectComplete()
        #expect(server.requests.map(\.offset) == [nil, 70_000, 140_000, 210_000, nil])
    }

    @Test func `goes on with what an earlier run had brought`() throws {
        let whole = try #require(published.files["a.gz"])
        try plant(Array(whole[..<100_001]), "a.gz.part")
        let server = try LoopbackServer { [published] request, _ in published.file(request) }
        defer { server.stop() }
        let report = try fetch(published.data, to: target, from: [server.address])
        try expectComplete()
        #expect(report.files.map(\.resumedAt) == [100_001, 0])
        #expect(server.requests.map(\.offset) == [100_001, nil])
    }

    @Test func `asks for nothing where all had arrived`() throws {
        for (name, bytes) in published.files { try plant(bytes, name + ".part") }
        let report = try fetch(published.data, to: target, from: ["http://127.0.0.1:9"])
        try expectComplete()
        #expect(report.files.map(\.source) == [nil, nil])
    }

    @Test func `begins anew where the server sends whole files only`() throws {
        try plant([9, 9, 9], "a.gz.part")
        let server = try LoopbackServer { [published] request, _ in
            published.file(LoopbackServer.Request(path: request.path, offset: nil))
        }
        defer { server.stop() }
        _ = try fetch(published.data, to: target, from: [server.address])
        try expectComplete()
    }

    @Test(arguments: [3, 300_500, 400_000])
    func `begins anew where what had arrived is of another file`(count: Int) throws {
        try plant([UInt8](repeating: 7, count: count), "a.gz.part")
        let server = try LoopbackServer { [published] request, _ in published.file(request) }
        defer { server.stop() }
        _ = try fetch(published.data, to: target, from: [server.address])
        try expectComplete()
    }

    /// What the first of two mirrors does wrong.
    enum Fault: CaseIterable {
        case missing, other, damaged, endless, breaking, closed

        func answer(_ whole: LoopbackServer.Response) -> LoopbackServer.Response {
            var response = whole
            switch self {
            case .missing: return .missing
            case .other: response.body = (try? Gzip.compressed([4, 5, 6])) ?? []
            case .damaged: response.body = response.body.map { ~$0 }
            case .endless: response.body = [UInt8](repeating: 1, count: 2_000_000)
            case .breaking: response.cutAfter = 0
            case .closed: break
            }
            return response
        }

        var code: FerryError.Code {
            switch self {
            case .missing, .breaking, .closed: .io
            case .other, .damaged, .endless: .malformed
            }
        }
    }

    @Test(arguments: Fault.allCases)
    func `tries the next mirror, or tells what was wrong`(fault: Fault) throws {
        let bad = try LoopbackServer { [published] request, _ in fault.answer(published.file(request)) }
        let good = try LoopbackServer { [published] request, _ in published.file(request) }
        defer { good.stop() }
        if fault == .closed { bad.stop() }
        defer { if fault != .closed { bad.stop() } }
        let error = try #require(throws: FerryError.self) {
            try fetch(published.data, to: target, from: [bad.address])
        }
        #expect(error.code == fault.code, "\(error)")
        #expect(error.location.file == bad.address + "/a.gz", "\(error)")
        #expect(error.remedy?.contains("--mirror") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: target) == [])
        let report = try fetch(published.data, to: target, from: [bad.address, good.address])
        try expectComplete()
        #expect(report.files[0].source == good.address + "/a.gz")
    }

    @Test func `tells the checksum that was expected and the one that was found`() throws {
        let server = try LoopbackServer { _, _ in LoopbackServer.Response(body: Array("not what was published".utf8)) }
        defer { server.stop() }
        let error = try #require(throws: FerryError.self) { try fetch(published.data, to: target, from: [server.address]) }
        #expect(error.expected == "SHA-256 " + published.data.files[0].sha256)
        #expect(error.found?.hasPrefix(SHA256.hexadecimal(Array("not what was published".utf8))) == true)
    }

    @Test func `tells every mirror's failure`() throws {
        let server = try LoopbackServer { _, _ in .missing }
        defer { server.stop() }
        let error = try #require(throws: FerryError.self) {
            try fetch(published.data, to: target, from: [server.address + "/x", server.address + "/y"])
        }
        #expect(([error] + error.others).map(\.location.file) == ["x", "y"].map { "\(server.address)/\($0)/a.gz" })
        #expect(error.problem.contains("404"))
    }

    @Test func `leaves another file of the name alone, unless forced`() throws {
        try plant([9, 9], "b.gz")
        let server = try LoopbackServer { [published] request, _ in published.file(request) }
        defer { server.stop() }
        let error = try #require(throws: FerryError.self) { try fetch(published.data, to: target, from: [server.address]) }
        #expect(error.code == .cannotCreate)
        #expect(error.location.file == target + "/b.gz")
        #expect(try Data(contentsOf: URL(fileURLWithPath: target + "/b.gz")).elementsEqual([9, 9]))
        _ = try fetch(published.data, to: target, from: [server.address], replacingExisting: true)
        try expectComplete()
    }

    @Test func `refuses to be at the same file twice`() throws {
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        let other = try PartialFile(path: target + "/a.gz", replacingExisting: false)
        let piece: [UInt8] = [1, 2, 3]
        try unsafe other.append(piece.span.bytes)
        let error = try #require(throws: FerryError.self) {
            try fetch(published.data, to: target, from: ["http://127.0.0.1:9"])
        }
        #expect(error.code == .cannotCreate)
        #expect(error.location.file == other.partialPath)
        #expect(other.byteCount == 3 && FileManager.default.fileExists(atPath: other.partialPath))
    }

    @Test(arguments: ["example.org/mnist", "ftp://example.org", "/media/usb", "-o/etc/passwd", ""])
    func `refuses mirrors that are no addresses`(mirror: String) throws {
        let error = try #require(throws: FerryError.self) { try fetch(published.data, to: target, from: [mirror]) }
        #expect(error.code == .usage)
        #expect(!FileManager.default.fileExists(atPath: target))
    }

    @Test func `knows MNIST by what its files hold`() {
        let names = DataPart.allCases.flatMap { part in
            [IDXFolder.candidates(part, .pictures), IDXFolder.candidates(part, .labels)].map { $0[1] }
        }
        #expect(PublishedData.mnist.files.map(\.name) == names)
        // A header of 16 or 8 bytes, and a byte for each pixel or label.
        #expect(PublishedData.mnist.files.map(\.byteCount) == [16 + 60_000 * 784, 8 + 60_000, 16 + 10_000 * 784, 8 + 10_000])
        #expect(PublishedData.mnist.files.allSatisfy { $0.sha256.count == 64 })
    }
}

@Suite struct `SHA-256` {
    /// NIST, "Secure Hash Standard", the examples of FIPS 180-2, appendix B.
    @Test(arguments: [
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func `of published examples is the published one`(text: String, times: Int, expected: String) {
        #expect(SHA256.hexadecimal(Array(String(repeating: text, count: times).utf8)) == expected)
    }
}
