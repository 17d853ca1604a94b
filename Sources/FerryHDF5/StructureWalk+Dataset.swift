internal import FerryCore

/// Sections IV.A.2.b (dataspace), IV.A.2.f (fill value), IV.A.2.i (layout), IV.A.2.m (attribute).
extension StructureWalk {
    /// The dataset that a header without symbol table describes, or nothing where it was noted as unusual.
    mutating func dataset(_ header: ObjectHeader, at address: Int) throws(FerryError) -> (any TensorSource)? {
        guard !header.isPartial else { return nil }
        guard let shape = header.shape, let type = header.type, let layout = header.layout, let fill = header.fillByteCount else {
            throw damaged("an object is neither a group nor a dataset", at: address)
        }
        guard case .number(let element) = type else {
            note("a dataset of strings", at: address)
            return nil
        }
        guard fill == 0 || fill == element.byteCount else {
            throw damaged("a dataset's fill value is not of its type", at: address, found: "\(fill) bytes")
        }
        // The dataspace's limit keeps the product far below Int's.
        let expected = shape.elementCount * element.byteCount
        guard layout.byteCount == expected else {
            throw damaged(
                "a dataset's size is not its shape's", at: address, expected: "\(expected) bytes", found: "\(layout.byteCount)")
        }
        guard let start = layout.address else {
            guard expected == 0 else {
                throw FerryError(.unsupported, "a dataset was never written", at: at(address), remedy: "save the model again")
            }
            return try RegionSource(reader.source, at: 0, element: element, shape: shape)
        }
        try claim(start, expected, "a dataset")
        return try RegionSource(reader.source, at: start, element: element, shape: shape)
    }

    /// Sizes, or nothing where the dataspace is of the newer version.
    mutating func dataspace(_ body: Range<Int>) throws(FerryError) -> [Int]? {
        guard body.count >= 4 else { throw damaged("a dataspace is too short", at: body.lowerBound) }
        let start = try reader.bytes(at: body.lowerBound, count: 4)
        guard start[0] == 1 else {
            guard start[0] == 2 else { throw damaged("a dataspace's version is unknown", at: body.lowerBound) }
            note("a dataspace of version 2", at: body.lowerBound)
            return nil
        }
        let rank = Int(start[1])
        guard rank <= limits.rank else {
            throw .limitHDF5("a dataspace has too many axes", at: at(body.lowerBound + 1), limit: limits.rank, found: rank)
        }
        let hasMaxima = start[2] == 1
        guard start[2] <= 1, start[3] == 0, body.count >= 8 + 8 * rank * (hasMaxima ? 2 : 1),
            try reader.integer(at: body.lowerBound + 4, as: UInt32.self) == 0
        else { throw damaged("a dataspace is broken", at: body.lowerBound) }
        var shape: [Int] = []
        var count = 1
        for axis in 0..<rank {
            let offset = body.lowerBound + 8 + 8 * axis
            let size = try reader.integer(at: offset, as: UInt64.self)
            // An axis of size 0 counts as 1 here: strides, too, are products of these sizes.
            guard size <= UInt64(limits.elementCount), max(1, Int(size)) <= limits.elementCount / count else {
                throw .limitHDF5("a dataspace has too many elements", at: at(offset), limit: limits.elementCount)
            }
            count *= max(1, Int(size))
            shape.append(Int(size))
            guard hasMaxima else { continue }
            let maximum = try reader.integer(at: offset + 8 * rank, as: UInt64.self)
            guard maximum == size || maximum == Self.undefined else {
                throw damaged("a dataspace's maximum is not its size", at: offset + 8 * rank, found: "\(maximum)")
            }
        }
        return shape
    }

    /// The byte count of a fill value; nothing where it is of another version.
    mutating func fillValue(_ body: Range<Int>, isPartial: inout Bool) throws(FerryError) -> Int? {
        guard body.count >= 8 else { throw damaged("a fill value is too short", at: body.lowerBound) }
        let start = try reader.bytes(at: body.lowerBound, count: 4)
        guard start[0] == 2 else {
            guard 1...3 ~= start[0] else { throw damaged("a fill value's version is unknown", at: body.lowerBound) }
            note("a fill value of version \(start[0])", at: body.lowerBound)
            isPartial = true
            return nil
        }
        guard 1...3 ~= start[1], start[2] <= 2, start[3] <= 1 else {
            throw damaged("a fill value is broken", at: body.lowerBound)
        }
        guard start[3] == 1 else { return 0 }
        let size = Int(try reader.integer(at: body.lowerBound + 4, as: UInt32.self))
        guard size <= body.count - 8 else { throw damaged("a fill value passes its message", at: body.lowerBound + 4) }
        return size
    }

