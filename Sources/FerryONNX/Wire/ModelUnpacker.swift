internal import CONNXProto
internal import CProtobufC
internal import FerryCore

/// Turns the bytes of an ONNX file into an ``ONNXModel`` through libprotobuf-c.
struct ModelUnpacker {
    private let file: any ByteSource
    private let skeleton: WireSkeleton
    private var constants: [ONNXTensor] = []
    private var external: ExternalDataReader

    /// - Throws: `malformed`, `limit` and `unsupported`, located in the file.
    static func unpack(_ file: any ByteSource, limits: WireLimits = .standard) throws(FerryError) -> ONNXModel {
        var unpacker = ModelUnpacker(
            file: file, skeleton: try WireScan.skeleton(of: file, limits: limits), external: ExternalDataReader(file))
        do {
            return try unpacker.model()
        } catch {
            throw error.at(Location(file: file.name))
        }
    }

    private mutating func model() throws(FerryError) -> ONNXModel {
        let arena = ProtobufArena(limit: skeleton.memoryLimit)
        var allocator = unsafe arena.allocator()
        let message = unsafe skeleton.bytes.withUnsafeBufferPointer { bytes in
            unsafe onnx__model_proto__unpack(&allocator, bytes.count, bytes.baseAddress)
        }
        // Safety: the message and all that it points to live in the arena, which this function keeps to its end.
        defer { withExtendedLifetime(arena) {} }
        guard let message = unsafe message else {
            throw .onnx("the file is no ONNX model", expected: "fields of the types that ONNX gives them")
        }
        guard let graph = unsafe message.pointee.graph else { throw .onnx("the file holds no graph") }
        var model = try unsafe header(message.pointee)
        unsafe model.graphName = String(protobuf: graph.pointee.name)
        for index in 0..<Int(unsafe graph.pointee.n_node) {
            unsafe model.nodes.append(try node(graph.pointee.node[index]!.pointee, at: "graph/node[\(index)]"))
        }
        for index in 0..<Int(unsafe graph.pointee.n_initializer) {
            unsafe model.initializers.append(
                try tensor(graph.pointee.initializer[index]!.pointee, at: "graph/initializer[\(index)]"))
        }
        for index in 0..<Int(unsafe graph.pointee.n_input) {
            unsafe model.inputs.append(valueInfo(graph.pointee.input[index]!.pointee))
        }
        for index in 0..<Int(unsafe graph.pointee.n_output) {
            unsafe model.outputs.append(valueInfo(graph.pointee.output[index]!.pointee))
        }
        model.constants = constants
        return model
    }

    private func header(_ message: Onnx__ModelProto) throws(FerryError) -> ONNXModel {
        var model = ONNXModel(irVersion: Int(unsafe message.ir_version), opset: 0, graphName: "")
        guard unsafe message.has_ir_version != 0, model.irVersion > 0 else {
            throw .onnx("the file names no version of ONNX's format", path: "ir_version")
        }
        for index in 0..<Int(unsafe message.n_opset_import) {
            let entry = unsafe message.opset_import[index]!.pointee
            let domain = unsafe String(protobuf: entry.domain)
            if domain.isEmpty || domain == "ai.onnx" {
                model.opset = Int(unsafe entry.version)
            } else {
                model.otherOpsets[domain] = Int(unsafe entry.version)
            }
        }
        guard model.opset > 0 else { throw .onnx("the file names no version of ONNX's operators", path: "opset_import") }
        model.producerName = unsafe message.producer_name.map { unsafe String(protobuf: $0) }
        model.producerVersion = unsafe message.producer_version.map { unsafe String(protobuf: $0) }
        for index in 0..<Int(unsafe message.n_metadata_props) {
            let entry = unsafe message.metadata_props[index]!.pointee
            unsafe model.metadata.append((String(protobuf: entry.key), String(protobuf: entry.value)))
        }
        return model
    }

