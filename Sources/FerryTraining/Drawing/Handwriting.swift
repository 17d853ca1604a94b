internal import FerryCore

/// How one digit is written: all that is random about it.
///
/// Only sums, products, quotients and roots are used, which IEEE 754 defines to the last bit, so that a digit is the same on every
/// machine; the functions of a C library are not.
struct Handwriting {
    private let glyph: Glyph
    private var generator: SplitMix64

    init(of digit: Int, _ generator: SplitMix64) {
        self.generator = generator
        let glyphs = Glyph.digits[digit]
        var rest = self.generator.unitDouble() * glyphs.reduce(0) { $0 + $1.weight }
        let chosen = glyphs.first { glyph in
            rest -= glyph.weight
            return rest < 0
        }
        glyph = chosen ?? glyphs[0]
    }

    /// Writes the digit, `[side, side]`, ink 255 on paper 0.
    mutating func picture(side: Int) -> [UInt8] {
        let lines = self.lines()
        var pen = Pen(&generator)
        var canvas = Canvas()
        for line in Self.fitted(lines, in: 20 - 2 * pen.radius) {
            pen.lift(&generator)
            for (index, (start, end)) in zip(line, line.dropFirst()).enumerated() {
                let count = Double(line.count - 1)
                let radii = (pen.radius(at: Double(index) / count), pen.radius(at: Double(index + 1) / count))
                canvas.draw(from: start, to: end, radii: radii)
            }
        }
        return canvas.cut(side: side, softness: pen.softness, ink: pen.ink)
    }

    /// The pen's way, stroke by stroke.
    private mutating func lines() -> [[SIMD2<Double>]] {
        let wobble = (Wave(&generator), Wave(&generator))
        let aspect = generator.uniform(glyph.aspect.lowerBound..<glyph.aspect.upperBound)
        let slant = 0.12 + 0.28 * generator.normal()
        let turn = Rotation(0.11 * generator.normal())
        let unsteadiness = generator.uniform(0.008..<0.045)
        return glyph.strokes.map { stroke in
            smooth(jittered(stroke, unsteadiness)).map { point in
                let bent = point + SIMD2(wobble.0(point.y), wobble.1(point.x))
                let shaped = SIMD2((bent.x - 0.5) * aspect, bent.y - 0.5)
                return turn(SIMD2(shaped.x - slant * shaped.y, shaped.y))
            }
        }
    }

    /// Corners stay corners: where two curves meet, both move alike.
    private mutating func jittered(_ stroke: Glyph.Stroke, _ amount: Double) -> Glyph.Stroke {
        var joint: SIMD2<Double>?
        return stroke.map { curve in
            var moved = curve.map { $0 + amount * SIMD2(generator.normal(), generator.normal()) }
            if let joint { moved[0] = joint }
            joint = moved.last
            return moved
        }
    }

    private static let pointsPerSegment = 7

    /// Points along the curves: Catmull and Rom, "A class of local interpolating splines", 1974.
    private func smooth(_ stroke: Glyph.Stroke) -> [SIMD2<Double>] {
        var points = stroke.first.map { [$0[0]] } ?? []
        for curve in stroke {
            for index in 0..<curve.count - 1 {
                let (start, end) = (curve[index], curve[index + 1])
                let before = index > 0 ? curve[index - 1] : start + (start - end)
                let after = index + 2 < curve.count ? curve[index + 2] : end + (end - start)
                for step in 1...Self.pointsPerSegment {
                    let t = Double(step) / Double(Self.pointsPerSegment)
                    let linear = end - before
                    let square = 2 * before - 5 * start + 4 * end - after
                    let cube = 3 * (start - end) + after - before
                    points.append(start + 0.5 * t * (linear + t * (square + t * cube)))
                }
            }
        }
        return points
    }

    /// Scales the longer side to `side` pixels, in the middle of a canvas.
    private static func fitted(_ lines: [[SIMD2<Double>]], in side: Double) -> [[SIMD2<Double>]] {
        var (low, high) = (SIMD2(repeating: Double.infinity), SIMD2(repeating: -Double.infinity))
        for line in lines {
            for point in line { (low, high) = (pointwiseMin(low, point), pointwiseMax(high, point)) }
        }
        let scale = side / (high - low).max()
        let middle = (low + high) / 2
        return lines.map { $0.map { ($0 - middle) * scale + Double(Canvas.side) / 2 } }
    }
}

/// A pen, and how it is pressed.
private struct Pen {
    /// Pixels.
    let radius: Double
    let softness: Double
    let ink: Double
    private var pressure = (depth: 0.0, length: 1.0, start: 0.0)

    init(_ generator: inout SplitMix64) {
        radius = min(2.5, max(0.7, 1.3 + 0.36 * generator.normal()))
        softness = generator.uniform(0.9..<1.5)
        ink = generator.uniform(0.93..<1.0)
    }

    mutating func lift(_ generator: inout SplitMix64) {
        pressure = (generator.uniform(0..<0.2), generator.uniform(0.6..<2), generator.unitDouble())
    }

    /// - Parameter place: of the stroke, 0 to 1.
    func radius(at place: Double) -> Double {
        radius * (1 + pressure.depth * Wave.height(place / pressure.length + pressure.start))
    }
}

/// A gentle bend.
private struct Wave {
    private let amount: Double
    private let frequency: Double
    private let start: Double

    init(_ generator: inout SplitMix64) {
        amount = 0.04 * generator.normal()
        frequency = generator.uniform(0.5..<1.3)
        start = generator.unitDouble()
    }

    func callAsFunction(_ place: Double) -> Double { amount * Self.height(frequency * place + start) }

    /// Two parabolas, near to a sine of period 1.
    static func height(_ place: Double) -> Double {
        let part = place - place.rounded(.down)
        return part < 0.5 ? 16 * part * (0.5 - part) : -16 * (part - 0.5) * (1 - part)
    }
}

/// A turn by an angle of less than a radian.
private struct Rotation {
    private let cosine: Double
    private let sine: Double

    /// From the half angle's tangent, of which two terms do.
    init(_ angle: Double) {
        let tangent = angle / 2 + angle * angle * angle / 24
        cosine = (1 - tangent * tangent) / (1 + tangent * tangent)
        sine = 2 * tangent / (1 + tangent * tangent)
    }

    func callAsFunction(_ point: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(cosine * point.x - sine * point.y, sine * point.x + cosine * point.y)
    }
}

extension SplitMix64 {
    /// Nearly normal, of mean 0 and deviation 1, within ±√12: the sum of four uniform numbers.
    fileprivate mutating func normal() -> Double {
        let sum = unitDouble() + unitDouble() + unitDouble() + unitDouble()
        return (sum - 2) * 1.732_050_807_568_877_2
    }
}
