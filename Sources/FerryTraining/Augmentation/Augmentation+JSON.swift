public import FerryCore

/// The names of Keras's `ImageDataGenerator`; what is not there is off.
extension Augmentation {
    public var json: JSONValue {
        [
            "rotation_range": .number(rotation), "width_shift_range": .number(widthShift),
            "height_shift_range": .number(heightShift), "shear_range": .number(shear),
            "zoom_range": [.number(zoom.lowerBound), .number(zoom.upperBound)],
            "horizontal_flip": .bool(flipsHorizontally), "vertical_flip": .bool(flipsVertically),
            "fill_mode": .string(fillMode.rawValue), "cval": .number(Double(fillValue)),
        ]
    }

    /// - Throws: `malformed` for unknown names, and for values that are out of range.
    public init(_ json: JSONValue) throws(FerryError) {
        self.init()
        for (name, value) in json.object?.members ?? [] {
            switch name {
            case "rotation_range": rotation = try value.magnitude(name, limit: 180)
            case "width_shift_range": widthShift = try value.magnitude(name)
            case "height_shift_range": heightShift = try value.magnitude(name)
            case "shear_range": shear = try value.magnitude(name, limit: 89)
            case "zoom_range": zoom = try value.zoomRange(name)
            case "horizontal_flip": flipsHorizontally = try value.flag(name)
            case "vertical_flip": flipsVertically = try value.flag(name)
            case "fill_mode": fillMode = try value.fillMode(name)
            case "cval":
                guard let number = value.double, number.isFinite else { throw value.unusable(name, "a number") }
                fillValue = Float(number)
            default:
                let known = Augmentation().json.object?.members.map(\.name) ?? []
                throw FerryError(
                    .malformed, "the augmentation has an unknown setting", expected: known.joined(separator: ", "),
                    found: name, at: Location(field: name),
                    remedy: Suggestion.nearest(to: name, among: known).map { "did you mean \($0)?" })
            }
        }
    }
}

extension JSONValue {
    fileprivate func unusable(_ name: String, _ expected: String) -> FerryError {
        FerryError(
            .malformed, "the augmentation's '\(name)' cannot be used", expected: expected, found: text(),
            at: Location(field: name))
    }

    fileprivate func magnitude(_ name: String, limit: Double = 1e6) throws(FerryError) -> Double {
        guard let number = double, (0...limit).contains(number) else { throw unusable(name, "a number from 0 to \(Int(limit))") }
        return number
    }

    fileprivate func flag(_ name: String) throws(FerryError) -> Bool {
        guard let bool else { throw unusable(name, "true or false") }
        return bool
    }

    fileprivate func fillMode(_ name: String) throws(FerryError) -> Augmentation.FillMode {
        guard let mode = string.flatMap(Augmentation.FillMode.init(rawValue:)) else {
            throw unusable(name, Augmentation.FillMode.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return mode
    }

    /// Two factors, or a number z for 1 − z to 1 + z.
    fileprivate func zoomRange(_ name: String) throws(FerryError) -> ClosedRange<Double> {
        let bounds = double.map { [1 - $0, 1 + $0] } ?? array?.compactMap(\.double) ?? []
        guard bounds.count == 2, 0 < bounds[0], bounds[0] <= bounds[1], bounds[1] <= 1e6 else {
            throw unusable(name, "two factors above 0, the smaller one first, or a number from 0 to 1")
        }
        return bounds[0]...bounds[1]
    }
}
