import CallVocabulary

/// Looks for removed values in bytes: as text in either case, reversed, in base64, in quoted-printable, as UTF-16, and
/// addresses as the bytes they are, in either order.
public struct LeftoverSearch: Sendable {
    /// A removed value that is still there.
    public struct Leftover: Hashable, Sendable {
        /// What it was.
        public var kind: Replacements.Kind
        /// In which form it was found, such as `text` or `base64`.
        public var form: String
        /// The value itself, for whoever has the original; never to be shown with what is handed over.
        public var value: String
    }

    /// Values looked for.
    public private(set) var searched = 0
    /// Values that are too short to be told from chance.
    public private(set) var tooShort = 0
    /// Values that are words of protocols, too, which stand everywhere.
    public private(set) var ordinary = 0
    /// Values that are also replacements of others: finding one would say nothing.
    public private(set) var alsoReplacements = 0
    /// What was found.
    public private(set) var found: Set<Leftover> = []

    private struct Pattern: Sendable {
        var bytes: [UInt8]
        var ignoresCase: Bool
        /// Whether letters or digits beside it make it part of something else.
        var standsAlone: Bool
        var leftover: Leftover
    }

    private var patterns: [Pattern] = []
    private var byHead: [UInt32: [Int]] = [:]
    /// A bit for each head, folded to 16 bits: most places need no look into ``byHead``.
    private var heads = [UInt64](repeating: 0, count: 1_024)

    /// The fewest bytes of a text that is looked for.
    static let minimumLength = 6

