internal import FerryArchive

extension DataSet {
    /// The CRC-32 of all pictures and labels, which tells data sets of the same name and size apart.
    public var checksum: UInt32 {
        var checksum = Checksum()
        // Safety: the spans are read in their own lines, while their arrays live.
        switch samples {
        case .bytes(let bytes): unsafe checksum.add(bytes.span.bytes)
        case .numbers(let numbers): unsafe checksum.add(numbers.span.bytes)
        }
        let classes = labels.map { Int32($0) }
        unsafe checksum.add(classes.span.bytes)
        return checksum.value
    }
}
