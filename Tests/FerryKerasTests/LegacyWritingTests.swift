import FerryCore
import FerryHDF5
import FerryKeras
import FixtureCases
import Testing

@Suite struct `A model that is written as an h5` {
    typealias Writing = `A model that is written for Keras`

    /// Files of Keras 2, whose names do not depend on what was built before.
    @Test(arguments: [
        "keras2/optimizer-adam.h5", "keras2/optimizer-rmsprop.h5", "keras2/nested-frozen.h5", "keras2/nested-functional.h5",
        "keras2/nested-twice.h5", "keras2/several-inputs-and-outputs.h5", "keras2/many-layers.h5", "keras2/slash-names.h5",
        "keras2/nested-frozen.weights-only.h5", "keras2/many-layers.weights-only.h5",
    ])
    func `lies in its file as Keras laid it out`(id: String) throws {
        let fixture = try FixtureCase.named(id)
        var options = WriteOptions()
        options.kerasGeneration = 2
        options.includesOptimizerState = fixture.format == "keras-h5"
        let folder = try TemporaryFolder()
        _ = try Writing.carried(KerasFormats.read(id), FormatID(fixture.format), options, in: folder)
        let written = try HDF5File(FileByteSource(path: folder.path + "/out")).root
        let original = try HDF5File(FileByteSource(path: fixture.path)).root
        #expect(try written.names == original.names)
        #expect(try written.datasets == original.datasets)
    }

    @Test func `leaves the optimizer's state out unless asked, and says so`() throws {
        let imported = try KerasFormats.read("keras3.15/optimizer-adam.keras")
        var options = WriteOptions()
        let left = KerasH5().notices(writing: imported.model, state: imported.state, options: options)
        #expect(left.count == 1)
        #expect(left[0].contains("--optimizer-state"))
        let without = try Writing.carried(imported, "keras-h5", options, in: TemporaryFolder())
        #expect(without.state?.optimizer == nil)
        #expect(without.state?.configuration?["optimizer_config"]?["class_name"] == "Adam")
        options.includesOptimizerState = true
        let included = KerasH5().notices(writing: imported.model, state: imported.state, options: options)
        #expect(included.count == 1)
        #expect(included[0].contains("optimizer.build"))
        #expect(included[0].contains("set_weights"))
        options.kerasGeneration = 2
        #expect(KerasH5().notices(writing: imported.model, state: imported.state, options: options).isEmpty)
    }

    @Test func `says what it was compiled with in the words that Keras looks for`() throws {
        var imported = try KerasFormats.read("keras3.15/optimizer-adam.keras")
        imported.state?.configuration = ["optimizer": "adam", "loss": "mse", "metrics": ["mae"]]
        for generation in [2, 3] {
            var options = WriteOptions()
            options.kerasGeneration = generation
            let folder = try TemporaryFolder()
            _ = try Writing.carried(imported, "keras-h5", options, in: folder)
            let root = try HDF5File(FileByteSource(path: folder.path + "/out")).root
            let training = try JSONParser.parse(try #require(try root.string("training_config")))
            #expect(training["loss"] == "mean_squared_error")
            #expect(training["metrics"] == ["mean_absolute_error"])
            for key in ["weighted_metrics", "loss_weights"] { #expect(training[key] == .some(.null)) }
            #expect(training["optimizer_config"]?["class_name"] == "adam")
            #expect(training["optimizer_config"]?["config"]?["is_legacy_optimizer"] == (generation == 2 ? false : nil))
        }
    }

    @Test func `has weights alone where nothing else is asked for, and no place for an optimizer`() throws {
        let imported = try KerasFormats.read("keras2/optimizer-adam.h5")
        var options = WriteOptions()
        options.includesOptimizerState = true
        let problems = KerasWeightsH5().problems(writing: imported.model, options: options)
        #expect(problems.map(\.code) == [.usage])
        #expect(!KerasWeightsH5().notices(writing: imported.model, state: imported.state, options: WriteOptions()).isEmpty)
    }
}

extension HDF5Group {
    /// The lists of names in all groups below, by path and attribute.
    fileprivate var names: [String: [String]] {
        get throws(FerryError) {
            var found: [String: [String]] = [:]
            for attribute in attributeNames where attribute.contains("_names") {
                found["\(path) \(attribute)"] = try strings(attribute)
            }
            for name in childNames {
                if let group = group(name) { found.merge(try group.names) { first, _ in first } }
            }
            return found
        }
    }
}
