/// Epochs as lines of comma-separated values, with the names that Keras's CSVLogger gives.
enum HistoryTable {
    static func csv(_ history: [EpochRecord]) -> String {
        var text = "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n"
        for record in history {
            let figures = [record.training.loss, record.training.accuracy].map { "\($0)" }
            let validation = record.validation.map { ["\($0.loss)", "\($0.accuracy)"] } ?? ["", ""]
            let rest = ["\(record.learningRate)", "\(record.seconds)"]
            text += ([String(record.epoch)] + figures + validation + rest).joined(separator: ",") + "\n"
        }
        return text
    }
}

extension EventFile {
    /// The tags of Keras's TensorBoard callback.
    init(_ history: [EpochRecord]) {
        self.init(startedAt: history.first.map { $0.endedAt - $0.seconds } ?? 0)
        for record in history {
            var scalars = [
                ("epoch_loss", record.training.loss), ("epoch_accuracy", record.training.accuracy),
                ("epoch_learning_rate", Double(record.learningRate)),
            ]
            if let validation = record.validation {
                scalars += [("epoch_val_loss", validation.loss), ("epoch_val_accuracy", validation.accuracy)]
            }
            for (tag, value) in scalars { append(Float(value), tag: tag, step: record.epoch, at: record.endedAt) }
        }
    }
}
