internal import FerryCore

/// Where a group keeps its members: a B-tree over symbol table nodes, and a heap of names.
struct SymbolTable: Equatable {
    let tree: Int
    let heap: Int
}

/// A name in a group and the object header behind it.
struct GroupMember {
    let name: String
    let address: Int
    /// The symbol table that the entry claims its object to have.
    let cachedTable: SymbolTable?
}

/// Sections III.A.1 (version 1 B-trees), III.B (symbol table nodes), III.C (symbol table entries), III.D (local heaps).
extension StructureWalk {
    // Node sizes follow from the superblock's tree widths, 16 and 4.
    private static let treeChildren = 32
    private static let treeByteCount = 24 + 33 * 8 + 32 * 8
    private static let nodeEntries = 8
    private static let entryByteCount = 40

    /// All members of a group, in order.
    mutating func members(of table: SymbolTable) throws(FerryError) -> [GroupMember] {
        let names = try localHeap(at: table.heap)
        var members: [GroupMember] = []
        var previous: [UInt8] = []
        for node in try symbolTableNodes(under: table.tree, names: names) {
            try claim(node, 8 + Self.nodeEntries * Self.entryByteCount, "a symbol table node")
            guard try reader.bytes(at: node, count: 6) == Array("SNOD".utf8) + [1, 0] else {
                throw damaged("a symbol table node has no signature", at: node)
            }
            let count = Int(try reader.integer(at: node + 6, as: UInt16.self))
            guard 1...Self.nodeEntries ~= count else {
                throw damaged("a symbol table node holds a wrong number of entries", at: node + 6, found: "\(count)")
            }
            for entry in 0..<count {
                let offset = node + 8 + entry * Self.entryByteCount
                let bytes = try name(at: offset, in: names)
                // Sorted names are distinct names, and libhdf5 searches them by halving.
                guard previous.isEmpty || previous.lexicographicallyPrecedes(bytes) else {
                    throw damaged("a group's names are not in order", at: offset)
                }
                previous = bytes
                members.append(try symbolTableEntry(at: offset, name: try memberName(bytes, at: offset)))
                guard members.count <= limits.objectCount else {
                    throw .limitHDF5("the file holds too many objects", at: at(offset), limit: limits.objectCount)
                }
            }
        }
        return members
    }

    /// - Throws: `malformed` where the bytes are no name of one member.
    func memberName(_ bytes: [UInt8], at offset: Int) throws(FerryError) -> String {
        guard let name = String(validating: bytes, as: UTF8.self), !bytes.contains(0), !["", ".", ".."].contains(name),
            !name.contains("/")
        else { throw damaged("a member's name is none", at: offset) }
        return name
    }

    mutating func symbolTableEntry(at offset: Int, name: String) throws(FerryError) -> GroupMember {
        let cache = try reader.integer(at: offset + 16, as: UInt32.self)
        guard cache != 2 else {
            throw .outsideHDF5("'\(name)' is a soft link: links are not followed", at: at(offset))
        }
        guard cache <= 1, try reader.integer(at: offset + 20, as: UInt32.self) == 0 else {
            throw damaged("a symbol table entry's kind is unknown", at: offset + 16, found: "\(cache)")
        }
        guard let address = try address(at: offset + 8, of: "an object header") else {
            throw damaged("'\(name)' has no object header", at: offset + 8)
        }
        var table: SymbolTable?
        if cache == 1 {
            guard let tree = try self.address(at: offset + 24, of: "a B-tree"),
                let heap = try self.address(at: offset + 32, of: "a heap")
            else { throw damaged("a symbol table entry caches no address", at: offset + 24) }
            table = SymbolTable(tree: tree, heap: heap)
        }
        return GroupMember(name: name, address: address, cachedTable: table)
    }

    /// The data segment of a local heap.
    private mutating func localHeap(at address: Int) throws(FerryError) -> Range<Int> {
        try claim(address, 32, "a heap")
        guard try reader.bytes(at: address, count: 8) == Array("HEAP".utf8) + [0, 0, 0, 0] else {
            throw damaged("a heap has no signature", at: address)
        }
        let size = try length(at: address + 8, of: "a heap")
        guard size % 8 == 0, let start = try self.address(at: address + 24, of: "a heap's data") else {
            throw damaged("a heap's size is no multiple of 8", at: address + 8, found: "\(size)")
        }
        try claim(start, size, "a heap's data")
        try checkFreeList(of: start..<start + size, from: address + 16)
        return start..<start + size
    }

