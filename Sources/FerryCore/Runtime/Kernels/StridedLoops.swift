internal import CFerryKernels

extension ferry_loops {
    /// Nested loops over the axes of `sizes`, outermost first, that step through one output and through each of `inputs`.
    ///
    /// Axes that follow each other evenly in all tensors become one; axes of size 1 vanish. All loops get the same axes.
    ///
    /// - Returns: one for each input; nothing where more axes remain than the C library loops over.
    static func make(sizes: [Int], outputSteps: [Int], inputs: [[Int]]) -> [ferry_loops]? {
        var merged: [(size: Int, output: Int, inputs: [Int])] = []
        for (axis, size) in sizes.enumerated() where size != 1 {
            let steps = inputs.map { $0[axis] }
            if let last = merged.last, last.output == outputSteps[axis] * size,
                zip(last.inputs, steps).allSatisfy({ $0 == $1 * size })
            {
                merged[merged.count - 1] = (last.size * size, outputSteps[axis], steps)
            } else {
                merged.append((size, outputSteps[axis], steps))
            }
        }
        if merged.isEmpty { merged = [(1, 1, inputs.map { _ in 1 })] }
        guard merged.count <= Int(ferry_rank_limit) else { return nil }
        return inputs.indices.map { input in
            ferry_loops(merged.map { (size: $0.size, xStep: $0.inputs[input], yStep: $0.output) })
        }
    }

    /// - Precondition: no more axes than `ferry_rank_limit`.
    private init(_ axes: [(size: Int, xStep: Int, yStep: Int)]) {
        self.init()
        rank = axes.count
        // Safety: an imported C array is a tuple of its elements, all of them integers; the precondition bounds the index.
        unsafe withUnsafeMutableBytes(of: &sizes) { sizes in
            unsafe withUnsafeMutableBytes(of: &x_steps) { xSteps in
                unsafe withUnsafeMutableBytes(of: &y_steps) { ySteps in
                    for (index, axis) in axes.enumerated() {
                        unsafe sizes.bindMemory(to: Int.self)[index] = axis.size
                        unsafe xSteps.bindMemory(to: Int.self)[index] = axis.xStep
                        unsafe ySteps.bindMemory(to: Int.self)[index] = axis.yStep
                    }
                }
            }
        }
    }

    /// The size of the outermost axis, which work is cut along.
    var outermost: Int { sizes.0 }

    /// The same with the two tensors exchanged.
    var reversed: ferry_loops {
        var loops = self
        (loops.x_steps, loops.y_steps) = (y_steps, x_steps)
        return loops
    }

    /// Whether elements of y are met more than once.
    var repeats: Bool {
        // Safety: as below.
        unsafe withUnsafeBytes(of: y_steps) { steps in
            (0..<rank).contains { unsafe steps.bindMemory(to: Int.self)[$0] == 0 }
        }
    }

    /// Elements that are met.
    var count: Int { outermost * innerCount }

    /// Elements of one step along the outermost axis.
    var innerCount: Int {
        // Safety: an imported C array is a tuple of its elements, of which `rank` are used.
        unsafe withUnsafeBytes(of: sizes) { sizes in
            (1..<rank).reduce(1) { unsafe $0 * sizes.bindMemory(to: Int.self)[$1] }
        }
    }
}
