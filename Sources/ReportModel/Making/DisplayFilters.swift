import CallAnalysis
import CallVocabulary
import Findings

/// Display filters for capture viewers, in the language of Wireshark.
///
/// Streams are named by what stands in every packet, not by what a dissector makes of it, so that a filter also works
/// where the viewer does not take the packets for RTP.
public enum DisplayFilters {
    /// The packets of a stream.
    public static func filter(_ stream: MediaStream) -> String {
        // The SSRC is behind eight bytes of the RTP header.
        let digits = hexadecimal(stream.ssrc)
        let octets = stride(from: 0, to: 8, by: 2).map { offset in
            let start = digits.index(digits.startIndex, offsetBy: offset)
            return String(digits[start..<digits.index(start, offsetBy: 2)])
        }
        var filter = direction(stream.source, stream.destination)
        filter += " && udp.payload[8:4] == \(octets.joined(separator: ":"))"
        // An error that quotes one of the packets is none of them.
        filter += " && !icmp && !icmpv6"
        if stream.sharesEnds {
            filter += " && frame.number >= \(stream.firstPacket.number) && frame.number <= \(stream.lastPacket.number)"
        }
        return filter
    }

    /// The packets of a call: its messages, and what passes between the ends of its media either way.
    public static func filter(_ call: Int, in result: CallAnalysisResult) -> String {
        var parts: [String] = []
        for id in result.calls[call].callIDs where isPlain(id.rawValue) {
            parts.append("sip.Call-ID == \"\(id.rawValue)\"")
        }
        var pairs: [(TransportEndpoint, TransportEndpoint)] = []
        func add(_ one: TransportEndpoint, _ other: TransportEndpoint) {
            guard !pairs.contains(where: { $0 == (one, other) || $0 == (other, one) }) else { return }
            pairs.append((one, other))
        }
        for index in result.calls[call].streams { add(result.streams[index].source, result.streams[index].destination) }
        for source in result.rtcpSources where source.call == call { add(source.source, source.destination) }
        parts += pairs.map { "(\(direction($0.0, $0.1)))" + " || (\(direction($0.1, $0.0)))" }
        return parts.joined(separator: " || ")
    }

    /// The packets that show a finding; of several captures, those of the first.
    public static func filter(_ finding: Finding) -> String? {
        guard let first = finding.evidence.first else { return nil }
        let numbers = Set(finding.evidence.filter { $0.packet.capture == first.packet.capture }.map(\.packet.number))
        let listed = numbers.sorted().map { String($0) }
        return listed.count == 1
            ? "frame.number == \(listed[0])" : "frame.number in {\(listed.joined(separator: ", "))}"
    }

    private static func hexadecimal(_ ssrc: UInt32) -> String {
        let digits = String(ssrc, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func direction(_ source: TransportEndpoint, _ destination: TransportEndpoint) -> String {
        let family = source.address.v4 != nil ? "ip" : "ipv6"
        return "\(family).src == \(source.address) && \(family).dst == \(destination.address)"
            + " && udp.srcport == \(source.port) && udp.dstport == \(destination.port)"
    }

    /// Whether a text can stand in a filter between quotes as it is.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= 400 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }
}