    /// The free blocks of a heap form a list by rising offsets; 1 ends it.
    private mutating func checkFreeList(of data: Range<Int>, from head: Int) throws(FerryError) {
        var link = head
        var earlier: UInt64 = 0
        while true {
            let next = try reader.integer(at: link, as: UInt64.self)
            guard next != 1 else { return }
            guard next % 8 == 0, next >= earlier, data.count >= 16, next <= UInt64(data.count - 16) else {
                throw damaged("a heap's free list leaves the heap", at: link, found: "\(next)")
            }
            link = data.lowerBound + Int(next)
            let size = try reader.integer(at: link + 8, as: UInt64.self)
            guard size >= 16, size <= UInt64(data.count) - next else {
                throw damaged("a heap's free block leaves the heap", at: link + 8, found: "\(size)")
            }
            earlier = next + size
        }
    }

    private mutating func name(at offset: Int, in heap: Range<Int>) throws(FerryError) -> [UInt8] {
        let place = try reader.integer(at: offset, as: UInt64.self)
        guard place < UInt64(heap.count) else {
            throw damaged("a name is outside its heap", at: offset, found: "offset \(place)")
        }
        let start = heap.lowerBound + Int(place)
        let end = min(heap.upperBound, start + limits.nameByteCount + 1)
        guard let name = try reader.bytesToZero(at: start, before: end) else {
            guard end == heap.upperBound else {
                throw .limitHDF5("a name is too long", at: at(start), limit: limits.nameByteCount)
            }
            throw damaged("a name does not end", at: start)
        }
        return name
    }

    /// A B-tree node still to be visited.
    private struct Branch {
        let address: Int
        /// Nothing for the root, which says its level itself.
        let level: Int?
    }

    /// The symbol table nodes under a B-tree, in order. Nodes of one level are chained both ways, through all of their parents.
    private mutating func symbolTableNodes(under root: Int, names: Range<Int>) throws(FerryError) -> [Int] {
        var nodes: [Int] = []
        var branches = [Branch(address: root, level: nil)]
        var last: [Int: (address: Int, right: Int?)] = [:]
        while let branch = branches.popLast() {
            let node = branch.address
            try claim(node, Self.treeByteCount, "a B-tree node")
            guard try reader.bytes(at: node, count: 5) == Array("TREE".utf8) + [0] else {
                throw damaged("a B-tree node has no signature", at: node)
            }
            let level = Int(try reader.byte(at: node + 5))
            guard branch.level == nil || branch.level == level else {
                throw damaged("a B-tree node's level is wrong", at: node + 5, found: "\(level)")
            }
            guard level <= limits.treeLevel else {
                throw .limitHDF5("a B-tree has too many levels", at: at(node + 5), limit: limits.treeLevel, found: level)
            }
            let count = Int(try reader.integer(at: node + 6, as: UInt16.self))
            guard count <= Self.treeChildren, level == 0 || count > 0 else {
                throw damaged("a B-tree node holds a wrong number of children", at: node + 6, found: "\(count)")
            }
            let left = try address(at: node + 8, of: "a B-tree node")
            let right = try address(at: node + 16, of: "a B-tree node")
            guard left == last[level]?.address, last[level] == nil || last[level]?.right == node else {
                throw damaged("a B-tree node's neighbours are not its parent's", at: node + 8)
            }
            last[level] = (node, right)
            _ = try name(at: node + 24, in: names)
            var children: [Int] = []
            for index in 0..<count {
                guard let child = try address(at: node + 32 + 16 * index, of: "a B-tree's child") else {
                    throw damaged("a B-tree's child has no address", at: node + 32 + 16 * index)
                }
                _ = try name(at: node + 40 + 16 * index, in: names)
                children.append(child)
            }
            if level == 0 {
                nodes += children
            } else {
                branches += children.reversed().map { Branch(address: $0, level: level - 1) }
            }
            guard nodes.count + branches.count <= limits.objectCount else {
                throw .limitHDF5("the file holds too many objects", at: at(node), limit: limits.objectCount)
            }
        }
        guard last.values.allSatisfy({ $0.right == nil }) else {
            throw damaged("a B-tree node has a neighbour outside its tree", at: root)
        }
        return nodes
    }
}
