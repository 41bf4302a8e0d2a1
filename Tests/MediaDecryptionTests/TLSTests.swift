import CallVocabulary
import MediaDecryption
import Testing
import WireFormats

@Suite("TLS")
struct TLSTests {
    /// RFC 8448 §3: the client's data under its first traffic secret.
    @Test("The record of RFC 8448's example is opened")
    func publishedRecord() throws {
        let secret = SecretBytes(hexadecimal("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5"))
        let record = hexadecimal(
            """
            17 03 03 00 43 a2 3f 70 54 b6 2c 94 d0 af fa fe 82 28 ba 55 cb ef ac ea 42 f9 14 aa 66 bc ab 3f 2b
            98 19 a8 a5 b4 6b 39 5b d5 4a 9a 20 44 1e 2b 62 97 4e 1f 5a 62 92 a2 97 70 14 bd 1e 3d ea e6 3a ee bb
            21 69 49 15 e4
            """)
        var opener = try #require(RecordOpener(trafficSecret: secret, suite: 0x1301))
        let found = opener.open(type: 23, header: Array(record.prefix(5)), body: Array(record.dropFirst(5)))
        let opened = try #require(found)
        #expect(opened.type == 23)
        #expect(opened.content == Array(0..<50))
    }

    /// The bytes of one connection of the capture, in the order of its segments.
    private struct Piece {
        var side: TLSConversation.Side
        var bytes: [UInt8]
    }

    private static let connections = 13

    private func pieces(_ connection: Int) throws -> [Piece] {
        var found: [(sequence: UInt32, piece: Piece)] = []
        let port = UInt16(40_000 + connection)
        try FixtureCapture.connections.forEachPacket { network, bytes, _ in
            guard network.sourcePort == port || network.destinationPort == port,
                network.payloadStart < network.payloadEnd
            else { return }
            let side: TLSConversation.Side = network.sourcePort == port ? .client : .server
            let payload = (network.payloadStart..<network.payloadEnd).map { bytes.uint8(at: $0) }
            found.append((network.tcpSequence, Piece(side: side, bytes: payload)))
        }
        // The request in pieces was written backwards.
        var ordered: [Piece] = []
        var next: [UInt32?] = [nil, nil]
        var waiting = found
        while !waiting.isEmpty {
            let index =
                waiting.firstIndex { entry in
                    let expected = next[entry.piece.side == .client ? 0 : 1]
                    return expected == nil || expected == entry.sequence
                } ?? 0
            let entry = waiting.remove(at: index)
            next[entry.piece.side == .client ? 0 : 1] = entry.sequence &+ UInt32(entry.piece.bytes.count)
            ordered.append(entry.piece)
        }
        return ordered
    }

    private func keyLog() throws -> KeyLog {
        var log = KeyLog()
        log.read(Array(try FixtureCapture.connections.keyLogLines().joined(separator: "\n").utf8).span.bytes)
        return log
    }

