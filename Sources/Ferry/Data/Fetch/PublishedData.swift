public import FerryCore

/// A data set that is published as files, each known by its checksum.
public struct PublishedData: Sendable {
    /// One of its files.
    public struct File: Hashable, Sendable {
        public let name: String
        /// Of what is inside of the gzip file: mirrors compress it differently.
        public let byteCount: Int
        /// Of what is inside of the gzip file, 64 hexadecimal digits.
        public let sha256: String
        /// Of the gzip file, as most mirrors have it.
        let typicalByteCount: Int
    }

    public let name: String
    public let files: [File]
    /// Addresses of folders with the files, to be tried in turn.
    public let mirrors: [String]

    /// LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
    public static let mnist = PublishedData(
        name: "mnist",
        files: [
            File(
                name: "train-images-idx3-ubyte.gz", byteCount: 47_040_016,
                sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", typicalByteCount: 9_912_422),
            File(
                name: "train-labels-idx1-ubyte.gz", byteCount: 60_008,
                sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5", typicalByteCount: 28_881),
            File(
                name: "t10k-images-idx3-ubyte.gz", byteCount: 7_840_016,
                sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7", typicalByteCount: 1_648_877),
            File(
                name: "t10k-labels-idx1-ubyte.gz", byteCount: 10_008,
                sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2", typicalByteCount: 4_542),
        ],
        mirrors: [
            "https://storage.googleapis.com/cvdf-datasets/mnist", "https://ossci-datasets.s3.amazonaws.com/mnist",
        ])

    /// Every data set that Ferry can fetch.
    public static let all = [mnist]

    /// - Throws: `usage` where there is none of that name.
    public static func named(_ name: String) throws(FerryError) -> PublishedData {
        if let data = all.first(where: { $0.name == name }) { return data }
        let names = all.map(\.name)
        throw FerryError(
            .usage, "'\(name)' is no data set that can be fetched", expected: names.joined(separator: ", "),
            remedy: Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                ?? "give the folder of your own files to --data")
    }
}
