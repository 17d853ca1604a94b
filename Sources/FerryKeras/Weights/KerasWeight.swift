internal import FerryCore

/// A weight that a layer needs, before it is found in a file.
struct KerasWeight: Sendable {
    /// Nothing where no operator needs it.
    var parameter: ValueID?
    /// The layer's place in ``Model/layers``.
    var layer: Int
    /// Keras 3's name for it: `kernel`.
    var name: String
    /// What other versions call it: Keras 2 says `depthwise_kernel`.
    var otherNames: [String]
    /// As Keras stores it.
    var shape: [Int]
    /// Whether training changes it, where its layer is not frozen.
    var isTrained: Bool

    /// Whether a variable of this name, as a file has it (`conv2d/kernel:0`), can be this weight.
    func isNamed(_ name: some StringProtocol) -> Bool {
        name == self.name || otherNames.contains { name == $0 }
    }
}
