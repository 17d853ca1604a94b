internal import FerryCore

/// How windows of a convolution or a pooling slide over an input, along each of its axes behind batch and channels.
struct Windows {
    let input: [Int]
    let kernel: [Int]
    let strides: [Int]
    let dilations: [Int]
    /// Margins before the first element and behind the last.
    let before: [Int]
    let after: [Int]
    let output: [Int]

    /// From the attributes of a node.
    ///
    /// - Parameter kernel: the window's sizes; the attribute `kernel_shape`, where it is set, says the same.
    /// - Throws: `malformed` where attributes are out of range, or no window fits.
    init(_ call: ONNXCall, input: [Int], kernel: [Int], roundsUp: Bool = false) throws(FerryError) {
        let rank = input.count
        let strides = try Self.sizes("strides", call, rank)
        let dilations = try Self.sizes("dilations", call, rank)
        guard kernel.count == rank, kernel.allSatisfy((1...WindowAttributes.limit).contains) else {
            throw call.wrong(
                "has a wrong kernel", expected: "\(rank) sizes of 1 to \(WindowAttributes.limit)", found: "\(kernel)")
        }
        guard try call.node.integers("kernel_shape") ?? kernel == kernel else {
            throw .attribute("kernel_shape", of: call.node, expected: "\(kernel)")
        }
        let extents = zip(kernel, dilations).map { ($0 - 1) * $1 + 1 }
        var (before, after, output) = ([Int](), [Int](), [Int]())
        let margins = try Self.margins(call, input, extents, strides)
        for axis in 0..<rank {
            let (start, end) = (margins.before[axis], margins.after[axis])
            let room = input[axis] + start + end - extents[axis]
            guard room >= 0, input[axis] > 0 else {
                throw call.wrong("has a window larger than its input", found: "\(extents) over \(input)")
            }
            var count = (roundsUp ? room + strides[axis] - 1 : room) / strides[axis] + 1
            // A window that begins in the margin behind the input is none.
            if roundsUp, (count - 1) * strides[axis] >= input[axis] + start { count -= 1 }
            before.append(start)
            after.append(end)
            output.append(count)
        }
        (self.input, self.kernel, self.strides, self.dilations) = (input, kernel, strides, dilations)
        (self.before, self.after, self.output) = (before, after, output)
    }

    static func sizes(_ attribute: String, _ call: ONNXCall, _ rank: Int) throws(FerryError) -> [Int] {
        let sizes = try call.node.integers(attribute, count: rank) ?? [Int](repeating: 1, count: rank)
        guard sizes.allSatisfy((1...WindowAttributes.limit).contains) else {
            throw .attribute(attribute, of: call.node, expected: "sizes of 1 to \(WindowAttributes.limit)")
        }
        return sizes
    }

    /// The margins that the attributes ask for.
    private static func margins(
        _ call: ONNXCall, _ input: [Int], _ extents: [Int], _ strides: [Int]
    ) throws(FerryError) -> (before: [Int], after: [Int]) {
        let mode = try call.node.text("auto_pad", default: "NOTSET")
        let pads = try explicitMargins(call, input.count)
        guard mode != "NOTSET" else { return pads }
        guard ["VALID", "SAME_UPPER", "SAME_LOWER"].contains(mode) else {
            throw .attribute("auto_pad", of: call.node, expected: "NOTSET, VALID, SAME_UPPER or SAME_LOWER")
        }
        guard mode != "VALID" else {
            let none = [Int](repeating: 0, count: input.count)
            return (none, none)
        }
        let totals = input.indices.map { axis in
            let count = (input[axis] + strides[axis] - 1) / strides[axis]
            return max((count - 1) * strides[axis] + extents[axis] - input[axis], 0)
        }
        let (halves, rests) = (totals.map { $0 / 2 }, totals.map { $0 - $0 / 2 })
        return mode == "SAME_UPPER" ? (halves, rests) : (rests, halves)
    }

    static func explicitMargins(_ call: ONNXCall, _ rank: Int) throws(FerryError) -> (before: [Int], after: [Int]) {
        let pads = try call.node.integers("pads", count: 2 * rank) ?? [Int](repeating: 0, count: 2 * rank)
        guard pads.allSatisfy((0...WindowAttributes.limit).contains) else {
            throw .attribute("pads", of: call.node, expected: "margins of 0 to \(WindowAttributes.limit)")
        }
        return (Array(pads[..<rank]), Array(pads[rank...]))
    }

    /// The elements of a window: their places in the kernel and in a plane of the input. Those in the margins are left out.
    func taps(at position: Int) -> [(kernel: Int, input: Int)] {
        let coordinates = output.coordinates(ofElement: position)
        var taps = [(kernel: 0, input: 0)]
        for axis in input.indices {
            let start = coordinates[axis] * strides[axis] - before[axis]
            var next: [(kernel: Int, input: Int)] = []
            for tap in taps {
                for element in 0..<kernel[axis] {
                    let place = start + element * dilations[axis]
                    guard (0..<input[axis]).contains(place) else { continue }
                    next.append((tap.kernel * kernel[axis] + element, tap.input * input[axis] + place))
                }
            }
            taps = next
        }
        return taps
    }

    /// The elements of a window that lie in the input or in its margins.
    func paddedCount(at position: Int) -> Int {
        let coordinates = output.coordinates(ofElement: position)
        return input.indices.reduce(1) { product, axis in
            let start = coordinates[axis] * strides[axis]
            let room = before[axis] + input[axis] + after[axis] - start
            return product * min(kernel[axis], (room + dilations[axis] - 1) / dilations[axis])
        }
    }
}
