public import FerryCore
internal import FerryTraining

extension DataReport {
    /// A table of the classes, and a line for each part.
    public var text: String {
        var table = ColumnTable([("class", .leading)] + parts.map { ($0.part.rawValue, .trailing) })
        // A class that one part lacks is a class all the same.
        var names: [String] = []
        for part in parts { for (name, _) in part.classes where !names.contains(name) { names.append(name) } }
        for name in names {
            table.append([name] + parts.map { part in part.classes.first { $0.name == name }?.count.grouped ?? "–" })
        }
        let lines = parts.map { part in
            let size = "\(part.height)×\(part.width)×\(part.channels)"
            let values = part.values.map { ", values \($0.smallest) to \($0.largest), mean \($0.mean.fixed(4))" } ?? ""
            return "\(part.part.rawValue): \(part.count.grouped) pictures of \(size)\(values), crc32 \(part.checksum.hexadecimal)"
        }
        return source + "\n\n" + table.text + "\n\n" + lines.joined(separator: "\n")
    }

    /// The report for programs; the README documents the names.
    public var json: JSONValue {
        [
            "source": .string(source),
            "parts": .array(
                parts.map { part in
                    [
                        "part": .string(part.part.rawValue), "images": .integer(part.count), "height": .integer(part.height),
                        "width": .integer(part.width), "channels": .integer(part.channels),
                        "classes": .array(
                            part.classes.map { ["name": .string($0.name), "images": .integer($0.count)] }),
                        "smallest": part.values.map { .number(Double($0.smallest)) } ?? .null,
                        "largest": part.values.map { .number(Double($0.largest)) } ?? .null,
                        "mean": part.values.map { .number($0.mean) } ?? .null, "crc32": .string(part.checksum.hexadecimal),
                    ]
                }),
        ]
    }
}

extension UInt32 {
    /// Eight hexadecimal digits.
    fileprivate var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
