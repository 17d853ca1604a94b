internal import FerryCore

/// A model as its configuration describes it: layers and their calls, before there is a graph.
struct KerasArchitecture: Sendable {
    /// A layer object. It may be called several times, and stand in several models.
    struct Layer: Sendable {
        enum Content: Sendable {
            case input(Input)
            case layer(KerasLayer)
            case network(Network)
        }

        var name: String
        /// With the models that hold it, at its first place.
        var path: String
        var className: String
        /// The object that describes it, whole.
        var configuration: JSONValue
        var isTrainable: Bool
        var content: Content
    }

    /// What a model takes.
    struct Input: Sendable {
        var name: String
        /// Without the batch; nothing for a size that is left open. Nothing at all where the number of axes is not even known.
        var sizes: [Int?]?
        /// Whether the configuration fixes the batch.
        var fixesBatch = false
        var place: KerasPlace
    }

    /// A Sequential or Functional model.
    struct Network: Sendable {
        enum Kind: Sendable { case sequential, functional }

        var kind: Kind
        /// Indices of ``KerasArchitecture/layers``, in Keras's order, input layers among them.
        var layers: [Int]
        var inputs: [Input]
        /// In the order in which Keras runs them.
        var calls: [Call]
        var outputs: [Source]
    }

    struct Call: Sendable {
        var layer: Int
        /// Counts the calls of this layer in this model, from 1, in the order in which Keras runs them.
        var number: Int
        /// The same in the order of the configuration, from 0.
        var node = 0
        var inputs: [Source]
    }

    /// Where a tensor comes from, inside one model.
    enum Source: Hashable, Sendable {
        case input(Int)
        case call(Int, output: Int)
    }

    var layers: [Layer]
    var root: Network
    var name: String
    /// Whether the model as a whole is trained.
    var isTrainable: Bool
    var notices: [String]
}
