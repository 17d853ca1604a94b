public import FerryCore

/// What was fetched, and from where.
public struct FetchReport: Sendable {
    public struct File: Sendable {
        public let path: String
        /// Of what is inside of the gzip file.
        public let sha256: String
        public let byteCount: Int
        /// The address; nothing where the file was there.
        public var source: String?
        /// Bytes that an earlier run had brought.
        public var resumedAt = 0
    }

    public let data: String
    public let folder: String
    public internal(set) var files: [File] = []

    init(data: String, folder: String) { (self.data, self.folder) = (data, folder) }

    public var text: String {
        let width = files.map(\.path.count).max() ?? 0
        let lines = files.map { file in
            let size = "\(file.byteCount) bytes"
            let origin =
                switch (file.source, file.resumedAt) {
                case (nil, _): "was there, checksum right"
                case (let source?, 0): "from \(source)"
                case (let source?, let offset): "from \(source), from byte \(offset) on"
                }
            return "\(file.path.padded(to: width))  \(size.padded(to: 14))  \(origin)"
        }
        return lines.joined(separator: "\n") + "\n\nferry train --data \(folder)"
    }

    public var json: JSONValue {
        [
            "data": .string(data), "folder": .string(folder),
            "files": .array(
                files.map { file in
                    [
                        "path": .string(file.path), "bytes": .integer(file.byteCount), "sha256": .string(file.sha256),
                        "source": file.source.json, "resumed_at": .integer(file.resumedAt),
                    ]
                }),
        ]
    }
}
