import Foundation

/// A capture of one call with chosen words in its headers, written byte by byte: the project's own twin of hostile ones.
struct BuiltCalls {
    private var data = Data()
    private var number: UInt32 = 0

    init() {
        for value in [0xA1B2_C3D4, 0x0004_0002, 0, 0, 65_535, 101] as [UInt32] { append(value) }
    }

    var bytes: Data { data }

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
        let length = 28 + payload.count
        var frame: [UInt8] = [0x45, 0, UInt8(length >> 8), UInt8(length & 255), 0, 0, 0x40, 0, 64, 17, 0, 0]
        let addresses: [[UInt8]] = [[192, 0, 2, 1], [192, 0, 2, 2]]
        frame += addresses[isForward ? 0 : 1] + addresses[isForward ? 1 : 0]
        var sum = stride(from: 0, to: 20, by: 2).reduce(0) { $0 + Int(frame[$1]) << 8 + Int(frame[$1 + 1]) }
        while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
        frame[10] = UInt8(~sum >> 8 & 255)
        frame[11] = UInt8(~sum & 255)
        let udp = 8 + payload.count
        frame += [0x13, 0xC4, 0x13, 0xC4, UInt8(udp >> 8), UInt8(udp & 255), 0, 0] + payload
        number += 1
        for value in [1_795_000_000 + number, 0, UInt32(frame.count), UInt32(frame.count)] { append(value) }
        data.append(contentsOf: frame)
    }

    private mutating func append(_ value: UInt32) {
        withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
    }
}
