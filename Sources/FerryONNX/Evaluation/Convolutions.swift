internal import FerryCore

/// Conv and ConvTranspose over any number of axes.
enum Convolutions {
    static let table: [String: ONNXDefinition] = ["Conv": .init(conv), "ConvTranspose": .init(convTranspose)]

    /// The inputs of either, whose shapes fit each other.
    private struct Problem {
        let x: ONNXArray
        let weights: ONNXArray
        let bias: ONNXArray?
        let groups: Int
        let filters: Int
        var channels: Int { x.shape[1] }
        var kernel: [Int] { Array(weights.shape[2...]) }

        /// - Parameter isTransposed: whether weights are `[channels, filters / groups, …]` and not `[filters, channels / groups, …]`.
        init(_ call: ONNXCall, isTransposed: Bool) throws(FerryError) {
            try call.expectInputs(2...3)
            (x, weights) = (try call.real(0), try call.real(1))
            bias = call.optional(2)
            try call.expectOneType([x, weights] + (bias.map { [$0] } ?? []))
            groups = try call.node.integer("group", default: 1)
            guard x.rank >= 3, weights.rank == x.rank else {
                throw call.wrong(input: 1, expected: "as many axes as the input, at least 3")
            }
            guard (1...max(x.shape[1], 1)).contains(groups), x.shape[1] % groups == 0, weights.shape[0] % groups == 0 else {
                throw .attribute("group", of: call.node, expected: "a divisor of \(x.shape[1]) and \(weights.shape[0])")
            }
            filters = isTransposed ? weights.shape[1] * groups : weights.shape[0]
            let expected = isTransposed ? x.shape[1] : x.shape[1] / groups
            guard weights.shape[isTransposed ? 0 : 1] == expected else {
                throw call.wrong(input: 1, expected: "\(expected) channels")
            }
            guard bias?.shape ?? [filters] == [filters] else { throw call.wrong(input: 2, expected: "[\(filters)]") }
        }

        /// A tensor of the output's shape that holds the bias alone.
        func start(_ count: Int) -> [Double] {
            let rows = (0..<x.shape[0] * filters).map { bias?.numbers[$0 % filters] ?? 0 }
            return rows.flatMap { [Double](repeating: $0, count: count) }
        }
    }

    @Sendable private static func conv(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let problem = try Problem(call, isTransposed: false)
        let x = problem.x
        let windows = try Windows(call, input: Array(x.shape[2...]), kernel: problem.kernel)
        return [
            try call.numbers(x.element, [x.shape[0], problem.filters] + windows.output) {
                let count = windows.output.elementCount
                var sums = problem.start(count)
                for position in 0..<count {
                    let taps = windows.taps(at: position)
                    for row in 0..<x.shape[0] * problem.filters {
                        sums[row * count + position] += sum(taps, ofRow: row, problem, windows)
                    }
                }
                return sums
            }
        ]
    }

    /// One filter on one sample at one place.
    private static func sum(
        _ taps: [(kernel: Int, input: Int)], ofRow row: Int, _ problem: Problem, _ windows: Windows
    ) -> Double {
        let (sample, filter) = (row / problem.filters, row % problem.filters)
        let channels = problem.channels / problem.groups
        let first = filter / (problem.filters / problem.groups) * channels
        let (plane, window) = (windows.input.elementCount, windows.kernel.elementCount)
        var sum = 0.0
        for channel in 0..<channels {
            let ofInput = (sample * problem.channels + first + channel) * plane
            let ofKernel = (filter * channels + channel) * window
            for tap in taps { sum += problem.x.numbers[ofInput + tap.input] * problem.weights.numbers[ofKernel + tap.kernel] }
        }
        return sum
    }

