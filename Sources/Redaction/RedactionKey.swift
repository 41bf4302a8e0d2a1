import Crypto

/// What decides which replacement a value gets: the same key gives the same one in every file.
///
/// Whoever has the key can test a guess at a removed value, so it stays with the original.
public struct RedactionKey: Sendable, Equatable {
    /// The length of a key in bytes.
    public static let length = 32

    private let bytes: [UInt8]

    /// A key from its 64 hexadecimal digits; `nil` if the text is none.
    public init?(hexadecimal text: some StringProtocol) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for byte in text.utf8 {
            guard let digit = ASCIIByte.hexadecimalValue(byte) else { return nil }
            if let first = high.take() { bytes.append(first << 4 | digit) } else { high = digit }
        }
        guard high == nil, bytes.count == RedactionKey.length else { return nil }
        self.bytes = bytes
    }

    /// A key nobody knows yet.
    public static func random() -> RedactionKey {
        var source = SystemRandomNumberGenerator()
        return RedactionKey(bytes: (0..<length).map { _ in UInt8.random(in: 0...255, using: &source) })
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The key as 64 hexadecimal digits, to be kept where the original is kept.
    public var hexadecimal: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// What a value is replaced for; the same bytes get unrelated replacements in different uses.
    enum Use: UInt8 {
        case word = 1, fromRight, fromLeft, digit, octet, group, hardware, payload
    }

    /// 32 bytes that depend on the key, the use and the value (HMAC-SHA-256, RFC 2104).
    func digest(_ use: Use, _ value: some Sequence<UInt8>) -> [UInt8] {
        var mac = HMAC<SHA256>(key: SymmetricKey(data: bytes))
        mac.update(data: [use.rawValue])
        mac.update(data: Array(value))
        return Array(mac.finalize())
    }

    /// The first eight bytes of ``digest(_:_:)`` as a number.
    func number(_ use: Use, _ value: some Sequence<UInt8>) -> UInt64 {
        digest(use, value).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension RedactionKey: CustomStringConvertible {
    /// Shows nothing of the key.
    public var description: String { "a redaction key" }
}

/// Numbers without end from a seed (SplitMix64).
struct NumberStream: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// Bytes as ASCII.
enum ASCIIByte {
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
    static func isUppercase(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
    static func lowercased(_ byte: UInt8) -> UInt8 { isUppercase(byte) ? byte | 0x20 : byte }

    /// What words are made of: letters, digits, and whatever lies beyond ASCII.
    static func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte >= 0x80 }

    static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: return byte - 0x30
        case 0x41...0x46: return byte - 0x37
        case 0x61...0x66: return byte - 0x57
        default: return nil
        }
    }
}
