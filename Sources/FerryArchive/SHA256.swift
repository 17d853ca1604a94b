internal import CSodium

/// SHA-256 (FIPS 180-4), which tells a file from any other.
package struct SHA256 {
    private var state = crypto_hash_sha256_state()

    package init() { unsafe crypto_hash_sha256_init(&state) }

    package mutating func add(_ bytes: RawSpan) {
        // Safety: libsodium reads `count` bytes inside the closure, and none of them where there are none.
        unsafe bytes.withUnsafeBytes { bytes in
            _ = unsafe crypto_hash_sha256_update(&state, bytes.baseAddress, UInt64(bytes.count))
        }
    }

    /// 64 hexadecimal digits.
    package var hexadecimal: String {
        var state = state
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        // Safety: libsodium writes as many bytes as the array has.
        unsafe crypto_hash_sha256_final(&state, &digest)
        return digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Of bytes in memory.
    package static func hexadecimal(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        unsafe hash.add(bytes.span.bytes)
        return hash.hexadecimal
    }
}
