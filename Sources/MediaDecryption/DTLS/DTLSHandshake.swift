import WireFormats

/// A DTLS handshake as seen on one pair of addresses: who is the client, both randoms, and the profile of SRTP agreed
/// (RFC 6347 §4.2, RFC 5764 §4).
///
/// ```
/// | type | version, 2 | epoch, 2 | number, 6 | length, 2 | fragment |                          a record
/// | type | length, 3 | message number, 2 | fragment offset, 3 | fragment length, 3 | body |     a handshake message
/// ```
package struct DTLSHandshake: Sendable {

    private struct Assembly: Sendable {
        var message: UInt16
        var length: Int
        var fragments: [(offset: Int, bytes: [UInt8])] = []
    }

    private var client = Assembly(message: 0, length: -1)
    private var server = Assembly(message: 0, length: -1)
    private var clientHello: ClientHello?
    private var serverHello: ServerHello?

    /// A handshake of which nothing was seen.
    package init() {}

    /// What a datagram completed.
    package enum Progress: Sendable {
        /// Nothing.
        case none
        /// A ClientHello: its sender is the client.
        case client
        /// A ServerHello that agrees on SRTP: keys can be made.
        case agreed
    }

    /// Takes the records of a datagram.
    package mutating func receive(_ bytes: RawSpan, from start: Int, to end: Int) -> Progress {
        guard start >= 0, end <= bytes.byteCount else { return .none }
        var progress = Progress.none
        var offset = start
        var records = 0
        while records < DecryptionLimits.recordsPerDatagram, end - offset >= 13 {
            records += 1
            let length = Int(bytes.uint16(at: offset + 11))
            guard length <= end - offset - 13 else { break }
            // Only epoch 0 is in clear.
            if bytes.uint8(at: offset) == 22, bytes.uint16(at: offset + 3) == 0 {
                let found = readMessages(bytes, from: offset + 13, to: offset + 13 + length)
                if found != .none { progress = found }
            }
            offset += 13 + length
        }
        return progress
    }

    private mutating func readMessages(_ bytes: RawSpan, from start: Int, to end: Int) -> Progress {
        var progress = Progress.none
        var offset = start
        while end - offset >= 12 {
            let type = bytes.uint8(at: offset)
            let length = Int(bytes.uint32(at: offset) & 0xFF_FFFF)
            let message = bytes.uint16(at: offset + 4)
            let fragmentOffset = Int(bytes.uint32(at: offset + 5) & 0xFF_FFFF)
            let fragmentLength = Int(bytes.uint32(at: offset + 8) & 0xFF_FFFF)
            guard fragmentLength <= end - offset - 12 else { break }
            let body = bytes.copied((offset + 12)..<(offset + 12 + fragmentLength))
            offset += 12 + fragmentLength
            guard type == 1 || type == 2, length <= DecryptionLimits.dtlsHelloBytes,
                fragmentOffset + fragmentLength <= length
            else { continue }
            let whole =
                type == 1
                ? DTLSHandshake.assemble(&client, message, length, fragmentOffset, body)
                : DTLSHandshake.assemble(&server, message, length, fragmentOffset, body)
            guard let whole else { continue }
            if type == 1 {
                guard let hello = ClientHello(whole.span.bytes) else { continue }
                // The second one, with the cookie, has the same random; another random is another handshake.
                if clientHello?.random != hello.random { serverHello = nil }
                clientHello = hello
                progress = .client
            } else if let hello = ServerHello(whole.span.bytes) {
                serverHello = hello
                progress = hello.protectionProfile != nil && clientHello != nil ? .agreed : .none
            }
        }
        return progress
    }

    private static func assemble(
        _ assembly: inout Assembly, _ message: UInt16, _ length: Int, _ offset: Int, _ body: [UInt8]
    ) -> [UInt8]? {
        if offset == 0, body.count == length { return body }
        if assembly.message != message || assembly.length != length {
            assembly = Assembly(message: message, length: length)
        }
        let kept = assembly.fragments.reduce(0) { $0 + $1.bytes.count }
        guard assembly.fragments.count < DecryptionLimits.handshakeFragments,
            kept + body.count <= DecryptionLimits.handshakeFragmentBytes
        else { return nil }
        assembly.fragments.append((offset, body))
        var whole: [UInt8] = []
        for fragment in assembly.fragments.sorted(by: { $0.offset < $1.offset }) {
            guard fragment.offset <= whole.count else { return nil }
            whole += fragment.bytes.dropFirst(whole.count - fragment.offset)
        }
        guard whole.count == length else { return nil }
        assembly.fragments = []
        return whole
    }

    /// The profile both sides agreed on; `nil` while the handshake is not that far, or for a profile this build lacks.
    package var profile: SRTPProfile? { serverHello?.protectionProfile.flatMap { SRTPProfile.numbered($0) } }

    /// True if a profile was agreed on that this build cannot decrypt.
    package var hasUnknownProfile: Bool { serverHello?.protectionProfile != nil && profile == nil }

    /// The master keys of both sides, if the key log knows the connection (RFC 5764 §4.2).
    package func masterKeys(_ keys: KeyLog) -> (client: SRTPMasterKey, server: SRTPMasterKey)? {
        guard let profile, let clientHello, let serverHello,
            let master = keys.secrets(of: clientHello.random)?.master
        else { return nil }
        let (key, salt) = (profile.keyBytes, profile.saltBytes)
        let block = KeyDerivation.expand(
            master, label: "EXTRACTOR-dtls_srtp", seed: clientHello.random.bytes + serverHello.random,
            count: 2 * (key + salt), version: serverHello.version,
            hash: CipherSuite.derivationHash(serverHello.suite))
        guard
            var client = SRTPMasterKey(
                profile: profile, key: Array(block[..<key]), salt: Array(block[(2 * key)..<(2 * key + salt)])),
            var server = SRTPMasterKey(
                profile: profile, key: Array(block[key..<(2 * key)]), salt: Array(block[(2 * key + salt)...]))
        else { return nil }
        client.identifier = serverHello.keyIdentifier
        server.identifier = serverHello.keyIdentifier
        return (client, server)
    }
}
