internal import FerryCore

/// Sections IV.A.2.c (link info), IV.A.2.g (link), IV.A.2.k (group info): groups that keep their members in their header.
///
/// libhdf5 turns a group of Keras's files into one of these as soon as a member's name is not ASCII. From the ninth member on the
/// links move to a heap of their own, which stays unusual.
extension StructureWalk {
    mutating func linkInfo(_ body: Range<Int>, of header: inout ObjectHeader) throws(FerryError) {
        guard body.count >= 18, try reader.byte(at: body.lowerBound) == 0 else {
            throw damaged("a group's link message is broken", at: body.lowerBound)
        }
        header.links = header.links ?? []
        guard try reader.byte(at: body.lowerBound + 1) == 0 else {
            note("a group that remembers the order of its members", at: body.lowerBound)
            return
        }
        let heaps = [
            try reader.integer(at: body.lowerBound + 2, as: UInt64.self),
            try reader.integer(at: body.lowerBound + 10, as: UInt64.self),
        ]
        if heaps != [Self.undefined, Self.undefined] { note("a group whose members are in a heap", at: body.lowerBound) }
    }

    /// Hints for writers; only its size matters here.
    mutating func groupInfo(_ body: Range<Int>) throws(FerryError) {
        guard body.count >= 8, try reader.byte(at: body.lowerBound) == 0, try reader.byte(at: body.lowerBound + 1) <= 3 else {
            throw damaged("a group's information is broken", at: body.lowerBound)
        }
        // Bit 0 adds two limits, bit 1 two estimates, of two bytes each.
        let flags = Int(try reader.byte(at: body.lowerBound + 1))
        guard body.count >= 2 + 4 * flags.nonzeroBitCount else {
            throw damaged("a group's information is broken", at: body.lowerBound)
        }
    }

    mutating func link(_ body: Range<Int>, of header: inout ObjectHeader) throws(FerryError) {
        guard body.count >= 8, try reader.byte(at: body.lowerBound) == 1 else {
            throw damaged("a link's version is unknown", at: body.lowerBound)
        }
        let flags = try reader.byte(at: body.lowerBound + 1)
        guard flags < 32 else { throw damaged("a link's flags are unknown", at: body.lowerBound + 1, found: "\(flags)") }
        var position = body.lowerBound + 2
        var type: UInt8 = 0
        if flags & 8 != 0 {
            type = try reader.byte(at: position)
            position += 1
        }
        switch type {
        case 0: break
        case 1: throw .outsideHDF5("the file holds a soft link: links are not followed", at: at(body.lowerBound))
        case 64: throw .outsideHDF5("the file holds an external link: no other file is opened", at: at(body.lowerBound))
        default: throw damaged("a link's type is unknown", at: body.lowerBound + 2, found: "\(type)")
        }
        // Creation order.
        if flags & 4 != 0 { position += 8 }
        if flags & 16 != 0 {
            guard try reader.byte(at: position) <= 1 else { throw damaged("a link's character set is unknown", at: position) }
            position += 1
        }
        let width = 1 << Int(flags & 3)
        let count: Int =
            switch width {
            case 1: Int(try reader.byte(at: position))
            case 2: Int(try reader.integer(at: position, as: UInt16.self))
            case 4: Int(try reader.integer(at: position, as: UInt32.self))
            default: try length(at: position, of: "a link's name")
            }
        position += width
        guard count <= limits.nameByteCount else {
            throw .limitHDF5("a name is too long", at: at(position), limit: limits.nameByteCount, found: count)
        }
        guard position + count + 8 <= body.upperBound else { throw damaged("a link passes its message", at: body.lowerBound) }
        let name = try memberName(try reader.bytes(at: position, count: count), at: position)
        guard let address = try address(at: position + count, of: "an object header") else {
            throw damaged("'\(name)' has no object header", at: position + count)
        }
        guard header.links?.contains(where: { $0.name == name }) != true else {
            throw damaged("the name '\(name)' appears twice in a group", at: position)
        }
        header.links = (header.links ?? []) + [GroupMember(name: name, address: address, cachedTable: nil)]
    }
}
