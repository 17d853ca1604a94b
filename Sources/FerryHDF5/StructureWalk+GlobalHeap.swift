internal import FerryCore

/// The objects of a global heap collection: where variable-length strings live.
struct GlobalHeap {
    /// Byte counts by object index.
    var objects: [UInt16: Int] = [:]
}

/// Section III.E: global heaps. A size of zero in one of these sent libhdf5 1.10.8 into an endless loop.
extension StructureWalk {
    /// Checks one reference to a string and answers its length.
    mutating func checkReference(at offset: Int) throws(FerryError) -> Int {
        let count = Int(try reader.integer(at: offset, as: UInt32.self))
        let value = try reader.integer(at: offset + 4, as: UInt64.self)
        guard value != 0 else {
            guard count == 0 else { throw damaged("a string of \(count) bytes has no place", at: offset) }
            return 0
        }
        guard let address = try address(at: offset + 4, of: "a global heap") else {
            throw damaged("a string has no place", at: offset + 4)
        }
        let index = try reader.integer(at: offset + 12, as: UInt32.self)
        let heap = try globalHeap(at: address)
        guard let key = UInt16(exactly: index), heap.objects[key] == count else {
            throw damaged("a string is not in its global heap", at: offset, found: "object \(index) of \(count) bytes")
        }
        return count
    }

    /// Checks all global heaps, found by their signature, those that the walk did not reach among them.
    ///
    /// The newer format guards headers, and so the references in them, by checksums that libhdf5 checks. It guards no heap, and
    /// those are where libhdf5 1.10.8 fell most.
    mutating func checkGlobalHeaps() throws(FerryError) {
        let signature = Array("GCOL".utf8) + [1, 0, 0, 0]
        var start = 0
        while start < reader.byteCount {
            // Windows overlap, so that a signature lies whole in one of them.
            let end = min(start + TensorWindow.byteCount + signature.count - 1, reader.byteCount)
            let window = try reader.source.bytes(start..<end)
            var place = window.startIndex
            while let found = window[place...].firstIndex(of: signature[0]) {
                if window[found...].starts(with: signature) { _ = try globalHeap(at: start + found) }
                place = found + 1
            }
            start += TensorWindow.byteCount
        }
    }

    private mutating func globalHeap(at address: Int) throws(FerryError) -> GlobalHeap {
        if let known = heaps[address] { return known }
        guard try reader.bytes(at: address, count: 8) == Array("GCOL".utf8) + [1, 0, 0, 0] else {
            throw damaged("a global heap has no signature", at: address)
        }
        let size = try length(at: address + 8, of: "a global heap")
        guard size >= 4096 else { throw damaged("a global heap is too small", at: address + 8, found: "\(size)") }
        guard size <= limits.attributeByteCount else {
            throw .limitHDF5("a global heap is too large", at: at(address + 8), limit: limits.attributeByteCount, found: size)
        }
        try claim(address, size, "a global heap")
        let end = address + size
        var heap = GlobalHeap()
        var offset = address + 16
        // A tail that no header fits in is left over, and zero.
        while end - offset >= 16 {
            let index = try reader.integer(at: offset, as: UInt16.self)
            let count = try length(at: offset + 8, of: "a global heap's object")
            if index == 0 {
                guard count == end - offset else {
                    throw damaged("a global heap's free space does not reach its end", at: offset + 8, found: "\(count)")
                }
                offset = end
                break
            }
            guard count <= end - offset - 16, (count + 7) / 8 * 8 <= end - offset - 16, heap.objects[index] == nil else {
                throw damaged("a global heap's object leaves it, or appears twice", at: offset, found: "\(count) bytes")
            }
            heap.objects[index] = count
            offset += 16 + (count + 7) / 8 * 8
        }
        guard try reader.bytes(at: offset, count: end - offset).allSatisfy({ $0 == 0 }) else {
            throw damaged("a global heap's tail is not zero", at: offset)
        }
        heaps[address] = heap
        return heap
    }
}
