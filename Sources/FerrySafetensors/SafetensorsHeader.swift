internal import FerryCore

/// What a file says before its tensors' bytes.
struct SafetensorsHeader {
    struct Tensor {
        let name: String
        let element: ElementType
        let shape: [Int]
        /// Within the tensors' bytes.
        let range: Range<Int>
    }

    static let lengthByteCount = 8
    /// By the format.
    static let formatByteLimit = 100_000_000
    /// Ferry's own limit: some 150,000 tensors. A header becomes many times as large in memory.
    static let byteLimit = JSONParser.Limits().byteCount
    static let rankLimit = 32

    /// In the order of their bytes.
    let tensors: [Tensor]
    let description: ModelDescription?
    /// Where the tensors' bytes start.
    let byteCount: Int

    static func length(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.prefix(lengthByteCount).enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
    }

    /// - Throws: `malformed` where the file breaks the format's rules, `unsupported` for element types that Ferry has no tensors
    ///   of, `limit`, `io`.
    init(_ file: any ByteSource) throws(FerryError) {
        let rest = file.byteCount - Self.lengthByteCount
        guard rest >= 0 else { throw .damaged("the file ends before its header", at: 0, found: "\(file.byteCount) bytes") }
        let count = Self.length(try file.bytes(0..<Self.lengthByteCount))
        guard count <= UInt64(Self.byteLimit) else {
            throw FerryError(
                .limit, "the header is too long", expected: "at most \(Self.byteLimit) bytes", found: "\(count)",
                at: .offset(0), remedy: "check that the file is of the format safetensors")
        }
        guard count <= UInt64(rest) else {
            throw .damaged("the header passes the file's end", at: 0, expected: "\(count) bytes", found: "\(rest)")
        }
        byteCount = Self.lengthByteCount + Int(count)
        let document: JSONValue
        do {
            document = try JSONParser.parse(try file.bytes(Self.lengthByteCount..<byteCount))
        } catch {
            var error = error
            error.location.path = "header " + (error.location.path ?? "")
            throw error
        }
        guard case .object(let object) = document else {
            throw .damaged("the header is no JSON object", at: Self.lengthByteCount, found: document.kind)
        }
        description = try Self.description(object[Self.metadataName])
        tensors = try Self.tensors(object, byteCount: rest - Int(count))
    }

    static let metadataName = "__metadata__"
    static let descriptionName = "ferry.description"

    private static func description(_ metadata: JSONValue?) throws(FerryError) -> ModelDescription? {
        guard let metadata else { return nil }
        guard let values = metadata.object, values.members.allSatisfy({ $0.value.string != nil }) else {
            throw FerryError(
                .malformed, "the metadata is no table of texts", expected: "an object of strings", found: metadata.kind,
                at: Location(path: metadataName))
        }
        guard let text = values[descriptionName]?.string else { return nil }
        do throws(FerryError) {
            return try ModelDescription(JSONParser.parse(text))
        } catch {
            throw error.at(Location(path: "\(metadataName)/\(descriptionName)"))
        }
    }

    /// - Parameter byteCount: how many bytes the tensors have.
    private static func tensors(_ object: JSONObject, byteCount: Int) throws(FerryError) -> [Tensor] {
        var tensors: [Tensor] = []
        for (name, value) in object.members where name != metadataName {
            do throws(FerryError) {
                tensors.append(try Tensor(name, value))
            } catch {
                throw error.at(Location(path: name))
            }
        }
        // Stable for tensors without elements, which take no place.
        tensors = tensors.enumerated().sorted {
            ($0.element.range.lowerBound, $0.element.range.upperBound, $0.offset)
                < ($1.element.range.lowerBound, $1.element.range.upperBound, $1.offset)
        }.map(\.element)
        var end = 0
        for tensor in tensors {
            guard tensor.range.lowerBound == end else {
                throw FerryError(
                    .malformed,
                    tensor.range.lowerBound < end ? "two tensors overlap" : "bytes between two tensors belong to none",
                    expected: "a tensor that begins at \(end)", found: "\(tensor.range.lowerBound)",
                    at: Location(path: tensor.name, field: "data_offsets"))
            }
            end = tensor.range.upperBound
        }
        guard end == byteCount else {
            throw FerryError(
                .malformed, end < byteCount ? "bytes behind the tensors belong to none" : "the tensors pass the file's end",
                expected: "\(end) bytes of tensors", found: "\(byteCount)")
        }
        return tensors
    }
}

extension SafetensorsHeader.Tensor {
    fileprivate init(_ name: String, _ value: JSONValue) throws(FerryError) {
        guard let fields = value.object, Set(fields.names) == ["dtype", "shape", "data_offsets"] else {
            throw FerryError(
                .malformed, "the header describes no tensor", expected: "an object with dtype, shape and data_offsets",
                found: value.object?.names.joined(separator: ", ") ?? value.kind)
        }
        let shape = try Self.sizes(fields, "shape")
        let offsets = try Self.sizes(fields, "data_offsets")
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw FerryError(
                .malformed, "the tensor's place is no range", expected: "two offsets in order", found: "\(offsets)",
                at: Location(field: "data_offsets"))
        }
        guard shape.count <= SafetensorsHeader.rankLimit else {
            throw FerryError(
                .limit, "the tensor has too many axes", expected: "at most \(SafetensorsHeader.rankLimit)",
                found: "\(shape.count)", at: Location(field: "shape"))
        }
        let element = try ElementType(safetensors: fields["dtype"])
        let count = shape.checkedElementCount?.multipliedReportingOverflow(by: element.byteCount)
        guard let count, !count.overflow, count.partialValue == offsets[1] - offsets[0] else {
            throw FerryError(
                .malformed, "the tensor's place is not as large as its shape",
                expected: "\(element.rawValue) of shape \(shape)", found: "\(offsets[1] - offsets[0]) bytes",
                at: Location(field: "data_offsets"))
        }
        self.init(name: name, element: element, shape: shape, range: offsets[0]..<offsets[1])
    }

    /// A list of numbers from 0 on.
    private static func sizes(_ fields: JSONObject, _ name: String) throws(FerryError) -> [Int] {
        var sizes: [Int] = []
        for value in fields[name]?.array ?? [.null] {
            guard case .integer(let size) = value, size >= 0 else {
                throw FerryError(
                    .malformed, "the tensor's \(name) is no list of sizes", expected: "whole numbers from 0 on",
                    found: value.text(), at: Location(field: name))
            }
            sizes.append(size)
        }
        return sizes
    }
}

extension FerryError {
    /// A rule of the format that the file breaks.
    fileprivate static func damaged(
        _ problem: String, at offset: Int, expected: String? = nil, found: String? = nil
    ) -> FerryError {
        FerryError(.malformed, problem, expected: expected, found: found, at: .offset(offset))
    }
}
