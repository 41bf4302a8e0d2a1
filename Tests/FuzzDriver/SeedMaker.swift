import CallVocabulary
import Glibc
import WireFormats
import WireOracle

/// Takes captures apart into inputs for each target: frames, datagrams by kind, lists of packets.
enum SeedMaker {
    /// Inputs written for one target.
    static let maximumSeeds = 1_500
    /// Packets in one list.
    static let listPackets = 40

    static func run(into folder: String, captures: [String]) -> Int32 {
        var written: [String: Int] = [:]
        func keep(_ target: String, _ bytes: [UInt8]) {
            let count = written[target, default: 0]
            guard count < maximumSeeds, !bytes.isEmpty else { return }
            written[target] = count + 1
            mkdir("\(folder)/\(target)", 0o700)
            InputFile.write(bytes, to: "\(folder)/\(target)/seed-\(count)")
        }
        for path in captures {
            guard let bytes = InputFile.read(path, limit: MutationRun.maximumBytes) else { continue }
            if bytes.count <= 4_096 {
                keep("container", bytes)
                keep("file", bytes)
            }
            var frames: [(linkType: LinkType, bytes: ArraySlice<UInt8>)] = []
            var perFile = 0
            _ = CaptureTargets.decode(bytes, piece: max(1, bytes.count)) { batch in
                for packet in batch.packets {
                    let frame = batch.bytes[packet.offset..<packet.offset + packet.capturedLength]
                    if frames.count < listPackets { frames.append((packet.linkType, frame)) }
                    // A few of each file, or one capture would fill the folder.
                    perFile += 1
                    if perFile <= 12 { split(frame, packet.linkType, keep) }
                }
            }
            let list = PacketList.bytes(of: frames)
            if list.count <= 16_384 { keep("calls", list) }
            if list.count <= 8_192 { keep("compare", list) }
        }
        for (target, count) in written.sorted(by: { $0.key < $1.key }) { print("\(target): \(count) seeds") }
        return 0
    }

    private static func split(
        _ frame: ArraySlice<UInt8>, _ linkType: LinkType, _ keep: (String, [UInt8]) -> Void
    ) {
        if let choice = PacketTargets.linkTypes.firstIndex(of: linkType.rawValue) {
            keep("packet", [UInt8(choice)] + frame)
        }
        let bytes = Array(frame)
        let span = bytes.span.bytes
        var network = NetworkPacket()
        network.decode(span, from: 0, to: bytes.count, linkType: linkType)
        guard network.content == .udp || network.content == .tcp, network.payloadStart < network.payloadEnd else {
            return
        }
        let payload = Array(bytes[network.payloadStart..<network.payloadEnd])
        if network.content == .udp, payload.count >= 4 {
            switch payload[0] {
            case 0...3, 0x40...0x4F: keep("stun", payload)
            case 0x80...0xBF: keep((192...223).contains(payload[1]) ? "rtcp" : "rtp", payload)
            default: break
            }
        }
        guard SIPFraming.looksLikeSIP(payload.span.bytes, from: 0, to: payload.count) else { return }
        keep("sip", payload)
        keep("framing", payload)
        let message = try? SIPMessage(parsing: payload.span.bytes, from: 0, to: payload.count)
        if let range = message?.body.sessionDescription { keep("sdp", Array(payload[range])) }
    }
}
