import WireFormats

/// One direction of a TLS connection: its bytes, cut into records, and what opens them.
struct TLSDirection: Sendable {
    /// A record as it stood.
    struct Record: Sendable {
        var type: UInt8
        var header: [UInt8]
        var body: [UInt8]
    }

    /// A handshake message; the body is empty for kinds nobody here reads.
    struct Message: Sendable {
        var type: UInt8
        var body: [UInt8]
    }

    var opener: RecordOpener?
    private var buffer: [UInt8] = []
    private var consumed = 0
    /// Records may be missing before the next one.
    private var mayLackRecords = false

    private var handshake: [UInt8] = []
    /// Bytes of a handshake message nobody reads that are still to come.
    private var toSkip = 0

    private var traffic: SecretBytes?
    private var pendingTraffic: SecretBytes?
    private var suite: UInt16 = 0

    /// Adds bytes behind the others.
    mutating func take(_ bytes: some Sequence<UInt8>, afterGap: Bool) {
        if afterGap {
            buffer = []
            consumed = 0
            mayLackRecords = true
            handshake = []
            toSkip = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole record; `nil` if there is none yet.
    mutating func nextRecord() -> Record? {
        while buffer.count - consumed >= 5 {
            let type = buffer[consumed]
            let length = Int(buffer[consumed + 3]) << 8 | Int(buffer[consumed + 4])
            guard (20...24).contains(type), buffer[consumed + 1] == 3, length <= DecryptionLimits.recordBytes
            else {
                // No record begins here: senders begin one with each segment, so the next segment may do.
                buffer = []
                consumed = 0
                mayLackRecords = true
                return nil
            }
            guard buffer.count - consumed >= 5 + length else { return nil }
            let record = Record(
                type: type, header: Array(buffer[consumed..<(consumed + 5)]),
                body: Array(buffer[(consumed + 5)..<(consumed + 5 + length)]))
            consumed += 5 + length
            return record
        }
        return nil
    }

    /// Puts a record back that has to wait.
    mutating func putBack(_ record: Record) {
        consumed = max(0, consumed - 5 - record.body.count)
    }

    /// Lets go of bytes that were read, and of all if too many wait.
    mutating func compact() {
        if buffer.count - consumed > DecryptionLimits.waitingRecordBytes {
            buffer = []
            consumed = 0
            mayLackRecords = true
        }
        guard consumed > 0 else { return }
        buffer.removeFirst(min(consumed, buffer.count))
        consumed = 0
    }

    /// Opens a record; after a gap its number may be further on.
    mutating func open(_ record: Record) -> (UInt8, [UInt8])? {
        guard var opener else { return nil }
        defer { self.opener = opener }
        if let opened = opener.open(type: record.type, header: record.header, body: record.body) {
            mayLackRecords = false
            return opened
        }
        guard mayLackRecords else { return nil }
        for skipped in 1...DecryptionLimits.recordsMissed {
            if let opened = opener.open(
                type: record.type, header: record.header, body: record.body, skipping: skipped)
            {
                mayLackRecords = false
                return opened
            }
        }
        return nil
    }

    // MARK: Handshake messages

    /// The messages that `bytes` complete; only hellos come with their bodies.
    mutating func handshakes(_ bytes: [UInt8]) -> [Message] {
        var messages: [Message] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            if toSkip > 0 {
                let count = min(toSkip, rest.count)
                toSkip -= count
                rest = rest.dropFirst(count)
                continue
            }
            // The header of four bytes first, then the body of those that are read.
            let wanted: Int
            if handshake.count < 4 {
                wanted = 4
            } else {
                wanted = 4 + (Int(handshake[1]) << 16 | Int(handshake[2]) << 8 | Int(handshake[3]))
            }
            let count = min(max(0, wanted - handshake.count), rest.count)
            handshake += rest.prefix(count)
            rest = rest.dropFirst(count)
            guard handshake.count >= 4 else { continue }
            let type = handshake[0]
            let length = Int(handshake[1]) << 16 | Int(handshake[2]) << 8 | Int(handshake[3])
            let isHello = type == 1 || type == 2
            if !isHello || length > DecryptionLimits.tlsHelloBytes {
                messages.append(Message(type: type, body: []))
                toSkip = length
                handshake = []
            } else if handshake.count == 4 + length {
                messages.append(Message(type: type, body: Array(handshake[4...])))
                handshake = []
            }
        }
        return messages
    }

    // MARK: TLS 1.3

    /// Records from here on are protected by `handshake`, data later by `traffic`.
    mutating func begin13(handshake: SecretBytes?, traffic: SecretBytes?, suite: UInt16) {
        self.suite = suite
        pendingTraffic = traffic
        if let handshake {
            opener = RecordOpener(trafficSecret: handshake, suite: suite)
        } else {
            // A log without handshake secrets: data records are found by trying (see `open`).
            mayLackRecords = true
            turnToTraffic()
        }
    }

    /// Data follows.
    mutating func turnToTraffic() {
        guard let secret = pendingTraffic else { return }
        pendingTraffic = nil
        traffic = secret
        opener = RecordOpener(trafficSecret: secret, suite: suite)
    }

    /// The next key follows.
    mutating func updateKeys() {
        guard let secret = traffic, let next = RecordOpener.updated(secret, suite: suite) else { return }
        traffic = next
        opener = RecordOpener(trafficSecret: next, suite: suite)
    }
}

extension TLSDirection: CustomReflectable {
    /// A mirror without children: the buffers may hold what was said.
    var customMirror: Mirror { Mirror(self, children: []) }
}
