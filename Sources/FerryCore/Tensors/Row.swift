/// The inner loops of every matrix product and convolution in the definitions, fenced so that they run at the machine's speed.
enum Row {
    /// Adds to each of `sums[range]` the products of `factors[multipliers]` with a column of rows: row `k` begins at
    /// `rows[start + k · stride]`. Products are added one after the other, in the order of the factors.
    static func addProducts(
        of factors: [Double], _ multipliers: Range<Int>, rows: [Double], from start: Int, stride: Int,
        to sums: inout [Double], _ range: Range<Int>
    ) {
        precondition(multipliers.lowerBound >= 0 && !multipliers.isEmpty && multipliers.upperBound <= factors.count)
        precondition(start >= 0 && stride >= 0 && start + (multipliers.count - 1) * stride + range.count <= rows.count)
        precondition(range.lowerBound >= 0 && range.upperBound <= sums.count)
        // Safety: the ranges of all three arrays were checked in the lines before.
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                let target = unsafe sums.baseAddress! + range.lowerBound
                for (number, multiplier) in multipliers.enumerated() {
                    let factor = factors[multiplier]
                    let row = unsafe rows.baseAddress! + start + number * stride
                    for index in 0..<range.count { unsafe target[index] += factor * row[index] }
                }
            }
        }
    }
    /// Adds to each of `sums[range]` the product of an element of `left` and one of `right`, which lie side by side from
    /// `leftStart` and `rightStart` on.
    static func addProducts(
        of left: [Double], from leftStart: Int, and right: [Double], from rightStart: Int,
        to sums: inout [Double], _ range: Range<Int>
    ) {
        precondition(leftStart >= 0 && leftStart + range.count <= left.count)
        precondition(rightStart >= 0 && rightStart + range.count <= right.count)
        precondition(range.lowerBound >= 0 && range.upperBound <= sums.count)
        // Safety: the ranges of all three arrays were checked in the lines before.
        unsafe left.withUnsafeBufferPointer { left in
            unsafe right.withUnsafeBufferPointer { right in
                unsafe sums.withUnsafeMutableBufferPointer { sums in
                    let (target, left) = unsafe (sums.baseAddress! + range.lowerBound, left.baseAddress! + leftStart)
                    let right = unsafe right.baseAddress! + rightStart
                    for index in 0..<range.count { unsafe target[index] += left[index] * right[index] }
                }
            }
        }
    }
}
