internal import FerryCore

/// Keras's files that are plain JSON. None of them holds weights, so none is read as a model; they are refused by what they are.
enum KerasJSON {
    /// Whether this is the list of a sharded set: `save_weights("x.weights.json", max_shard_size=…)`.
    static func isShardList(_ file: any ByteSource) throws(FerryError) -> Bool { try hasKeys(["weight_map"], file) }

    /// Whether this is a model's architecture: `model.to_json()`.
    static func isArchitecture(_ file: any ByteSource) throws(FerryError) -> Bool {
        try hasKeys(["class_name", "config"], file)
    }

    private static func hasKeys(_ keys: [String], _ file: any ByteSource) throws(FerryError) -> Bool {
        guard file.byteCount <= JSONParser.Limits().byteCount, let json = try? JSONParser.parse(try file.bytes()) else {
            return false
        }
        return keys.allSatisfy { json[$0] != nil }
    }

    static var shardList: FerryError {
        FerryError(
            .unsupported, "the file lists a sharded set of weights, which Ferry does not read",
            expected: "the weights in one file", remedy: "save them without max_shard_size: model.save('model.keras')")
    }

    static var architecture: FerryError {
        FerryError(
            .unsupported, "the file holds an architecture and no weights", expected: "a model with its weights",
            remedy: "give the file with the weights, and this one after --architecture")
    }
}
