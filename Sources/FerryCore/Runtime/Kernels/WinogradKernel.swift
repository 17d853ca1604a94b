internal import CFerryKernels

/// A convolution with 3 × 3 taps by Winograd's minimal filtering, with the 2 × 2 max-pooling after it where there is one.
struct WinogradKernel: Kernel {
    private let instructionSet: InstructionSet
    private var convolution: ferry_convolution
    private var pools = false
    private let images: Int
    /// Tiles, counted through all images.
    private var tiles: Cut

    init(_ convolution: ferry_convolution, images: Int, _ instructionSet: InstructionSet) {
        (self.convolution, self.images, self.instructionSet) = (convolution, images, instructionSet)
        tiles = Self.tiles(convolution, pools: false, images: images, instructionSet)
    }

    private static func tiles(
        _ convolution: ferry_convolution, pools: Bool, images: Int, _ instructionSet: InstructionSet
    ) -> Cut {
        var convolution = convolution
        let total = unsafe images * ferry_winograd_tile_count(&convolution, pools)
        let rows = unsafe instructionSet.kernels.pointee.tile_rows
        let operations = 32 * total * convolution.window.channels * convolution.group_filters
        return Cut(total, parts: min(Cut.parts(for: operations), (total + rows - 1) / rows))
    }

    var packedCount: Int {
        var convolution = convolution
        return unsafe ferry_winograd_packed_count(instructionSet.kernels, &convolution)
    }
    var partCount: Int { tiles.count }
    var scratchCount: Int {
        var convolution = convolution
        return unsafe ferry_winograd_scratch_count(instructionSet.kernels, &convolution)
    }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        guard let weights = try parameters.load(1) else { return }
        let bias = try parameters.load(2)
        var convolution = convolution
        // Safety: `packed` has `packedCount` floats, which the C contract asks for; the parameters' shapes were checked.
        guard let base = unsafe packed.withUnsafeMutableBufferPointer({ $0.baseAddress }) else { return }
        unsafe ferry_winograd_pack(instructionSet.kernels, &convolution, weights.elements, bias?.elements, base)
    }

    func absorbing(_ next: any Operator, _ problem: KernelProblem) -> (any Kernel)? {
        var kernel = self
        switch next {
        case let next as ReLU where next.isPlain: kernel.convolution.rectifies = true
        case let next as MaxPooling2D where next.halves(problem) && !pools:
            kernel.pools = true
            kernel.tiles = Self.tiles(convolution, pools: true, images: images, instructionSet)
        default: return nil
        }
        return kernel
    }

    func run(part: Int, _ arguments: KernelArguments) {
        let range = tiles[part]
        var convolution = convolution
        // Safety: the executor's buffers have the sizes that `convolution` was made from.
        unsafe ferry_winograd_convolve(
            instructionSet.kernels, &convolution, pools, arguments.input(0), arguments.packed, arguments.output, nil,
            arguments.scratch, range.lowerBound, range.count)
    }
}

extension ferry_convolution {
    /// Whether Winograd's filtering computes it, and in less time: channels and filters enough to make up for the transforms,
    /// tiles that the image fills, and transformed taps that stay in the second-level cache.
    var suitsWinograd: Bool {
        let (channels, filters) = (window.channels, group_filters)
        let outputs = window.grid_height * window.grid_width
        let tiles = ((window.grid_height + 1) / 2) * ((window.grid_width + 1) / 2)
        return hasPlainTaps && channels >= 16 && channels <= Int(ferry_winograd_channel_limit) && filters >= 16
            && 16 * channels * filters <= 1 << 18 && 22 * tiles <= 9 * outputs
    }

    /// Whether it is one group of 3 × 3 taps with steps of 1.
    var hasPlainTaps: Bool {
        groups == 1 && window.tap_rows == 3 && window.tap_columns == 3 && window.tap_row_step == 1
            && window.tap_column_step == 1 && window.row_step == 1 && window.column_step == 1
    }

    /// Whether it has 3 × 3 taps over one channel.
    var isPatch: Bool { hasPlainTaps && window.channels == 1 }
}
