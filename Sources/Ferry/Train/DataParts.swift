internal import FerryCore
internal import FerryTraining

/// What is trained on, what is looked at after each epoch, and what is measured at the end.
struct DataParts {
    let training: DataSet
    let validation: DataSet?
    let test: DataSet?

    /// - Throws: what reading the data throws; `usage` where the validation asked for is not there.
    init(_ source: String, _ choice: TrainOptions.Validation) throws(FerryError) {
        let data = DataSource(source)
        let all = try data.load(.train)
        test = try data.holds(.test) ? data.load(.test) : nil
        switch choice {
        case .none: (training, validation) = (all, nil)
        case .test:
            guard let test else {
                throw FerryError(
                    .usage, "the data has no test part to validate on", at: Location(file: source),
                    remedy: "hold a part of the training data out: --validation 0.1; or --validation none")
            }
            (training, validation) = (all, test)
        case .fraction(let fraction):
            guard fraction > 0, fraction < 1 else {
                throw FerryError(
                    .usage, "the part to validate on makes no sense", expected: "a number between 0 and 1", found: "\(fraction)")
            }
            let parts = all.split(holdingOut: fraction)
            guard parts.train.count > 0, parts.validation.count > 0 else {
                throw FerryError(
                    .usage, "the data is too small to be split", found: "\(all.count) pictures",
                    at: Location(file: source))
            }
            (training, validation) = (parts.train, parts.validation)
        }
    }
}
