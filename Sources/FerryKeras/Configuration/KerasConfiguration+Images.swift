public import FerryCore

extension KerasConfiguration {
    /// Refuses anything but `channels_last`.
    public mutating func expectChannelsLast() {
        guard let format = value("data_format") else { return }
        switch format.string {
        case "channels_last": break
        case "channels_first":
            noteUnsupported(
                "data_format", expected: "channels_last",
                remedy: "build the model with data_format='channels_last' in Keras, copy the weights, and save it")
        default: noteInvalid("data_format", "channels_last")
        }
    }

    /// `padding` of a convolution or pooling.
    public mutating func padding() -> Padding2D {
        (word("padding", default: "valid", ["valid": Padding2D.valid, "same": .same]) ?? .valid)
    }

    /// Margins as Keras writes them: one number, `[rows, columns]`, or `[[top, bottom], [left, right]]`.
    public mutating func margins(_ key: String, default fallback: Margins2D) -> Margins2D {
        guard let value = value(key) else { return fallback }
        if let all = value.integer.flatMap(Self.margin) { return Margins2D(top: all, bottom: all, left: all, right: all) }
        let axes = value.array?.map { axis in
            axis.integer.flatMap(Self.margin).map { [$0, $0] } ?? axis.array?.compactMap { $0.integer.flatMap(Self.margin) } ?? []
        }
        guard let axes, axes.count == 2, axes.allSatisfy({ $0.count == 2 }) else {
            noteInvalid(key, "[[top, bottom], [left, right]]")
            return fallback
        }
        return Margins2D(top: axes[0][0], bottom: axes[0][1], left: axes[1][0], right: axes[1][1])
    }

    private static func margin(_ count: Int) -> Int? { (0...largestSize).contains(count) ? count : nil }
}
