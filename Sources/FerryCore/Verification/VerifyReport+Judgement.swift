/// What both sides answered for one layer in one precision.
struct Answers {
    /// Nothing where the shapes differ or a side is silent.
    var difference: Difference?
    var expectedShape: [Int]?
    var foundShape: [Int]?
    var agree: Bool

    init<Scalar>(_ expected: Tensor<Scalar>?, _ found: Tensor<Scalar>?, within tolerance: Double) {
        expectedShape = expected?.shape
        foundShape = found?.shape
        guard let expected, let found, expected.shape == found.shape else {
            agree = false
            return
        }
        let difference = Difference(found, from: expected)
        self.difference = difference
        agree = difference.relative <= tolerance
    }
}

extension VerifyReport.Row {
    init(_ output: LayerOutput, counterpart: String, float64: Answers, float32: Answers) {
        name = output.name
        kind = output.kind
        self.counterpart = counterpart == output.name ? nil : counterpart
        shape = float64.expectedShape ?? []
        foundShape = float64.expectedShape == float64.foundShape ? nil : float64.foundShape
        self.float64 = float64.difference
        self.float32 = float32.difference
        verdict = float64.difference == nil ? .misshapen : float64.agree && float32.agree ? .agrees : .differs
    }
}

extension VerifyReport.Parameters {
    /// Compares the parameters of the same name, or else those that nodes that correspond take, to the bit, in windows.
    ///
    /// - Throws: whatever reading them throws.
    init(of reference: Model, and candidate: Model, _ correspondence: GraphCorrespondence) throws(FerryError) {
        for (id, value) in zip(reference.graph.identifiers, reference.graph.values) {
            guard let expected = reference.parameters[id] else { continue }
            let named = candidate.graph.value(named: value.name).flatMap { candidate.parameters[$0] }
            guard let found = named ?? correspondence.values[id].flatMap({ candidate.parameters[$0] }) else {
                unmatched.append(value.name)
                continue
            }
            guard expected.type == found.type else {
                different.append((value.name, []))
                continue
            }
            do {
                if let index = try Self.firstDifference(expected, found) {
                    different.append((value.name, index))
                } else {
                    identical += 1
                }
            } catch {
                throw error.at(Location(field: value.name))
            }
        }
    }

    /// The index of the first element whose bits differ.
    private static func firstDifference(
        _ expected: any TensorSource, _ found: any TensorSource
    ) throws(FerryError) -> [Int]? {
        var offset = 0
        var first: Int?
        // The candidate's windows: where it rearranges what a file holds, each window alone would cost a whole block.
        try found.forEachWindow { (window: RawSpan) throws(FerryError) in
            defer { offset += window.byteCount }
            guard first == nil else { return }
            let expected = try expected.bytes(offset..<offset + window.byteCount)
            first = expected.indices.first { unsafe window.unsafeLoad(fromByteOffset: $0, as: UInt8.self) != expected[$0] }
                .map { offset + $0 }
        }
        return first.map { expected.shape.coordinates(ofElement: $0 / expected.element.byteCount) }
    }
}
