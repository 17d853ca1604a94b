extension Model {
    /// Floating-point operations of one run on `batch` samples; 0 where a size is still open.
    public func operationCount(batch: Int) -> Int {
        let sizes = graph.values.map { $0.type?.sizes(binding: ["batch": batch]) }
        return graph.nodes.reduce(0) { total, node in
            guard let output = sizes[node.output.index] else { return total }
            let inputs = node.inputs.map { $0.flatMap { sizes[$0.index] } }
            let (sum, overflow) = total.addingReportingOverflow(
                node.operation.operationCount(inputs: inputs, output: output))
            return overflow ? .max : sum
        }
    }
    /// Elements of all values that one run on `batch` samples computes; 0 where a size is still open.
    func valueElementCount(batch: Int) -> Int {
        graph.nodes.reduce(0) { total, node in
            let sizes = graph[node.output].type?.sizes(binding: ["batch": batch])
            let (sum, overflow) = total.addingReportingOverflow(sizes?.checkedElementCount ?? 0)
            return overflow ? .max : sum
        }
    }
}
