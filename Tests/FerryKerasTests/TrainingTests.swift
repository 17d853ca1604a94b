import FerryCore
import FerryHDF5
import FixtureCases
import Testing

@testable import FerryKeras

@Suite struct `Training state` {
    static let learningRates = [
        "keras2/optimizer-adam.h5", "keras2/optimizer-adam.keras", "keras2/optimizer-legacy", "keras3.15/optimizer-adam.h5",
        "keras3.15/optimizer-adam.keras", "keras3.5/optimizer-adam.h5", "keras3.5/optimizer-adam.keras",
    ]

    @Test(arguments: learningRates)
    func `of Adam is read from every writer's files`(id: String) throws {
        let state = try #require(try KerasFormats.read(id).state)
        let optimizer = try #require(state.optimizer)
        #expect(optimizer.name == "Adam")
        #expect(optimizer.slots.keys.sorted() == ["m", "v"])
        #expect(optimizer.slots["m"]?.keys.sorted() == optimizer.slots["v"]?.keys.sorted())
        #expect(optimizer.slots["m"]?.count == 4)
        #expect(try #require(optimizer.iteration) > 0)
        #expect(try #require(optimizer.learningRate) > 0)
        #expect(state.configuration?["loss"] != nil)
        // Second moments are squares.
        for source in try #require(optimizer.slots["v"]).values {
            #expect(try source.loadFloat().elements.allSatisfy { $0 >= 0 })
        }
        #expect(try optimizer.slots["m"]?.values.contains { try $0.loadFloat().elements.contains { $0 < 0 } } == true)
    }

    static let others: [(id: String, name: String, slots: [String])] = [
        ("keras2/optimizer-sgd.h5", "SGD", ["momentum"]), ("keras3.15/optimizer-sgd.keras", "SGD", ["momentum"]),
        ("keras2/optimizer-rmsprop.keras", "RMSprop", ["velocity"]), ("keras3.15/optimizer-rmsprop.h5", "RMSprop", ["velocity"]),
        ("keras3.15/optimizer-untrained.keras", "Adam", []), ("keras2/optimizer-untrained.h5", "Adam", []),
    ]

    @Test(arguments: others)
    func `of other optimizers is read`(id: String, name: String, slots: [String]) throws {
        let imported = try KerasFormats.read(id)
        let optimizer = try #require(imported.state?.optimizer)
        #expect(optimizer.name == name)
        #expect(optimizer.slots.keys.sorted() == slots)
        #expect(imported.notices.isEmpty)
    }

    @Test func `with a schedule has no learning rate`() throws {
        let optimizer = try #require(try KerasFormats.read("keras3.15/optimizer-schedule").state?.optimizer)
        #expect(optimizer.name == "AdamW")
        #expect(optimizer.learningRate == nil)
        #expect(optimizer.slots["v"]?.count == 4)
    }

    @Test func `is none where the model was not compiled`() throws {
        #expect(try KerasFormats.read("keras3.15/dense").state == nil)
    }

    /// The optimizer's variables of a trained `.keras` under another training configuration.
    private func state(_ training: JSONValue?, trained: [(name: String, shape: [Int])]? = nil) throws -> (
        OptimizerState?, [String]
    ) {
        let file = try FileByteSource(path: try FixtureCase.named("keras3.15/optimizer-adam.h5").path)
        let variables = try #require(try OptimizerVariables.legacy(HDF5File(file).root, .keras3))
        let model = try KerasFormats.read("keras3.15/optimizer-adam.h5")
        let optimizer = try #require(model.state?.optimizer)
        let shapes = try #require(optimizer.slots["m"]).map { ($0.key, $0.value.shape) }
        var notices: [String] = []
        let state = try variables.state(
            OptimizerDescription(training: training), trained: trained ?? shapes, notices: &notices)
        return (state, notices)
    }

    @Test func `without the optimizer's name is left out, and a notice says so`() throws {
        // What Keras 3 leaves in a `.keras` that is saved after an `.h5` of the same model.
        let (state, notices) = try state(["loss": "mse", "metrics": nil])
        #expect(state == nil)
        #expect(notices.count == 1)
        #expect(notices[0].contains("does not name"))
    }

    @Test func `that does not fit the model is left out, and a notice says so`() throws {
        let adam: JSONValue = ["optimizer_config": ["class_name": "Custom>Adam", "config": ["learning_rate": 0.5]]]
        let (state, notices) = try state(adam, trained: [(name: "a", shape: [2])])
        #expect(state?.name == "Adam")
        #expect(state?.slots.isEmpty == true)
        #expect(state?.iteration != nil)
        #expect(notices.count == 1)
        #expect(notices[0].contains("do not fit"))
    }

    @Test func `of an unknown optimizer is left out, and a notice says so`() throws {
        let (state, notices) = try state(["optimizer": ["class_name": "Sophia", "config": [:]]])
        #expect(state?.name == "Sophia")
        #expect(state?.slots.isEmpty == true)
        #expect(notices.count == 1)
    }
}
