import CallAnalysis
import CallVocabulary

/// What is kept of one RTP packet: enough to know it again at another point of the path, and no content.
package struct RecordedPacket: Sendable {
    /// When it was captured, in nanoseconds since 1970.
    package var arrival: Int64
    /// A digest of the payload's length and first bytes.
    package var payloadDigest: UInt32
    /// The RTP timestamp.
    package var timestamp: UInt32
    /// The RTP sequence number.
    package var sequence: UInt16
    /// The RTP payload type.
    package var payloadType: UInt8
    /// Time to live or hop limit; 0 if not known.
    package var hopLimit: UInt8
    /// The former type of service: DSCP in the upper six bits.
    package var trafficClass: UInt8
    /// True if the capture kept less of the payload than the digest is made from: it cannot be compared.
    package var payloadIsCut: Bool

    /// A packet of its parts.
    package init(
        arrival: Int64, payloadDigest: UInt32, timestamp: UInt32, sequence: UInt16, payloadType: UInt8,
        payloadIsCut: Bool = false, hopLimit: UInt8 = 0, trafficClass: UInt8 = 0
    ) {
        self.arrival = arrival
        self.payloadDigest = payloadDigest
        self.payloadIsCut = payloadIsCut
        self.timestamp = timestamp
        self.sequence = sequence
        self.payloadType = payloadType
        self.hopLimit = hopLimit
        self.trafficClass = trafficClass
    }
}

/// The packets of one stream as one capture point saw them, in the order of the file.
package struct RecordedStream: Sendable {
    /// The synchronization source.
    package var ssrc: UInt32
    /// Where it comes from, as seen here; the first where it moved.
    package var source: TransportEndpoint
    /// Where it goes, as seen here; the first where it moved.
    package var destination: TransportEndpoint
    /// Its packets.
    package var packets: [RecordedPacket] = []
    /// The time from which packets were no longer kept, because a limit was met.
    package var cutAt: Int64?
    /// What the analysis of the capture measured of it; `nil` if it is no recognised stream.
    package var measured: MediaStream?

    /// A stream without packets.
    package init(ssrc: UInt32, source: TransportEndpoint, destination: TransportEndpoint) {
        self.ssrc = ssrc
        self.source = source
        self.destination = destination
    }
}

/// What one capture point saw, as far as it is needed for a comparison.
package struct CaptureRecord: Sendable {
    /// The name of the capture.
    package var name: String
    /// How many packets it holds, of any kind.
    package var packets = 0
    /// The earliest packet of any kind, in nanoseconds since 1970.
    package var firstAt: Int64?
    /// The latest packet of any kind.
    package var lastAt: Int64?
    /// The recognised streams in order of their first packet.
    package var streams: [RecordedStream] = []
    /// Datagrams that are no RTP, in the order of the file.
    package var datagrams: [RecordedDatagram] = []
    /// The calls, in the order of the analysis.
    package var calls: [RecordedCall] = []
    /// Packets that the capturing program says it dropped; `nil` if it says nothing.
    package var interfaceDrops: UInt64?
    /// The limits that were met, by name.
    package var limitsMet: [String: Int] = [:]

    /// An empty record.
    package init(name: String) {
        self.name = name
    }
}
