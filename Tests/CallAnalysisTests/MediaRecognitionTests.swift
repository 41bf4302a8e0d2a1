import CallAnalysis
import CallVocabulary
import Testing

/// Traffic that is no RTP makes no stream, however much of it there is.
@Suite struct MediaRecognitionTests {
    private typealias Frames = EncapsulationFrames

    /// A generator whose numbers are the same in every run.
    private struct Dice {
        var state: UInt64
        mutating func byte() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in byte() } }
        mutating func below(_ limit: Int) -> Int { (Int(byte()) << 8 | Int(byte())) % limit }
    }

    private static func counter(_ value: Int, shift: Int = 0) -> [UInt8] {
        Frames.long(UInt32(truncatingIfNeeded: value))
    }
    private static func little(_ value: Int) -> [UInt8] { Frames.long(UInt32(truncatingIfNeeded: value).byteSwapped) }

    private static let kinds = [
        "QUIC short", "QUIC short with spin bits", "QUIC initial", "QUIC handshake with fixed identifiers",
        "QUIC long, ungreased", "T.38 in UDPTL", "DNS questions", "DNS answers", "game with two counters",
        "game, connectionless", "game, top bit in the counter", "uTP data", "uTP state", "STUN", "DTLS", "ZRTP",
        "noise",
        "noise with version 2", "WireGuard", "OpenVPN", "NTP", "SNMP", "RADIUS", "counters with version 2",
        "a constant with version 2", "Kademlia", "NetFlow", "IAX2", "video in a proprietary frame",
    ]

    private static func payload(_ kind: String, _ n: Int, _ dice: inout Dice) -> [UInt8] {
        let id: [UInt8] = [1, 9, 7, 3, 5, 2, 8, 6]
        switch kind {
        case "QUIC short": return [0x40 | dice.byte() & 0x3F] + id + dice.bytes(1_200)
        case "QUIC short with spin bits": return [0x60 | dice.byte() & 0x1F] + id + dice.bytes(dice.below(1_200) + 20)
        case "QUIC initial": return [0xC0 | dice.byte() & 0x0F, 0, 0, 0, 1, 8] + id + [0] + dice.bytes(1_180)
        case "QUIC handshake with fixed identifiers":
            return [0xE0 | dice.byte() & 3, 0, 0, 0, 1, 8] + id + dice.bytes(900)
        // A long header without the fixed bit, as a server may grease it (RFC 9287): 0x80 and up, version 1.
        case "QUIC long, ungreased": return [0x80 | dice.byte() & 0x3F, 0, 0, 0, 1, 8] + id + dice.bytes(900)
        case "T.38 in UDPTL": return Frames.word(n) + [6, 1, 0xC0] + dice.bytes(40) + [0, 0]
        case "DNS questions":
            return dice.bytes(2) + [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3] + Array("www".utf8) + [0, 0, 1, 0, 1]
        case "DNS answers":
            return [0x80 | dice.byte() & 0x3F, dice.byte(), 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, 3] + dice.bytes(60)
        // Two little-endian counters, sent and acknowledged, then flags: the second rises half as fast.
        case "game with two counters":
            return little(0x80 + n) + little(n / 2) + [0x20] + dice.bytes(dice.below(200) + 20)
        case "game, connectionless": return [0xFF, 0xFF, 0xFF, 0xFF, 0x54] + dice.bytes(40)
        case "game, top bit in the counter":
            return [0x80 | UInt8(n & 0x3F)] + little(n) + little(n - 3) + dice.bytes(90)
        case "uTP data":
            return [0x01, 0] + Frames.word(77) + dice.bytes(8) + Frames.long(65_536) + Frames.word(n) + dice.bytes(600)
        case "uTP state":
            return [0x21, 0] + Frames.word(77) + dice.bytes(8) + Frames.long(65_536) + Frames.word(n) + Frames.word(n)
        case "STUN":
            return [0, 1, 0, 8] + Frames.long(0x2112_A442) + dice.bytes(12) + [0x80, 0x22, 0, 4] + dice.bytes(4)
        case "DTLS": return [23, 0xFE, 0xFD, 0, 1, 0, 0] + counter(n) + Frames.word(60) + dice.bytes(60)
        case "ZRTP": return [0x10, 0] + Frames.word(n) + Frames.long(0x5A52_5450) + Frames.long(9) + dice.bytes(80)
        case "noise": return dice.bytes(dice.below(400) + 12)
        case "noise with version 2": return [0x80 | dice.byte() & 0x3F] + dice.bytes(dice.below(400) + 12)
        case "WireGuard":
            return [4, 0, 0, 0] + Frames.long(0x9A3B_11F0) + little(n) + Frames.zeros(4) + dice.bytes(200)
        case "OpenVPN": return [0x30] + counter(n) + dice.bytes(120)
        case "NTP": return [0xA3, 3, 10, 0xEC] + dice.bytes(44)
        case "SNMP": return [0x30, 0x82, 0, 40, 2, 1, 1] + dice.bytes(37)
        case "RADIUS": return [4, UInt8(n & 255), 0, 60] + dice.bytes(56)
        // The place of the sequence number counts, and that of the timestamp does not hold still.
        case "counters with version 2": return [0x80, 5] + Frames.word(n) + dice.bytes(8) + dice.bytes(100)
        case "a constant with version 2":
            return [0x80, 5, 0, 9] + Frames.long(0x0102_0304) + Frames.long(7) + dice.bytes(100)
        case "Kademlia": return Array("d1:ad2:id20:".utf8) + dice.bytes(60)
        case "NetFlow": return [0, 9, 0, 20] + counter(n * 20) + counter(n) + dice.bytes(400)
        case "IAX2":
            return [0x80 | UInt8(n & 3), 1, 0, 2] + counter(n * 20) + [UInt8(n & 255), 3, 2, 4] + dice.bytes(160)
        // A magic number, a frame counter, a piece counter.
        default: return [0xBE, 0xEF, 0, 0] + counter(n / 8) + counter(n % 8) + dice.bytes(1_000)
        }
    }

    @Test(arguments: kinds)
    func otherTrafficMakesNoStream(kind: String) throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            var dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15)
            let port = kind.hasPrefix("DNS") ? 53 : 27_015
            let frames = (0..<500).map { number in
                // Both ways, between the same two ports.
                let payload = Self.payload(kind, number / 2 + Int(seed) * 60_000, &dice)
                return number % 2 == 0
                    ? Frames.datagram(
                        payload, from: (Frames.caller, 50_123), to: (Frames.callee, port), number: number + 1)
                    : Frames.datagram(
                        payload, from: (Frames.callee, port), to: (Frames.caller, 50_123), number: number + 1)
            }
            let result = Frames.analyzed(frames)
            #expect(result.streams.isEmpty)
            let capture = try #require(result.captures.first)
            #expect(capture.accounting.total == capture.packets && capture.accounting.rtp == 0)
        }
    }

    /// The same traffic beside a call, at the ports where its audio is not.
    @Test func otherTrafficBesideAStreamLeavesItAlone() {
        var dice = Dice(state: 11)
        var frames: [Frames.Frame] = []
        for number in 0..<500 {
            frames.append((Frames.inner(number), .raw))
            let kind = Self.kinds[number % Self.kinds.count]
            frames.append(
                Frames.datagram(
                    Self.payload(kind, number, &dice), from: (Frames.caller, 50_123), to: (Frames.callee, 27_015),
                    number: 30_000 + number))
        }
        let result = Frames.analyzed(frames)
        #expect(result.streams.count == 1 && result.streams.first?.counts.received == 500)
    }
}
