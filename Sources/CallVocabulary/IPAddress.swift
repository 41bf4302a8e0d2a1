/// An IPv4 or IPv6 address in 16 bytes; IPv4 is held as its IPv4-mapped form (RFC 4291 §2.5.5.2).
@frozen
public struct IPAddress: Hashable, Sendable {
    /// The first eight bytes, most significant first.
    public let high: UInt64
    /// The last eight bytes, most significant first.
    public let low: UInt64

    /// An address from its sixteen bytes in network order, as two numbers.
    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An IPv4 address from its four bytes in network order, as one number.
    @inlinable
    public init(v4: UInt32) {
        high = 0
        low = 0xFFFF_0000_0000 | UInt64(v4)
    }

    /// The IPv4 number, or `nil` for an IPv6 address.
    @inlinable
    public var v4: UInt32? {
        high == 0 && low >> 32 == 0xFFFF ? UInt32(truncatingIfNeeded: low) : nil
    }

    /// True for 0.0.0.0 and `::`.
    public var isUnspecified: Bool { v4 == 0 || (high == 0 && low == 0) }

    /// True for 127.0.0.0/8 and `::1`.
    public var isLoopback: Bool {
        if let v4 { return v4 >> 24 == 127 }
        return high == 0 && low == 1
    }

    /// True for 224.0.0.0/4 and ff00::/8.
    public var isMulticast: Bool {
        if let v4 { return v4 >> 28 == 0xE }
        return high >> 56 == 0xFF
    }

    /// True where the public Internet cannot route: RFC 1918, shared 100.64/10 (RFC 6598), link-local, loopback,
    /// unique local fc00::/7 (RFC 4193).
    public var isPrivate: Bool {
        if let v4 {
            return v4 >> 24 == 10 || v4 >> 20 == 0xAC1 || v4 >> 16 == 0xC0A8 || v4 >> 22 == 0x191
                || v4 >> 16 == 0xA9FE || v4 >> 24 == 127
        }
        return high >> 57 == 0x7E || high >> 54 == 0x3FA || isLoopback
    }

    /// An address from its usual text form, with or without brackets and zone; `nil` if it is none.
    public init?(_ text: some StringProtocol) {
        var body = Substring(text)
        // The usual case first: a dotted address, and nothing around it.
        if let parsed = Self.parseV4(body) {
            self.init(v4: parsed)
            return
        }
        if body.first == "[", body.last == "]" { body = body.dropFirst().dropLast() }
        if let zone = body.firstIndex(of: "%") { body = body[..<zone] }
        if body.utf8.contains(0x3A) {
            guard let parsed = Self.parseV6(body) else { return nil }
            self = parsed
        } else {
            guard let parsed = Self.parseV4(body) else { return nil }
            self.init(v4: parsed)
        }
    }

    /// Four numbers of one to three digits, up to 255, between dots.
    private static func parseV4(_ text: Substring) -> UInt32? {
        var value: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var dots = 0
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39:
                digits += 1
                part = part &* 10 &+ UInt32(byte &- 0x30)
                guard digits <= 3, part <= 255 else { return nil }
            case 0x2E:
                dots += 1
                guard digits > 0, dots <= 3 else { return nil }
                value = value << 8 | part
                part = 0
                digits = 0
            default: return nil
            }
        }
        guard dots == 3, digits > 0 else { return nil }
        return value << 8 | part
    }

    private static func parseV6(_ text: Substring) -> IPAddress? {
        guard text.utf8.count <= 45 else { return nil }
        var groups: [UInt16] = []
        if let gap = zip(text.indices, text.indices.dropFirst()).first(where: { text[$0] == ":" && text[$1] == ":" }) {
            guard let before = parseGroups(text[..<gap.0]),
                let after = parseGroups(text[text.index(after: gap.1)...]), before.count + after.count < 8
            else { return nil }
            groups = before + [UInt16](repeating: 0, count: 8 - before.count - after.count) + after
        } else {
            guard let all = parseGroups(text) else { return nil }
            groups = all
        }
        guard groups.count == 8 else { return nil }
        let high = groups[0..<4].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        let low = groups[4..<8].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        return IPAddress(high: high, low: low)
    }

    /// The 16-bit groups between single colons; the last may be dotted IPv4. Empty text has none.
    private static func parseGroups(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        let pieces = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, piece) in pieces.enumerated() {
            if index == pieces.count - 1, piece.utf8.contains(0x2E) {
                guard let v4 = parseV4(piece) else { return nil }
                groups.append(UInt16(truncatingIfNeeded: v4 >> 16))
                groups.append(UInt16(truncatingIfNeeded: v4))
            } else {
                guard (1...4).contains(piece.utf8.count), let group = UInt16(piece, radix: 16) else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}

extension IPAddress: CustomStringConvertible {
    /// Writes ``description``, at most 45 bytes of ASCII, where there is room for it; answers how many bytes it took.
    package func write(at to: UnsafeMutableRawPointer) -> Int {
        if let v4 { return DigitText.put(dotted: v4, at: to) - to }
        var count = 0
        for byte in description.utf8 {
            to.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
            count += 1
        }
        return count
    }

    /// Dotted decimal for IPv4; RFC 5952 for IPv6.
    public var description: String {
        if let v4 { return DigitText.text { DigitText.put(dotted: v4, at: $0) } }
        let groups = (0..<8).map { index -> UInt64 in
            let half = index < 4 ? high : low
            return half >> UInt64(48 - 16 * (index % 4)) & 0xFFFF
        }
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > best.count, end - start > 1 { best = start..<end }
            start = max(end, start + 1)
        }
        func joined(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        return best.isEmpty ? joined(0..<8) : joined(0..<best.lowerBound) + "::" + joined(best.upperBound..<8)
    }
}

/// An address with a UDP or TCP port.
@frozen
public struct TransportEndpoint: Hashable, Sendable {
    /// The host.
    public let address: IPAddress
    /// The UDP or TCP port.
    public let port: UInt16

    /// An endpoint of its parts.
    @inlinable
    public init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }
}

extension TransportEndpoint: CustomStringConvertible {
    /// `192.0.2.1:4000`, or `[2001:db8::1]:4000`.
    public var description: String {
        guard let v4 = address.v4 else { return "[\(address)]:\(port)" }
        return DigitText.text {
            DigitText.put(short: UInt32(port), at: DigitText.put(byte: 0x3A, at: DigitText.put(dotted: v4, at: $0)))
        }
    }
}
