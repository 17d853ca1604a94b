// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors where FERRY_STRICT is set, as Tools/test does, and never for those who depend on Ferry.
let isStrict = Context.environment["FERRY_STRICT"] != nil
let houseC: [CSetting] = isStrict ? [.treatAllWarnings(as: .error)] : []

let house: [SwiftSetting] =
    [
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
    name: "Ferry",
    products: [
        .executable(name: "ferry", targets: ["FerryCLI"]),
        .library(name: "Ferry", targets: ["Ferry"]),
        .library(name: "FerryCore", targets: ["FerryCore"]),
        .library(name: "FerryKeras", targets: ["FerryKeras"]),
        .library(name: "FerryONNX", targets: ["FerryONNX"]),
        .library(name: "FerrySafetensors", targets: ["FerrySafetensors"]),
        .library(name: "FerryNPZ", targets: ["FerryNPZ"]),
        .library(name: "FerryTraining", targets: ["FerryTraining"]),
        .library(name: "FerryTesting", targets: ["FerryTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    ],
    targets: [
        .target(name: "CFerryKernels", cSettings: houseC),
        .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
        .systemLibrary(
            name: "CProtobufC", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev"]), .brew(["protobuf-c"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "CJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
        .target(name: "CONNXProto", dependencies: ["CProtobufC"], exclude: ["onnx.proto"], cSettings: houseC),
        .target(
            name: "FerryCore", dependencies: ["CFerryKernels", .product(name: "RealModule", package: "swift-numerics")],
            swiftSettings: house),
        .target(name: "CHDF5Shim", dependencies: ["CHDF5"], cSettings: houseC),
        .target(name: "FerryHDF5", dependencies: ["FerryCore", "CHDF5", "CHDF5Shim"], swiftSettings: house),
        .target(name: "FerryArchive", dependencies: ["FerryCore", "CZip", "CDeflate", "CSodium", "CZlib"], swiftSettings: house),
        .target(name: "FerryImages", dependencies: ["FerryCore", "CPNG", "CJPEG"], swiftSettings: house),
        .target(name: "FerryKeras", dependencies: ["FerryCore", "FerryHDF5", "FerryArchive"], swiftSettings: house),
        .target(name: "FerryONNX", dependencies: ["FerryCore", "CONNXProto", "CProtobufC"], swiftSettings: house),
        .target(name: "FerrySafetensors", dependencies: ["FerryCore"], swiftSettings: house),
        .target(name: "FerryNPZ", dependencies: ["FerryCore", "FerryArchive"], swiftSettings: house),
        .target(
            name: "FerryTraining",
            dependencies: [
                "FerryCore", "FerryArchive", "FerryImages", .product(name: "RealModule", package: "swift-numerics"),
            ],
            swiftSettings: house),
        .target(
            name: "Ferry",
            dependencies: [
                "FerryCore", "FerryHDF5", "FerryKeras", "FerryONNX", "FerrySafetensors", "FerryNPZ", "FerryArchive",
                "FerryImages", "FerryTraining",
            ],
            swiftSettings: house),
        .target(name: "FerryTesting", dependencies: ["Ferry", "FerryCore"], swiftSettings: house),
        .executableTarget(
            name: "FerryCLI",
            dependencies: ["Ferry", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: house),
        .executableTarget(
            name: "ferry-benchmark",
            dependencies: [
                "CFerryKernels", "Ferry", "FerryCore", "FerryKeras", "FerryTraining",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tools/Benchmark", swiftSettings: house),
        .target(name: "FixtureCases", dependencies: ["FerryCore"], path: "Tests/FixtureCases", swiftSettings: house),
        .testTarget(name: "FerryTestingTests", dependencies: ["FerryCore", "FerryTesting"], swiftSettings: house),
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        .testTarget(
            name: "FerryCoreTests", dependencies: ["FerryCore", "FixtureCases", "AllocationCounter"], swiftSettings: house),
        .testTarget(
            name: "FerryImagesTests", dependencies: ["FerryArchive", "FerryCore", "FerryImages", "FixtureCases"],
            swiftSettings: house),
        .testTarget(
            name: "FerryTrainingTests",
            dependencies: ["FerryArchive", "FerryCore", "FerryImages", "FerryTraining", "FixtureCases"],
            swiftSettings: house),
        .testTarget(
            name: "FerryTests",
            dependencies: ["Ferry", "FerryArchive", "FerryCore", "FerryKeras", "FerryONNX", "FerryTraining", "FixtureCases"],
            swiftSettings: house),
        .testTarget(
            name: "FerryCLITests", dependencies: ["FerryArchive", "FerryCLI", "FerryCore", "FixtureCases"],
            exclude: ["Snapshots"],
            swiftSettings: house),
        .testTarget(
            name: "FerryArchiveTests", dependencies: ["FerryCore", "FerryArchive", "FixtureCases"], swiftSettings: house),
        .testTarget(
            name: "FerryHDF5Tests", dependencies: ["FerryCore", "FerryHDF5", "FerryArchive", "FixtureCases"], swiftSettings: house
        ),
        .testTarget(
            name: "FerryONNXTests", dependencies: ["FerryCore", "FerryONNX", "CONNXProto", "CProtobufC", "FixtureCases"],
            swiftSettings: house),
        .testTarget(
            name: "FerrySafetensorsTests", dependencies: ["FerryCore", "FerrySafetensors", "FixtureCases"], swiftSettings: house),
        .testTarget(name: "FerryNPZTests", dependencies: ["FerryCore", "FerryNPZ", "FixtureCases"], swiftSettings: house),
        .testTarget(
            name: "ConformanceTests", dependencies: ["Ferry", "FerryTesting", "FixtureCases"], swiftSettings: house),
        .testTarget(
            name: "FerryKerasTests",
            dependencies: ["Ferry", "FerryArchive", "FerryCore", "FerryHDF5", "FerryKeras", "FerryTesting", "FixtureCases"],
            swiftSettings: house),
    ],
    cLanguageStandard: .c17
)
