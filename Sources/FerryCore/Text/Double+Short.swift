extension Double {
    /// Two significant digits in scientific form (`4.1e-07`), and a plain `0` for zero: for columns of differences.
    package var short: String {
        guard self != 0 else { return "0" }
        guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
        var exponent = 0
        var mantissa = abs(self)
        while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
        while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
        var tenths = Int((mantissa * 10).rounded())
        if tenths == 100 { (tenths, exponent) = (10, exponent + 1) }
        let digits = "\(abs(exponent))"
        return
            "\(self < 0 ? "-" : "")\(tenths / 10).\(tenths % 10)e\(exponent < 0 ? "-" : "+")\(digits.count == 1 ? "0" : "")\(digits)"
    }
}
