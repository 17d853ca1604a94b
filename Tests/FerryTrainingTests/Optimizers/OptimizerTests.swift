import FerryCore
import FerryTraining
import Testing

struct `Optimizers against Keras` {
    @Test(arguments: RecordedOptimizer.all, InstructionSet.available)
    func `five steps leave the bits that Keras leaves`(_ recorded: RecordedOptimizer, _ set: InstructionSet) throws {
        let optimizer = try Optimizers.read(recorded.configuration)
        let rule = optimizer.updateRule(for: set)
        #expect(rule.slotCount == recorded.slots.count)
        #expect(optimizer.slotNames.count == rule.slotCount)
        var tried = TriedParameters(recorded.parameters[0], gradients: [recorded.gradients[0]], slotCount: rule.slotCount)
        for (iteration, gradient) in recorded.gradients.enumerated() {
            tried.gradients = gradient + [0, 0, 0]
            tried.update(rule, learningRate: optimizer.learningRate(iteration), iteration: iteration)
            #expect(Array(tried.values.prefix(gradient.count)) == recorded.parameters[iteration + 1], "step \(iteration + 1)")
        }
        for index in recorded.slots.indices { #expect(tried.slot(index) == recorded.slots[index]) }
    }

    @Test(arguments: RecordedOptimizer.all, InstructionSet.available)
    func `shards are added up in their order, and nothing else is touched`(
        _ recorded: RecordedOptimizer, _ set: InstructionSet
    ) throws {
        let optimizer = try Optimizers.read(recorded.configuration)
        let rule = optimizer.updateRule(for: set)
        for count in [1, 3, 4, 15, 16, 17, 37] {
            let shards = recorded.gradients.prefix(4).map { Array($0.prefix(count)) }
            let sum = (0..<count).map { index in shards.dropFirst().reduce(shards[0][index]) { $0 + $1[index] } }
            let parameters = Array(recorded.parameters[0].prefix(count))
            var tried = TriedParameters(parameters, gradients: shards, slotCount: rule.slotCount)
            var expected = TriedParameters(parameters, gradients: [sum], slotCount: rule.slotCount)
            for iteration in 0..<3 {
                tried.update(rule, learningRate: 0.1, iteration: iteration)
                expected.update(rule, learningRate: 0.1, iteration: iteration)
            }
            #expect(tried.values == expected.values, "\(count) parameters")
            #expect(tried.slots == expected.slots, "\(count) parameters")
            #expect(tried.isRestUntouched, "\(count) parameters")
        }
    }

    @Test(arguments: RecordedOptimizer.all)
    func `what is written reads back as the same`(_ recorded: RecordedOptimizer) throws {
        let optimizer = try Optimizers.read(recorded.configuration)
        let again = try Optimizers.read(try JSONParser.parse(Array(optimizer.json.text().utf8)))
        #expect(AnyHashable(again) == AnyHashable(optimizer))
        #expect(optimizer.json["class_name"] == recorded.configuration["class_name"])
    }

    @Test(arguments: Optimizers.names)
    func `a name alone means Keras's defaults`(_ name: String) throws {
        let optimizer = try Optimizers.named(name)
        #expect(AnyHashable(try Optimizers.read(.string(name))) == AnyHashable(optimizer))
        #expect(optimizer.learningRate == .constant(name == "sgd" ? 0.01 : 0.001))
    }

    @Test(arguments: ["clipnorm", "global_clipnorm", "use_ema", "loss_scale_factor", "gradient_accumulation_steps"])
    func `settings that change the arithmetic are refused by name`(_ setting: String) {
        let json: JSONValue = ["class_name": "Adam", "config": .object([setting: setting == "use_ema" ? true : 2])]
        let error = #expect(throws: FerryError.self) { try Optimizers.read(json) }
        #expect(error?.code == .unsupported)
        #expect(error?.problem.contains(setting) == true)
    }

    @Test func `a wrong setting is named with its place`() {
        let json: JSONValue = ["class_name": "SGD", "config": ["momentum": "fast"]]
        let error = #expect(throws: FerryError.self) { try Optimizers.read(json) }
        #expect(error?.code == .malformed)
        #expect(error?.location.field == "optimizer.momentum")
    }

    @Test func `an optimizer that Ferry lacks is refused`() {
        let error = #expect(throws: FerryError.self) { try Optimizers.read("lion") }
        #expect(error?.code == .unsupported)
        let slip = #expect(throws: FerryError.self) { try Optimizers.named("adan") }
        #expect(slip?.remedy == "did you mean 'adam'?")
    }
}

struct `Learning rates` {
    private static let schedules = RecordedOptimizer.document["schedules"]?.object?.names ?? []

    @Test(arguments: schedules)
    func `a schedule gives Keras's rates`(_ name: String) throws {
        let recorded = try #require(RecordedOptimizer.document["schedules"]?[name])
        let rate = try LearningRate(try #require(recorded["schedule"]))
        let rates = try #require(recorded["rates"]?.array)
        #expect(rates.count == 30)
        for (iteration, expected) in rates.enumerated() {
            // Powers and cosines differ in their last bits between mathematical libraries; 0.1 is the largest rate.
            let found = Double(rate(iteration))
            #expect(abs(found - (expected.double ?? .nan)) <= Double(2 * Float(0.1).ulp), "iteration \(iteration)")
        }
        #expect(try LearningRate(rate.json) == rate)
    }
}
