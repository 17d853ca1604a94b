/// The inner loop of every matrix product and convolution in the definitions, fenced so that it runs at the machine's speed.
enum Row {
    /// `sums[i] += factor · row[start + i]` for every `i` of `sums`.
    static func add(_ row: [Double], from start: Int, times factor: Double, to sums: inout [Double], from first: Int, count: Int)
    {
        precondition(start >= 0 && start + count <= row.count && first >= 0 && first + count <= sums.count)
        // Safety: both ranges were checked in the line before.
        unsafe row.withUnsafeBufferPointer { row in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                let source = unsafe row.baseAddress! + start
                let target = unsafe sums.baseAddress! + first
                for index in 0..<count { unsafe target[index] += factor * source[index] }
            }
        }
    }
}
