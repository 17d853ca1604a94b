internal import CONNXProto
internal import CProtobufC
internal import FerryCore

/// Writes an ``ONNXModel`` as protobuf through libprotobuf-c; the tensors' values pass through in windows.
struct ModelPacker {
    private let arena = ProtobufArena()
    private let placeholders: PlaceholderMemory
    private let external: ExternalDataLayout?

    /// - Parameters:
    ///   - external: where tensors outside the file are; nothing keeps all inside.
    /// - Returns: how many bytes of values were written inside the file.
    /// - Throws: `io`, and what reading the tensors throws.
    @discardableResult
    static func pack(_ model: ONNXModel, external: ExternalDataLayout?, to file: AtomicFile) throws(FerryError) -> Int {
        let placeholders = try PlaceholderMemory(for: model.initializers.map(\.source))
        let packer = ModelPacker(placeholders: placeholders, external: external)
        let sink = ProtobufSink(file, placeholders)
        // Safety: the message lives in the packer's arena.
        try unsafe sink.write(packer.message(model))
        withExtendedLifetime(packer) {}
        return sink.streamedByteCount
    }

    private init(placeholders: PlaceholderMemory, external: ExternalDataLayout?) {
        self.placeholders = placeholders
        self.external = external
    }

    private func message(_ model: ONNXModel) -> UnsafeMutablePointer<Onnx__ModelProto> {
        let message = unsafe arena.allocate(Onnx__ModelProto.self)
        unsafe onnx__model_proto__init(message)
        unsafe message.pointee.has_ir_version = 1
        unsafe message.pointee.ir_version = Int64(model.irVersion)
        unsafe message.pointee.producer_name = model.producerName.map { unsafe arena.string($0) }
        unsafe message.pointee.producer_version = model.producerVersion.map { unsafe arena.string($0) }
        unsafe message.pointee.graph = graph(model)
        let opset = unsafe arena.allocate(Onnx__OperatorSetIdProto.self)
        unsafe onnx__operator_set_id_proto__init(opset)
        unsafe opset.pointee.domain = arena.string("")
        unsafe opset.pointee.has_version = 1
        unsafe opset.pointee.version = Int64(model.opset)
        unsafe message.pointee.n_opset_import = 1
        unsafe message.pointee.opset_import = arena.array([opset] as [UnsafeMutablePointer<Onnx__OperatorSetIdProto>?])
        unsafe (message.pointee.metadata_props, message.pointee.n_metadata_props) = entries(model.metadata)
        return unsafe message
    }

    private func graph(_ model: ONNXModel) -> UnsafeMutablePointer<Onnx__GraphProto> {
        let message = unsafe arena.allocate(Onnx__GraphProto.self)
        unsafe onnx__graph_proto__init(message)
        unsafe message.pointee.name = arena.string(model.graphName)
        unsafe (message.pointee.node, message.pointee.n_node) = pointers(model.nodes) { unsafe node($0) }
        unsafe (message.pointee.initializer, message.pointee.n_initializer) = pointers(model.initializers) { unsafe tensor($0) }
        unsafe (message.pointee.input, message.pointee.n_input) = pointers(model.inputs) { unsafe valueInfo($0) }
        unsafe (message.pointee.output, message.pointee.n_output) = pointers(model.outputs) { unsafe valueInfo($0) }
        return unsafe message
    }

    private func node(_ node: ONNXNode) -> UnsafeMutablePointer<Onnx__NodeProto> {
        let message = unsafe arena.allocate(Onnx__NodeProto.self)
        unsafe onnx__node_proto__init(message)
        unsafe message.pointee.name = arena.string(node.name)
        unsafe message.pointee.op_type = arena.string(node.opType)
        if !node.domain.isEmpty { unsafe message.pointee.domain = arena.string(node.domain) }
        unsafe (message.pointee.input, message.pointee.n_input) = pointers(node.inputs) { unsafe arena.string($0) }
        unsafe (message.pointee.output, message.pointee.n_output) = pointers(node.outputs) { unsafe arena.string($0) }
        unsafe (message.pointee.attribute, message.pointee.n_attribute) = pointers(node.attributes) { unsafe attribute($0) }
        return unsafe message
    }

    private func attribute(_ attribute: ONNXAttribute) -> UnsafeMutablePointer<Onnx__AttributeProto> {
        let message = unsafe arena.allocate(Onnx__AttributeProto.self)
        unsafe onnx__attribute_proto__init(message)
        unsafe message.pointee.name = arena.string(attribute.name)
        unsafe message.pointee.has_type = 1
        switch attribute.value {
        case .number(let value):
            unsafe message.pointee.type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT
            unsafe (message.pointee.has_f, message.pointee.f) = (1, Float(value))
        case .numbers(let values):
            unsafe message.pointee.type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS
            unsafe (message.pointee.floats, message.pointee.n_floats) = (arena.array(values.map(Float.init)), values.count)
        case .integer(let value):
            unsafe message.pointee.type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT
            unsafe (message.pointee.has_i, message.pointee.i) = (1, Int64(value))
        case .integers(let values):
            unsafe message.pointee.type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS
            unsafe (message.pointee.ints, message.pointee.n_ints) = (arena.array(values.map(Int64.init)), values.count)
        case .text(let value):
            unsafe message.pointee.type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING
            unsafe (message.pointee.has_s, message.pointee.s) = (1, bytes(value))
        case .texts(let values):
            unsafe message.pointee.type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS
            unsafe (message.pointee.strings, message.pointee.n_strings) = (
                arena.array(values.map { unsafe bytes($0) }), values.count
            )
        case .tensor, .other: preconditionFailure("Ferry writes no attribute of this type")
        }
        return unsafe message
    }

