import FerryCore
import Testing

@Suite struct `The standard operators` {
    @Test(arguments: OperatorRegistry.standard.operators.map { $0.name })
    func `say what they are and where they are defined`(name: String) throws {
        let operation = try #require(OperatorRegistry.standard[name])
        #expect("\(operation)" == name)
        #expect(operation.summary.count > 10)
        #expect(operation.summary.first?.isUppercase == false)
        #expect(operation.source.hasPrefix("https://"))
    }

    @Test func `have names of their own`() {
        let names = OperatorRegistry.standard.operators.map { $0.name }
        #expect(Set(names).count == names.count)
        #expect(names.count == 37)
    }

    @Test func `that do nothing at inference pass their input on`() throws {
        let x = Tensor<Double>.counting(2, 3)
        for operation in [Dropout(rate: 0.5), Identity()] as [any Operator] {
            #expect(operation.isIdentityAtInference)
            #expect(try apply(operation, [x]) == x)
        }
    }

    @Test func `keep the symbol of the batch`() throws {
        let image = TensorType([.batch, 6, 6, 4])
        let operations: [any Operator] = [
            MaxPooling2D(poolSize: Size2D(2), strides: Size2D(2)), AveragePooling2D(poolSize: Size2D(2), strides: Size2D(2)),
            GlobalMaxPooling2D(), GlobalAveragePooling2D(keepsDimensions: true), Flatten(), Reshape(shape: [-1]),
            Transpose(permutation: [0, 3, 1, 2]), ZeroPadding2D(margins: .zero), Cropping2D(margins: .zero),
            UpSampling2D(factors: Size2D(2)), Rescaling(scale: [1]), Softmax(), LogSoftmax(), Sparsemax(), GLU(), ReLU(),
            LeakyReLU(negativeSlope: 0.1), ELU(), Activation(.tanh), Dropout(rate: 0.5), Identity(),
        ]
        for operation in operations {
            #expect(try operation.outputType(for: [image]).shape.first == .batch, "\(operation)")
        }
        #expect(try Add().outputType(for: [image, TensorType([1, 6, 1, 4])]).shape.first == .batch)
        #expect(try Concatenate().outputType(for: [image, image]) == TensorType([.batch, 6, 6, 8]))
    }
}
