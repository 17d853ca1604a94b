extension [Int] {
    /// A shape as messages print it: `3×3×1×32`.
    var product: String { isEmpty ? "a single number" : map(String.init).joined(separator: "×") }
}
