import WireFormats

/// What a key log says of one connection.
package struct ConnectionSecrets: Sendable {
    /// The master secret of TLS or DTLS up to 1.2 (`CLIENT_RANDOM`).
    package var master: SecretBytes?
    /// TLS 1.3, the client's handshake records (`CLIENT_HANDSHAKE_TRAFFIC_SECRET`).
    package var clientHandshake: SecretBytes?
    /// TLS 1.3, the server's handshake records (`SERVER_HANDSHAKE_TRAFFIC_SECRET`).
    package var serverHandshake: SecretBytes?
    /// TLS 1.3, the client's data (`CLIENT_TRAFFIC_SECRET_0`).
    package var clientTraffic: SecretBytes?
    /// TLS 1.3, the server's data (`SERVER_TRAFFIC_SECRET_0`).
    package var serverTraffic: SecretBytes?
}

/// The secrets of connections as programs write them where `SSLKEYLOGFILE` tells them to, in files of their own or in
/// the decryption secrets of a pcapng file.
///
/// ```
/// CLIENT_RANDOM <32 bytes in hexadecimal> <48 bytes in hexadecimal>
/// ```
package struct KeyLog: Sendable {

    private var connections: [ClientRandom: ConnectionSecrets] = [:]
    /// Lines that gave a secret.
    package private(set) var secretsRead = 0
    /// Lines that begin like a secret and cannot be read; labels this build does not need are none of them.
    package private(set) var malformedLines = 0
    /// True if a limit left something out.
    package private(set) var isCut = false

    /// A log with no secret.
    package init() {}

    /// True if there is no secret.
    package var isEmpty: Bool { connections.isEmpty }

    /// What is known of the connection whose ClientHello had `random`.
    package func secrets(of random: ClientRandom) -> ConnectionSecrets? { connections[random] }

    /// Adds the secrets of a key log's bytes, at most ``DecryptionLimits.keyLogBytes`` of them.
    package mutating func read(_ bytes: RawSpan) {
        let end = min(bytes.byteCount, DecryptionLimits.keyLogBytes)
        if end < bytes.byteCount { isCut = true }
        var start = 0
        while start < end {
            var lineEnd = start
            while lineEnd < end, bytes.uint8(at: lineEnd) != 0x0A, bytes.uint8(at: lineEnd) != 0x0D { lineEnd += 1 }
            // A line that the limit cut is no line.
            if lineEnd < end || end == bytes.byteCount { readLine(bytes, start..<lineEnd) }
            start = lineEnd + 1
        }
    }

    private enum Label {
        case master, clientHandshake, serverHandshake, clientTraffic, serverTraffic

        init?(_ bytes: RawSpan, _ range: Range<Int>) {
            switch String(decoding: range.map { bytes.uint8(at: $0) }, as: UTF8.self) {
            case "CLIENT_RANDOM": self = .master
            case "CLIENT_HANDSHAKE_TRAFFIC_SECRET": self = .clientHandshake
            case "SERVER_HANDSHAKE_TRAFFIC_SECRET": self = .serverHandshake
            case "CLIENT_TRAFFIC_SECRET_0": self = .clientTraffic
            case "SERVER_TRAFFIC_SECRET_0": self = .serverTraffic
            default: return nil
            }
        }
    }

    private mutating func readLine(_ bytes: RawSpan, _ line: Range<Int>) {
        guard line.count <= DecryptionLimits.keyLogLineBytes else {
            isCut = true
            return
        }
        var rest = line
        guard let name = KeyLog.word(bytes, &rest), let label = Label(bytes, name) else { return }
        guard let connection = KeyLog.word(bytes, &rest), let value = KeyLog.word(bytes, &rest),
            KeyLog.word(bytes, &rest) == nil, let random = KeyLog.hexadecimal(bytes, connection), random.count == 32,
            let secret = KeyLog.hexadecimal(bytes, value),
            secret.count == 48 || (label != .master && secret.count == 32)
        else {
            malformedLines += 1
            return
        }
        guard let key = ClientRandom(random.span.bytes, at: 0) else { return }
        guard connections[key] != nil || connections.count < DecryptionLimits.keyLogConnections else {
            isCut = true
            return
        }
        secretsRead += 1
        let kept = SecretBytes(secret)
        switch label {
        case .master: connections[key, default: ConnectionSecrets()].master = kept
        case .clientHandshake: connections[key, default: ConnectionSecrets()].clientHandshake = kept
        case .serverHandshake: connections[key, default: ConnectionSecrets()].serverHandshake = kept
        case .clientTraffic: connections[key, default: ConnectionSecrets()].clientTraffic = kept
        case .serverTraffic: connections[key, default: ConnectionSecrets()].serverTraffic = kept
        }
    }

    private static func word(_ bytes: RawSpan, _ rest: inout Range<Int>) -> Range<Int>? {
        func isBlank(_ index: Int) -> Bool { bytes.uint8(at: index) == 0x20 || bytes.uint8(at: index) == 0x09 }
        var start = rest.lowerBound
        while start < rest.upperBound, isBlank(start) { start += 1 }
        var end = start
        while end < rest.upperBound, !isBlank(end) { end += 1 }
        rest = end..<rest.upperBound
        return start < end ? start..<end : nil
    }

    private static func hexadecimal(_ bytes: RawSpan, _ range: Range<Int>) -> [UInt8]? {
        guard range.count % 2 == 0 else { return nil }
        var values: [UInt8] = []
        values.reserveCapacity(range.count / 2)
        var index = range.lowerBound
        while index < range.upperBound {
            guard let high = digit(bytes.uint8(at: index)), let low = digit(bytes.uint8(at: index + 1)) else {
                return nil
            }
            values.append(high << 4 | low)
            index += 2
        }
        return values
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

extension KeyLog: CustomStringConvertible, CustomReflectable {
    /// How many connections it knows, nothing of their secrets.
    package var description: String { "key log of \(connections.count) connections (redacted)" }

    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
