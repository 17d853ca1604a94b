/// What surrounds an image before a window slides over it.
public enum Padding2D: Hashable, Sendable {
    /// Nothing: the window stays inside.
    case valid
    /// As much as makes the output ⌈input / stride⌉; where it is odd, the extra goes to the bottom and the right, as in Keras.
    case same
    case explicit(Margins2D)

    /// The margins for an input of this size.
    public func margins(input: Size2D, kernel: Size2D, strides: Size2D, dilation: Size2D) -> Margins2D {
        switch self {
        case .valid: return .zero
        case .explicit(let margins): return margins
        case .same:
            let rows = Self.same(input.height, kernel.height, strides.height, dilation.height)
            let columns = Self.same(input.width, kernel.width, strides.width, dilation.width)
            return Margins2D(top: rows / 2, bottom: rows - rows / 2, left: columns / 2, right: columns - columns / 2)
        }
    }

    private static func same(_ input: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
        let output = (input + stride - 1) / stride
        return max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - input)
    }
}

/// How a window slides over an image: everything but the channels.
struct Window2D {
    let input: Size2D
    let kernel: Size2D
    let strides: Size2D
    let dilation: Size2D
    let margins: Margins2D

    init(input: Size2D, kernel: Size2D, strides: Size2D, padding: Padding2D, dilation: Size2D = Size2D(1)) {
        self.input = input
        self.kernel = kernel
        self.strides = strides
        self.dilation = dilation
        margins = padding.margins(input: input, kernel: kernel, strides: strides, dilation: dilation)
    }

    /// ⌊(input + margins − extent) / stride⌋ + 1; not positive where the window does not fit.
    var output: Size2D {
        let height = input.height + margins.top + margins.bottom - (kernel.height - 1) * dilation.height - 1
        let width = input.width + margins.left + margins.right - (kernel.width - 1) * dilation.width - 1
        return Size2D(
            height: height < 0 ? 0 : height / strides.height + 1, width: width < 0 ? 0 : width / strides.width + 1)
    }

    /// The input row under tap `tap` of the window at output row `row`; nothing in the margins.
    func row(_ row: Int, tap: Int) -> Int? {
        let position = row * strides.height - margins.top + tap * dilation.height
        return position >= 0 && position < input.height ? position : nil
    }

    /// The input column under tap `tap` of the window at output column `column`; nothing in the margins.
    func column(_ column: Int, tap: Int) -> Int? {
        let position = column * strides.width - margins.left + tap * dilation.width
        return position >= 0 && position < input.width ? position : nil
    }
}