    @Sendable private static func convTranspose(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let problem = try Problem(call, isTransposed: true)
        let x = problem.x
        let spread = try Spread(call, input: Array(x.shape[2...]), kernel: problem.kernel)
        return [
            try call.numbers(x.element, [x.shape[0], problem.filters] + spread.output) {
                let (plane, window) = (spread.input.elementCount, problem.kernel.elementCount)
                let (count, filters) = (spread.output.elementCount, problem.filters / problem.groups)
                var sums = problem.start(count)
                for position in 0..<plane {
                    let taps = spread.taps(at: position)
                    for row in 0..<x.shape[0] * problem.channels {
                        let value = x.numbers[row * plane + position]
                        let (sample, channel) = (row / problem.channels, row % problem.channels)
                        let first = sample * problem.filters + channel / (problem.channels / problem.groups) * filters
                        for filter in 0..<filters {
                            let ofKernel = (channel * filters + filter) * window
                            for tap in taps {
                                sums[(first + filter) * count + tap.output] +=
                                    value * problem.weights.numbers[ofKernel + tap.kernel]
                            }
                        }
                    }
                }
                return sums
            }
        ]
    }
}

/// How each element of a transposed convolution's input spreads over the output.
private struct Spread {
    let input: [Int]
    let kernel: [Int]
    let strides: [Int]
    let dilations: [Int]
    let before: [Int]
    let output: [Int]

    init(_ call: ONNXCall, input: [Int], kernel: [Int]) throws(FerryError) {
        let rank = input.count
        let strides = try Windows.sizes("strides", call, rank)
        let dilations = try Windows.sizes("dilations", call, rank)
        guard kernel.allSatisfy((1...WindowAttributes.limit).contains), try call.node.integers("kernel_shape") ?? kernel == kernel
        else { throw .attribute("kernel_shape", of: call.node, expected: "\(kernel)") }
        let additions = try call.node.integers("output_padding", count: rank) ?? [Int](repeating: 0, count: rank)
        guard zip(additions, zip(strides, dilations)).allSatisfy({ (0..<max($1.0, $1.1)).contains($0) }) else {
            throw .attribute("output_padding", of: call.node, expected: "less than the strides or dilations")
        }
        guard input.allSatisfy((1...WindowAttributes.limit).contains) else {
            throw call.wrong(input: 0, expected: "sizes of 1 to \(WindowAttributes.limit)")
        }
        let spans = input.indices.map { axis in
            strides[axis] * (input[axis] - 1) + additions[axis] + (kernel[axis] - 1) * dilations[axis] + 1
        }
        let mode = try call.node.text("auto_pad", default: "NOTSET")
        var wanted = try call.node.integers("output_shape", count: rank)
        if mode.hasPrefix("SAME"), wanted == nil { wanted = zip(input, strides).map { $0 * $1 } }
        (self.input, self.kernel, self.strides, self.dilations) = (input, kernel, strides, dilations)
        if let wanted {
            guard wanted.allSatisfy((1...WindowAttributes.limit * 4).contains) else {
                throw .attribute("output_shape", of: call.node, expected: "sizes of at least 1")
            }
            let totals = zip(spans, wanted).map { max($0 - $1, 0) }
            before = totals.map { mode == "SAME_UPPER" ? $0 / 2 : $0 - $0 / 2 }
            output = wanted
        } else {
            guard ["NOTSET", "VALID"].contains(mode) else {
                throw .attribute("auto_pad", of: call.node, expected: "NOTSET, VALID, SAME_UPPER or SAME_LOWER")
            }
            let margins = try Windows.explicitMargins(call, rank)
            before = mode == "VALID" ? [Int](repeating: 0, count: rank) : margins.before
            output = spans.indices.map { mode == "VALID" ? spans[$0] : spans[$0] - margins.before[$0] - margins.after[$0] }
            guard output.allSatisfy({ $0 > 0 }) else { throw call.wrong("leaves nothing of its output", found: "\(output)") }
        }
    }

    /// What an element of the input adds to: places in the kernel and in a plane of the output.
    func taps(at position: Int) -> [(kernel: Int, output: Int)] {
        let coordinates = input.coordinates(ofElement: position)
        var taps = [(kernel: 0, output: 0)]
        for axis in input.indices {
            let start = coordinates[axis] * strides[axis] - before[axis]
            var next: [(kernel: Int, output: Int)] = []
            for tap in taps {
                for element in 0..<kernel[axis] {
                    let place = start + element * dilations[axis]
                    guard (0..<output[axis]).contains(place) else { continue }
                    next.append((tap.kernel * kernel[axis] + element, tap.output * output[axis] + place))
                }
            }
            taps = next
        }
        return taps
    }
}
