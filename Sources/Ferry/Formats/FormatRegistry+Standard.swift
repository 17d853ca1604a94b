public import FerryCore
internal import FerryKeras
internal import FerryNPZ
internal import FerryONNX
internal import FerrySafetensors

extension FormatRegistry {
    /// The formats that Ferry comes with.
    public static let standard = FormatRegistry([
        KerasArchive(), KerasH5(), KerasVariablesH5(), KerasWeightsH5(), ONNX(), Safetensors(), NPZWeights(),
    ])
}
