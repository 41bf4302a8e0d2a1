import CallVocabulary
import WireFormats

/// Says what a payload type means on a flow: by session description, else by RFC 3551's table, else by its looks.
enum PayloadResolver {
    /// The profile of the payload type of `packet`; `siblings` are the stream's other payload types.
    static func profile(
        for packet: RTPObservation, flow: Flow, endpoints: AdvertisedEndpoints, siblings: [PayloadProfile]
    ) -> PayloadProfile {
        let time = CaptureTime(nanoseconds: packet.arrival)
        let number = packet.payloadType
        // The receiver chooses the numbers (RFC 3264 §5.1); the sender's own description is the next best.
        for endpoint in [flow.destinationEndpoint, flow.sourceEndpoint] {
            if let types = endpoints.advertisement(for: endpoint, at: time)?.payloadTypes, let codec = types[number] {
                return profile(packet, codec: codec, among: types)
            }
        }
        for endpoint in [flow.destinationEndpoint, flow.sourceEndpoint] {
            if let types = endpoints.named(endpoint)?.payloadTypes, let codec = types[number] {
                return profile(packet, codec: codec, among: types)
            }
        }
        if let codec = StaticPayloadTypes.codec(number) {
            return profile(number: number, codec: codec, basis: .staticTable)
        }
        if packet.payloadLength == 4, number >= 96 {
            // Four bytes of a dynamic type beside audio, or alone: a telephone event (RFC 4733 §2.3), whose clock
            // is the audio's.
            let clock = siblings.first { $0.kind == .media }?.clockRate ?? 8_000
            return PayloadProfile(
                number: number, kind: .telephoneEvent, encoding: "telephone-event", clockRate: clock, channels: 1,
                basis: .inferred)
        }
        return PayloadProfile(number: number, kind: .media, encoding: nil, clockRate: 0, channels: nil, basis: nil)
    }

    /// The profile of a described type; `types` are all that the description has.
    private static func profile(
        _ packet: RTPObservation, codec: Codec, among types: [UInt8: Codec]
    ) -> PayloadProfile {
        var made = profile(number: packet.payloadType, codec: codec, basis: .sessionDescription)
        if made.kind == .redundant {
            made.parityType = types.filter { $0.value.encoding.lowercased() == "ulpfec" }.keys.min()
            made.eventType = types.filter { $0.value.encoding.lowercased() == "telephone-event" }.keys.min()
            // The first block's type; of audio all blocks have the same.
            let carried = UInt8(truncatingIfNeeded: packet.payloadHead >> 8) & 0x7F
            made.carriedEncoding = (types[carried] ?? StaticPayloadTypes.codec(carried))?.encoding
        }
        return made
    }

    private static func profile(number: UInt8, codec: Codec, basis: CodecBasis) -> PayloadProfile {
        let kind: PayloadProfile.Kind
        switch codec.encoding.lowercased() {
        case "telephone-event": kind = .telephoneEvent
        case "cn": kind = .comfortNoise
        case "red": kind = .redundant
        case "rtx": kind = .retransmission
        case "ulpfec", "parityfec", "flexfec", "flexfec-03": kind = .parity
        default: kind = .media
        }
        return PayloadProfile(
            number: number, kind: kind, encoding: codec.encoding, clockRate: codec.clockRate,
            channels: codec.channels, basis: basis)
    }
}
