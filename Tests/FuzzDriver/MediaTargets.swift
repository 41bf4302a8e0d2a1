import AudioLevels
import CallVocabulary
import MediaDecryption
import SpeechDecoding
import WireFormats

/// What is inside media: keys and what they open, repair, and sound.
enum MediaTargets {
    static let all = [
        FuzzTarget(
            name: "keys",
            dictionary: ["CLIENT_RANDOM ", "CLIENT_TRAFFIC_SECRET_0 ", "SERVER_HANDSHAKE_TRAFFIC_SECRET "], run: keys),
        FuzzTarget(name: "tls", dictionary: ["\u{16}\u{3}\u{1}", "\u{17}\u{3}\u{3}"], run: tls),
        FuzzTarget(name: "srtp", dictionary: [], run: srtp),
        FuzzTarget(name: "repair", dictionary: [], run: repair),
        FuzzTarget(name: "levels", dictionary: [], run: levels),
        FuzzTarget(name: "speech", dictionary: [], run: speech),
    ]

    private static let random: [UInt8] = (0..<32).map { UInt8($0) }
    private static let log: [UInt8] = Array(
        ("CLIENT_RANDOM " + hexadecimal(random) + " " + hexadecimal((0..<48).map { UInt8($0) }) + "\n").utf8)

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func keys(_ bytes: [UInt8]) {
        var log = KeyLog()
        log.read(bytes.span.bytes)
        if bytes.count >= 32, let random = ClientRandom(bytes.span.bytes, at: 0) { _ = log.secrets(of: random) }
        var handshake = DTLSHandshake()
        for piece in pieces(bytes) {
            _ = handshake.receive(piece.span.bytes, from: 0, to: piece.count)
        }
        _ = handshake.masterKeys(log)
    }

    /// A connection whose directions send what the input says, with and without gaps.
    private static func tls(_ bytes: [UInt8]) {
        var log = KeyLog()
        log.read(Self.log.span.bytes)
        var conversation = TLSConversation()
        for piece in pieces(bytes) {
            let head = piece.first ?? 0
            let output = conversation.receive(
                piece.dropFirst(), from: head & 1 == 0 ? .client : .server, afterGap: head & 2 != 0, keys: log)
            require(output.allSatisfy { $0.data.count <= 1 << 20 }, "what is opened is no longer than what came")
        }
    }

    /// The first bytes choose a profile and are its key.
    private static func srtp(_ bytes: [UInt8]) {
        let names = [
            "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AES_256_CM_HMAC_SHA1_80", "AEAD_AES_128_GCM",
        ]
        guard bytes.count > 60, let profile = SRTPProfile.named(names[Int(bytes[0]) % names.count]) else { return }
        for length in [16, 24, 32] {
            for salt in [12, 14] {
                let key = Array(bytes[1..<1 + length])
                guard
                    let master = SRTPMasterKey(profile: profile, key: key, salt: Array(bytes[33..<33 + salt])),
                    let context = SRTPContext(master)
                else { continue }
                let packet = bytes.span.bytes.extracting(droppingFirst: 48)
                _ = context.openMedia(packet, headerLength: 12, rolloverCounter: UInt32(bytes[47]))
                _ = context.openMedia(packet, headerLength: Int(bytes[46]), rolloverCounter: 0)
                _ = context.openControl(packet)
            }
        }
    }

    private static func repair(_ bytes: [UInt8]) {
        if let redundant = RedundantPayload(parsing: bytes.span.bytes) {
            require(redundant.blocks.count <= WireLimits.redundantBlocks, "blocks are limited")
            for block in redundant.blocks {
                require(
                    block.range.lowerBound >= 0 && block.range.upperBound <= bytes.count, "a block lies in its payload")
            }
        }
        if let parity = ParityHeader(parsing: bytes.span.bytes) {
            require(parity.mask != 0, "parity protects something")
        }
    }

    /// Packets of any length and timestamp, by both laws.
    private static func levels(_ bytes: [UInt8]) {
        for law in G711Law.allCases {
            var levels = PayloadLevels(law: law)
            var timestamp: UInt32 = 0
            for (index, piece) in pieces(bytes).enumerated() {
                timestamp &+= UInt32(piece.first ?? 0) &* 40
                if piece.first == 255 { timestamp &+= 0x7000_0000 }
                levels.add(piece.span.bytes, timestamp: timestamp, at: Int64(index) * 20_000_000)
            }
            _ = levels.levels
            require(levels.envelope.levels.count <= AudioLimits.envelopeWindows, "the envelope is limited")
            _ = EchoSearch.echo(of: levels.envelope.levels, in: levels.envelope.levels.reversed(), offset: 3)
        }
    }

    /// The first byte chooses a codec; pieces are packets, decoded or concealed.
    private static func speech(_ bytes: [UInt8]) {
        let codings: [SpeechCoding] = [
            .g711(.mu), .g711(.a), .g722, .g726(bitsPerSample: 4, mostSignificantFirst: false),
            .g726(bitsPerSample: 3, mostSignificantFirst: true), .gsm, .g729, .opus,
            .linear16(sampleRate: 16_000, channels: 2),
        ]
        guard let first = bytes.first, let decoder = try? SpeechDecoder(codings[Int(first) % codings.count]) else {
            return
        }
        var samples: [Int16] = []
        for piece in pieces(Array(bytes.dropFirst())) {
            if piece.first == 0 { _ = decoder.conceal(samples: 160, into: &samples) }
            _ = try? decoder.sampleCount(piece.span.bytes)
            _ = try? decoder.decode(piece.span.bytes, into: &samples)
            if samples.count > 1 << 20 { samples.removeAll() }
        }
    }

    /// The input in pieces, each after a byte that says how long it is, in steps that give usual packets a chance.
    private static func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var at = 0
        while at < bytes.count, found.count < 2_000 {
            let length = bytes[at] >= 200 ? 160 : Int(bytes[at]) * 2
            let end = min(bytes.count, at + 1 + length)
            found.append(Array(bytes[at + 1..<end]))
            at = end
        }
        return found
    }
}
