import FerryCore
import Testing

@Suite struct `An activation function` {
    private static let x: [Double] = [-1000, -30, -3, -1, -0.5, -1e-3, 0, 0.25, 0.5, 1, 2.5, 3, 30, 1000]

    /// What `keras.activations` of Keras 3.15.1 made of ``x``, in float64 with TensorFlow.
    private static let recordings: [(ActivationFunction, [Double])] = [
        (
            .exponential,
            [
                0, 9.357622968840175e-14, 0.049787068367863944, 0.3678794411714423, 0.6065306597126334, 0.999000499833375, 1,
                1.2840254166877414, 1.6487212707001282, 2.7182818284590455, 12.182493960703473, 20.085536923187668,
                10686474581524.463, .infinity,
            ]
        ),
        (
            .hardShrink(threshold: 0.5),
            [-1000, -30, -3, -1, 0, 0, 0, 0, 0, 1, 2.5, 3, 30, 1000]
        ),
        (
            .hardSigmoid,
            [
                0, 0, 0, 0.3333333333333333, 0.4166666666666667, 0.49983333333333335, 0.5, 0.5416666666666666, 0.5833333333333334,
                0.6666666666666666, 0.9166666666666666, 1, 1, 1,
            ]
        ),
        (
            .hardSilu,
            [
                0, 0, 0, -0.3333333333333333, -0.20833333333333334, -0.0004998333333333334, 0, 0.13541666666666666,
                0.2916666666666667, 0.6666666666666666, 2.2916666666666665, 3, 30, 1000,
            ]
        ),
        (
            .hardTanh,
            [-1, -1, -1, -1, -0.5, -0.001, 0, 0.25, 0.5, 1, 1, 1, 1, 1]
        ),
        (
            .logSigmoid,
            [
                -1000, -30.00000000000009, -3.048587351573742, -1.3132616875182228, -0.9740769841801067, -0.6936473055599401,
                -0.6931471805599453, -0.5759394198788435, -0.4740769841801067, -0.3132616875182228, -0.07888973429254963,
                -0.048587351573742055, -9.357622968839737e-14, 0,
            ]
        ),
        (
            .mish,
            [
                0, -2.807286890651921e-12, -0.14564746127562458, -0.3034014613741089, -0.22074377465173, -0.0005996799840458662,
                0,
                0.16957240966381756, 0.37524521130489513, 0.8650983882673102, 2.471392304557881, 2.9865350049679567, 30, 1000,
            ]
        ),
        (
            .selu,
            [
                -1.7580993408473768, -1.7580993408472123, -1.670568728767112, -1.1113307378125628, -0.6917581878028713,
                -0.0017572205841202173, 0, 0.2626752468388701, 0.5253504936777402, 1.0507009873554805, 2.626752468388701,
                3.1521029620664414, 31.521029620664414, 1050.7009873554805,
            ]
        ),
        (
            .sigmoid,
            [
                0, 9.3576229688393e-14, 0.04742587317756679, 0.2689414213699951, 0.37754066879814546, 0.49975000002083336, 0.5,
                0.5621765008857981, 0.6224593312018546, 0.7310585786300049, 0.9241418199787564, 0.9525741268224333,
                0.9999999999999064, 1,
            ]
        ),
        (
            .silu,
            [
                0, -2.80728689065179e-12, -0.14227761953270035, -0.2689414213699951, -0.18877033439907273, -0.0004997500000208334,
                0, 0.14054412522144952, 0.3112296656009273, 0.7310585786300049, 2.310354549946891, 2.8577223804672998,
                29.999999999997193, 1000,
            ]
        ),
        (
            .softShrink(threshold: 0.5),
            [-999.5, -29.5, -2.5, -0.5, 0, 0, 0, 0, 0, 0.5, 2, 2.5, 29.5, 999.5]
        ),
        (
            .softplus,
            [
                0, 9.357622968839737e-14, 0.048587351573742055, 0.3132616875182228, 0.4740769841801067, 0.6926473055599401,
                0.6931471805599453, 0.8259394198788433, 0.9740769841801067, 1.3132616875182228, 2.5788897342925496,
                3.048587351573742, 30.000000000000092, 1000,
            ]
        ),
        (
            .softsign,
            [
                -0.999000999000999, -0.967741935483871, -0.75, -0.5, -0.3333333333333333, -0.0009990009990009992, 0, 0.2,
                0.3333333333333333, 0.5, 0.7142857142857143, 0.75, 0.967741935483871, 0.999000999000999,
            ]
        ),
        (
            .sparsePlus,
            [0, 0, 0, 0, 0.0625, 0.24950025, 0.25, 0.390625, 0.5625, 1, 2.5, 3, 30, 1000]
        ),
        (
            .sparseSigmoid,
            [0, 0, 0, 0, 0.25, 0.4995, 0.5, 0.625, 0.75, 1, 1, 1, 1, 1]
        ),
        (
            .squareplus(b: 4),
            [
                0.0009999989999869285, 0.03329637837290811, 0.30277563773199456, 0.6180339887498949, 0.7807764064044151,
                0.9995001249999922, 1, 1.1327822185373186, 1.2807764064044151, 1.618033988749895, 2.850781059358212,
                3.302775637731995, 30.03329637837291, 1000.000999999,
            ]
        ),
        (
            .tanh,
            [
                -1, -1, -0.9950547536867305, -0.7615941559557649, -0.4621171572600098, -0.0009999996666668, 0, 0.2449186624037091,
                0.4621171572600098, 0.7615941559557649, 0.9866142981514302, 0.9950547536867305, 1, 1,
            ]
        ),
        (
            .tanhShrink,
            [
                -999, -29, -2.0049452463132695, -0.23840584404423515, -0.03788284273999021, -3.333332000178546e-10, 0,
                0.005081337596290897, 0.03788284273999021, 0.23840584404423515, 1.51338570184857, 2.0049452463132695, 29, 999,
            ]
        ),
        (
            .threshold(threshold: 0.5, value: -7),
            [-7, -7, -7, -7, -7, -7, -7, -7, -7, 1, 2.5, 3, 30, 1000]
        ),
        (
            .celu(alpha: 1),
            [
                -1, -0.9999999999999064, -0.950212931632136, -0.6321205588285577, -0.3934693402873666, -0.0009995001666250085, 0,
                0.25, 0.5, 1, 2.5, 3, 30, 1000,
            ]
        ),
        (
            .celu(alpha: 2),
            [
                -2, -1.999999388195359, -1.5537396797031404, -0.7869386805747332, -0.44239843385719024, -0.000999750041661459, 0,
                0.25, 0.5, 1, 2.5, 3, 30, 1000,
            ]
        ),
    ]

