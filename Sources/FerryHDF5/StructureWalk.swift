internal import FerryCore

/// A strict check of an HDF5 file's whole structure, before libhdf5 sees any of it.
///
/// Only what Keras writes passes: superblock 0, object headers 1, symbol-table groups, contiguous datasets, attributes in the
/// header, global heaps for variable-length strings. Every offset lies in the file, every block belongs to one structure, each
/// object is reached once. libhdf5 1.10.8 alone crashed or hung on 4.8 % of mutated Keras files; on what passes here it did not.
///
/// Breaking a rule of the format, a limit, or leading elsewhere is thrown. A structure that is genuine but unusual is noted in
/// ``unusual`` and left unread; the walk goes on around it.
///
/// Source: HDF5 File Format Specification, version 3.0, whose section numbers the extensions name.
struct StructureWalk {
    static let undefined = UInt64.max

    let limits: HDF5Limits
    var reader: MetadataReader
    private(set) var objects: [HDF5Object] = []
    /// The first structure that Keras does not write.
    private(set) var unusual: FerryError?
    var heaps: [Int: GlobalHeap] = [:]
    private var claims: [Range<Int>] = []

    /// Walks all of `bytes`.
    ///
    /// - Throws: `malformed`, `limit`, `unsupported` for what leads outside, `io`.
    init(_ bytes: any ByteSource, limits: HDF5Limits) throws(FerryError) {
        self.limits = limits
        reader = MetadataReader(bytes, limit: limits.metadataByteCount)
        guard let root = try superblock() else { return }
        try walk(from: root)
        try checkClaims()
    }

    /// An object whose header is still to be read.
    private struct Pending {
        let index: Int
        let cachedTable: SymbolTable?
        let depth: Int
    }

    private mutating func walk(from root: GroupMember) throws(FerryError) {
        var reached: Set<Int> = []
        objects = [HDF5Object(name: "", parent: nil, address: root.address)]
        var pending = [Pending(index: 0, cachedTable: root.cachedTable, depth: 0)]
        while let next = pending.popLast() {
            let address = objects[next.index].address
            guard reached.insert(address).inserted else {
                throw .outsideHDF5("'\(objects.path(of: next.index))' is a second name of an object", at: at(address))
            }
            guard let header = try objectHeader(at: address) else { continue }
            objects[next.index].attributes = header.attributes
            // A group that came to keep its members in its header leaves the cached addresses of its former table behind.
            guard next.cachedTable == nil || next.cachedTable == header.symbolTable || header.links != nil else {
                throw damaged("a symbol table entry's cached addresses are not its group's", at: address)
            }
            guard let members = try members(of: header, at: address) else {
                if let source = try dataset(header, at: address) { objects[next.index].content = .dataset(source) }
                continue
            }
            guard members.isEmpty || next.depth < limits.depth else {
                throw .limitHDF5("the groups are nested too deeply", at: at(address), limit: limits.depth)
            }
            guard objects.count + members.count <= limits.objectCount else {
                throw .limitHDF5("the file holds too many objects", at: at(address), limit: limits.objectCount)
            }
            let first = objects.count
            objects[next.index].content = .group(members.enumerated().map { ($1.name, first + $0) })
            for (offset, member) in members.enumerated() {
                objects.append(HDF5Object(name: member.name, parent: next.index, address: member.address))
                pending.append(Pending(index: first + offset, cachedTable: member.cachedTable, depth: next.depth + 1))
            }
        }
    }

    /// The members of a group in order, or nothing where the header is no group's.
    private mutating func members(of header: ObjectHeader, at address: Int) throws(FerryError) -> [GroupMember]? {
        guard header.symbolTable != nil || header.links != nil else { return nil }
        guard header.symbolTable == nil || header.links == nil, header.shape == nil, header.type == nil, header.layout == nil
        else { throw damaged("an object is two things at once", at: address) }
        if let table = header.symbolTable { return try members(of: table) }
        return header.links?.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Remembers that the `count` bytes from `offset` on belong to one structure.
    ///
    /// - Throws: `malformed` where they pass the end.
    mutating func claim(_ offset: Int, _ count: Int, _ what: String) throws(FerryError) {
        try reader.require(offset, count, what)
        if count > 0 { claims.append(offset..<offset + count) }
    }

    private mutating func checkClaims() throws(FerryError) {
        claims.sort { $0.lowerBound < $1.lowerBound }
        for (earlier, later) in zip(claims, claims.dropFirst()) where later.lowerBound < earlier.upperBound {
            throw damaged(
                "two structures overlap", at: later.lowerBound,
                found: "another from @0x\(String(earlier.lowerBound, radix: 16)) on")
        }
    }

    /// The address at `offset`, or nothing where it is undefined.
    ///
    /// - Throws: `malformed` where it is not in the file.
    mutating func address(at offset: Int, of what: String) throws(FerryError) -> Int? {
        let value = try reader.integer(at: offset, as: UInt64.self)
        guard value != Self.undefined else { return nil }
        guard value < UInt64(reader.byteCount) else {
            throw damaged("the address of \(what) is outside the file", at: offset, found: "0x" + String(value, radix: 16))
        }
        return Int(value)
    }

    /// The length at `offset`.
    ///
    /// - Throws: `malformed` where it exceeds the file's.
    mutating func length(at offset: Int, of what: String) throws(FerryError) -> Int {
        let value = try reader.integer(at: offset, as: UInt64.self)
        guard value <= UInt64(reader.byteCount) else {
            throw damaged("the size of \(what) exceeds the file's", at: offset, found: "\(value)")
        }
        return Int(value)
    }

    mutating func note(_ structure: String, at offset: Int) {
        if unusual == nil { unusual = .unusualHDF5(structure, at: at(offset)) }
    }

    func at(_ offset: Int) -> Location { Location(file: reader.source.name, path: .byteOffset(offset)) }

    func damaged(_ problem: String, at offset: Int, expected: String? = nil, found: String? = nil) -> FerryError {
        .damagedHDF5(problem, at: offset, in: reader.source.name, expected: expected, found: found)
    }
}
