public import FerryCore

/// A layer's `config`, read key by key.
///
/// What is wrong is collected and not thrown, so that all problems of a file are told at once; a key that cannot be used gives
/// its default. A key that nothing read is refused in the end: it could change what the layer computes.
public struct KerasConfiguration: Sendable {
    /// The line of Keras whose meaning the keys have.
    public let generation: KerasGeneration
    /// The layer's name, with those of the models that hold it: `encoder/conv2d`.
    public let layer: String
    /// The layer's class, as Keras names it.
    public let className: String
    let place: KerasPlace
    private let object: JSONObject
    private var unread: Set<String>
    /// Keys that the layer has, whether they are here or not.
    private var known: Set<String> = []
    public private(set) var problems: [FerryError] = []

    init(_ object: JSONObject, layer: String, className: String, at place: KerasPlace, generation: KerasGeneration) {
        self.object = object
        self.layer = layer
        self.className = className
        self.place = place
        self.generation = generation
        unread = Set(object.names)
    }

    /// The value of a key; nothing where it is absent or null.
    public mutating func value(_ key: String) -> JSONValue? {
        unread.remove(key)
        known.insert(key)
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    /// Whether a key is there and not null.
    public func has(_ key: String) -> Bool { object[key].map { !$0.isNull } ?? false }

    /// Passes over keys that change nothing at inference.
    public mutating func ignore(_ keys: some Sequence<String>) { unread.subtract(keys) }

    /// Notes a problem of this layer.
    ///
    /// - Parameter problem: what follows the layer's name, such as `has no …`.
    public mutating func note(
        _ code: FerryError.Code, _ problem: String, key: String? = nil, expected: String? = nil, found: String? = nil,
        remedy: String? = nil
    ) {
        let place = key.map(place.appending) ?? place
        problems.append(
            FerryError(
                code, "layer '\(layer)' (\(className)) \(problem)", expected: expected, found: found,
                at: place.location(layer: layer, field: key), remedy: remedy))
    }

    /// Notes that a key's value is not what it has to be.
    public mutating func noteInvalid(_ key: String, _ expected: String) {
        note(.malformed, "has an invalid \(key)", key: key, expected: expected, found: object[key]?.excerpt)
    }

    /// Notes that a key has to be there.
    public mutating func noteMissing(_ key: String, _ expected: String) {
        note(
            .malformed, "lacks \(key)", key: key, expected: expected,
            found: object.names.isEmpty ? "no keys" : object.names.joined(separator: ", "))
    }

    /// Notes that a key asks for what Ferry does not do.
    public mutating func noteUnsupported(_ key: String, expected: String, remedy: String? = nil) {
        note(
            .unsupported, "uses \(key) \(object[key]?.excerpt ?? "null"), which Ferry does not support", key: key,
            expected: expected, remedy: remedy)
    }

    /// Refuses every key that was neither read nor ignored, unless it is null.
    mutating func finish() {
        for key in object.names where unread.contains(key) && object[key]?.isNull == false {
            let similar = Suggestion.nearest(to: key, among: known.sorted())
            note(
                .unsupported, "has the key '\(key)', which Ferry does not know", key: key, found: object[key]?.excerpt,
                remedy: similar.map { "did you mean '\($0)'?" }
                    ?? "remove the key, if the layer computes the same without it")
        }
    }

    /// Reads an object that is the value of `key` (or of a key inside it) as a configuration of its own.
    mutating func read<Result>(
        _ nested: JSONObject, at place: KerasPlace, as className: String,
        _ body: (inout KerasConfiguration) -> Result
    ) -> Result {
        var configuration = KerasConfiguration(nested, layer: layer, className: className, at: place, generation: generation)
        let result = body(&configuration)
        problems += configuration.problems
        return result
    }
}

extension JSONValue {
    /// The value as messages quote it: short.
    var excerpt: String {
        let text = text()
        return text.count <= 60 ? text : text.prefix(57) + "…"
    }
}
