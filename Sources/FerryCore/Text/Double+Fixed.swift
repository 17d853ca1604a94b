extension Double {
    /// So many digits after the point, rounded to nearest: `99.23`.
    package func fixed(_ digits: Int) -> String {
        guard isFinite, abs(self) < 1e15 else { return short }
        let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((abs(self) * Double(scale)).rounded())
        let (whole, fraction) = scaled.quotientAndRemainder(dividingBy: scale)
        let sign = self < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let text = "\(fraction)"
        return "\(sign)\(whole).\(String(repeating: "0", count: digits - text.count))\(text)"
    }
}
