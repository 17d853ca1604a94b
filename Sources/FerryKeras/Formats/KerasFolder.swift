public import FerryCore

/// Models that Keras and TensorFlow save as folders. Ferry reads none of them, but says what they are.
public enum KerasFolder {
    /// The reason why a path cannot be opened, in better words where it is such a folder.
    public static func explain(_ error: FerryError, path: String) -> FerryError {
        guard error.code == .missingFile else { return error }
        if holds("saved_model.pb", path) {
            return FerryError(
                .unsupported, "the folder is a TensorFlow SavedModel, which Ferry does not read",
                expected: "a .keras or .h5 file", at: Location(file: path),
                remedy: "load the model in Keras and save it: model.save('model.keras')")
        }
        if holds("config.json", path) {
            return FerryError(
                .unsupported, "the folder is a Keras model that is not packed, which Ferry does not read",
                expected: "a .keras file", at: Location(file: path),
                remedy: "save it with model.save('model.keras', zipped=True)")
        }
        return error
    }

    private static func holds(_ name: String, _ path: String) -> Bool {
        (try? FileByteSource(path: "\(path)/\(name)")) != nil
    }
}
