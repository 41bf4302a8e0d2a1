import CallVocabulary
import WireFormats

extension SessionSnapshot {
    /// The description that fills `range`; `nil` if it is none.
    init?(parsing bytes: RawSpan, in range: Range<Int>, packet: PacketReference) {
        guard let description = try? SessionDescription(parsing: bytes, in: range), !description.mediaLines.isEmpty
        else { return nil }
        lines = description.mediaLines.map { Line($0, packet: packet) }
    }
}

extension SessionSnapshot.Line {
    init(_ media: MediaDescription, packet: PacketReference) {
        switch media.kind {
        case .audio: kind = .audio
        case .video: kind = .video
        case .image, .other: kind = .other
        }
        let unspecified = IPAddress(v4: 0)
        let endpoint =
            media.endpoint
            ?? TransportEndpoint(address: media.connection?.address ?? unspecified, port: media.port)
        description = MediaSideDescription(
            receivesAt: endpoint, receivesRTCPAt: media.offersRTCPMux ? media.endpoint : media.statedRTCPEndpoint,
            sends: media.sends, receives: media.receives, payloadTypes: media.payloadTypes,
            transport: media.transport, packetTimeMilliseconds: media.packetTimeMilliseconds, packet: packet)
        description.hasUnnamedTypes = media.formats.contains {
            UInt8($0).map { media.payloadTypes[$0] == nil } ?? false
        }
        isRTP = media.isRTP
        isSecured = media.isSecured
        hasKey = media.hasCrypto
        keys = media.cryptoAttributes
        announcedSources = media.sources
        candidates = media.candidates.compactMap { candidate in
            candidate.component == 1 && candidate.transport == "UDP" ? candidate.endpoint : nil
        }
    }
}
