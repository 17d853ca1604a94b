import FerryCore
import FixtureCases
import Foundation
import Testing

@Suite struct `Training on the command line` {
    /// `ferry train` on a folder of digits, its run and its output in `folder`.
    private static func train(
        _ data: DigitFolder, in folder: TemporaryFolder, _ arguments: [String] = [], run: String = "run",
        output: String = "out.weights.h5"
    ) throws -> FerryProcess {
        try FerryProcess(
            ["train", "--data", data.path, "--run", run, "-o", output, "--epochs", "2", "--quiet"] + arguments,
            in: folder.path)
    }

    private static func bytes(_ name: String, in folder: TemporaryFolder) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name))
    }

    @Test func `a recipe becomes a Keras file, an ONNX file and a run's folder`() throws {
        let (data, folder) = (try DigitFolder(), try TemporaryFolder())
        let run = try Self.train(
            data, in: folder, ["-o", "out.keras", "-o", "out.onnx", "--save-best", "best.keras", "--json"])
        #expect(run.status == 0, "\(run.error)")
        #expect(try folder.contents == ["best.keras", "out.keras", "out.onnx", "out.weights.h5", "run"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/run").sorted()
                == ["checkpoint.zip", "events.out.tfevents.ferry", "history.csv", "run.json"])
        let report = try JSONParser.parse(Array(run.output.utf8))
        #expect(report["history"]?.array?.count == 2)
        #expect(report["outputs"]?.array?.compactMap { $0["written"]?.bool } == [true, true, true])
        let evaluation = try FerryProcess(["evaluate", "out.onnx", "--data", data.path, "--json"], in: folder.path)
        #expect(evaluation.status == 0, "\(evaluation.error)")
        let accuracy = try JSONParser.parse(Array(evaluation.output.utf8))["accuracy"]?.double
        #expect(accuracy == report["test"]?["accuracy"]?.double)
    }

    @Test(arguments: ["mnist-cnn", "lenet5", "vgg-small", "resnet-small"])
    func `every recipe learns`(recipe: String) throws {
        let (data, folder) = (try DigitFolder(), try TemporaryFolder())
        let run = try FerryProcess(
            ["train", recipe, "--data", data.path, "--run", "run", "--epochs", "4", "--json", "--quiet", "--no-augment"],
            in: folder.path)
        #expect(run.status == 0, "\(run.error)")
        let losses = try JSONParser.parse(Array(run.output.utf8))["history"]?.array?.compactMap { $0["loss"]?.double } ?? []
        #expect(losses.count == 4)
        #expect(losses.last ?? .infinity < losses.first ?? 0)
    }

    @Test(arguments: ["1", "2", "3"])
    func `threads, and an interruption, change no bit`(threads: String) throws {
        let (data, folder) = (try DigitFolder(), try TemporaryFolder())
        #expect(try Self.train(data, in: folder, ["--threads", "1"]).status == 0)
        let whole = try Self.bytes("out.weights.h5", in: folder)
        // The same run in two parts: --epochs may grow.
        let first = try Self.train(
            data, in: folder, ["--threads", threads, "--epochs", "1"], run: "parts", output: "half.weights.h5")
        #expect(first.status == 0, "\(first.error)")
        let second = try FerryProcess(
            ["train", "--resume", "parts", "--epochs", "2", "--threads", threads, "-o", "parts.weights.h5", "--quiet"],
            in: folder.path)
        #expect(second.status == 0, "\(second.error)")
        #expect(try Self.bytes("half.weights.h5", in: folder) != whole)
        #expect(try Self.bytes("parts.weights.h5", in: folder) == whole)
    }

    @Test func `killed at 20 random moments and resumed, it comes to the same bits`() throws {
        let (data, folder) = (try DigitFolder(training: 640), try TemporaryFolder())
        let arguments = ["--epochs", "80", "--patience", "80"]
        #expect(try Self.train(data, in: folder, arguments).status == 0)
        let whole = try Self.bytes("out.weights.h5", in: folder)
        var command = ["train", "--data", data.path, "--run", "killed"] + arguments
        for _ in 0..<20 {
            let killed = try FerryProcess(
                shell: """
                    "$FERRY" \(command.joined(separator: " ")) --quiet --checkpoint-every 0 &
                    while [ ! -e killed/run.json ]; do sleep 0.01; done
                    sleep \(Double.random(in: 0.05...0.15)); kill -9 $!; wait $!
                    """, in: folder.path)
            #expect(killed.status == 128 + SIGKILL, "the run was over too early: \(killed.error)")
            command = ["train", "--resume", "killed"]
        }
        let end = try FerryProcess(["train", "--resume", "killed", "-o", "killed.weights.h5", "--quiet"], in: folder.path)
        #expect(end.status == 0, "\(end.error)")
        #expect(try Self.bytes("killed.weights.h5", in: folder) == whole)
    }

    @Test func `the first Ctrl-C saves, says how to go on, and exits with 130`() throws {
        let (data, folder) = (try DigitFolder(training: 640), try TemporaryFolder())
        let run = try FerryProcess(
            shell: """
                "$FERRY" train --data '\(data.path)' --run run --epochs 100000 --patience 100000 &
                while [ ! -e run/history.csv ]; do sleep 0.01; done; kill -INT $!; wait $!
                """, in: folder.path)
        #expect(run.status == 130, "\(run.error)")
        #expect(run.output.contains("ferry train --resume run"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/run").contains("checkpoint.zip"))
    }

    static let schedules: [(arguments: [String], isLowered: @Sendable ([Double]) -> Bool)] = [
        (["--schedule", "cosine"], { $0[0] < 1e-3 && $0[1] < 1e-4 }),
        (["--schedule", "exponential"], { $0[0] < 1e-3 && $0[1] < 0.9 * 1e-3 && $0[1] > 0.8 * 1e-3 }),
        // Too slow to become better.
        (
            ["--reduce-on-plateau", "1", "--plateau-factor", "0.5", "--learning-rate", "1e-9", "--epochs", "3"],
            { $0[1] == $0[0] && $0[2] == $0[0] / 2 }
        ),
    ]

    @Test(arguments: schedules)
    func `the learning rate goes down`(_ schedule: (arguments: [String], isLowered: @Sendable ([Double]) -> Bool)) throws {
        let (data, folder) = (try DigitFolder(), try TemporaryFolder())
        let run = try Self.train(data, in: folder, schedule.arguments + ["--json"])
        #expect(run.status == 0, "\(run.error)")
        let history = try JSONParser.parse(Array(run.output.utf8))["history"]?.array ?? []
        let rates = history.compactMap { $0["learning_rate"]?.double }
        #expect(rates.count > 1 && schedule.isLowered(rates), "\(rates)")
    }

    @Test func `a run is not begun in another's folder`() throws {
        let (data, folder) = (try DigitFolder(), try TemporaryFolder())
        #expect(try Self.train(data, in: folder).status == 0)
        let again = try Self.train(data, in: folder, output: "other.weights.h5")
        #expect(again.status == 73)
        #expect(again.errorField("try").first?.contains("--resume") == true, "\(again.error)")
    }

    @Test func `a resumed run refuses other data`() throws {
        let (data, folder) = (try DigitFolder(), try TemporaryFolder())
        #expect(try Self.train(data, in: folder).status == 0)
        let labels = data.path + "/train-labels-idx1-ubyte"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: labels))
        bytes[8] = 9
        try bytes.write(to: URL(fileURLWithPath: labels))
        let resumed = try FerryProcess(["train", "--resume", "run", "--epochs", "3"], in: folder.path)
        #expect(resumed.status == 65)
        #expect(resumed.error.contains("another data"), "\(resumed.error)")
    }

    struct Defect: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let words: String
        let change: @Sendable (inout DigitFolder.Part) -> Void
    }

    static let defects = [
        Defect(testDescription: "a truncated file of pictures", words: "bytes") { $0.cut = 5 },
        Defect(testDescription: "pictures that are no bytes", words: "32-bit floats") { $0.type = 0x0D },
        Defect(testDescription: "fewer labels than pictures", words: "as many labels") { $0.labelCount = 30 },
        Defect(testDescription: "a label past the classes", words: "past the classes") { $0.labels[3] = 10 },
        Defect(testDescription: "pictures of another size", words: "26×26×1") { $0.side = 26 },
    ]

    @Test(arguments: defects)
    func `refused before anything is made:`(defect: Defect) throws {
        let (data, folder) = (try DigitFolder(defect.change), try TemporaryFolder())
        let run = try Self.train(data, in: folder)
        #expect(run.status == 65, "\(run.error)")
        #expect(run.error.hasPrefix("error: ") && run.error.contains(defect.words), "\(run.error)")
        #expect(run.errorField("try").isEmpty == false, "\(run.error)")
        #expect(try folder.contents == [])
    }

    @Test func `a loss that is not a number ends the run, and the last checkpoint stays`() throws {
        let (data, folder) = (try DigitFolder(), try TemporaryFolder())
        #expect(try Self.train(data, in: folder).status == 0)
        let saved = try Self.bytes("run/checkpoint.zip", in: folder)
        let diverged = try FerryProcess(
            ["train", "--data", data.path, "--run", "wild", "--optimizer", "sgd", "--learning-rate", "1e30", "-o", "wild.onnx"],
            in: folder.path)
        #expect(diverged.status == 65)
        #expect(diverged.error.contains("not a number"), "\(diverged.error)")
        #expect(!(try folder.contents.contains("wild.onnx")))
        #expect(try Self.bytes("run/checkpoint.zip", in: folder) == saved)
    }

    private static let canMount = getuid() == 0

    @Test(.enabled(if: canMount, "mounting takes root"))
    func `a full disk during a checkpoint leaves the one before, which can be resumed`() throws {
        let (data, folder) = (try DigitFolder(), try TemporaryFolder())
        #expect(try Self.train(data, in: folder, ["--epochs", "3"]).status == 0)
        // One checkpoint fits, and a second beside it does not.
        let script = """
            mkdir disk && mount -t tmpfs -o size=2m none disk || exit 99
            "$FERRY" train --data '\(data.path)' --run disk/run --epochs 3 --quiet; full=$?
            cp -r disk/run rescued; umount disk
            "$FERRY" train --resume rescued -o rescued.weights.h5 --quiet >report; echo "$full $?"
            """
        let run = try FerryProcess(shell: script, in: folder.path)
        try #require(run.status != 99, "\(run.error)")
        #expect(run.output == "74 0\n", "\(run.error)")
        #expect(run.errorField("file").first == "disk/run/checkpoint.zip", "\(run.error)")
        #expect(try Self.bytes("rescued.weights.h5", in: folder) == Self.bytes("out.weights.h5", in: folder))
    }
}
