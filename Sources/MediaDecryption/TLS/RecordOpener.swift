import Crypto
import WireFormats

/// Opens the records of one direction of a TLS connection, one after the other.
package struct RecordOpener: Sendable {
    private enum Keys: Sendable {
        case galois(SymmetricKey, fixed: SecretBytes)
        /// Nonces made of the record's number alone: ChaCha20, and everything in TLS 1.3.
        case numbered(SymmetricKey, fixed: SecretBytes, isChaCha: Bool)
        case chained(SymmetricKey, mac: SecretBytes, HashKind, initial: SecretBytes?)
    }

    private let version: TLSVersion
    private var keys: Keys
    private let encryptsThenAuthenticates: Bool
    private(set) var number: UInt64 = 0

    /// The opener of `side` after ChangeCipherSpec, up to TLS 1.2 (RFC 5246 §6.3).
    init?(master: SecretBytes, client: ClientRandom, server: ServerHello, isClient: Bool) {
        guard let suite = CipherSuite(server.suite) else { return nil }
        version = server.version
        encryptsThenAuthenticates = server.encryptsThenAuthenticates
        let macBytes: Int
        let keyBytes: Int
        let fixedBytes: Int
        switch suite.protection {
        case .galois(let bytes): (macBytes, keyBytes, fixedBytes) = (0, bytes, 4)
        case .chaCha: (macBytes, keyBytes, fixedBytes) = (0, 32, 12)
        case .chained(let bytes, let mac):
            (macBytes, keyBytes, fixedBytes) = (mac.bytes, bytes, server.version == .tls10 ? 16 : 0)
        }
        let block = KeyDerivation.expand(
            master, label: "key expansion", seed: server.random + client.bytes,
            count: 2 * (macBytes + keyBytes + fixedBytes), version: server.version, hash: suite.hash)
        func part(_ start: Int, _ count: Int) -> [UInt8] {
            let own = start + (isClient ? 0 : count)
            return Array(block[own..<(own + count)])
        }
        let key = SymmetricKey(data: part(2 * macBytes, keyBytes))
        let fixed = SecretBytes(part(2 * (macBytes + keyBytes), fixedBytes))
        switch suite.protection {
        case .galois: keys = .galois(key, fixed: fixed)
        case .chaCha: keys = .numbered(key, fixed: fixed, isChaCha: true)
        case .chained(_, let mac):
            keys = .chained(
                key, mac: SecretBytes(part(0, macBytes)), mac, initial: server.version == .tls10 ? fixed : nil)
        }
    }

    /// The opener of a traffic secret of TLS 1.3 (RFC 8446 §7.3).
    package init?(trafficSecret: SecretBytes, suite number: UInt16) {
        guard let suite = CipherSuite(number) else { return nil }
        version = .tls13
        encryptsThenAuthenticates = false
        let keyBytes: Int
        let isChaCha: Bool
        switch suite.protection {
        case .galois(let bytes): (keyBytes, isChaCha) = (bytes, false)
        case .chaCha: (keyBytes, isChaCha) = (32, true)
        case .chained: return nil
        }
        guard trafficSecret.count == suite.hash.bytes else { return nil }
        let key = KeyDerivation.expandLabel(trafficSecret, "key", count: keyBytes, hash: suite.hash)
        let fixed = KeyDerivation.expandLabel(trafficSecret, "iv", count: 12, hash: suite.hash)
        keys = .numbered(SymmetricKey(data: key), fixed: SecretBytes(fixed), isChaCha: isChaCha)
    }

    /// The traffic secret after a KeyUpdate (RFC 8446 §7.2).
    package static func updated(_ secret: SecretBytes, suite number: UInt16) -> SecretBytes? {
        guard let suite = CipherSuite(number) else { return nil }
        return SecretBytes(KeyDerivation.expandLabel(secret, "traffic upd", count: suite.hash.bytes, hash: suite.hash))
    }

    /// Opens a record of content type `type`, whose five bytes of header stand apart; `nil` if it is not this opener's
    /// next. In TLS 1.3 the type that comes back is the one from inside.
    package mutating func open(
        type: UInt8, header: [UInt8], body: [UInt8], skipping: UInt64 = 0
    ) -> (type: UInt8, content: [UInt8])? {
        let ahead = number &+ skipping
        let opened: (UInt8, [UInt8])?
        switch keys {
        case .galois(let key, let fixed): opened = openGalois(type, body, key, fixed, ahead)
        case .numbered(let key, let fixed, let isChaCha):
            opened = openNumbered(type, header, body, key, fixed, isChaCha, ahead)
        case .chained(let key, let mac, let hash, let initial):
            opened = openChained(type, body, key, mac, hash, initial, ahead)
            if opened != nil, initial != nil {
                // TLS 1.0 chains records: the last block encrypted is the next one's start.
                let sealed = encryptsThenAuthenticates ? body.dropLast(hash.bytes) : body[...]
                keys = .chained(key, mac: mac, hash, initial: SecretBytes(Array(sealed.suffix(16))))
            }
        }
        if opened != nil { number = ahead &+ 1 }
        return opened
    }

    /// Sequence number, type, version and plain length (RFC 5246 §6.2.3.3).
    private func additional(_ type: UInt8, _ count: Int, _ number: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendBigEndian(number)
        bytes.append(type)
        bytes.appendBigEndian(version.recordNumber)
        bytes.appendBigEndian(UInt16(truncatingIfNeeded: count))
        return bytes
    }

    private func openGalois(
        _ type: UInt8, _ body: [UInt8], _ key: SymmetricKey, _ fixed: SecretBytes, _ number: UInt64
    ) -> (UInt8, [UInt8])? {
        guard body.count >= 24 else { return nil }
        return SymmetricCipher.openGalois(
            body[8...], key: key, nonce: fixed.bytes + body.prefix(8),
            additional: additional(type, body.count - 24, number)
        ).map { (type, $0) }
    }

    private func openNumbered(
        _ type: UInt8, _ header: [UInt8], _ body: [UInt8], _ key: SymmetricKey, _ fixed: SecretBytes,
        _ isChaCha: Bool, _ number: UInt64
    ) -> (UInt8, [UInt8])? {
        guard body.count >= 16 else { return nil }
        var nonce: [UInt8] = [0, 0, 0, 0]
        nonce.appendBigEndian(number)
        for (index, byte) in fixed.bytes.enumerated() where index < nonce.count { nonce[index] ^= byte }
        let additional = version == .tls13 ? header : additional(type, body.count - 16, number)
        let opened =
            isChaCha
            ? SymmetricCipher.openChaCha(body[...], key: key, nonce: nonce, additional: additional)
            : SymmetricCipher.openGalois(body[...], key: key, nonce: nonce, additional: additional)
        guard let opened else { return nil }
        guard version == .tls13 else { return (type, opened) }
        // The real type is the last byte that is not padding (RFC 8446 §5.2).
        guard let last = opened.lastIndex(where: { $0 != 0 }) else { return nil }
        return (opened[last], Array(opened[..<last]))
    }

    private func openChained(
        _ type: UInt8, _ body: [UInt8], _ key: SymmetricKey, _ macKey: SecretBytes, _ hash: HashKind,
        _ initial: SecretBytes?, _ number: UInt64
    ) -> (UInt8, [UInt8])? {
        var sealed = body[...]
        if encryptsThenAuthenticates {
            guard sealed.count > hash.bytes else { return nil }
            let tag = sealed.suffix(hash.bytes)
            sealed = sealed.dropLast(hash.bytes)
            let message = additional(type, sealed.count, number) + sealed
            guard areEqual(hash.authenticate(message, with: macKey.bytes), tag) else { return nil }
        }
        let vector = initial?.bytes ?? Array(sealed.prefix(16))
        if initial == nil { sealed = sealed.dropFirst(16) }
        guard let opened = SymmetricCipher.openChained(Array(sealed), key: key, initial: vector),
            let padding = opened.last
        else { return nil }
        let content = opened.count - 1 - Int(padding)
        if encryptsThenAuthenticates { return content >= 0 ? (type, Array(opened.prefix(content))) : nil }
        let length = content - hash.bytes
        guard length >= 0 else { return nil }
        let message = additional(type, length, number) + opened.prefix(length)
        guard areEqual(hash.authenticate(message, with: macKey.bytes), opened[length..<content]) else { return nil }
        return (type, Array(opened.prefix(length)))
    }
}

extension RecordOpener: CustomStringConvertible, CustomReflectable {
    /// Says that something was left out.
    package var description: String { "record keys (redacted)" }

    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
