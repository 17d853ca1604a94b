import FerryCore
import FerryTraining
import FixtureCases
import Foundation
import Testing

struct `Training runs` {
    @Test(arguments: Optimizers.names)
    func `the loss falls`(_ optimizer: String) throws {
        let trainer = try TinyClassifier.trainer(TinyClassifier.options(optimizer))
        try trainer.run()
        let losses = trainer.progress.history.map(\.training.loss)
        #expect(losses.count == 4)
        #expect(losses[3] < losses[0])
        #expect(trainer.progress.history.map(\.training.sampleCount) == [45, 45, 45, 45])
        #expect(trainer.progress.iteration == 12)
    }

    @Test(arguments: [2, 3])
    func `the number of threads changes nothing`(_ threads: Int) throws {
        let alone = try TinyClassifier.trainer(TinyClassifier.options())
        let together = try TinyClassifier.trainer(TinyClassifier.options(threads: threads))
        try alone.run()
        try together.run()
        #expect(together.outcome == alone.outcome)
    }

    @Test(arguments: 0...12)
    func `a run resumed after any step ends with the bits of one that went through`(_ steps: Int) throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path + "/run")
        let whole = try TinyClassifier.trainer(TinyClassifier.options())
        try whole.run()
        let interrupted = try TinyClassifier.trainer(TinyClassifier.options())
        try run.create([:])
        try interrupted.run(steps: steps)
        try run.save(interrupted)
        let resumed = try TinyClassifier.trainer(TinyClassifier.options(threads: 2))
        try run.restore(resumed)
        #expect(resumed.outcome == interrupted.outcome)
        try resumed.run()
        #expect(resumed.outcome == whole.outcome)
    }

    @Test func `the best epoch's parameters come back at the end`() throws {
        var options = try TinyClassifier.options(epochs: 30)
        options.optimizer.learningRate = .constant(2)
        options.plateauReduction = nil
        let trainer = try TinyClassifier.trainer(options)
        var snapshots: [[Float]] = []
        while !trainer.progress.isFinished {
            if try trainer.step() != nil { snapshots.append(trainer.block.snapshot) }
        }
        let best = try #require(trainer.progress.earlyStopping.bestEpoch)
        #expect(trainer.progress.isStopped)
        #expect(trainer.progress.epoch == best + 3)
        #expect(trainer.block.snapshot == snapshots[best])
    }

    @Test func `a run that had ended goes on where it is given more epochs`() throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path)
        var options = try TinyClassifier.options(epochs: 2)
        options.earlyStopping = nil
        let short = try TinyClassifier.trainer(options)
        try short.run()
        try run.save(short)
        options.epochs = 5
        let (long, whole) = (try TinyClassifier.trainer(options), try TinyClassifier.trainer(options))
        try run.restore(long)
        try long.run()
        try whole.run()
        #expect(long.outcome == whole.outcome)
    }

    @Test func `a number that is not finite is found with its picture, epoch and step`() throws {
        let data = TinyClassifier.data("broken") { $0[17 * 4] = .nan }
        let trainer = try Trainer(TinyClassifier.model(), on: data, TinyClassifier.options())
        let error = #expect(throws: FerryError.self) { try trainer.run() }
        #expect(error?.code == .malformed)
        #expect(error?.problem.contains("picture 17 of broken") == true)
        #expect(error?.location.path?.hasPrefix("epoch 1, step ") == true)
        let areFinite = trainer.block.snapshot.allSatisfy(\.isFinite)
        #expect(areFinite)
    }

    @Test func `a loss that diverges is told from data that is broken`() throws {
        var options = try TinyClassifier.options("sgd")
        options.optimizer.learningRate = .constant(1e38)
        let data = TinyClassifier.data { numbers in for index in numbers.indices { numbers[index] *= 1e30 } }
        let trainer = try Trainer(TinyClassifier.model(), on: data, options)
        let error = #expect(throws: FerryError.self) { try trainer.run() }
        #expect(error?.problem == "the loss is not a number any more")
    }

    @Test func `data of another size or with other classes is refused before any step`() throws {
        let wide = DataSet(
            name: "wide", height: 2, width: 3, channels: 1, bytes: [0, 0, 0, 0, 0, 0], labels: [0], classNames: ["a", "b", "c"])
        let few = DataSet(
            name: "few", height: 2, width: 2, channels: 1, bytes: [0, 0, 0, 0], labels: [0], classNames: ["a", "b"])
        for (data, found) in [(wide, "2×3×1 in wide"), (few, "2 classes in few")] {
            let error = #expect(throws: FerryError.self) {
                try Trainer(TinyClassifier.model(), on: data, TinyClassifier.options())
            }
            #expect(error?.code == .mismatch)
            #expect(error?.found == found)
        }
    }
}

