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

        /// A packet of its parts.
        package init(stream: Int, arrival: Int64, sequence: UInt16, timestamp: UInt32, payloadType: UInt8) {
            self.stream = stream
            self.arrival = arrival
            self.sequence = sequence
            self.timestamp = timestamp
            self.payloadType = payloadType
        }
    }

    private struct Key: Hashable {
        var source: TransportEndpoint
        var destination: TransportEndpoint
        var ssrc: UInt32
    }

    private var indexByKey: [Key: Int] = [:]
    /// The stream that follows with the same ends and source, and the arrival of its first packet.
    private var successors: [Int: (stream: Int, from: Int64)] = [:]
    /// When the packets of each stream come that shares its ends and source with others.
    private let times: [ClosedRange<Int64>?]
    /// What opens each stream; `nil` for plain ones.
    private let isEncrypted: [Bool]
    private var readers: [SRTPStreamReader?]

    /// A reader for these streams. Of several with the same ends and source each is read from its first packet on, which
    /// is told by its time. Of encrypted ones, what
    /// `openers` can open is handed over in clear, and nothing else.
    public init(_ streams: [MediaStream], openers: MediaOpeners = MediaOpeners()) {
        isEncrypted = streams.map(\.encrypted)
        readers = streams.map { openers.reader(ofStream: $0.id) }
        var lastByKey: [Key: Int] = [:]
        for index in streams.indices.sorted(by: { (streams[$0].firstPacket, $0) < (streams[$1].firstPacket, $1) }) {
            let stream = streams[index]
            let key = Key(source: stream.source, destination: stream.destination, ssrc: stream.ssrc)
            if let last = lastByKey[key] {
                guard stream.sharesEnds, stream.firstPacket != streams[last].firstPacket else { continue }
                successors[last] = (index, stream.startedAt.nanoseconds)
            } else {
                indexByKey[key] = index
            }
            lastByKey[key] = index
        }
        times = streams.map { stream in
            stream.sharesEnds ? stream.startedAt.nanoseconds...max(stream.startedAt, stream.endedAt).nanoseconds : nil
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
                    let stream = stream(
                        Key(
                            source: network.sourceEndpoint, destination: network.destinationEndpoint, ssrc: header.ssrc),
                        at: packet.time.nanoseconds)
                {
                    guard stream >= 0 else { break }
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

    /// The stream that a packet belongs to; -1 if it is of another call than those asked for, `nil` if of no stream.
    private mutating func stream(_ key: Key, at time: Int64) -> Int? {
        guard var stream = indexByKey[key] else { return nil }
        if let first = successors[stream], time >= first.from {
            while let next = successors[stream], time >= next.from { stream = next.stream }
            indexByKey[key] = stream
        }
        return times[stream].map { $0.contains(time) } ?? true ? stream : -1
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
