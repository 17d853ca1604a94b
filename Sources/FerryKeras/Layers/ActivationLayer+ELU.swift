internal import FerryCore

extension ActivationLayer {
    static let elu = ActivationLayer("ELU", named: "elu") { configuration in
        ELU(alpha: configuration.number("alpha", default: 1))
    }
}
