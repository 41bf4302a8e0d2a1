import CallVocabulary
import MediaDecryption
import WireFormats

/// Reads captures a second time and hands over the payloads of streams that an analysis found.
public struct StreamPayloads: Sendable {
    /// One packet of one of the streams.
    public struct Packet: Sendable {
        /// The index of the stream among those asked for.
        public var stream: Int
        /// When it came, ns since 1970.
        public var arrival: Int64
        /// RTP sequence number.
        public var sequence: UInt16
        /// RTP timestamp.
        public var timestamp: UInt32
        /// RTP payload type.
        public var payloadType: UInt8
    }

    private struct Key: Hashable {
        var source: TransportEndpoint
        var destination: TransportEndpoint
        var ssrc: UInt32
    }

    private var indexByKey: [Key: Int] = [:]
    /// What opens each stream; `nil` for plain ones.
    private let isEncrypted: [Bool]
    private var readers: [SRTPStreamReader?]

    /// A reader for these streams; of two with the same ends and source the first is read. Of encrypted ones, what
    /// `openers` can open is handed over in clear, and nothing else.
    public init(_ streams: [MediaStream], openers: MediaOpeners = MediaOpeners()) {
        isEncrypted = streams.map(\.encrypted)
        readers = streams.map { openers.reader(ofStream: $0.id) }
        for (index, stream) in streams.enumerated() {
            let key = Key(source: stream.source, destination: stream.destination, ssrc: stream.ssrc)
            if indexByKey[key] == nil { indexByKey[key] = index }
        }
    }

    /// Calls `body` with each packet of the streams that the batch holds uncut, in order.
    public mutating func read(_ batch: borrowing PacketBatch, _ body: (Packet, RawSpan) -> Void) {
        let bytes = batch.bytes.span.bytes
        let packets = batch.packets.span
        var network = NetworkPacket()
        for index in packets.indices {
            let packet = packets[index]
            let (end, overflow) = packet.offset.addingReportingOverflow(packet.capturedLength)
            guard !overflow, packet.offset >= 0, packet.capturedLength >= 0, end <= bytes.byteCount else { continue }
            network.decode(bytes, from: packet.offset, to: end, linkType: packet.linkType)
            while true {
                guard network.content == .udp else { break }
                if let header = RTPHeader(
                    parsing: bytes, from: network.payloadStart, to: network.payloadEnd,
                    wireLength: network.payloadWireLength),
                    let stream = indexByKey[
                        Key(
                            source: network.sourceEndpoint, destination: network.destinationEndpoint, ssrc: header.ssrc)
                    ]
                {
                    let payload = header.capturedPayload(to: network.payloadEnd)
                    let found = Packet(
                        stream: stream, arrival: packet.time.nanoseconds, sequence: header.sequenceNumber,
                        timestamp: header.timestamp, payloadType: header.payloadType)
                    if isEncrypted[stream] {
                        if let clear = open(stream, network, header, bytes), !clear.isEmpty {
                            body(found, clear.span.bytes)
                        }
                    } else if payload.count == header.payloadLength, !payload.isEmpty {
                        body(found, bytes.extracting(payload))
                    }
                    break
                }
                guard network.decodeTunnel(bytes) else { break }
            }
        }
    }

    /// The payload of an encrypted packet in clear.
    private mutating func open(
        _ stream: Int, _ network: NetworkPacket, _ header: RTPHeader, _ bytes: RawSpan
    ) -> [UInt8]? {
        let length = network.payloadWireLength
        guard network.payloadEnd - network.payloadStart >= length else { return nil }
        return readers[stream]?.payload(
            of: bytes.extracting(network.payloadStart..<(network.payloadStart + length)),
            headerLength: header.payloadOffset - network.payloadStart)
    }
}
