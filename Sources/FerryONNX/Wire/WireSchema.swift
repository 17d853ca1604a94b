internal import CONNXProto
internal import CProtobufC

/// The messages of ONNX as the generated code describes them, in a form that is quick and safe to walk.
struct WireSchema {
    enum Kind {
        /// A number; `byteCount` is what it takes in memory.
        case number(byteCount: Int)
        case string
        case bytes
        /// An index into ``messages``.
        case message(Int)
    }

    struct Field {
        let kind: Kind
        let isRepeated: Bool
    }

    struct Message {
        let name: String
        /// What an empty one takes in memory.
        let byteCount: Int
        /// By field number.
        var fields: [Field?] = []
    }

    private(set) var messages: [Message] = []
    /// Where ModelProto is in ``messages``.
    let model: Int
    /// Where TensorProto is in ``messages``.
    let tensor: Int

    static let rawData = 9

    init() {
        var indices: [UInt: Int] = [:]
        var messages: [Message] = []
        // Safety: the descriptors are constants of the generated code.
        model = unsafe withUnsafePointer(to: onnx__model_proto__descriptor) { unsafe Self.add($0, &messages, &indices) }
        tensor = messages.firstIndex { $0.name == "TensorProto" } ?? model
        self.messages = messages
    }

    /// The place of a message, which is added with all that it holds.
    private static func add(
        _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>, _ messages: inout [Message],
        _ indices: inout [UInt: Int]
    ) -> Int {
        let description = unsafe descriptor.pointee
        let identity = unsafe UInt(bitPattern: description.fields)
        if let index = indices[identity] { return index }
        let index = messages.count
        indices[identity] = index
        // Safety: protoc-c makes names NUL-terminated and `fields` of `n_fields`, at least one in each message of this schema.
        messages.append(
            unsafe Message(name: String(cString: description.short_name), byteCount: description.sizeof_message))
        var fields: [Field?] = []
        for position in 0..<Int(unsafe description.n_fields) {
            let field = unsafe description.fields[position]
            let kind: Kind =
                switch unsafe field.type {
                case PROTOBUF_C_TYPE_STRING: .string
                case PROTOBUF_C_TYPE_BYTES: .bytes
                case PROTOBUF_C_TYPE_MESSAGE:
                    unsafe .message(
                        add(field.descriptor.assumingMemoryBound(to: ProtobufCMessageDescriptor.self), &messages, &indices))
                case PROTOBUF_C_TYPE_INT32, PROTOBUF_C_TYPE_FLOAT, PROTOBUF_C_TYPE_ENUM: .number(byteCount: 4)
                default: .number(byteCount: 8)
                }
            let number = Int(unsafe field.id)
            fields += [Field?](repeating: nil, count: number + 1 - fields.count)
            fields[number] = unsafe Field(kind: kind, isRepeated: field.label == PROTOBUF_C_LABEL_REPEATED)
        }
        messages[index].fields = fields
        return index
    }

    func field(_ number: Int, of message: Int) -> Field? {
        number < messages[message].fields.count ? messages[message].fields[number] : nil
    }
}