    private func text(_ pieces: [Piece], _ log: KeyLog, missing: Set<Int> = [], step: Int? = nil) -> String {
        var conversation = TLSConversation()
        var output: [UInt8] = []
        var gap: [Bool] = [false, false]
        for (index, piece) in pieces.enumerated() {
            let side = piece.side == .client ? 0 : 1
            guard !missing.contains(index) else {
                gap[side] = true
                continue
            }
            var rest = piece.bytes[...]
            while !rest.isEmpty {
                let part = rest.prefix(step ?? rest.count)
                rest = rest.dropFirst(part.count)
                for (_, data) in conversation.receive(part, from: piece.side, afterGap: gap[side], keys: log) {
                    output += data
                }
                gap[side] = false
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private func requests(in text: String) -> Int {
        text.components(of: "OPTIONS sip:bob@example.com SIP/2.0")
    }

    @Test("Every version and cipher is opened, in segments and byte by byte", arguments: 0..<connections)
    func opened(connection: Int) throws {
        let pieces = try pieces(connection)
        let log = try keyLog()
        let whole = text(pieces, log)
        #expect(requests(in: whole) == 5)
        #expect(whole.components(of: "SIP/2.0 200 OK") == 5)
        #expect(text(pieces, log, step: 1) == whole)
    }

    @Test("A missing segment costs its own message and no other", arguments: 0..<connections)
    func missing(connection: Int) throws {
        let pieces = try pieces(connection)
        let log = try keyLog()
        // A request in the middle of the conversation.
        let data = pieces.indices.filter { pieces[$0].side == .client && pieces[$0].bytes.first == 23 }
        let isChained = [0, 9].contains(connection)
        let lost = try #require(data.dropFirst(data.count / 2 - 1).first)
        let read = requests(in: text(pieces, log, missing: [lost]))
        // TLS 1.0 chains its records, so that what stands behind a gap begins with an unknown block.
        if !isChained { #expect(read >= 3) }
    }

    @Test("Without the secret nothing is opened, and the conversation says so")
    func withoutKey() throws {
        var conversation = TLSConversation()
        for piece in try pieces(3) {
            let data = conversation.receive(piece.bytes, from: piece.side, keys: KeyLog())
            #expect(data.isEmpty)
        }
        #expect(conversation.isUnreadable)
        #expect(!conversation.wasOpened)
    }

    @Test("A secret of another connection opens nothing")
    func wrongKey() throws {
        let lines = try FixtureCapture.connections.keyLogLines().filter { $0.hasPrefix("CLIENT_RANDOM") }
        let names = lines.map { $0.split(separator: " ")[1] }
        let values = lines.map { $0.split(separator: " ")[2] }
        var log = KeyLog()
        let swapped = zip(names, values.dropFirst() + values.prefix(1)).map { "CLIENT_RANDOM \($0) \($1)" }
        log.read(Array(swapped.joined(separator: "\n").utf8).span.bytes)
        for connection in 0..<10 {
            let pieces = try pieces(connection)
            #expect(text(pieces, log).isEmpty)
        }
    }

    @Test("The client's first records wait where the server's answer comes by later")
    func crossed() throws {
        let pieces = try pieces(10)
        let log = try keyLog()
        let client = pieces.filter { $0.side == .client }
        let server = pieces.filter { $0.side == .server }
        #expect(requests(in: text(client + server, log)) == 5)
        #expect(requests(in: text(server + client, log)) == 5)
    }

    @Test("Changed and cut bytes stop nothing", arguments: 0..<connections)
    func hostile(connection: Int) throws {
        let pieces = try pieces(connection)
        let log = try keyLog()
        var generator = SeededGenerator(seed: UInt64(connection) + 1)
        for _ in 0..<60 {
            var changed = pieces
            for _ in 0..<3 {
                let index = Int.random(in: 0..<changed.count, using: &generator)
                let place = Int.random(in: 0..<changed[index].bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: changed[index].bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: changed[index].bytes.removeSubrange(place...)
                default: changed[index].bytes.insert(contentsOf: [0xFF, 0xFF, 0xFF], at: place)
                }
            }
            _ = text(changed.filter { !$0.bytes.isEmpty }, log)
        }
    }

    @Test("Random handshakes of DTLS stop nothing, and an endless one is not collected")
    func hostileHandshakes() throws {
        var hellos: [[UInt8]] = []
        try FixtureCapture.handshakes.forEachPacket { network, bytes, _ in
            guard network.content == .udp, network.payloadStart < network.payloadEnd,
                bytes.uint8(at: network.payloadStart) == 22
            else { return }
            hellos.append((network.payloadStart..<network.payloadEnd).map { bytes.uint8(at: $0) })
        }
        #expect(hellos.count > 8)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            var handshake = DTLSHandshake()
            for hello in hellos.prefix(4) {
                var changed = hello
                for _ in 0..<4 {
                    changed[Int.random(in: 0..<changed.count, using: &generator)] = UInt8.random(
                        in: 0...255, using: &generator)
                }
                let end = Int.random(in: 0...changed.count, using: &generator)
                _ = handshake.receive(changed.span.bytes, from: 0, to: end)
            }
        }
    }
}

extension String {
    /// How often `part` stands in the text.
    func components(of part: String) -> Int { split(separator: part, omittingEmptySubsequences: false).count - 1 }
}

/// Random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
