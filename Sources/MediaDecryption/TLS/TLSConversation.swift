import WireFormats

/// One TLS connection seen from outside: bytes of both directions in order go in, what they say comes out.
///
/// ```
/// | type, 1 byte | version, 2 | length, 2 | fragment |     a record (RFC 8446 §5.1)
/// ```
package struct TLSConversation: Sendable {
    /// Which end a byte came from.
    package enum Side: Sendable {
        /// Who opened the connection.
        case client
        /// Who accepted it.
        case server
    }

    private var client = TLSDirection()
    private var server = TLSDirection()
    private var clientHello: ClientHello?
    private var serverHello: ServerHello?

    /// A connection of which nothing was seen.
    package init() {}

    /// True if nothing of the connection can be read, now or later: no secret for it, or a suite this build lacks.
    package private(set) var isUnreadable = false

    /// True if a record of data was opened.
    package private(set) var wasOpened = false

    /// Whether the bytes begin like a connection: a record with a ClientHello or ServerHello.
    package static func begins(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard start >= 0, end <= bytes.byteCount, end - start >= 6, bytes.uint8(at: start) == 22,
            bytes.uint8(at: start + 1) == 3, bytes.uint8(at: start + 2) <= 4
        else { return false }
        let length = Int(bytes.uint16(at: start + 3))
        let kind = bytes.uint8(at: start + 5)
        return length >= 4 && length <= DecryptionLimits.recordBytes && (kind == 1 || kind == 2)
    }

    /// Which end sends what begins so.
    package static func side(beginning bytes: RawSpan, from start: Int) -> Side {
        start >= 0 && start + 6 <= bytes.byteCount && bytes.uint8(at: start + 5) == 1 ? .client : .server
    }

    /// Takes the next bytes of a direction; returns the data that both directions now give, in order of each.
    ///
    /// `afterGap` says that bytes before these are not in the capture: what was begun is dropped, and the next record
    /// is looked for where these bytes begin.
    package mutating func receive(
        _ bytes: some Sequence<UInt8>, from side: Side, afterGap: Bool = false, keys: KeyLog
    ) -> [(side: Side, data: [UInt8])] {
        guard !isUnreadable else { return [] }
        if side == .client {
            client.take(bytes, afterGap: afterGap)
        } else {
            server.take(bytes, afterGap: afterGap)
        }
        var output: [(side: Side, data: [UInt8])] = []
        // A hello in one direction may free what waits in the other.
        for direction in [side, side == .client ? .server : .client] {
            let data = drain(direction, keys)
            if !data.isEmpty { output.append((direction, data)) }
        }
        return output
    }

    private mutating func drain(_ side: Side, _ keys: KeyLog) -> [UInt8] {
        var data: [UInt8] = []
        while !isUnreadable, let record = side == .client ? client.nextRecord() : server.nextRecord() {
            guard handle(record, from: side, keys, into: &data) else {
                // It waits: put it back.
                if side == .client { client.putBack(record) } else { server.putBack(record) }
                break
            }
        }
        if side == .client { client.compact() } else { server.compact() }
        return data
    }

    /// Takes a record; false if it has to wait for the other direction.
    private mutating func handle(
        _ record: TLSDirection.Record, from side: Side, _ keys: KeyLog, into data: inout [UInt8]
    ) -> Bool {
        let isProtected = side == .client ? client.opener != nil : server.opener != nil
        if isProtected {
            if record.type == 20 { return true }
            let opened = side == .client ? client.open(record) : server.open(record)
            guard let (type, content) = opened else { return true }
            switch type {
            case 23:
                wasOpened = true
                data += content
            case 22: readHandshake(content, from: side)
            default: break
            }
            return true
        }
        switch record.type {
        case 22: readClearHandshake(record.body, from: side, keys)
        case 20 where serverHello == nil || clientHello == nil: return false
        case 20 where serverHello?.version != .tls13: protectFromHere(side, keys)
        case 23:
            // Data before the keys: TLS 1.3, whose ServerHello has not come by here yet, or early data.
            return serverHello != nil && clientHello != nil
        default: break
        }
        return true
    }

    /// Up to TLS 1.2, records behind ChangeCipherSpec are protected.
    private mutating func protectFromHere(_ side: Side, _ keys: KeyLog) {
        guard let clientHello, let serverHello, let master = keys.secrets(of: clientHello.random)?.master,
            let opener = RecordOpener(
                master: master, client: clientHello.random, server: serverHello, isClient: side == .client)
        else {
            isUnreadable = true
            return
        }
        if side == .client { client.opener = opener } else { server.opener = opener }
    }

    private mutating func readClearHandshake(_ body: [UInt8], from side: Side, _ keys: KeyLog) {
        let messages = side == .client ? client.handshakes(body) : server.handshakes(body)
        for message in messages {
            switch message.type {
            case 1 where side == .client:
                clientHello = ClientHello(message.body.span.bytes)
                begin13(keys)
            case 2 where side == .server:
                guard let hello = ServerHello(message.body.span.bytes), !hello.isRetryRequest else { continue }
                serverHello = hello
                begin13(keys)
            default: break
            }
        }
    }

    /// In TLS 1.3 everything behind ServerHello is protected.
    private mutating func begin13(_ keys: KeyLog) {
        guard let clientHello, let serverHello, serverHello.version == .tls13 else { return }
        guard let secrets = keys.secrets(of: clientHello.random), CipherSuite(serverHello.suite) != nil else {
            isUnreadable = true
            return
        }
        client.begin13(handshake: secrets.clientHandshake, traffic: secrets.clientTraffic, suite: serverHello.suite)
        server.begin13(handshake: secrets.serverHandshake, traffic: secrets.serverTraffic, suite: serverHello.suite)
    }

    /// Handshake messages inside protected records: only TLS 1.3 changes keys by them.
    private mutating func readHandshake(_ content: [UInt8], from side: Side) {
        guard serverHello?.version == .tls13 else { return }
        let messages = side == .client ? client.handshakes(content) : server.handshakes(content)
        for message in messages {
            switch message.type {
            // Finished: data follows. KeyUpdate: the next key follows.
            case 20: if side == .client { client.turnToTraffic() } else { server.turnToTraffic() }
            case 24: if side == .client { client.updateKeys() } else { server.updateKeys() }
            default: break
            }
        }
    }
}
