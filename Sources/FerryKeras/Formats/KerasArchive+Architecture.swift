internal import FerryArchive
public import FerryCore

/// Architectures of Keras, for weights of any format: recipes, a model's JSON, and the configurations of whole models.
extension KerasArchive: ArchitectureReader {
    public var architectureNames: [String] { KerasRecipes.names }

    public func architecture(_ source: ArchitectureSource, options: ReadOptions) throws(FerryError) -> Model? {
        guard let document = try document(source, options) else { return nil }
        return try KerasReading(table: table, format: id, options: options).declared(document)
    }

    private func document(_ source: ArchitectureSource, _ options: ReadOptions) throws(FerryError) -> KerasDocument? {
        switch source {
        case .name(let name):
            return try KerasRecipes.all[name].map { text throws(FerryError) in
                KerasDocument(try JSONParser.parse(text), at: KerasPlace(document: name), version: nil)
            }
        case .file(let file): return try Self.describesModel(file) ? KerasDocument.read(file, options) : nil
        case .description(let description):
            let words = description.framework.split(separator: " ")
            guard words.count == 2, words[0] == "Keras" else { return nil }
            return KerasDocument(
                description.configuration, at: KerasPlace(document: "description"), version: String(words[1]))
        }
    }

    private static func describesModel(_ file: any ByteSource) throws(FerryError) -> Bool {
        switch try KerasContainer.of(file) {
        case .json: return try KerasJSON.isArchitecture(file)
        case .hdf5: return try KerasContainer.layout(of: file) == .wholeModel
        case .zip: return (try? ZipArchive(file).members.contains { $0.name == "config.json" }) ?? false
        case nil: return false
        }
    }
}