    private func bytes(_ text: String) -> ProtobufCBinaryData {
        let copy = unsafe arena.string(text)
        return unsafe ProtobufCBinaryData(
            len: text.utf8.count, data: UnsafeMutableRawPointer(copy).assumingMemoryBound(to: UInt8.self))
    }

    private func tensor(_ tensor: ONNXTensor) -> UnsafeMutablePointer<Onnx__TensorProto> {
        let message = unsafe arena.allocate(Onnx__TensorProto.self)
        unsafe onnx__tensor_proto__init(message)
        unsafe message.pointee.name = arena.string(tensor.name)
        unsafe (message.pointee.has_data_type, message.pointee.data_type) = (1, tensor.source.element.onnxCode)
        unsafe (message.pointee.dims, message.pointee.n_dims) = (
            arena.array(tensor.source.shape.map(Int64.init)), tensor.source.shape.count
        )
        if let entries = external?.entries(for: tensor.name) {
            unsafe (message.pointee.has_data_location, message.pointee.data_location) = (
                1, ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL
            )
            unsafe (message.pointee.external_data, message.pointee.n_external_data) = self.entries(entries)
        } else {
            unsafe message.pointee.has_raw_data = 1
            unsafe message.pointee.raw_data = ProtobufCBinaryData(
                len: tensor.source.byteCount, data: placeholders.place(tensor.source))
        }
        return unsafe message
    }

    private func valueInfo(_ info: ONNXValueInfo) -> UnsafeMutablePointer<Onnx__ValueInfoProto> {
        let message = unsafe arena.allocate(Onnx__ValueInfoProto.self)
        unsafe onnx__value_info_proto__init(message)
        unsafe message.pointee.name = arena.string(info.name)
        let shape = unsafe arena.allocate(Onnx__TensorShapeProto.self)
        unsafe onnx__tensor_shape_proto__init(shape)
        let axes = Array((info.dimensions ?? []).enumerated())
        unsafe (shape.pointee.dim, shape.pointee.n_dim) = pointers(axes) { axis in
            unsafe dimension(axis.1, info.denotations.indices.contains(axis.0) ? info.denotations[axis.0] : "")
        }
        let tensor = unsafe arena.allocate(Onnx__TypeProto__Tensor.self)
        unsafe onnx__type_proto__tensor__init(tensor)
        unsafe (tensor.pointee.has_elem_type, tensor.pointee.elem_type) = (1, info.element?.onnxCode ?? 0)
        unsafe tensor.pointee.shape = shape
        let type = unsafe arena.allocate(Onnx__TypeProto.self)
        unsafe onnx__type_proto__init(type)
        unsafe type.pointee.value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE
        unsafe type.pointee.tensor_type = tensor
        unsafe message.pointee.type = type
        return unsafe message
    }

    private func dimension(
        _ dimension: ONNXValueInfo.Dimension, _ denotation: String
    ) -> UnsafeMutablePointer<Onnx__TensorShapeProto__Dimension> {
        let message = unsafe arena.allocate(Onnx__TensorShapeProto__Dimension.self)
        unsafe onnx__tensor_shape_proto__dimension__init(message)
        switch dimension {
        case .size(let size):
            unsafe message.pointee.value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE
            unsafe message.pointee.dim_value = Int64(size)
        case .symbol(let name):
            unsafe message.pointee.value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM
            unsafe message.pointee.dim_param = arena.string(name)
        case .unknown: break
        }
        if !denotation.isEmpty { unsafe message.pointee.denotation = arena.string(denotation) }
        return unsafe message
    }

    private func entries(
        _ entries: [(key: String, value: String)]
    ) -> (UnsafeMutablePointer<UnsafeMutablePointer<Onnx__StringStringEntryProto>?>?, Int) {
        unsafe pointers(entries) { entry in
            let message = unsafe arena.allocate(Onnx__StringStringEntryProto.self)
            unsafe onnx__string_string_entry_proto__init(message)
            unsafe (message.pointee.key, message.pointee.value) = (arena.string(entry.key), arena.string(entry.value))
            return unsafe message
        }
    }

    /// A repeated field: pointers to what `make` makes of each of `values`, and their number.
    private func pointers<Element, Message>(
        _ values: [Element], _ make: (Element) -> UnsafeMutablePointer<Message>
    ) -> (UnsafeMutablePointer<UnsafeMutablePointer<Message>?>?, Int) {
        unsafe (arena.array(values.map { unsafe make($0) as UnsafeMutablePointer<Message>? }), values.count)
    }
}