    @Test(arguments: recordings)
    func `gives what Keras gave`(function: ActivationFunction, expected: [Double]) throws {
        let y = try apply(Activation(function), [Tensor(shape: [1, Self.x.count], elements: Self.x)])
        for (found, expected) in zip(y.elements, expected) {
            #expect(found == expected || abs(found - expected) <= 2e-12 * max(1, abs(expected)), "\(function)")
        }
    }

    /// Keras on TensorFlow rounds the constants of its gelus to float32, so that no more than seven digits can agree.
    @Test(
        arguments: [
            (
                .gelu(approximate: false),
                [
                    0, -1.4720368766606935e-196, -0.004049694777521031, -0.15865525807260966, -0.1542687708693288,
                    -0.0004996010577929165, 0, 0.1496765810071345, 0.3457312291306712, 0.8413447419273903, 2.484475834810659,
                    2.995950305222479, 30, 1000,
                ]
            ),
            (
                .gelu(approximate: true),
                [
                    0, 0, -0.0036373923237909, -0.15880800972132364, -0.15428599020775666, -0.000499601057786418, 0,
                    0.14967535069936944, 0.3457140097922433, 0.8411919902786764, 2.4849157333319907, 2.9963626076762093, 30, 1000,
                ]
            ),
        ] as [(ActivationFunction, [Double])])
    func `gives what Keras gave within float32's constants`(function: ActivationFunction, expected: [Double]) throws {
        let y = try apply(Activation(function), [Tensor(shape: [1, Self.x.count], elements: Self.x)])
        for (found, expected) in zip(y.elements, expected) { #expect(abs(found - expected) <= 2e-8, "\(function)") }
    }

    /// Φ from tables. Far out the argument of erfc, rounded once, costs 2 · 8² roundings.
    @Test(arguments: [
        (0.0, 0.5), (1, 0.8413447460685429), (-1, 0.15865525393145707), (2, 0.9772498680518208), (-3, 0.0013498980316300946),
        (-8, 6.220960574271785e-16),
    ])
    func `gelu weighs by the normal distribution`(x: Double, probability: Double) throws {
        let y = try apply(Activation(.gelu(approximate: false)), [.row(x)])
        #expect(abs(y.elements[0] - x * probability) <= 1.5e-14 * abs(x * probability))
    }

    @Test func `has the symmetries of its definition`() throws {
        let x = Tensor<Double>.row(-700, -40, -5, -0.75, -1e-9, 1e-9, 0.75, 5, 40, 700)
        func of(_ function: ActivationFunction) throws -> [Double] { try apply(Activation(function), [x]).elements }
        let (sigmoid, softplus, tanh) = (try of(.sigmoid), try of(.softplus), try of(.tanh))
        let (silu, logSigmoid, mish) = (try of(.silu), try of(.logSigmoid), try of(.mish))
        for (index, value) in x.elements.enumerated() {
            let mirrored = x.count - 1 - index
            #expect(abs(sigmoid[index] + sigmoid[mirrored] - 1) < 1e-15)
            #expect(abs(softplus[index] - softplus[mirrored] - value) <= 1e-15 * max(1, abs(value)))
            #expect(tanh[index] == -tanh[mirrored])
            #expect(silu[index] == value * sigmoid[index])
            #expect(logSigmoid[index] == -softplus[mirrored])
            #expect(abs(mish[index]) <= abs(value))
        }
        #expect(zip(sigmoid, sigmoid.dropFirst()).allSatisfy(<=) && sigmoid.allSatisfy { $0 > 0 && $0 <= 1 })
    }

    private static let all: [ActivationFunction] =
        recordings.map { $0.0 } + [.gelu(approximate: false), .gelu(approximate: true), .linearClip(slope: 0.2, offset: 0.5)]

    @Test(arguments: all)
    func `stays finite far out, and passes a not-a-number on`(function: ActivationFunction) throws {
        let y = try apply(Activation(function), [.row(-1e300, -1e5, 1e5, 1e300, .nan)]).elements
        let grows = function == .exponential
        #expect(y[0].isFinite && y[1].isFinite && (grows || y[2].isFinite && y[3].isFinite), "\(y)")
        #expect(y[4].isNaN)
    }

    @Test func `of Keras 2's hard sigmoid has another slope`() throws {
        let y = try apply(Activation(.linearClip(slope: 0.2, offset: 0.5)), [.row(-3, -2.5, 0, 1, 2.5, 3)])
        #expect(y.elements == [0, 0, 0.5, 0.7, 1, 1])
    }

    @Test func `squareplus does not cancel far below zero`() throws {
        let y = try apply(Activation(.squareplus(b: 4)), [.row(-1e9, -1e5)])
        // b / (4 |x|), to first order.
        #expect(abs(y.elements[0] * 1e9 - 1) < 1e-15 && abs(y.elements[1] * 1e5 - 1) < 1e-9)
    }
}
