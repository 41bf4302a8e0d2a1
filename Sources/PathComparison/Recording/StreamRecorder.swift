import CallAnalysis
import CallVocabulary
import WireFormats

/// Takes down the RTP packets of one capture beside its analysis.
///
/// Whatever looks like RTP is kept, within ``ComparisonLimits``, until ``finish(_:interfaceDrops:)`` hears which streams
/// the analysis recognised. Fragmented datagrams are not put together here: RTP of calls fits one packet.
package struct StreamRecorder: Sendable {
    private struct Key: Hashable {
        var ssrc: UInt32
        var source: TransportEndpoint
        var destination: TransportEndpoint
    }

    /// Bytes below which a datagram may well be repeated word for word.
    private static let leastDatagram = 16

    private let limits: ComparisonLimits
    private var indexByKey: [Key: Int] = [:]
    private var streams: [RecordedStream] = []
    private var packetCount = 0
    private var mayGiveUp = true
    private var record: CaptureRecord

    /// A recorder for the capture called `name`.
    package init(name: String, limits: ComparisonLimits = ComparisonLimits()) {
        record = CaptureRecord(name: name)
        self.limits = limits
    }

    /// Takes the packets of a batch in order.
    package mutating func ingest(_ batch: borrowing PacketBatch) {
        let bytes = batch.bytes.span.bytes
        let packets = batch.packets.span
        var network = NetworkPacket()
        for index in packets.indices {
            let packet = packets[index]
            record.packets &+= 1
            let at = packet.time.nanoseconds
            record.firstAt = min(record.firstAt ?? at, at)
            record.lastAt = max(record.lastAt ?? at, at)
            let (end, overflow) = packet.offset.addingReportingOverflow(packet.capturedLength)
            guard !overflow, packet.offset >= 0, packet.capturedLength >= 0, end <= bytes.byteCount else { continue }
            network.decode(bytes, from: packet.offset, to: end, linkType: packet.linkType)
            if case .udp = network.content { ingestDatagram(network, bytes, at: at) }
        }
    }

    private mutating func ingestDatagram(_ datagram: NetworkPacket, _ bytes: RawSpan, at time: Int64) {
        var network = datagram
        // Tunnels inside tunnels end at the depth the decoder allows.
        while !looksLikeRTP(network, bytes) {
            guard network.decodeTunnel(bytes), network.content == .udp else { return keep(datagram, bytes, at: time) }
        }
        guard
            let header = RTPHeader(
                parsing: bytes, from: network.payloadStart, to: network.payloadEnd,
                wireLength: network.payloadWireLength)
        else { return keep(datagram, bytes, at: time) }
        let payload = PayloadDigest.of(
            bytes, header.capturedPayload(to: network.payloadEnd), length: header.payloadLength)
        let marks = NetworkMarks(network, bytes)
        let recorded = RecordedPacket(
            arrival: time, payloadDigest: payload.digest, timestamp: header.timestamp,
            sequence: header.sequenceNumber, payloadType: header.payloadType, payloadIsCut: payload.isCut,
            hopLimit: marks.hopLimit, trafficClass: marks.trafficClass)
        keep(recorded, ssrc: header.ssrc, network)
    }

    private func looksLikeRTP(_ network: NetworkPacket, _ bytes: RawSpan) -> Bool {
        let start = network.payloadStart
        guard start >= 0, network.payloadEnd <= bytes.byteCount, network.payloadEnd - start >= 12,
            bytes.uint8(at: start) >> 6 == 2
        else { return false }
        return !(192...223).contains(bytes.uint8(at: start + 1))
    }

    private mutating func keep(_ packet: RecordedPacket, ssrc: UInt32, _ network: NetworkPacket) {
        let key = Key(ssrc: ssrc, source: network.sourceEndpoint, destination: network.destinationEndpoint)
        let index: Int
        if let known = indexByKey[key] {
            index = known
        } else {
            if streams.count >= limits.streams { giveUpTheShortest() }
            guard streams.count < limits.streams else { return meet("streams") }
            index = streams.count
            streams.append(RecordedStream(ssrc: ssrc, source: key.source, destination: key.destination))
            indexByKey[key] = index
        }
        guard streams[index].packets.count < limits.packetsPerStream else {
            return cut(index, at: packet.arrival, "packetsPerStream")
        }
        guard packetCount < limits.packets else { return cut(index, at: packet.arrival, "packets") }
        packetCount += 1
        streams[index].packets.append(packet)
    }

    /// Keeps a datagram that is no RTP, if all of it was captured and it says enough to be known again.
    private mutating func keep(_ datagram: NetworkPacket, _ bytes: RawSpan, at time: Int64) {
        let length = datagram.payloadEnd - datagram.payloadStart
        guard length >= Self.leastDatagram, length == datagram.payloadWireLength, datagram.payloadStart >= 0,
            datagram.payloadEnd <= bytes.byteCount
        else { return }
        guard record.datagrams.count < limits.datagrams else { return meet("datagrams") }
        record.datagrams.append(
            RecordedDatagram(
                arrival: time,
                digest: PayloadDigest.ofDatagram(bytes, datagram.payloadStart..<datagram.payloadEnd),
                source: datagram.source, destination: datagram.destination))
    }

    private mutating func cut(_ index: Int, at time: Int64, _ limit: String) {
        streams[index].cutAt = min(streams[index].cutAt ?? time, time)
        meet(limit)
    }

    private mutating func meet(_ limit: String, _ count: Int = 1) {
        record.limitsMet[limit, default: 0] += count
    }

    /// Makes room by forgetting sources of fewer than four packets: no stream is recognised by so few.
    private mutating func giveUpTheShortest() {
        guard mayGiveUp else { return }
        let kept = streams.filter { $0.packets.count >= 4 }
        // Where this gains little it is not tried again, or each packet of a flood would cost a sweep.
        mayGiveUp = kept.count < streams.count - streams.count / 4
        if kept.count < streams.count { meet("streams", streams.count - kept.count) }
        streams = kept
        packetCount = kept.reduce(0) { $0 + $1.packets.count }
        indexByKey = [:]
        for (index, stream) in kept.enumerated() {
            indexByKey[Key(ssrc: stream.ssrc, source: stream.source, destination: stream.destination)] = index
        }
    }

    /// Ends the recording: what the analysis of the same capture recognised as streams stays.
    package mutating func finish(_ result: CallAnalysisResult, interfaceDrops: UInt64? = nil) -> CaptureRecord {
        var measured: [Key: MediaStream] = [:]
        var sources: Set<UInt32> = []
        for stream in result.streams {
            let key = Key(ssrc: stream.ssrc, source: stream.source, destination: stream.destination)
            if measured[key] == nil {
                measured[key] = stream
            } else {
                // Calls one after another on the same ends are compared as one stream; the first names it.
                measured[key]?.captureCopies += stream.captureCopies
            }
            sources.insert(stream.ssrc)
        }
        var kept: [RecordedStream] = []
        for var stream in streams where sources.contains(stream.ssrc) && !stream.packets.isEmpty {
            stream.measured = measured[Key(ssrc: stream.ssrc, source: stream.source, destination: stream.destination)]
            kept.append(stream)
        }
        record.streams = Self.joinMoved(kept)
        record.calls = result.calls.map { call in
            RecordedCall(
                callIDs: Set(call.callIDs.map(\.rawValue)), calling: call.calling.withheld ? nil : call.calling.number,
                called: call.called.number, startedAt: call.startedAt.nanoseconds)
        }
        record.interfaceDrops = interfaceDrops
        return record
    }

    /// A source that moved to another address, as when a NAT changed its mapping, goes on as one stream.
    ///
    /// Streams of one SSRC that overlap in time stay apart: one capture may see the same packets on both sides of a
    /// device.
    static func joinMoved(_ streams: [RecordedStream]) -> [RecordedStream] {
        var joined: [RecordedStream] = []
        var lastBySource: [UInt32: Int] = [:]
        for stream in streams {
            if let last = lastBySource[stream.ssrc], let end = joined[last].packets.last?.arrival,
                let start = stream.packets.first?.arrival, start >= end, joined[last].cutAt == nil
            {
                joined[last].packets += stream.packets
                joined[last].cutAt = stream.cutAt
                // Figures of one part do not describe the whole.
                joined[last].measured = nil
            } else {
                lastBySource[stream.ssrc] = joined.count
                joined.append(stream)
            }
        }
        return joined
    }
}

/// The fields of an IP header that routers change or classify by.
private struct NetworkMarks {
    var hopLimit: UInt8 = 0
    var trafficClass: UInt8 = 0

    /// Looks at the IP header right before the UDP header; nothing is known where options or extensions lie between.
    init(_ network: NetworkPacket, _ bytes: RawSpan) {
        let udp = network.payloadStart - 8
        if let source = network.source.v4 {
            let start = udp - 20
            guard start >= 0, udp <= bytes.byteCount, bytes.uint8(at: start) == 0x45,
                bytes.uint32(at: start + 12) == source
            else { return }
            trafficClass = bytes.uint8(at: start + 1)
            hopLimit = bytes.uint8(at: start + 8)
        } else {
            let start = udp - 40
            guard start >= 0, udp <= bytes.byteCount, bytes.uint8(at: start) >> 4 == 6,
                bytes.uint8(at: start + 6) == 17, bytes.uint64(at: start + 8) == network.source.high
            else { return }
            trafficClass = UInt8(truncatingIfNeeded: bytes.uint16(at: start) >> 4)
            hopLimit = bytes.uint8(at: start + 7)
        }
    }
}
