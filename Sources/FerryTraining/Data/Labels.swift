internal import FerryCore

/// What every kind of data set has to hold of its labels.
enum Labels {
    /// `0`, `1` …: the names of classes that files number only; ten of them unless told otherwise.
    static func numberNames(_ count: Int?) -> [String] { count.map { (0..<$0).map(String.init) } ?? DataSet.digitNames }

    /// The class names, where there is a label for each picture and each names a class.
    ///
    /// - Throws: `mismatch` where the counts differ, `malformed` where a label is past the classes.
    static func checked(
        _ labels: [Int], pictureCount: Int, classNames: [String], at place: Location
    ) throws(FerryError) -> [String] {
        guard labels.count == pictureCount else {
            throw FerryError(
                .mismatch, "there are not as many labels as pictures", expected: "\(pictureCount) labels",
                found: "\(labels.count)", at: place, remedy: "take pictures and labels of the same part")
        }
        guard let bad = labels.firstIndex(where: { !classNames.indices.contains($0) }) else { return classNames }
        throw FerryError(
            .malformed, "a label is past the classes", expected: "0 to \(classNames.count - 1)",
            found: "\(labels[bad]) for picture \(bad)", at: place, remedy: "correct the labels, or train a model of more classes")
    }
}
