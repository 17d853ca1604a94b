import Ferry
import FerryKeras
import FerryONNX
import TextWeights
import UnitNormalization

extension FormatRegistry {
    /// Ferry's formats with the operator in Keras's and ONNX's tables, and the format of this package.
    static let example = FormatRegistry([
        KerasArchive(layers: .standard.adding([UnitNormalizationLayer()])),
        ONNX(operators: .standard.adding([UnitNormalizationCodec()])),
    ]).adding([TextWeights()])
}
