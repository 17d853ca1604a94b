internal import FerryCore

struct DropoutLayer: KerasLayerCodec {
    let classNames = ["Dropout"]
    let ignoredKeys: Set<String> = ["seed", "noise_shape"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        let dropout = Dropout(rate: configuration.number("rate"))
        if !(0...1).contains(dropout.rate) { configuration.noteInvalid("rate", "a number from 0 to 1") }
        return { inputs, builder in try builder.output(dropout, [try builder.only(inputs)]) }
    }
}
