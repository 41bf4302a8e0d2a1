import CallVocabulary
import QualityMeasures

/// What the stream side keeps of one RTP packet: its header fields, when and where it was seen.
struct RTPObservation {
    /// Capture time in nanoseconds.
    var arrival: Int64
    /// The packet's number in its capture.
    var packet: Int
    /// Which capture.
    var capture: Int32
    /// RTP timestamp.
    var timestamp: UInt32
    /// RTP sequence number.
    var sequence: UInt16
    /// IP identification, low 16 bits; tells a capture's copy from a sender's repetition.
    var identification: UInt16
    /// RTP payload type.
    var payloadType: UInt8
    /// RTP marker bit.
    var marker: Bool
    /// The first two payload bytes, for telephone events; 0 where not captured.
    var payloadHead: UInt16
    /// Payload bytes by the headers, padding excluded.
    var payloadLength: Int32

    /// Where to find the packet again.
    var reference: PacketReference { PacketReference(capture: Int(capture), number: packet) }

    /// Where and when it came.
    @inline(__always) var mark: SequenceLedger.Mark {
        SequenceLedger.Mark(packet: packet, capture: capture, at: arrival)
    }
}