    mutating func layout(_ body: Range<Int>, of header: inout ObjectHeader) throws(FerryError) {
        guard header.layout == nil else { throw damaged("an object has two layouts", at: body.lowerBound) }
        guard body.count >= 8 else { throw damaged("a layout is too short", at: body.lowerBound) }
        let version = try reader.byte(at: body.lowerBound)
        let kind = try reader.byte(at: body.lowerBound + 1)
        guard 1...4 ~= version, version < 3 || kind <= 3 else { throw damaged("a layout is unknown", at: body.lowerBound) }
        guard version == 3, kind == 1 else {
            guard version < 4 || kind != 3 else {
                throw .outsideHDF5("a virtual dataset: its bytes are in other datasets", at: at(body.lowerBound))
            }
            let names = ["a compact dataset", "a contiguous dataset", "a chunked dataset", "an unknown layout"]
            note(version < 3 ? "a layout of version \(version)" : names[Int(kind)], at: body.lowerBound)
            header.isPartial = true
            return
        }
        guard body.count >= 18 else { throw damaged("a layout is too short", at: body.lowerBound) }
        header.layout = ObjectHeader.Layout(
            address: try address(at: body.lowerBound + 2, of: "a dataset"),
            byteCount: try length(at: body.lowerBound + 10, of: "a dataset"))
    }

    mutating func attribute(_ body: Range<Int>, of header: inout ObjectHeader) throws(FerryError) {
        guard body.count >= 8 else { throw damaged("an attribute is too short", at: body.lowerBound) }
        let start = try reader.bytes(at: body.lowerBound, count: 2)
        guard start[0] == 1 else {
            guard 2...3 ~= start[0] else { throw damaged("an attribute's version is unknown", at: body.lowerBound) }
            note("an attribute of version \(start[0])", at: body.lowerBound)
            return
        }
        var sizes: [Int] = []
        for field in 0..<3 { sizes.append(Int(try reader.integer(at: body.lowerBound + 2 + 2 * field, as: UInt16.self))) }
        // Version 1 pads each part to 8 bytes.
        let padded = sizes.map { ($0 + 7) / 8 * 8 }
        let nameStart = body.lowerBound + 8
        let typeStart = nameStart + padded[0]
        let spaceStart = typeStart + padded[1]
        let dataStart = spaceStart + padded[2]
        guard start[1] == 0, sizes[0] >= 2, dataStart <= body.upperBound else {
            throw damaged("an attribute's parts pass its message", at: body.lowerBound)
        }
        guard let bytes = try reader.bytesToZero(at: nameStart, before: nameStart + sizes[0]), bytes.count == sizes[0] - 1,
            let name = String(validating: bytes, as: UTF8.self)
        else { throw damaged("an attribute's name is broken", at: nameStart) }
        guard !header.attributes.contains(where: { $0.name == name }) else {
            throw damaged("the attribute '\(name)' appears twice", at: nameStart)
        }
        let type = try datatype(typeStart..<spaceStart)
        guard let shape = try dataspace(spaceStart..<dataStart) else { return }
        guard shape.elementCount <= body.count, shape.elementCount * type.byteCount <= body.upperBound - dataStart else {
            throw damaged("an attribute's values pass its message", at: dataStart, found: "shape \(shape)")
        }
        header.attributes.append(HDF5Attribute(name: name, kind: type.kind, shape: shape))
        guard case .variableString = type else { return }
        var total = 0
        for index in 0..<shape.elementCount {
            total += try checkReference(at: dataStart + 16 * index)
            guard total <= limits.attributeByteCount else {
                throw .limitHDF5("the attribute '\(name)' is too long", at: at(dataStart), limit: limits.attributeByteCount)
            }
        }
    }
}