    /// A search for what `values` removed.
    public init(_ values: Replacements) {
        let replacements = Set(values.texts.values.map { $0.replacement.map(ASCIIByte.lowercased) })
        for (word, entry) in values.texts where word != entry.replacement {
            let digits = word.first == 0x2B ? Array(word.dropFirst()) : word
            addText(digits.map(ASCIIByte.lowercased), entry.kind, replacements)
        }
        for phrase in values.phrases { addText(phrase, .name, replacements) }
        let addresses = Set(values.addresses.values)
        for original in values.addresses.keys {
            guard !addresses.contains(original) else {
                alsoReplacements += 1
                continue
            }
            searched += 1
            if let v4 = original.v4 {
                let bytes = (0..<4).map { UInt8(truncatingIfNeeded: v4 >> UInt32(24 - 8 * $0)) }
                guard !LeftoverSearch.isUniform(bytes) else { continue }
                add(bytes, "bytes", .address)
                add(bytes.reversed(), "bytes in reverse", .address)
            } else {
                let bytes = [original.high, original.low].flatMap { half in
                    (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) }
                }
                add(bytes, "bytes", .address)
            }
            let text = Array(original.description.utf8)
            add(text, "text", .address, ignoresCase: true, standsAlone: true)
            if text.count >= 10 { addCodings(text, .address) }
        }
        let hardware = Set(values.hardwareAddresses.values)
        for original in values.hardwareAddresses.keys where !hardware.contains(original) {
            searched += 1
            let bytes = (0..<6).map { UInt8(truncatingIfNeeded: original >> UInt64(40 - 8 * $0)) }
            guard !LeftoverSearch.isUniform(bytes) else { continue }
            add(bytes, "bytes", .hardwareAddress)
            let pairs = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            for separator in [":", "-", ""] {
                add(
                    Array(pairs.joined(separator: separator).utf8), "text", .hardwareAddress, ignoresCase: true,
                    standsAlone: true)
            }
        }
    }

    private mutating func addText(_ text: [UInt8], _ kind: Replacements.Kind, _ replacements: Set<[UInt8]>) {
        // One byte over and over is padding.
        guard text.count >= LeftoverSearch.minimumLength, !LeftoverSearch.isUniform(text) else {
            tooShort += 1
            return
        }
        guard !ProtocolWords.ordinary.contains(text), !ProtocolWords.reserved.contains(text),
            !ProtocolWords.parameters.contains(text), !ProtocolWords.schemes.contains(text)
        else {
            ordinary += 1
            return
        }
        guard !replacements.contains(text) else {
            alsoReplacements += 1
            return
        }
        searched += 1
        add(text, "text", kind, ignoresCase: true, standsAlone: text.count < 12)
        add(text.reversed(), "text in reverse", kind, ignoresCase: true, standsAlone: text.count < 12)
        if text.count >= 8 { addCodings(text, kind) }
    }

    private mutating func addCodings(_ text: [UInt8], _ kind: Replacements.Kind) {
        for shift in 0..<3 {
            let coded = LeftoverSearch.base64(text, shift: shift)
            if coded.count >= 9 { add(coded, "base64", kind) }
        }
        let digits = Array("0123456789ABCDEF".utf8)
        add(
            text.flatMap { [0x3D, digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, "quoted-printable", kind,
            ignoresCase: true)
        add(text.flatMap { [$0, 0] }, "UTF-16", kind, ignoresCase: true)
    }

    /// The letters of base64 that a text fixes when so many bytes stand before it (RFC 4648 §4).
    static func base64(_ text: [UInt8], shift: Int) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var coded: [UInt8] = []
        var bit = shift == 0 ? 0 : (shift == 1 ? 4 : 2)
        while bit + 6 <= text.count * 8 {
            let byte = bit / 8
            let pair = UInt16(text[byte]) << 8 | (byte + 1 < text.count ? UInt16(text[byte + 1]) : 0)
            coded.append(alphabet[Int(pair >> UInt16(10 - bit % 8) & 63)])
            bit += 6
        }
        return coded
    }

    private mutating func add(
        _ bytes: [UInt8], _ form: String, _ kind: Replacements.Kind, ignoresCase: Bool = false,
        standsAlone: Bool = false
    ) {
        guard bytes.count >= 4 else { return }
        patterns.append(
            Pattern(
                bytes: bytes, ignoresCase: ignoresCase, standsAlone: standsAlone,
                leftover: Leftover(kind: kind, form: form, value: LeftoverSearch.shown(bytes))))
        let head = bytes[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32(ASCIIByte.lowercased($1)) }
        byHead[head, default: []].append(patterns.count - 1)
        let place = LeftoverSearch.place(head)
        heads[place >> 6] |= 1 << UInt64(place & 63)
    }

    private static func isUniform(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy { $0 == bytes.first } }

    private static func shown(_ bytes: [UInt8]) -> String {
        if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return String(decoding: bytes, as: UTF8.self) }
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func place(_ head: UInt32) -> Int { Int((head &* 0x9E37_79B1) >> 16) }

    /// Looks through a packet; what lies in `noise` may be anything by chance, so four bytes there mean nothing.
    public mutating func look(at packet: RedactedPacket) {
        look(packet.bytes, noise: packet.noise, isShortCounted: true)
    }

    /// Looks through a piece of a file, for everything that is longer than four bytes.
    public mutating func look(at bytes: [UInt8]) { look(bytes, noise: [], isShortCounted: false) }

    private mutating func look(_ bytes: [UInt8], noise: [Range<Int>], isShortCounted: Bool) {
        guard !patterns.isEmpty else { return }
        var head: UInt32 = 0
        for index in bytes.indices {
            head = head << 8 | UInt32(ASCIIByte.lowercased(bytes[index]))
            guard index >= 3 else { continue }
            let place = LeftoverSearch.place(head)
            guard heads[place >> 6] >> UInt64(place & 63) & 1 == 1, let candidates = byHead[head] else { continue }
            for candidate in candidates {
                let pattern = patterns[candidate]
                let start = index - 3
                let end = start + pattern.bytes.count
                guard end <= bytes.count, matches(pattern, bytes, start) else { continue }
                if pattern.bytes.count <= 4 || pattern.bytes.count == 6 && !pattern.ignoresCase {
                    guard isShortCounted, !noise.contains(where: { $0.overlaps(start..<end) }) else { continue }
                }
                found.insert(pattern.leftover)
            }
        }
    }

    private func matches(_ pattern: Pattern, _ bytes: [UInt8], _ start: Int) -> Bool {
        for (offset, byte) in pattern.bytes.enumerated() {
            let there = bytes[start + offset]
            guard there == byte || pattern.ignoresCase && ASCIIByte.lowercased(there) == ASCIIByte.lowercased(byte)
            else { return false }
        }
        guard pattern.standsAlone else { return true }
        let end = start + pattern.bytes.count
        func joins(_ byte: UInt8) -> Bool { ASCIIByte.isWord(byte) && byte < 0x80 }
        if start > 0, joins(bytes[start - 1]) { return false }
        if end < bytes.count, joins(bytes[end]) { return false }
        if pattern.leftover.kind == .address {
            if start > 0, bytes[start - 1] == 0x2E || bytes[start - 1] == 0x3A { return false }
            if end + 1 < bytes.count, bytes[end] == 0x2E || bytes[end] == 0x3A,
                pattern.bytes.contains(0x3A) || ASCIIByte.isDigit(bytes[end + 1]),
                bytes[end] == 0x2E || pattern.bytes.contains(0x3A)
            {
                return false
            }
        }
        return true
    }
}
