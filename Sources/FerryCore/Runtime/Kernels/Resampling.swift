internal import CFerryKernels

/// A picture seen through an affine map.
///
/// Output pixel (i, j) is interpolated between the four input pixels around (``row`` · (i, j, 1), ``column`` · (i, j, 1)); flips
/// turn the finished picture. The same on every instruction set.
package struct Resampling {
    /// What stands beyond the first and the last pixel of an axis: see `ferry_border`.
    package enum Border: Hashable, Sendable {
        case nearest, constant, reflect, wrap
    }

    private let resampling: ferry_resampling
    private let sampleCount: Int

    /// - Parameter fill: what ``Border/constant`` fills with.
    /// - Precondition: the map is finite, and the picture has fewer than 2³¹ samples.
    package init(
        height: Int, width: Int, channels: Int, row: SIMD3<Double>, column: SIMD3<Double>, border: Border, fill: Float = 0,
        flipsRows: Bool = false, flipsColumns: Bool = false
    ) {
        sampleCount = height * width * channels
        precondition(height > 0 && width > 0 && channels > 0 && sampleCount < Int32.max)
        precondition((row.sum() + column.sum()).isFinite)
        resampling = ferry_resampling(
            height: height, width: width, channels: channels, row: (row.x, row.y, row.z),
            column: (column.x, column.y, column.z), border: border.code, fill: fill, flips_rows: flipsRows,
            flips_columns: flipsColumns)
    }

    /// Writes the picture of bytes, divided by 255.
    ///
    /// - Precondition: both spans hold `[height, width, channels]`.
    package func run(_ picture: Span<UInt8>, into output: inout MutableSpan<Float>) {
        precondition(picture.count == sampleCount && output.count == sampleCount)
        // Safety: both hold as many samples as the kernel reads and writes, by the line before.
        unsafe picture.withUnsafeBufferPointer { picture in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe withUnsafePointer(to: resampling) {
                    unsafe ferry_resample_bytes($0, picture.baseAddress, output.baseAddress)
                }
            }
        }
    }

    /// Writes the picture of numbers.
    ///
    /// - Precondition: as for bytes.
    package func run(_ picture: Span<Float>, into output: inout MutableSpan<Float>) {
        precondition(picture.count == sampleCount && output.count == sampleCount)
        // Safety: both hold as many samples as the kernel reads and writes, by the line before.
        unsafe picture.withUnsafeBufferPointer { picture in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe withUnsafePointer(to: resampling) {
                    unsafe ferry_resample_floats($0, picture.baseAddress, output.baseAddress)
                }
            }
        }
    }
}

extension Resampling.Border {
    fileprivate var code: ferry_border {
        switch self {
        case .nearest: ferry_border_nearest
        case .constant: ferry_border_constant
        case .reflect: ferry_border_reflect
        case .wrap: ferry_border_wrap
        }
    }
}
