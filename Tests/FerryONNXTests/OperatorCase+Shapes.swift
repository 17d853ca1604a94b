import FerryCore

extension OperatorCase {
    static let shapes: [OperatorCase] = [
        image("Flatten", Flatten()),
        vector("Flatten of a vector", Flatten()),
        image("Reshape", Reshape(shape: [-1, 8])),
        vector("Reshape to an image", Reshape(shape: [3, 2, 1])),
        image("Transpose", Transpose(permutation: [0, 3, 1, 2])),
        image("Transpose, other", Transpose(permutation: [0, 2, 1, 3])),
        OperatorCase("Transpose of a convolution") { builder in
            try builder.input([5, 4, 2])
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            try builder.layer("permute", Transpose(permutation: [0, 3, 1, 2]))
            try builder.layer("relu", ReLU())
        },
        OperatorCase("Transpose to what convolutions want") { builder in
            try builder.input([3, 5, 4])
            try builder.layer("permute", Transpose(permutation: [0, 2, 3, 1]))
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 3, 3]), nil])
        },
        image("ZeroPadding2D", ZeroPadding2D(margins: Margins2D(top: 1, bottom: 2, left: 3, right: 0))),
        image("Cropping2D", Cropping2D(margins: Margins2D(top: 1, bottom: 2, left: 0, right: 3))),
        OperatorCase("ZeroPadding2D and Cropping2D of a convolution") { builder in
            try builder.input([5, 4, 2])
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            try builder.layer("pad", ZeroPadding2D(margins: Margins2D(top: 1, bottom: 2, left: 3, right: 4)))
            try builder.layer("crop", Cropping2D(margins: Margins2D(top: 0, bottom: 1, left: 2, right: 3)))
            try builder.layer("pool", MaxPooling2D(poolSize: Size2D(2), strides: Size2D(1)))
        },
        image("UpSampling2D", UpSampling2D(factors: Size2D(height: 2, width: 3))),
        image("UpSampling2D, bilinear", UpSampling2D(factors: Size2D(height: 3, width: 2), interpolation: .bilinear)),
    ]
}
