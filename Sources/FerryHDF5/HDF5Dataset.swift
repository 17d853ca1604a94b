package import FerryCore

/// A dataset of an HDF5 file.
package struct HDF5Dataset: Sendable {
    let file: HDF5File
    let index: Int
    /// Its values, read when asked for.
    package let source: any TensorSource

    /// From the root: `/model_weights/dense/dense/kernel:0`.
    package var path: String { file.objects.path(of: index) }
    package var attributes: HDF5Attributes { HDF5Attributes(file: file, index: index) }
    package var element: ElementType { source.element }
    package var shape: [Int] { source.shape }
}
