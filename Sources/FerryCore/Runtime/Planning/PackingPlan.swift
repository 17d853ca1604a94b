/// What goes where in the parameters' memory.
struct PackingPlan {
    /// Nodes that agree in this pack the same: calls of a shared layer.
    private struct Key: Hashable {
        let operation: AnyHashable
        let inputs: [[Int]?]
        let parameters: [ValueID?]
    }

    /// Something that is written into the parameters' memory once.
    struct Packing: Sendable {
        /// What packs; nothing where a parameter is copied as it is.
        let kernel: (any Kernel)?
        let parameters: [ValueID?]
        let range: Range<Int>
        let node: String?
    }

    private(set) var packings: [Packing] = []
    private(set) var count = 0
    private var known: [Key: Range<Int>] = [:]

    /// A parameter that is read as it is.
    mutating func addConstant(_ id: ValueID, _ shape: [Int]) -> Range<Int> {
        let range = reserve(shape.elementCount)
        packings.append(Packing(kernel: nil, parameters: [id], range: range, node: nil))
        return range
    }

    mutating func add(_ node: PlannedNode) -> Range<Int> {
        guard node.kernel.packedCount > 0 else { return count..<count }
        let key = Key(
            operation: AnyHashable(node.node.operation), inputs: node.problem.inputs, parameters: node.parameters)
        if let range = known[key] { return range }
        let range = reserve(node.kernel.packedCount)
        known[key] = range
        packings.append(
            Packing(kernel: node.kernel, parameters: node.parameters, range: range, node: node.node.name))
        return range
    }

    private mutating func reserve(_ elementCount: Int) -> Range<Int> {
        defer { count += FloatBuffer.aligned(elementCount) }
        return count..<count + elementCount
    }
}