    private mutating func node(_ message: Onnx__NodeProto, at path: String) throws(FerryError) -> ONNXNode {
        var node = unsafe ONNXNode(
            name: String(protobuf: message.name), opType: String(protobuf: message.op_type),
            domain: String(protobuf: message.domain),
            inputs: texts(message.input, message.n_input), outputs: texts(message.output, message.n_output))
        if node.domain == "ai.onnx" { node.domain = "" }
        for index in 0..<Int(unsafe message.n_attribute) {
            let attribute = unsafe message.attribute[index]!.pointee
            let name = unsafe String(protobuf: attribute.name)
            do {
                unsafe node.attributes.append(ONNXAttribute(name, try value(of: attribute)))
            } catch {
                throw error.at(Location(path: path, layer: node.label, field: name))
            }
        }
        guard Set(node.attributes.map(\.name)).count == node.attributes.count else {
            throw FerryError.onnx("a node has two attributes of one name", path: path).at(Location(layer: node.label))
        }
        return node
    }

    /// The value in the field that the attribute's type names.
    private mutating func value(of message: Onnx__AttributeProto) throws(FerryError) -> ONNXAttribute.Value {
        let missing = FerryError.onnx("an attribute lacks the value of its type", found: unsafe "type \(message.type.rawValue)")
        switch unsafe message.type {
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT:
            guard unsafe message.has_f != 0 else { throw missing }
            return unsafe .number(Double(shortest: message.f))
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT:
            guard unsafe message.has_i != 0 else { throw missing }
            return unsafe .integer(Int(message.i))
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING:
            guard unsafe message.has_s != 0 else { throw missing }
            return unsafe .text(try text(message.s))
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR:
            guard let tensor = unsafe message.t else { throw missing }
            unsafe constants.append(try self.tensor(tensor.pointee, at: "t"))
            return .tensor(constants.count - 1)
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS:
            return unsafe .numbers((0..<Int(message.n_floats)).map { unsafe Double(shortest: message.floats[$0]) })
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS:
            return unsafe .integers((0..<Int(message.n_ints)).map { unsafe Int(message.ints[$0]) })
        case ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS:
            var texts: [String] = []
            for index in 0..<Int(unsafe message.n_strings) { unsafe texts.append(try text(message.strings[index])) }
            return .texts(texts)
        default:
            return unsafe .other("type \(message.type.rawValue)")
        }
    }

    private func valueInfo(_ message: Onnx__ValueInfoProto) -> ONNXValueInfo {
        var info = unsafe ONNXValueInfo(name: String(protobuf: message.name))
        guard let type = unsafe message.type, unsafe type.pointee.value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE,
            let tensor = unsafe type.pointee.tensor_type
        else { return info }
        info.element = unsafe ElementType(onnx: tensor.pointee.elem_type)
        guard let shape = unsafe tensor.pointee.shape else { return info }
        let dimensions = unsafe (0..<Int(shape.pointee.n_dim)).map { unsafe shape.pointee.dim[$0]!.pointee }
        info.dimensions = unsafe dimensions.map { dimension in
            switch unsafe dimension.value_case {
            case ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE: unsafe .size(Int(dimension.dim_value))
            case ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM: unsafe .symbol(String(protobuf: dimension.dim_param))
            default: .unknown
            }
        }
        info.denotations = unsafe dimensions.map { unsafe String(protobuf: $0.denotation) }
        return info
    }

    private mutating func tensor(_ message: Onnx__TensorProto, at path: String) throws(FerryError) -> ONNXTensor {
        let name = unsafe String(protobuf: message.name)
        do {
            let source = try unsafe TensorUnpacker(file: file, skeleton: skeleton).source(of: message, &external)
            return ONNXTensor(name: name, source: source)
        } catch {
            throw error.at(Location(path: path, layer: name.isEmpty ? nil : name))
        }
    }

    private func text(_ data: ProtobufCBinaryData) throws(FerryError) -> String {
        let bytes = unsafe UnsafeBufferPointer(start: data.data, count: data.len)
        guard let text = unsafe String(validating: bytes, as: UTF8.self) else { throw .onnx("a text is no UTF-8") }
        return text
    }

    private func texts(_ pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int) -> [String] {
        (0..<count).map { unsafe String(protobuf: pointer?[$0]) }
    }
}

extension String {
    /// A text of an unpacked message; empty where the field is absent. The walk of the wire format made sure that it is UTF-8.
    init(protobuf pointer: UnsafePointer<CChar>?) { self = unsafe pointer.map { unsafe String(cString: $0) } ?? "" }
}
