extension InputTypes {
    /// - Throws: `malformed` where a height or width of the attribute is below 1 or beyond ``largestExtent``.
    func check(_ attribute: String, _ size: Size2D) throws(FerryError) {
        try check(attribute, [size.height, size.width], 1...Self.largestExtent, "\(size)")
    }

    /// - Throws: `malformed` where a margin is negative or beyond ``largestExtent``.
    func check(_ attribute: String, _ margins: Margins2D) throws(FerryError) {
        let numbers = [margins.top, margins.bottom, margins.left, margins.right]
        try check(attribute, numbers, 0...Self.largestExtent, "top, bottom, left, right \(numbers)")
    }

    /// - Throws: `malformed` where one of the numbers that say how a window slides is out of range.
    func check(strides: Size2D, padding: Padding2D, dilation: Size2D = Size2D(1)) throws(FerryError) {
        try check("strides", strides)
        try check("dilation", dilation)
        if case .explicit(let margins) = padding { try check("padding", margins) }
    }

    /// - Throws: `malformed` where one of the attribute's numbers is out of range.
    func check(
        _ attribute: String, _ numbers: [Int], _ range: ClosedRange<Int>, _ found: String
    ) throws(FerryError) {
        guard !numbers.allSatisfy(range.contains) else { return }
        throw FerryError(
            .malformed, "the attribute '\(attribute)' of \(name) is out of range",
            expected: "\(range.lowerBound) to \(range.upperBound)", found: found)
    }
}
