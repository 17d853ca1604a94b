/// The durations of something that was done again and again.
struct Timing {
    /// Microseconds of each time, in ascending order.
    private let durations: [Double]

    /// Does it for about so long, after a tenth of that to warm up.
    init(seconds: Double, _ body: () -> Void) {
        let clock = ContinuousClock()
        func repeated(_ seconds: Double) -> [Double] {
            var durations: [Double] = []
            let end = clock.now + .seconds(seconds)
            repeat {
                let start = clock.now
                body()
                durations.append((clock.now - start) / .microseconds(1))
            } while clock.now < end
            return durations
        }
        _ = repeated(seconds / 10)
        durations = repeated(seconds).sorted()
    }

    /// The duration that a share of all stays below.
    func quantile(_ share: Double) -> Double { durations[min(Int(share * Double(durations.count)), durations.count - 1)] }

    var median: Double { quantile(0.5) }

    var mean: Double { durations.reduce(0, +) / Double(durations.count) }
}
