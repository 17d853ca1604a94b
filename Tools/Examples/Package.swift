// swift-tools-version: 6.2
import PackageDescription

// A format and an operator that Ferry does not have, as any package can add them: with Ferry's products and no unsafe flags.
let package = Package(
    name: "FerryExamples",
    products: [
        .library(name: "TextWeights", targets: ["TextWeights"]),
        .library(name: "UnitNormalization", targets: ["UnitNormalization"]),
    ],
    // The name stands for the folder's, which differs from checkout to checkout.
    dependencies: [.package(name: "Ferry", path: "../..")],
    targets: [
        .target(name: "TextWeights", dependencies: [.product(name: "FerryCore", package: "Ferry")]),
        .target(
            name: "UnitNormalization",
            dependencies: [
                .product(name: "FerryCore", package: "Ferry"), .product(name: "FerryKeras", package: "Ferry"),
                .product(name: "FerryONNX", package: "Ferry"),
            ]),
        .testTarget(
            name: "ExampleTests",
            dependencies: [
                "TextWeights", "UnitNormalization", .product(name: "Ferry", package: "Ferry"),
                .product(name: "FerryTesting", package: "Ferry"),
            ],
            resources: [.copy("Models")]),
    ]
)
