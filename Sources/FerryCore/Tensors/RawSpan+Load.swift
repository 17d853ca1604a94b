extension RawSpan {
    /// The integer whose bytes, in the machine's order, start at `offset`; no alignment is assumed.
    ///
    /// - Precondition: the integer lies within the span.
    package func load<Integer: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Integer.Type = Integer.self)
        -> Integer
    {
        precondition(offset >= 0 && offset + MemoryLayout<Integer>.size <= byteCount)
        // Safety: the bounds were checked in the line before; every bit pattern is a valid integer.
        return unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: type)
    }
}
