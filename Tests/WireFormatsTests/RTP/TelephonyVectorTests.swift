import Foundation
import TestSupport
import Testing

@testable import WireFormats

/// A list of the reference vectors.
private func cases(_ name: String, key: String = "cases") throws -> [Any] {
    let vectors = TelephonyVectors.all
    if let list = vectors[name] as? [Any] { return list }
    return try #require((vectors[name] as? [String: Any])?[key] as? [Any])
}

@Test func demultiplexingVectors() throws {
    let first = try cases("demux_first_byte")
    let second = try cases("demux_first_byte", key: "second_byte")
    let names: [String: FirstByte] = [
        "stun": .stun, "zrtp": .zrtp, "dtls": .dtls, "turn-channel": .turnChannel, "rtp/rtcp": .rtpOrRTCP,
        "drop": .other,
    ]
    for entry in first {
        let pair = try #require(entry as? [Any])
        let byte = try #require(pair[0] as? Int)
        let name = try #require(pair[1] as? String)
        #expect(FirstByte(UInt8(byte)) == names[name], "\(byte)")
    }
    for entry in second {
        let pair = try #require(entry as? [Any])
        let number = try #require(pair[0] as? Int)
        let byte = UInt8(number)
        let bytes: [UInt8] = [0x80, byte] + [UInt8](repeating: 0, count: 10)
        let kind = MediaDatagramKind(parsing: bytes.span.bytes, from: 0, to: 12, wireLength: 12)
        let header = try RTPHeader(whole: bytes)
        switch try #require(pair[1] as? String) {
        case "rtcp": #expect(kind == .rtcp)
        case let text:
            #expect(kind == .rtp)
            let read = header.marker ? "rtp M=1 PT=\(header.payloadType)" : "rtp PT=\(header.payloadType)"
            #expect(read == text)
        }
    }
}

extension RTPHeader {
    fileprivate init(whole bytes: [UInt8]) throws {
        let header = RTPHeader(parsing: bytes.span.bytes, from: 0, to: bytes.count, wireLength: bytes.count)
        self = try #require(header)
    }
}

/// A receiver report with one block whose loss word is `loss`.
private func reportBlock(loss: UInt32) throws -> RTCPReportBlock {
    let bytes: [UInt8] =
        [0x81, 201, 0, 7, 0, 0, 0, 1, 0, 0, 0, 2]
        + (0..<4).map { UInt8(truncatingIfNeeded: loss >> (24 - 8 * UInt32($0))) } + [UInt8](repeating: 0, count: 16)
    let compound = try RTCPCompound(parsing: bytes.span.bytes, from: 0, to: bytes.count, wireLength: bytes.count)
    guard case .receiverReport(let report) = compound.packets[0] else { throw WireError(.malformed, at: 0) }
    return try #require(report.blocks.first)
}

@Test func lossVectors() throws {
    let fractions = try cases("fraction_lost")
    let cumulative = try cases("cumulative_lost_s24")
    for entry in fractions {
        let number = try #require((entry as? [String: Any])?["fraction"] as? Int)
        let fraction = UInt32(number)
        #expect(try reportBlock(loss: fraction << 24).fractionLost == UInt8(fraction))
        #expect(try reportBlock(loss: fraction << 24).cumulativeLost == 0)
    }
    for entry in cumulative {
        let pair = try #require(entry as? [String: Any])
        let text = try #require(pair["hex"] as? String)
        let hex = try #require(UInt32(text, radix: 16))
        let value = try #require(pair["value"] as? Int)
        #expect(try reportBlock(loss: 0xFF00_0000 | hex).cumulativeLost == Int32(value))
    }
}

/// The fields of RFC 3550 figure 2 come through the parser; A - LSR - DLSR is the round trip.
@Test func roundTripVector() throws {
    let vector = try #require(TelephonyVectors.all["rtcp_rtt"] as? [String: Any])
    func number(_ key: String) throws -> UInt32 {
        let text = try #require(vector[key] as? String)
        return try #require(UInt32(text.dropFirst(2), radix: 16))
    }
    let (lsr, dlsr) = (try number("LSR"), try number("DLSR"))
    let fields = [0, 0, 0, 0, lsr, dlsr].flatMap { word in
        (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) }
    }
    let bytes: [UInt8] = [0x81, 201, 0, 7, 0, 0, 0, 1] + fields
    let compound = try RTCPCompound(parsing: bytes.span.bytes, from: 0, to: bytes.count, wireLength: bytes.count)
    guard case .receiverReport(let report) = compound.packets[0] else { throw WireError(.malformed, at: 0) }
    let block = try #require(report.blocks.first)
    let last = try #require(block.lastSenderReport)
    let roundTrip = try number("A") &- last &- block.delaySinceLastSenderReport
    #expect(try number("rtt_hex") == roundTrip)
}

/// The packet sequences of the loss and jitter vectors, written as RTP and read again.
@Test(arguments: ["jitter_rfc3550", "loss_dup_reorder"])
func packetSequenceVectors(name: String) throws {
    for entry in try cases(name, key: "packets") {
        let row = try #require(entry as? [Int])
        let (timestamp, sequence) = (UInt32(row[1]), UInt16(truncatingIfNeeded: row[2]))
        let header = try RTPHeader(whole: Wire.rtp(Int(sequence), timestamp: Int(timestamp), ssrc: 0x0707_0707))
        #expect(header.sequenceNumber == sequence)
        #expect(header.timestamp == timestamp)
        #expect(header.payloadLength == 160)
    }
}
