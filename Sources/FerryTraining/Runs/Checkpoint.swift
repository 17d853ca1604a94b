internal import FerryArchive
public import FerryCore

/// A training run at a step's end, in one file: a zip archive of `state.json` and NumPy arrays, so that it is there whole or not
/// at all, and others can look into it.
public enum Checkpoint {
    private static let version = 1
    /// All parameters, in the order of the block.
    private static let values = "values"
    private static let slots = "slots"
    private static let best = "best"

    /// Writes the run's state; the caller commits the file.
    ///
    /// - Throws: `io`.
    public static func write(_ trainer: Trainer, to file: AtomicFile) throws(FerryError) {
        let state: JSONValue = ["version": .integer(version), "run": trainer.identity, "progress": trainer.progress.json]
        let text = MemoryByteSource(Array((state.text(indented: true) + "\n").utf8), name: "state.json")
        var members = [ZipWriter.Member(name: "state.json", method: .stored, contents: text)]
        var arrays = [(values, trainer.block.snapshot), (slots, trainer.block.slotSnapshot)]
        if let bestValues = trainer.bestValues { arrays.append((best, bestValues)) }
        for (name, elements) in arrays {
            members.append(try NPZ.member(name, MemorySource(Tensor(shape: [elements.count], elements: elements))))
        }
        try ZipWriter.write(members, to: file)
    }

    /// Brings a trainer to where the run was when it was written.
    ///
    /// - Throws: `mismatch` where it is of another run; `malformed`, `io`.
    public static func restore(_ trainer: Trainer, from file: any ByteSource) throws(FerryError) {
        do throws(FerryError) {
            let archive = try ZipArchive(file)
            guard let member = try archive.member(named: "state.json") else {
                throw FerryError(.malformed, "the file is no checkpoint of Ferry", expected: "state.json", found: "none")
            }
            let state = try JSONParser.parse(try member.bytes())
            guard state["version"]?.integer == version else {
                throw FerryError(
                    .unsupported, "the checkpoint is of another version of Ferry", expected: "\(version)",
                    found: state["version"]?.text(), remedy: "resume it with the version that wrote it")
            }
            try trainer.checkIdentity(state["run"] ?? .null)
            let progress = try TrainingProgress(state["progress"] ?? .null)
            func array(_ name: String, count: Int) throws(FerryError) -> [Float]? {
                guard let contents = try archive.member(named: name + ".npy") else { return nil }
                let elements = try NPY.read(contents).loadFloat().elements
                guard elements.count == count else {
                    throw FerryError(
                        .malformed, "the checkpoint's '\(name)' has a wrong size", expected: "\(count) numbers",
                        found: "\(elements.count)")
                }
                return elements
            }
            let block = trainer.block
            guard let values = try array(values, count: block.snapshotCount),
                let slots = try array(slots, count: block.slotSnapshotCount)
            else { throw FerryError(.malformed, "the checkpoint lacks parameters", expected: "values.npy and slots.npy") }
            let best = try array(best, count: block.snapshotCount)
            trainer.resume(progress, values: values, slots: slots, best: best)
        } catch {
            throw error.at(Location(file: file.name))
        }
    }
}

extension Trainer {
    /// What a run must have in common with the one that it goes on with, by names for people.
    var identity: JSONValue {
        [
            "optimizer": options.optimizer.json, "loss": .string(options.loss.rawValue),
            "batch_size": .integer(options.batchSize), "seed": .string(String(options.seed)),
            "augmentation": options.augmentation?.json ?? .null, "shuffle": .bool(options.shuffles),
            "data": .string("\(data.name): \(data.count) pictures, CRC-32 \(data.checksum)"),
            "parameters": .array(
                (block.trainable + block.fixed).map { entry in
                    .string("\(entry.name) \(entry.shape)")
                }),
            "instruction_set": .string(instructionSet.rawValue),
        ]
    }

    func checkIdentity(_ saved: JSONValue) throws(FerryError) {
        let current = identity
        var problems: [FerryError] = []
        for (name, value) in current.object?.members ?? [] where saved[name] != value {
            problems.append(
                FerryError(
                    .mismatch, "the checkpoint is of a run with another \(name.replacing("_", with: " "))",
                    expected: saved[name]?.text(), found: value.text(),
                    remedy: name == "instruction_set"
                        ? "set FERRY_ISA to it: another one rounds differently" : "give what the run was started with"))
        }
        if let problem = FerryError.all(problems) { throw problem }
    }

    func resume(_ progress: TrainingProgress, values: [Float], slots: [Float], best: [Float]?) {
        self.progress = progress
        bestValues = best
        block.restore(values)
        block.restoreSlots(slots)
        parametersChanged()
        // A run that had ended and may go on: with more epochs than before.
        if progress.isFinished, !progress.isStopped, progress.epoch < options.epochs { self.progress.isFinished = false }
    }
}
