import FerryArchive
import FerryCore
import FixtureCases
import Foundation
import Testing

/// Numbers that differ between processors in their last digits, replaced by a mark of the same width.
private func masked(_ text: String) -> String {
    text.replacing(/\d\.\de[-+]\d\d/) { String(repeating: "#", count: $0.output.count) }
        .replacing(/\d+×\d+(×\d+)*  (agrees|differs)/) { match in
            String(repeating: "#", count: match.output.0.count - match.output.2.count - 2) + "  " + match.output.2
        }
}

@Suite struct `The commands` {
    static let trained = FixtureCase.all.filter { $0.path.contains("/mnist-cnn/") }
    static let folder = FixtureCase.folder + "keras/mnist-cnn"

    @Test(arguments: trained)
    func `convert every container of the documented model`(fixture: FixtureCase) throws {
        let folder = try TemporaryFolder()
        let architecture = fixture.architecture.map { ["--architecture", $0] } ?? []
        let run = try FerryProcess(["convert", fixture.path, folder.path + "/out.onnx", "--json"] + architecture)
        #expect(run.status == 0, "\(run.error)")
        let report = try JSONParser.parse(run.output)
        let format = fixture.format == "keras-archive" ? "keras" : fixture.format
        #expect(report["input"]?["format"]?.string == format)
        #expect(report["input"]?["parameters"]?.integer == fixture.parameters)
        #expect(report["output"]?["written"]?.bool == true)
        #expect(report["verification"]?["agrees"]?.bool == true)
        #expect(report["verification"]?["parameters"]?["identical"]?.integer == 10)
        #expect(report["verification"]?["missing"]?.array == [])
        #expect(try folder.contents == ["out.onnx"])
    }

    @Test func `print the table of layers`() throws {
        let folder = try TemporaryFolder()
        let run = try FerryProcess(["convert", "keras3.keras", folder.path + "/out.onnx"], in: Self.folder)
        #expect(run.status == 0, "\(run.error)")
        #expect(run.error == "")
        try expectSnapshot(masked(run.output.replacing(folder.path, with: "…")), "convert")
    }

    @Test func `end with status 1 where two sides differ, and say where first`() throws {
        let run = try FerryProcess(["verify", "recording.npz", "keras3.h5", "--tolerance", "0"], in: Self.folder)
        #expect(run.status == 1, "\(run.error)")
        #expect(run.output.contains("differs: 'conv2d' (Conv2D) is the first that differs"), "\(run.output)")
        #expect(run.error == "")
    }

    @Test func `agree with what Keras recorded`() throws {
        let run = try FerryProcess(["verify", "recording.npz", "keras3.h5", "--json"], in: Self.folder)
        #expect(run.status == 0, "\(run.error)")
        #expect(try JSONParser.parse(run.output)["layers"]?.array?.count == 9)
    }

    @Test func `keep the compared values`() throws {
        let folder = try TemporaryFolder()
        let run = try FerryProcess(
            ["verify", "recording.npz", "keras3.h5", "--keep", folder.path + "/values"], in: Self.folder)
        #expect(run.status == 0, "\(run.error)")
        let value = try NPY.read(try FileByteSource(path: folder.path + "/values/candidate-float64/dense_1.npy"))
        #expect(value.type == TensorType([4, 10], element: .float64))
    }

    @Test func `show what is in a file`() throws {
        let run = try FerryProcess(["inspect", "keras3.keras", "--weights"], in: Self.folder)
        #expect(run.status == 0, "\(run.error)")
        try expectSnapshot(run.output, "inspect")
        let json = try FerryProcess(["inspect", "keras3.keras", "--weights", "--json"], in: Self.folder)
        try expectSnapshot(json.output, "inspect-json")
    }

    @Test(arguments: ["float32", "float64"])
    func `run a model on a recording's inputs`(precision: String) throws {
        let folder = try TemporaryFolder()
        let run = try FerryProcess(
            [
                "run", "keras3.h5", "--inputs", "recording.npz", "--all-values", "--precision", precision, "--batch", "3", "-o",
                folder.path + "/y.npz",
            ], in: Self.folder)
        #expect(run.status == 0, "\(run.error)")
        let recorded = try NPZ.read(try FileByteSource(path: Self.folder + "/recording.npz"))
        let expected = Dictionary(uniqueKeysWithValues: recorded.map { ($0.name, $0.source) })
        let found = try NPZ.read(try FileByteSource(path: folder.path + "/y.npz"))
        #expect(found.count == 9)
        for (name, source) in found {
            #expect(source.element.rawValue == precision)
            let recorded = try #require(expected["values/" + name]).loadDouble()
            #expect(Difference(try source.loadDouble(), from: recorded).relative < 1e-5, "\(name)")
        }
    }

    @Test func `compute the same bits on one thread and on two`() throws {
        let outputs = try ["1", "2"].map { threads in
            let run = try FerryProcess(
                ["run", "keras3.h5", "--inputs", "recording.npz", "--json", "--threads", threads], in: Self.folder)
            #expect(run.status == 0, "\(run.error)")
            return run.output
        }
        #expect(outputs[0] == outputs[1])
    }

    @Test(arguments: 0..<10)
    func `recognise drawn digits`(digit: Int) throws {
        let run = try FerryProcess(
            ["predict", "keras3.keras", FixtureCase.folder + "digits/\(digit).png", "--top", "1", "--json"], in: Self.folder)
        #expect(run.status == 0, "\(run.error)")
        let picture = try #require(try JSONParser.parse(run.output)["pictures"]?.array?.first)
        #expect(picture["probabilities"]?.bool == true)
        #expect(picture["classes"]?.array?.first?["class"]?.integer == digit)
    }

    @Test func `refuse inputs of another shape by name`() throws {
        let run = try FerryProcess(
            ["run", "keras3.h5", "--inputs", FixtureCase.folder + "arrays/f4.npy"], in: Self.folder)
        #expect(run.status == 65)
        #expect(run.errorField("file") == [FixtureCase.folder + "arrays/f4.npy"])
        #expect(run.errorField("expected").first?.contains("28") == true)
    }
}
