import CallVocabulary
import MediaDecryption
import WireFormats

/// Puts directions of TCP connections back into byte order (RFC 9293) and cuts them into what they carry.
///
/// Only directions whose data once began like something that is read are kept, and where keys are at hand those that
/// begin like TLS; everything else costs one look per segment.
struct TCPReassembly {
    /// Bytes of a TLS connection in order.
    struct ProtectedPiece {
        var bytes: [UInt8]
        /// Bytes before these are not in the capture.
        var afterGap: Bool
        /// True for the first of its direction.
        var isFirst: Bool
        /// Which end speaks, by how the direction began.
        var begins: TLSConversation.Side
    }

    /// What a segment completed.
    enum Delivery {
        case items([StreamedItem])
        case protected(ProtectedPiece)
    }

    private struct Direction: Hashable {
        var source: TransportEndpoint
        var destination: TransportEndpoint
    }

    private struct Stream {
        var nextSequence: UInt32
        /// Bytes in order that belong to no whole item yet.
        var buffer: [UInt8] = []
        /// How they are cut; `nil` for a direction that began like TLS.
        var framing: StreamFraming?
        /// The end that speaks, of a direction that began like TLS.
        var tlsSide: TLSConversation.Side?
        /// Bytes before those in the buffer are not in the capture.
        var isAfterGap = false
        var isFirst = true
        /// It turned out to carry nothing that is read.
        var isOver = false
        /// Segments that came too early.
        var early: [(sequence: UInt32, bytes: [UInt8])] = []
        var order: Int

        /// Bytes that are kept until more come.
        var heldBytes: Int { early.reduce(buffer.count + (framing?.heldBytes ?? 0)) { $0 + $1.bytes.count } }
    }

    private var streams: [Direction: Stream] = [:]
    /// 4,096 bits, set where a direction that was ever kept has its place: the rest need no look into ``streams``.
    private var everKept = [UInt64](repeating: 0, count: 64)
    private var heldBytes = 0
    private var arrivals = ArrivalOrder<Direction>()
    private let limits: AnalysisLimits

    init(limits: AnalysisLimits) {
        self.limits = limits
    }

    /// Takes a segment; returns what it completed, and the names of the limits that were met. Directions that begin like TLS are
    /// followed if `readsTLS`.
    mutating func add(
        _ packet: NetworkPacket, bytes: RawSpan, readsTLS: Bool = false
    ) -> (delivery: Delivery, limitsMet: [LimitName]) {
        let direction = Direction(source: packet.sourceEndpoint, destination: packet.destinationEndpoint)
        let isStart = packet.tcpFlags & 0x02 != 0
        let captured = packet.payloadEnd - packet.payloadStart
        let place = place(of: packet)
        let mayBeKept = everKept[place >> 6] >> UInt64(place & 63) & 1 == 1
        guard var stream = mayBeKept ? remove(direction) : nil else {
            guard captured > 0 else { return (.items([]), []) }
            let isTLS =
                readsTLS && TLSConversation.begins(bytes, from: packet.payloadStart, to: packet.payloadEnd)
            let framing = isTLS ? nil : StreamFraming(packet, bytes)
            guard isTLS || framing != nil else { return (.items([]), []) }
            var limitsMet: [LimitName] = []
            if streams.count >= limits.tcpConnections {
                limitsMet.append(.tcpConnections)
                _ = dropOldest()
            }
            var stream = Stream(
                nextSequence: packet.tcpSequence, framing: framing, order: arrivals.append(direction))
            if isTLS { stream.tlsSide = TLSConversation.side(beginning: bytes, from: packet.payloadStart) }
            let delivery = append(packet, bytes, to: &stream, &limitsMet)
            if !stream.isOver {
                keep(stream, direction, &limitsMet)
                everKept[place >> 6] |= 1 << UInt64(place & 63)
            }
            arrivals.tidy(by: streams, order: \.order)
            return (delivery, limitsMet)
        }
        if isStart {
            // The same ports serve a new connection.
            return (.items([]), [])
        }
        var delivery = Delivery.items([])
        var limitsMet: [LimitName] = []
        if captured > 0 { delivery = append(packet, bytes, to: &stream, &limitsMet) }
        if !stream.isOver, packet.tcpFlags & 0x04 == 0 { keep(stream, direction, &limitsMet) }
        return (delivery, limitsMet)
    }

    private mutating func remove(_ direction: Direction) -> Stream? {
        guard let stream = streams.removeValue(forKey: direction) else { return nil }
        heldBytes -= stream.heldBytes
        return stream
    }

    private mutating func keep(_ stream: Stream, _ direction: Direction, _ limitsMet: inout [LimitName]) {
        let held = stream.heldBytes
        while heldBytes + held > limits.tcpBytes, dropOldest() { limitsMet.append(.tcpBytes) }
        streams[direction] = stream
        heldBytes += held
    }

