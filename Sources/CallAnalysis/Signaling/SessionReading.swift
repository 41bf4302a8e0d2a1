import CallVocabulary
import WireFormats

/// What a media line says of its payload; the same in most descriptions that devices of one kind make.
struct SessionPayload {
    var payloadTypes: [UInt8: Codec]
    /// Whether payload types are listed that it does not name.
    var hasUnnamedTypes: Bool
    var transport: String
    /// Whether the transport carries RTP at all (T.38's UDPTL does not).
    var isRTP: Bool
    /// Whether the transport is a secured one.
    var isSecured: Bool
}

extension SessionSnapshot.Line {
    init(_ media: MediaOutline, _ payload: SessionPayload) {
        switch media.kind {
        case .audio: kind = .audio
        case .video: kind = .video
        case .image, .other: kind = .other
        }
        receivesAt =
            media.endpoint
            ?? TransportEndpoint(address: media.connection.address ?? IPAddress(v4: 0), port: media.port)
        receivesRTCPAt = media.offersRTCPMux ? media.endpoint : media.statedRTCPEndpoint
        sends = media.sends
        receives = media.receives
        payloadTypes = payload.payloadTypes
        hasUnnamedTypes = payload.hasUnnamedTypes
        transport = payload.transport
        packetTimeMilliseconds = media.packetTimeMilliseconds
        isRTP = payload.isRTP
        isSecured = payload.isSecured || media.hasCrypto || media.hasFingerprint || media.hasKeyManagement
        hasKey = media.hasCrypto
        guard !(media.cryptoAttributes.isEmpty && media.sources.isEmpty && media.candidates.isEmpty) else { return }
        further = SessionSnapshot.Further(
            keys: media.cryptoAttributes, announcedSources: media.sources,
            candidates: media.candidates.compactMap { candidate in
                candidate.component == 1 && candidate.transport == "UDP" ? candidate.endpoint : nil
            })
    }
}
