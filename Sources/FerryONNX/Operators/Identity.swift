internal import FerryCore

/// Identity. The writer leaves the operator out, except where an output would have no name of its own.
struct IdentityCodec: ONNXOperatorCodec {
    typealias Op = Identity
    let opTypes = ["Identity"]

    func locality(of operation: Identity) -> ONNXLocality { .pointwise }

    func encode(_ operation: Identity, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        preconditionFailure("an Identity is never written")
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let (x, layout) = try decoder.value(node.input(0) ?? "")
        try decoder.add(Identity(), inputs: [x], for: node, layout: layout)
        return true
    }
}

/// Dropout, which inference leaves out.
struct DropoutCodec: ONNXOperatorCodec {
    typealias Op = Dropout
    let opTypes = ["Dropout"]

    func locality(of operation: Dropout) -> ONNXLocality { .pointwise }

    func encode(_ operation: Dropout, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        preconditionFailure("a Dropout is never written")
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let (x, layout) = try decoder.value(node.input(0) ?? "")
        if let training = node.input(2) {
            guard decoder.boolean(training) == false else {
                throw .unsupported(node, "training mode", expected: "inference", field: "training_mode")
            }
        }
        let rate = node.input(1).flatMap { decoder.numbers($0)?.first }
        try decoder.add(Dropout(rate: rate ?? 0.5), inputs: [x], for: node, layout: layout)
        return true
    }
}
