import Foundation
import TestSupport

/// A capture of one call with chosen words in its headers, written byte by byte: the project's own twin of hostile ones.
struct BuiltCalls {
    private var packets: [(microseconds: Int64, bytes: [UInt8])] = []

    var bytes: Data { Data(Wire.pcap(packets)) }

    /// An answered call whose user part, name, Call-ID, reason, agent and codec hold `word` as far as a header can.
    mutating func call(_ index: Int, word: String, description given: String? = nil) {
        let line = word.replacingOccurrences(of: "\r", with: "").replacingOccurrences(of: "\n", with: "")
        let description =
            given
            ?? "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=\(line)\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio \(10_000 + 4 * index) RTP/AVP 96\r\n"
            + "a=rtpmap:96 x\(line)/8000\r\n"
        for (isRequest, start) in [(true, "INVITE sip:b\(index)@192.0.2.2 SIP/2.0"), (false, "SIP/2.0 488 No \(line)")]
        {
            let text =
                "\(start)\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK\(index)\r\n"
                + "From: \"\(line)\" <sip:a\(line)@192.0.2.1>;tag=a\(index)\r\n"
                + "To: \"\(line)\" <sip:+1212555\(1_000 + index);postd=pp998877@192.0.2.2;postd=p4455;user=phone>"
                + (isRequest ? "" : ";tag=b\(index)") + "\r\nCall-ID: \(index)-\(line)\r\nCSeq: 1 INVITE\r\n"
                + "Contact: <sip:a:s3cret@192.0.2.1>\r\nUser-Agent: \(line)\r\nContent-Type: application/sdp\r\n"
                + "Content-Length: \(description.utf8.count)\r\n\r\n\(description)"
            packet(isRequest, Array(text.utf8))
        }
    }

    private mutating func packet(_ isForward: Bool, _ payload: [UInt8]) {
        let ends: [[UInt8]] = [[192, 0, 2, 1], [192, 0, 2, 2]]
        let at = 1_795_000_001 + Int64(packets.count)
        packets.append(
            (at * 1_000_000, Wire.datagram(payload, from: ends[isForward ? 0 : 1], to: ends[isForward ? 1 : 0])))
    }
}
