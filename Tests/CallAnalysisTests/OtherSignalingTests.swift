import CallAnalysis
import CallVocabulary
import TestSupport
import Testing

/// Signaling other than SIP is named and counted; media it describes gets its codecs.
@Suite struct OtherSignalingTests {
    private typealias Frames = EncapsulationFrames

    private static func tcp(_ payload: [UInt8], from: Int, to: Int, number: Int) -> Frames.Frame {
        let segment = Wire.tcp(payload, from, to, sequence: UInt32(number) * 2_000)
        return (Frames.ip(segment, next: 6, from: Frames.caller, to: Frames.gateway, number: number), .raw)
    }

    private static func udp(_ payload: [UInt8], from: Int, to: Int, number: Int) -> Frames.Frame {
        Frames.datagram(payload, from: (Frames.caller, from), to: (Frames.gateway, to), number: number)
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func named(_ frames: [Frames.Frame]) -> [OtherSignaling] {
        let capture = Frames.analyzed(frames).captures.first
        #expect(capture?.accounting.total == frames.count)
        return capture?.otherSignaling ?? []
    }

    @Test func mgcpIsNamedAndItsDescriptionsCount() throws {
        let create = Self.text("CRCX 1204 aaln/1@gw.example.net MGCP 1.0\r\nC: A3C47F21456789F0\r\nM: recvonly\r\n")
        let answer = Self.text(
            "200 1204 OK\r\nI: FDE234C8\r\n\r\nv=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 97\r\n"
                + "a=rtpmap:97 iLBC/8000\r\n")
        var frames = [
            Self.udp(create, from: 2_727, to: 2_427, number: 1), Self.udp(answer, from: 2_427, to: 2_727, number: 2),
        ]
        for number in 0..<50 {
            frames.append(
                Frames.datagram(
                    rtp(number, timestamp: number * 160, ssrc: 7, payloadType: 97), from: (Frames.gateway, 5_000),
                    to: (Frames.caller, 4_000), number: number + 10))
        }
        let result = Frames.analyzed(frames)
        #expect(result.otherSignalingNames == ["MGCP"])
        let other = try #require(result.captures.first?.otherSignaling.first)
        #expect(other.packets == 2 && other.firstPacket.number == 1)
        let stream = try #require(result.streams.first)
        #expect(result.streams.count == 1 && stream.counts.received == 50 && stream.call == nil)
        #expect(stream.payloadTypes.first?.encoding == "iLBC")
    }

    @Test func skinnyIsNamed() {
        let keepAlive: [UInt8] = [4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        let register: [UInt8] = [20, 0, 0, 0, 0x16, 0, 0, 0, 1, 0, 0, 0] + Frames.zeros(16)
        let found = named([
            Self.tcp(keepAlive, from: 50_000, to: 2_000, number: 1),
            Self.tcp(register, from: 50_000, to: 2_000, number: 2),
            Self.tcp(Self.text("GET / HTTP/1.1\r\n\r\n"), from: 50_001, to: 2_000, number: 3),
        ])
        #expect(found.map(\.name) == [.sccp] && found.first?.packets == 2)
    }

    @Test func h323IsNamed() {
        let setup: [UInt8] = [3, 0, 0, 30, 8, 2, 0, 1, 5] + Frames.zeros(21)
        let request: [UInt8] = [0x0E, 0x80, 0x10, 0x2A, 6, 0, 8, 0x91, 0x4A, 0, 6]
        // Remote desktop has the same framing and another port and header.
        let desktop: [UInt8] = [3, 0, 0, 19, 14, 0xE0] + Frames.zeros(13)
        let found = named([
            Self.udp(request, from: 50_000, to: 1_719, number: 1), Self.tcp(setup, from: 50_000, to: 1_720, number: 2),
            Self.tcp(desktop, from: 50_000, to: 3_389, number: 3),
        ])
        #expect(found.map(\.name) == [.h323] && found.first?.packets == 2)
    }

    @Test func rtspIsNamed() {
        let options = Self.text("OPTIONS rtsp://192.0.2.9/cam RTSP/1.0\r\nCSeq: 1\r\n\r\n")
        let found = named([Self.tcp(options, from: 50_000, to: 554, number: 1)])
        #expect(found.map(\.name) == [.rtsp] && found.first?.packets == 1)
    }

    @Test func textThatOnlySharesThePortIsNotNamed() {
        let found = named([
            Self.udp(Self.text("hello there\r\n"), from: 2_727, to: 2_427, number: 1),
            Self.udp([0x7C, 0, 0], from: 50_000, to: 1_719, number: 2),
            Self.tcp([3, 0, 0, 30, 2, 0xF0, 0x80, 0, 0], from: 50_000, to: 1_720, number: 3),
        ])
        #expect(found.isEmpty)
    }
}
