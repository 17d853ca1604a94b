internal import FerryCore

/// Fills in the sizes of inputs that a configuration leaves open.
enum InputShapes {
    /// Sizes without the batch, for each input.
    ///
    /// - Parameter given: sizes by input name; the name may be empty where there is one input.
    /// - Throws: `usage` where sizes are given for what is no input, or against the configuration; `unsupported` where a size stays
    ///   open.
    static func resolve(
        _ inputs: [KerasArchitecture.Input], _ given: [String: [Int]]
    ) throws(FerryError) -> [[Int]] {
        var problems = unknownNames(inputs, given)
        var shapes: [[Int]] = []
        for input in inputs {
            let sizes = given[input.name] ?? (inputs.count == 1 ? given[""] : nil)
            switch resolve(input, sizes) {
            case .success(let shape): shapes.append(shape)
            case .failure(let problem): problems.append(problem)
            }
        }
        if let error = FerryError.all(problems) { throw error }
        return shapes
    }

    private static func unknownNames(_ inputs: [KerasArchitecture.Input], _ given: [String: [Int]]) -> [FerryError] {
        let names = inputs.map(\.name)
        return given.keys.sorted().filter { !names.contains($0) && !($0.isEmpty && inputs.count == 1) }.map { name in
            FerryError(
                .usage, name.isEmpty ? "a shape is given without the name of an input" : "the model has no input named '\(name)'",
                expected: names.joined(separator: ", "), found: name,
                remedy: Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                    ?? "name one of the model's inputs")
        }
    }

    private static func resolve(_ input: KerasArchitecture.Input, _ given: [Int]?) -> Result<[Int], FerryError> {
        let location = input.place.location(layer: input.name)
        if let given {
            let fits =
                input.sizes.map { sizes in
                    sizes.count == given.count && zip(sizes, given).allSatisfy { $0 == nil || $0 == $1 }
                } ?? true
            guard fits, given.allSatisfy({ (1...KerasLimits.size).contains($0) }),
                given.checkedElementCount.map({ $0 <= KerasLimits.elementCount }) ?? false
            else {
                return .failure(
                    FerryError(
                        .usage, "the shape given for input '\(input.name)' does not fit the model",
                        expected: input.sizes.map(describe) ?? "positive sizes", found: describe(given), at: location))
            }
            return .success(given)
        }
        let known = input.sizes?.compactMap { $0 }
        guard let sizes = input.sizes, let known, known.count == sizes.count else {
            return .failure(
                FerryError(
                    .unsupported, "the model leaves the shape of input '\(input.name)' open",
                    expected: "sizes that are known, but for the batch", found: input.sizes.map(describe) ?? "no shape",
                    at: location, remedy: "give it: --input-shape \(input.name)=\(remedy(input.sizes))"))
        }
        guard known.checkedElementCount.map({ $0 <= KerasLimits.elementCount }) ?? false else {
            return .failure(
                FerryError(
                    .limit, "the input '\(input.name)' is too large", expected: "at most \(KerasLimits.elementCount) elements",
                    found: describe(known), at: location))
        }
        return .success(known)
    }

    private static func describe(_ sizes: [Int?]) -> String {
        "[" + (["batch"] + sizes.map { $0.map(String.init) ?? "?" }).joined(separator: ", ") + "]"
    }

    /// `H,W,3`: the letters are for the user to replace.
    private static func remedy(_ sizes: [Int?]?) -> String {
        guard let sizes else { return "H,W,C" }
        let letters = sizes.count == 3 ? ["H", "W", "C"] : sizes.indices.map { "N\($0 + 1)" }
        return zip(sizes, letters).map { size, letter in size.map(String.init) ?? letter }.joined(separator: ",")
    }
}
