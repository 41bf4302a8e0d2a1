import CallVocabulary
import WireFormats

/// Signaling other than SIP: named, and asked only where media goes and what its payload types mean.
extension CallAnalyzer {
    /// Names a datagram's signaling, if it is some that is not followed.
    mutating func recordOtherSignaling(
        _ network: NetworkPacket, _ bytes: RawSpan, at time: CaptureTime, _ reference: PacketReference
    ) {
        let start = network.payloadStart
        let end = network.payloadEnd
        let kind = OtherSignalingKind(
            datagram: bytes, from: start, to: end, sourcePort: network.sourcePort,
            destinationPort: network.destinationPort)
        guard let kind else { return }
        tally.note(kind, at: time, reference)
        switch kind {
        case .mgcp:
            guard let range = MGCPText.sessionDescription(bytes, from: start, to: end),
                let session = readDescription(bytes, range)
            else { return }
            for line in session.mediaLines where line.isRTP {
                guard let endpoint = line.endpoint else { continue }
                learn(endpoint, NamedMedia(payloadTypes: line.payloadTypes, kind: line.kind.media))
            }
        case .rtsp: recordRTSP(bytes.extracting(start..<end), network)
        case .h323, .sccp, .iax2: break
        }
    }

    /// The description in `range`; one that cannot be read is counted.
    private mutating func readDescription(_ bytes: RawSpan, _ range: Range<Int>) -> SessionDescription? {
        do {
            return try SessionDescription(parsing: bytes, in: range)
        } catch {
            signaling.unreadableDescriptions += 1
            return nil
        }
    }

    /// Learns from an RTSP response, sent from server to client, where media is sent and in which codecs.
    mutating func recordRTSP(_ bytes: RawSpan, _ network: NetworkPacket) {
        guard let media = RTSPText.media(bytes, in: 0..<bytes.byteCount) else { return }
        let client = network.destinationEndpoint
        if let range = media.description, let session = readDescription(bytes, range) {
            var payloadTypes: [UInt8: Codec] = [:]
            for line in session.mediaLines { payloadTypes.merge(line.payloadTypes) { known, _ in known } }
            // Of one line the kind is known; of several, the codec's clock tells them apart.
            let kind = session.mediaLines.count == 1 ? session.mediaLines[0].kind.media : .unknown
            learn(client, NamedMedia(payloadTypes: payloadTypes, kind: kind))
        }
        if let port = media.clientPort {
            let named = signaling.calls.endpoints.named(client) ?? NamedMedia(payloadTypes: [:], kind: .unknown)
            learn(TransportEndpoint(address: media.destination ?? client.address, port: port), named)
        }
    }

    private mutating func learn(_ endpoint: TransportEndpoint, _ media: NamedMedia) {
        if !signaling.calls.name(media, at: endpoint) { meet(.otherEndpoints) }
    }
}

extension MediaDescription.Kind {
    /// The same as a kind of stream.
    var media: MediaKind {
        switch self {
        case .audio: return .audio
        case .video: return .video
        case .image, .other: return .other
        }
    }
}
