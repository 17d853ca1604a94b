public import FerryCore
internal import FerryImages

/// Classifies pictures with a model file.
///
/// - Parameter pictures: paths of PNG or JPEG files.
/// - Throws: what reading the files throws; `unsupported` where the model takes no pictures or answers no classes.
public func predict(
    _ path: String, pictures: [String], _ options: PredictOptions = PredictOptions(), formats: FormatRegistry = .standard,
    progress: Progress = .none
) throws(FerryError) -> PredictReport {
    let model = try formats.read(path, as: options.source, options.read).model
    let input: PictureInput
    do {
        input = try PictureInput(model, options)
        try model.checkClasses()
    } catch {
        throw error.at(Location(file: path))
    }
    let batch = input.batch ?? min(32, max(1, pictures.count))
    let executor = try Executor(model, batch: batch, threads: options.threads)
    var report = PredictReport(model: path, preparation: input.description, pictures: [])
    for start in stride(from: 0, to: pictures.count, by: batch) {
        progress("classifying", Double(start) / Double(pictures.count))
        let paths = pictures[start..<min(start + batch, pictures.count)]
        var elements: [Float] = []
        for path in paths {
            do {
                elements += try input.elements(of: Picture(path: path, limits: options.limits))
            } catch {
                throw error.at(Location(file: path))
            }
        }
        let shape = [batch, input.height, input.width, input.channels]
        // What the last batch lacks is black; its answers are dropped.
        elements += [Float](repeating: 0, count: shape.elementCount - elements.count)
        let outputs = try executor.run([input.name: Tensor(shape: shape, elements: elements)])
        guard let scores = outputs[model.graph[model.graph.outputs[0]].name] else { continue }
        for (index, path) in paths.enumerated() {
            report.pictures.append(PredictReport.Picture(path, scores.row(index), top: options.top))
        }
    }
    progress("classifying", 1)
    return report
}

extension Model {
    /// - Throws: `unsupported` where the first output is no vector of classes for each picture.
    fileprivate func checkClasses() throws(FerryError) {
        let output = graph.outputs.first.map { graph[$0] }
        guard let shape = output?.type?.shape, shape.count == 2, let classes = shape[1].size, classes > 0 else {
            throw FerryError(
                .unsupported, "the model does not answer classes", expected: "an output batch×classes",
                found: output.map { "\($0.name) \($0.type?.description ?? "of unknown shape")" } ?? "no output",
                remedy: "ferry run   (answers arrays)")
        }
    }
}

extension Tensor {
    /// One sample's elements.
    fileprivate func row(_ index: Int) -> ArraySlice<Scalar> {
        let size = count / max(1, shape[0])
        return elements[index * size..<(index + 1) * size]
    }
}
