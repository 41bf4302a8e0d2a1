import Crypto

/// SHA-256 as people write it.
enum Digest {
    static func hexadecimal(of bytes: some Sequence<UInt8>) -> String {
        SHA256.hash(data: Array(bytes)).reduce(into: "") { $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16) }
    }
}
