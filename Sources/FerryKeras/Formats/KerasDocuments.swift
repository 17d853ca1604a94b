internal import FerryArchive
internal import FerryCore
internal import FerryHDF5

extension KerasDocument {
    /// The configuration that a whole-model HDF5 file holds.
    ///
    /// - Throws: `malformed` where it is not JSON; `unsupported` where there is none, with what is there instead.
    init(_ root: HDF5Group) throws(FerryError) {
        guard let text = try root.string("model_config") else {
            let groups = root.childNames.isEmpty ? "no groups" : root.childNames.joined(separator: ", ")
            throw FerryError(
                .unsupported, "the HDF5 file holds no Keras model",
                expected: "the attribute model_config, the attribute layer_names, or the group layers",
                found: root.attributeNames.isEmpty
                    ? groups : "\(groups); attributes \(root.attributeNames.joined(separator: ", "))",
                at: Location(path: "/"), remedy: "give a file that model.save or model.save_weights wrote")
        }
        let training = try root.string("training_config")
        self.init(
            try Self.parse(Array(text.utf8), document: "model_config"), at: KerasPlace(document: "model_config"),
            version: try root.string("keras_version"),
            training: try training.map { text throws(FerryError) in
                try Self.parse(Array(text.utf8), document: "training_config")
            })
    }

    /// The configuration that a `.keras` file holds.
    ///
    /// - Throws: `malformed` where it is not JSON; `unsupported` where there is none, with what is there instead.
    init(_ archive: ZipArchive) throws(FerryError) {
        guard let config = try archive.member(named: "config.json") else {
            let names = archive.members.prefix(8).map(\.name).joined(separator: ", ")
            let isSavedModel = archive.members.contains { $0.name.hasSuffix("saved_model.pb") }
            throw FerryError(
                .unsupported,
                isSavedModel
                    ? "the archive holds a TensorFlow SavedModel, which Ferry does not read"
                    : "the zip archive holds no Keras model",
                expected: "config.json and model.weights.h5", found: names.isEmpty ? "an empty archive" : names,
                remedy: "give a file that model.save('model.keras') wrote")
        }
        var version: String?
        if let metadata = try archive.member(named: "metadata.json") {
            version = try Self.parse(try metadata.bytes(), document: "metadata.json")["keras_version"]?.string
        }
        self.init(
            try Self.parse(try config.bytes(), document: "config.json"), at: KerasPlace(document: "config.json"),
            version: version)
    }

    static func parse(_ text: [UInt8], document: String) throws(FerryError) -> JSONValue {
        do {
            return try JSONParser.parse(text)
        } catch {
            var error = error
            error.location.path = (document.isEmpty ? "" : document + " ") + (error.location.path ?? "")
            throw error
        }
    }

    /// The architecture for weights that come without one: a built-in one, a model's JSON, or a file with a configuration.
    ///
    /// - Throws: `usage` where none is given, `missingFile`, and what reading it throws, located in that file.
    static func architecture(_ options: ReadOptions, for weights: String) throws(FerryError) -> KerasDocument {
        if let configuration = options.configuration {
            return KerasDocument(configuration, at: KerasPlace(document: "architecture"), version: nil)
        }
        guard let name = options.architecture else {
            throw FerryError(
                .usage, "the file holds weights and no architecture", expected: "an architecture beside it",
                at: Location(file: weights),
                remedy: "give --architecture FILE|NAME: a model's JSON, a .keras or .h5 file with a configuration, or "
                    + KerasRecipes.names.joined(separator: ", "))
        }
        if let recipe = KerasRecipes.all[name] {
            return KerasDocument(try JSONParser.parse(recipe), at: KerasPlace(document: name), version: nil)
        }
        do {
            return try read(FileByteSource(path: name), options)
        } catch {
            var error = error.at(Location(file: name))
            if error.code == .missingFile, !name.contains("/"), !name.contains(".") {
                let similar = Suggestion.nearest(to: name, among: KerasRecipes.names)
                error.remedy =
                    similar.map { "did you mean '\($0)'?" }
                    ?? "built-in architectures: \(KerasRecipes.names.joined(separator: ", "))"
            }
            throw error
        }
    }

    /// The configuration in a file of any of Keras's containers.
    static func read(_ file: any ByteSource, _ options: ReadOptions) throws(FerryError) -> KerasDocument {
        switch try KerasContainer.of(file) {
        case .hdf5: return try KerasDocument(HDF5File(file, acceptsUnusual: options.acceptsUnusual).root)
        case .zip: return try KerasDocument(ZipArchive(file))
        case .json: return try KerasDocument(parse(file.bytes(), document: ""), at: KerasPlace(document: ""), version: nil)
        case nil:
            throw FerryError(
                .unsupported, "the file holds no architecture", expected: "a model's JSON, a .keras file or an .h5 file",
                found: try FileKind.describe(file))
        }
    }
}
