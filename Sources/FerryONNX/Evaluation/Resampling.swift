internal import FerryCore

/// Where elements of a resized axis come from, and with which weights.
///
/// As ONNX's reference implementation has it: onnx/reference/ops/op_resize.py
struct Resampling {
    enum Mode: String {
        case nearest, linear, cubic
    }

    enum Transformation: String {
        case alignCorners = "align_corners"
        case asymmetric
        case cropAndResize = "tf_crop_and_resize"
        case pytorchHalfPixel = "pytorch_half_pixel"
        case halfPixel = "half_pixel"
        case halfPixelSymmetric = "half_pixel_symmetric"
    }

    enum Rounding: String {
        case preferFloor = "round_prefer_floor"
        case preferCeil = "round_prefer_ceil"
        case floor, ceil
    }

    /// One element of the output.
    struct Sample {
        var weights: [(place: Int, weight: Double)]
        /// Whether it lies outside of the input, where crops give a constant.
        var isOutside = false
    }

    let mode: Mode
    let transformation: Transformation
    let rounding: Rounding
    let isAntialiased: Bool
    let excludesOutside: Bool
    let cubicCoefficient: Double
    let extrapolation: Double

    init(_ node: ONNXNode) throws(FerryError) {
        guard let mode = Mode(rawValue: try node.text("mode", default: "nearest")) else {
            throw .attribute("mode", of: node, expected: "nearest, linear or cubic")
        }
        let name = try node.text("coordinate_transformation_mode", default: "half_pixel")
        guard let transformation = Transformation(rawValue: name) else {
            throw .attribute("coordinate_transformation_mode", of: node, expected: "one of ONNX's")
        }
        guard let rounding = Rounding(rawValue: try node.text("nearest_mode", default: "round_prefer_floor")) else {
            throw .attribute("nearest_mode", of: node, expected: "round_prefer_floor, round_prefer_ceil, floor or ceil")
        }
        (self.mode, self.transformation, self.rounding) = (mode, transformation, rounding)
        isAntialiased = try node.integer("antialias", default: 0) != 0 && mode != .nearest
        excludesOutside = try node.integer("exclude_outside", default: 0) != 0
        cubicCoefficient = try node.number("cubic_coeff_a", default: -0.75)
        extrapolation = try node.number("extrapolation_value", default: 0)
    }

    func sample(_ axis: ResizedAxis, at position: Int) -> Sample {
        let origin = origin(axis, Double(position))
        let last = Double(axis.input - 1)
        if transformation == .cropAndResize, !(0...last).contains(origin) {
            return Sample(weights: [(0, 0)], isOutside: true)
        }
        // The element left of the origin, never the origin itself: its distance is in (0, 1].
        let left = origin.rounded(.up) - 1
        let ratio = origin - left
        let kernel = weights(ratio, axis.scale)
        var weights = kernel.weights.enumerated().map { (place: Int(left) + kernel.start + $0, weight: $1) }
        if excludesOutside {
            weights = weights.filter { (0..<axis.input).contains($0.place) }
            let sum = weights.reduce(0) { $0 + $1.weight }
            weights = weights.map { ($0.place, $0.weight / sum) }
        }
        return Sample(weights: weights.map { (min(max($0.place, 0), axis.input - 1), $0.weight) })
    }

    /// Where in the input an element of the output lies.
    private func origin(_ axis: ResizedAxis, _ x: Double) -> Double {
        let (input, output) = (Double(axis.input), axis.scale * Double(axis.input))
        switch transformation {
        case .alignCorners: return output == 1 ? 0 : x * (input - 1) / (output - 1)
        case .asymmetric: return x / axis.scale
        case .cropAndResize:
            let (start, end) = axis.region
            let within = output == 1 ? (end - start) * (input - 1) / 2 : x * (end - start) * (input - 1) / (output - 1)
            return start * (input - 1) + within
        case .pytorchHalfPixel: return output == 1 ? -0.5 : (x + 0.5) / axis.scale - 0.5
        case .halfPixel: return (x + 0.5) / axis.scale - 0.5
        case .halfPixelSymmetric:
            let offset = input / 2 * (1 - Double(axis.output) / output)
            return offset + (x + 0.5) / axis.scale - 0.5
        }
    }

    /// Weights of the elements from `start` on, counted from the one left of the origin.
    private func weights(_ ratio: Double, _ scale: Double) -> (start: Int, weights: [Double]) {
        if mode == .nearest {
            let isLeft =
                switch rounding {
                case .preferFloor: ratio <= 0.5
                case .preferCeil: ratio < 0.5
                case .floor: ratio < 1
                case .ceil: false
                }
            return (isLeft ? 0 : 1, [1])
        }
        // A smaller picture is made of all elements that each of its own covers.
        let factor = isAntialiased ? min(scale, 1) : 1
        let reach = mode == .linear ? 1.0 : 2.0
        let start = Int((-reach / factor).rounded(.down)) + 1
        let weights = (start..<2 - start).map { weight((Double($0) - ratio) * factor) }
        guard isAntialiased else { return (start, weights) }
        let sum = weights.reduce(0, +)
        return (start, weights.map { $0 / sum })
    }

    /// The interpolating function at a distance.
    private func weight(_ distance: Double) -> Double {
        let (x, a) = (abs(distance), cubicCoefficient)
        guard mode == .cubic else { return max(1 - x, 0) }
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0
    }
}
