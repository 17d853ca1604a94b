internal import FerryCore

/// What the messages of one object header say.
struct ObjectHeader {
    /// Where a contiguous dataset's bytes are; no address where nothing was ever written.
    struct Layout {
        let address: Int?
        let byteCount: Int
    }

    var attributes: [HDF5Attribute] = []
    var symbolTable: SymbolTable?
    /// The members of a group that keeps them in its header.
    var links: [GroupMember]?
    var shape: [Int]?
    var type: StoredType?
    var layout: Layout?
    /// Bytes of the fill value, which belongs to every dataset.
    var fillByteCount: Int?
    /// Whether some message was noted as unusual and left unread.
    var isPartial = false
}

/// Section IV.A: version 1 object headers and their messages.
extension StructureWalk {
    /// Message types by their numbers in section IV.A.2.
    private enum Message {
        static let nothing: UInt16 = 0x00
        static let dataspace: UInt16 = 0x01
        static let datatype: UInt16 = 0x03
        static let fillValue: UInt16 = 0x05
        static let linkInfo: UInt16 = 0x02
        static let link: UInt16 = 0x06
        static let groupInfo: UInt16 = 0x0a
        static let externalFiles: UInt16 = 0x07
        static let layout: UInt16 = 0x08
        static let attribute: UInt16 = 0x0c
        static let continuation: UInt16 = 0x10
        static let symbolTable: UInt16 = 0x11
        static let modificationTime: UInt16 = 0x12
        /// Known to the format, not written by Keras.
        static let unusual: [UInt16: String] = [
            0x04: "an old fill value", 0x0b: "a compressed or filtered dataset", 0x0d: "a comment",
            0x0e: "an old modification time",
            0x0f: "shared messages", 0x13: "trees of another width", 0x14: "driver information",
            0x15: "attributes outside the object header", 0x16: "a reference count", 0x17: "file space information",
        ]
    }

    /// Reads a header, or nothing where it is of the newer version.
    mutating func objectHeader(at address: Int) throws(FerryError) -> ObjectHeader? {
        if try reader.bytes(at: address, count: 4) == Array("OHDR".utf8) {
            note("an object header of version 2", at: address)
            return nil
        }
        guard try reader.bytes(at: address, count: 2) == [1, 0] else {
            throw damaged("an object header's version is unknown", at: address)
        }
        let messageCount = Int(try reader.integer(at: address + 2, as: UInt16.self))
        guard try reader.integer(at: address + 12, as: UInt32.self) == 0 else {
            throw damaged("an object header's padding is not zero", at: address + 12)
        }
        let references = try reader.integer(at: address + 4, as: UInt32.self)
        guard references == 1 else {
            guard references > 0 else { throw damaged("an object header belongs to no name", at: address + 4) }
            throw .outsideHDF5("an object has \(references) names", at: at(address + 4))
        }
        let size = Int(try reader.integer(at: address + 8, as: UInt32.self))
        try claim(address, 16 + size, "an object header")
        var header = ObjectHeader()
        var blocks = [address + 16..<address + 16 + size]
        var found = 0
        var next = 0
        while next < blocks.count {
            let block = blocks[next]
            next += 1
            guard block.count >= 8, block.count % 8 == 0 else {
                throw damaged("a block of an object header has a wrong size", at: block.lowerBound, found: "\(block.count)")
            }
            var offset = block.lowerBound
            while offset < block.upperBound {
                offset = try message(at: offset, in: block, of: &header, blocks: &blocks)
                found += 1
            }
        }
        guard found == messageCount else {
            throw damaged(
                "an object header holds a wrong number of messages", at: address + 2, expected: "\(messageCount)",
                found: "\(found)")
        }
        return header
    }

    /// Reads the message at `offset`; answers where the next one starts.
    private mutating func message(
        at offset: Int, in block: Range<Int>, of header: inout ObjectHeader, blocks: inout [Range<Int>]
    ) throws(FerryError) -> Int {
        guard block.upperBound - offset >= 8 else { throw damaged("a message passes its block's end", at: offset) }
        let type = try reader.integer(at: offset, as: UInt16.self)
        let size = Int(try reader.integer(at: offset + 2, as: UInt16.self))
        let flags = try reader.byte(at: offset + 4)
        let body = offset + 8..<offset + 8 + size
        guard size % 8 == 0, body.upperBound <= block.upperBound, try reader.bytes(at: offset + 5, count: 3) == [0, 0, 0] else {
            throw damaged("a message's size is wrong", at: offset + 2, found: "\(size)")
        }
        // Bit 0 says that the message never changes, bit 1 that it is stored elsewhere.
        guard flags & ~3 == 0 else { throw damaged("a message's flags are unknown", at: offset + 4, found: "\(flags)") }
        guard flags & 2 == 0 else {
            note("a message that is stored elsewhere", at: offset)
            header.isPartial = true
            return body.upperBound
        }
        switch type {
        case Message.nothing: break
        case Message.continuation: try continuation(body, blocks: &blocks)
        case Message.dataspace:
            guard header.shape == nil else { throw damaged("an object has two dataspaces", at: offset) }
            header.shape = try dataspace(body)
            if header.shape == nil { header.isPartial = true }
        case Message.datatype:
            guard header.type == nil else { throw damaged("an object has two datatypes", at: offset) }
            header.type = try datatype(body)
            if case .other = header.type { header.isPartial = true }
        case Message.fillValue:
            guard header.fillByteCount == nil else { throw damaged("an object has two fill values", at: offset) }
            header.fillByteCount = try fillValue(body, isPartial: &header.isPartial)
        case Message.layout: try layout(body, of: &header)
        case Message.attribute: try attribute(body, of: &header)
        case Message.symbolTable: try symbolTable(body, of: &header)
        case Message.modificationTime:
            guard body.count == 8, try reader.byte(at: body.lowerBound) == 1 else {
                throw damaged("a modification time is broken", at: offset)
            }
        case Message.linkInfo: try linkInfo(body, of: &header)
        case Message.groupInfo: try groupInfo(body)
        case Message.link: try link(body, of: &header)
        case Message.externalFiles:
            throw .outsideHDF5("a dataset's bytes are in another file", at: at(offset))
        default:
            guard let structure = Message.unusual[type] else {
                throw damaged("a message's type is unknown", at: offset, found: "\(type)")
            }
            note(structure, at: offset)
            header.isPartial = true
        }
        return body.upperBound
    }

    private mutating func continuation(_ body: Range<Int>, blocks: inout [Range<Int>]) throws(FerryError) {
        guard body.count == 16, let start = try address(at: body.lowerBound, of: "a header's continuation") else {
            throw damaged("a header's continuation is broken", at: body.lowerBound)
        }
        let size = try length(at: body.lowerBound + 8, of: "a header's continuation")
        guard blocks.count < limits.headerBlockCount else {
            throw .limitHDF5("an object header has too many blocks", at: at(body.lowerBound), limit: limits.headerBlockCount)
        }
        try claim(start, size, "a header's continuation")
        blocks.append(start..<start + size)
    }

    private mutating func symbolTable(_ body: Range<Int>, of header: inout ObjectHeader) throws(FerryError) {
        guard body.count == 16, header.symbolTable == nil,
            let tree = try address(at: body.lowerBound, of: "a B-tree"),
            let heap = try address(at: body.lowerBound + 8, of: "a heap")
        else { throw damaged("a group's symbol table message is broken", at: body.lowerBound) }
        header.symbolTable = SymbolTable(tree: tree, heap: heap)
    }
}