struct `Run folders` {
    @Test func `a checkpoint of another run is refused with all that differs`() throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path)
        try run.save(try TinyClassifier.trainer(TinyClassifier.options()))
        var options = try TinyClassifier.options()
        (options.seed, options.batchSize) = (12, 9)
        let other = try TinyClassifier.trainer(options)
        let error = #expect(throws: FerryError.self) { try run.restore(other) }
        #expect(error?.code == .mismatch)
        #expect(error?.others.count == 1)
        #expect(error?.location.file == run.checkpointPath)
    }

    @Test func `a checkpoint that is cut off or changed is refused and leaves the trainer as it was`() throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path)
        let trainer = try TinyClassifier.trainer(TinyClassifier.options())
        try trainer.run(steps: 4)
        try run.save(trainer)
        let genuine = try FileByteSource(path: run.checkpointPath).bytes()
        for (length, changed) in [(genuine.count / 2, nil), (genuine.count - 1, nil), (genuine.count, genuine.count / 2)] {
            var bytes = Array(genuine.prefix(length))
            if let changed { bytes[changed] ^= 0x10 }
            try Data(bytes).write(to: URL(fileURLWithPath: run.checkpointPath))
            let fresh = try TinyClassifier.trainer(TinyClassifier.options())
            let before = fresh.outcome
            #expect(throws: FerryError.self) { try run.restore(fresh) }
            #expect(fresh.outcome == before)
        }
    }

    @Test func `saving leaves whole files and nothing beside them`() throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path + "/run/")
        let trainer = try TinyClassifier.trainer(TinyClassifier.options())
        try run.create(["recipe": "tiny"])
        try trainer.run()
        try run.save(trainer)
        try run.save(trainer)
        try run.writeHistory(trainer.progress.history)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: run.path).sorted()
                == ["checkpoint.zip", "events.out.tfevents.ferry", "history.csv", "run.json"])
        #expect(try run.settings()["recipe"] == "tiny")
        let lines = try String(contentsOfFile: run.historyPath, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0] == "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds")
        #expect(lines[1].hasPrefix("1,\(trainer.progress.history[0].training.loss),"))
    }

    @Test func `a folder with a run in it takes no second one`() throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path)
        try run.save(try TinyClassifier.trainer(TinyClassifier.options()))
        let error = #expect(throws: FerryError.self) { try run.create([:]) }
        #expect(error?.code == .cannotCreate)
        #expect(error?.remedy?.contains("--resume") == true)
    }

    @Test func `a folder that cannot be written keeps the checkpoint before`() throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path)
        let trainer = try TinyClassifier.trainer(TinyClassifier.options())
        try run.save(trainer)
        let before = try FileByteSource(path: run.checkpointPath).bytes()
        // Another process's file under the temporary name, as a crash of the same process id leaves it.
        let file = try AtomicFile(path: run.checkpointPath, replacingExisting: true)
        try trainer.run(steps: 1)
        let error = #expect(throws: FerryError.self) { try run.save(trainer) }
        #expect(error?.code == .cannotCreate)
        #expect(try FileByteSource(path: run.checkpointPath).bytes() == before)
        file.abandon()
        try run.save(trainer)
        #expect(try FileByteSource(path: run.checkpointPath).bytes() != before)
    }
}
