import Hummingbird
import NIOCore

/// The fields of a form as they were sent, in their order.
struct FormBody: Sendable {
    struct Field: Equatable, Sendable {
        var name: String
        var value: String
    }

    /// A file that came with the form, in a file of its own until somebody takes it.
    struct File: Sendable {
        var field: String
        var name: String
        var path: String
        var bytes: Int
    }

    var fields: [Field] = []
    var files: [File] = []

    static let nothing = FormBody()

    /// Fields of a form.
    static let maximumFields = 20_000
    /// Bytes of a form without its files.
    static let maximumBytes = 2 << 20

    subscript(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

    func trimmed(_ name: String) -> String { self[name].trimmingBlanks }

    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    /// Fields of `application/x-www-form-urlencoded`; what is no UTF-8 is repaired, and U+0000 left out.
    static func urlEncoded(_ bytes: [UInt8]) -> [Field] {
        bytes.split(separator: 0x26, omittingEmptySubsequences: true).prefix(maximumFields).map { pair in
            let parts = pair.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
            return Field(
                name: decoded(parts[0], plusIsSpace: true),
                value: parts.count > 1 ? decoded(parts[1], plusIsSpace: true) : "")
        }
    }

    /// Percent-decoded text.
    static func decoded(_ bytes: some Sequence<UInt8>, plusIsSpace: Bool = false) -> String {
        var result: [UInt8] = []
        var pending: [UInt8] = []
        for byte in bytes {
            if !pending.isEmpty || byte == 0x25 {
                pending.append(byte)
                guard pending.count == 3 else { continue }
                if let high = hexadecimal(pending[1]), let low = hexadecimal(pending[2]) {
                    result.append(high << 4 | low)
                } else {
                    result += pending
                }
                pending = []
            } else {
                result.append(plusIsSpace && byte == 0x2B ? 0x20 : byte)
            }
        }
        return text(result + pending)
    }

    /// Bytes of anybody as text without U+0000, which databases take for an end.
    static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: return byte - 0x30
        case 0x41...0x46: return byte - 0x37
        case 0x61...0x66: return byte - 0x57
        default: return nil
        }
    }

    /// Percent-encoded for one part of a path or a query.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.map { byte -> String in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x2D || byte == 0x2E || byte == 0x5F || byte == 0x7E
            return isPlain
                ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmingBlanks: String {
        let body = drop(while: \.isWhitespace)
        guard let last = body.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(body[...last])
    }
}
