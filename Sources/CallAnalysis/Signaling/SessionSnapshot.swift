import CallVocabulary
import WireFormats

/// One session description reduced to what offer and answer need.
struct SessionSnapshot {
    /// One media line.
    struct Line: Equatable {
        var kind: MediaKind
        /// Whether the transport carries RTP at all (T.38's UDPTL does not).
        var isRTP: Bool
        var isSecured: Bool
        /// Whether a key of SRTP stands in it (RFC 4568).
        var hasKey: Bool
        var sends: Bool
        var receives: Bool
        var receivesAt: TransportEndpoint
        var receivesRTCPAt: TransportEndpoint?
        var payloadTypes: [UInt8: Codec]
        var hasUnnamedTypes: Bool
        var transport: String
        var packetTimeMilliseconds: Int?
        /// What most lines are without.
        var further: SessionSnapshot.Further?

        /// The line as a result, which `packet` carried.
        func description(in packet: PacketReference) -> MediaSideDescription {
            var description = MediaSideDescription(
                receivesAt: receivesAt, receivesRTCPAt: receivesRTCPAt, sends: sends, receives: receives,
                payloadTypes: payloadTypes, transport: transport, packetTimeMilliseconds: packetTimeMilliseconds,
                packet: packet)
            description.hasUnnamedTypes = hasUnnamedTypes
            description.hasKey = hasKey
            return description
        }

        /// Equal in everything that was agreed.
        static func == (left: Line, right: Line) -> Bool {
            left.kind == right.kind && left.receivesAt == right.receivesAt && left.sends == right.sends
                && left.receives == right.receives && left.payloadTypes == right.payloadTypes
                && left.transport == right.transport
        }
    }

    /// Keys, sources and candidates of a line.
    final class Further: Sendable {
        /// The keys for what this side sends; they do not show when printed.
        let keys: [CryptoAttribute]
        let announcedSources: [UInt32]
        /// Other addresses it may receive at (ICE candidates).
        let candidates: [TransportEndpoint]

        init(keys: [CryptoAttribute], announcedSources: [UInt32], candidates: [TransportEndpoint]) {
            self.keys = keys
            self.announcedSources = announcedSources
            self.candidates = candidates
        }
    }

    var lines: [Line]
    /// Which packet carried it.
    var packet: PacketReference
}

extension SessionSnapshot {
    /// The lines as those of an offer that was refused.
    var refusedLines: [RefusedOffer.Line] {
        lines.map { RefusedOffer.Line(kind: $0.kind, description: $0.description(in: packet)) }
    }
}
