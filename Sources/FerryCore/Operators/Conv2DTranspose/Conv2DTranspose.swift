/// The adjoint of a convolution: each input pixel adds its kernels to the output.
///
/// `x` is `[batch, height, width, in]`, `kernel` `[height, width, filters, in]`, `bias` `[filters]`. `explicit` padding is what
/// ONNX calls `pads`: rows and columns cut off the full result.
public struct Conv2DTranspose: Operator {
    public static let name = "Conv2DTranspose"
    public static let summary = "transposed 2-D convolution, the adjoint of Conv2D"
    public static let source = "https://keras.io/api/layers/convolution_layers/convolution2d_transpose/"

    public var strides: Size2D
    public var padding: Padding2D
    /// Rows and columns added at the bottom and the right; nothing for Keras's own choice.
    public var outputPadding: Size2D?
    public var dilation: Size2D

    public init(
        strides: Size2D = Size2D(1), padding: Padding2D = .valid, outputPadding: Size2D? = nil, dilation: Size2D = Size2D(1)
    ) {
        self.strides = strides
        self.padding = padding
        self.outputPadding = outputPadding
        self.dilation = dilation
    }

    public var inputRoles: [InputRole] {
        [InputRole("x"), InputRole("kernel", .trainable), InputRole("bias", .trainable, isOptional: true)]
    }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        try types.check(strides: strides, padding: padding, dilation: dilation)
        if let outputPadding {
            let numbers = [outputPadding.height, outputPadding.width]
            try types.check("output padding", numbers, 0...InputTypes.largestExtent, "\(outputPadding)")
        }
        let image = try types.image()
        let kernel = try types.fixed(1)
        guard kernel.count == 4, kernel[3] == image.channels else {
            throw types.mismatch(1, expected: "[height, width, filters, \(image.channels)]")
        }
        try types.expect(2, [kernel[2]])
        return try types.output(
            image.batch, geometry(input: image.size, kernel: kernel).output, channels: kernel[2],
            expecting: "an image of which the padding leaves something")
    }

    public func operationCount(inputs: [[Int]?], output: [Int]) -> Int {
        guard let x = inputs[0], let kernel = inputs[1] else { return 0 }
        return (x.dropLast() + kernel + [2]).checkedElementCount ?? .max
    }

    /// The output's size and the rows and columns that are cut off the top and the left of the full result.
    public func geometry(input: Size2D, kernel: [Int]) -> (output: Size2D, top: Int, left: Int) {
        let margins: (rows: (Int, Int)?, columns: (Int, Int)?) =
            if case .explicit(let margins) = padding {
                ((margins.top, margins.bottom), (margins.left, margins.right))
            } else { (nil, nil) }
        let rows = axis(
            input.height, kernel[0], strides.height, dilation.height, outputPadding?.height, margins.rows)
        let columns = axis(
            input.width, kernel[1], strides.width, dilation.width, outputPadding?.width, margins.columns)
        return (Size2D(height: rows.output, width: columns.output), rows.before, columns.before)
    }

    /// Keras `compute_conv_transpose_output_shape` and TensorFlow's gradient of a convolution, from which the padding follows.
    private func axis(
        _ input: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ outputPadding: Int?, _ margins: (Int, Int)?
    ) -> (output: Int, before: Int) {
        let extent = (kernel - 1) * dilation + 1
        let full = (input - 1) * stride + extent
        if let margins { return (full - margins.0 - margins.1 + (outputPadding ?? 0), margins.0) }
        let output: Int
        if padding == .same {
            output = outputPadding.map { (input - 1) * stride + extent - 2 * (extent / 2) + $0 } ?? input * stride
        } else {
            output = outputPadding.map { full + $0 } ?? input * stride + max(extent - stride, 0)
        }
        guard padding == .same else { return (output, 0) }
        // A convolution with stride and `same` padding over this output would pad so much before its first row.
        let total = max(0, ((output + stride - 1) / stride - 1) * stride + extent - output)
        return (output, total / 2)
    }
}