    private mutating func dropOldest() -> Bool {
        guard let oldest = arrivals.takeOldest(of: streams, order: \.order) else { return false }
        return remove(oldest) != nil
    }

    /// The packet's bit in ``everKept``.
    private func place(of packet: NetworkPacket) -> Int {
        var hash = packet.source.low ^ (packet.destination.low &* 0x9E37_79B9_7F4A_7C15)
        hash ^= packet.source.high ^ (packet.destination.high &* 0xC4CE_B9FE_1A85_EC53)
        hash ^= UInt64(packet.sourcePort) << 32 | UInt64(packet.destinationPort)
        return Int((hash &* 0xFF51_AFD7_ED55_8CCD) >> 52)
    }

    private func append(
        _ packet: NetworkPacket, _ bytes: RawSpan, to stream: inout Stream, _ limitsMet: inout [LimitName]
    ) -> Delivery {
        var segment: [UInt8] = []
        segment.reserveCapacity(packet.payloadEnd - packet.payloadStart)
        for index in packet.payloadStart..<packet.payloadEnd { segment.append(bytes.uint8(at: index)) }
        if !place(segment, sequence: packet.tcpSequence, in: &stream) { limitsMet.append(.tcpBufferBytes) }
        takeEarly(&stream)
        let limit =
            stream.tlsSide == nil
            ? AnalysisLimits.earlySegments : AnalysisLimits.earlyProtectedSegments
        if stream.early.count > limit {
            // The missing segment is not in the capture: go on behind it.
            stream.buffer = []
            stream.framing?.drop()
            stream.isAfterGap = true
            if let next = stream.early.min(by: {
                Int32(bitPattern: $0.sequence &- stream.nextSequence)
                    < Int32(bitPattern: $1.sequence &- stream.nextSequence)
            }) {
                stream.nextSequence = next.sequence
            }
            takeEarly(&stream)
        }
        if stream.early.isEmpty, stream.early.capacity > 0 { stream.early = [] }
        guard let side = stream.tlsSide else { return .items(cut(&stream, &limitsMet)) }
        let ordered = stream.buffer
        stream.buffer = []
        let piece = ProtectedPiece(
            bytes: ordered, afterGap: stream.isAfterGap, isFirst: stream.isFirst, begins: side)
        if !ordered.isEmpty {
            stream.isAfterGap = false
            stream.isFirst = false
        }
        return .protected(piece)
    }

    /// Takes from the buffer the items that are whole.
    private func cut(_ stream: inout Stream, _ limitsMet: inout [LimitName]) -> [StreamedItem] {
        guard var framing = stream.framing else { return [] }
        var items: [StreamedItem] = []
        var from = 0
        framing: while from < stream.buffer.count {
            switch framing.next(stream.buffer.span.bytes, from: from, limits: limits) {
            case .item(let item, let next):
                items.append(item)
                from = max(next, from + 1)
            case .skip(let next): from = max(next, from + 1)
            case .tooLong(let next):
                limitsMet.append(.sipMessageBytes)
                from = max(next, from + 1)
            case .lost: from = stream.buffer.count
            case .needMore: break framing
            case .over:
                stream.isOver = true
                return items
            }
        }
        stream.framing = framing
        stream.buffer.removeFirst(min(from, stream.buffer.count))
        // What is idle keeps no more room than it needs: there may be thousands.
        if stream.buffer.capacity > 4_096, stream.buffer.capacity / 4 > stream.buffer.count {
            stream.buffer = Array(stream.buffer[...])
        }
        if stream.buffer.count > limits.tcpBufferBytes {
            limitsMet.append(.tcpBufferBytes)
            stream.buffer = []
        }
        return items
    }

    /// What came too early may fit now.
    private func takeEarly(_ stream: inout Stream) {
        var moved = true
        while moved {
            moved = false
            for index in stream.early.indices
            where Int32(bitPattern: stream.early[index].sequence &- stream.nextSequence) <= 0 {
                let early = stream.early.remove(at: index)
                _ = place(early.bytes, sequence: early.sequence, in: &stream)
                moved = true
                break
            }
        }
    }

    /// Puts a segment behind what is there, keeps it for later, or drops what is a repetition; false if it came too
    /// early to be kept.
    private func place(_ segment: [UInt8], sequence: UInt32, in stream: inout Stream) -> Bool {
        let distance = Int(Int32(bitPattern: sequence &- stream.nextSequence))
        if distance > 0 {
            guard distance < limits.tcpBufferBytes else { return false }
            stream.early.append((sequence, segment))
            return true
        }
        guard -distance < segment.count else { return true }
        stream.buffer.append(contentsOf: segment[(-distance)...])
        stream.nextSequence = sequence &+ UInt32(truncatingIfNeeded: segment.count)
        return true
    }
}
