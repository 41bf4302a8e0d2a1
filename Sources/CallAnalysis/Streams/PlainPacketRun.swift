import CProcessor
import CallVocabulary
import WireFormats

/// Where a packet of a batch belongs, found before any of the batch is recorded.
struct LocatedPacket {
    /// The stream whose next packet it may be; -1 for any other packet.
    var stream: Int32 = -1
    /// Where its RTP header begins in the frame.
    var headerStart: UInt16 = 0
    var isIPv6 = false
}

/// The shortest way of a packet: plain RTP of a stream that is known.
///
/// All packets of a batch are located first, then recorded. Looking up one stream so does not wait for the one before,
/// and what a stream needs is on its way from memory before its packet's turn.
extension StreamTable {
    /// How many packets ahead the memory of a stream is asked for.
    static let fetchAhead = 6
    /// The bytes of a stream that its next packet changes.
    private static let hotBytes = 384

    /// Finds the streams that `packets` may belong to; ``recordRun(of:from:bytes:capture:)`` goes by them.
    mutating func locate(_ packets: Span<CapturedPacket>, bytes: RawSpan) {
        var places: [LocatedPacket] = []
        swap(&places, &located)
        if places.count < packets.count {
            places = [LocatedPacket](repeating: LocatedPacket(), count: packets.count)
        }
        let (seed, slots, known) = (index.seed, index.slots, streams)
        StreamTable.locate(packets, bytes, seed, slots.span, known.span, into: &places)
        swap(&places, &located)
    }

    private static func locate(
        _ packets: Span<CapturedPacket>, _ bytes: RawSpan, _ seed: StreamIndex.Seed, _ slots: Span<UInt64>,
        _ known: Span<RTPStreamTracker>, into places: inout [LocatedPacket]
    ) {
        var places = places.mutableSpan
        let mask = slots.count - 1
        var at = 0
        while at < packets.count {
            let (offset, captured) = (packets[at].offset, packets[at].capturedLength)
            let linkType = packets[at].linkType
            var place = LocatedPacket()
            let (end, overflow) = offset.addingReportingOverflow(captured)
            if !overflow, offset >= 0, offset <= end, end <= bytes.byteCount {
                let frame = bytes.extracting(offset..<end)
                if linkType.rawValue == 1, let source = EthernetRTPSource(frame) {
                    let hash = seed.hash(source.addresses, source.portsAndSource)
                    place.stream = StreamTable.find(hash, in: slots, mask)
                    place.headerStart = UInt16(truncatingIfNeeded: EthernetRTPSource.headerStart)
                } else {
                    place = StreamTable.locate(frame, linkType, seed, in: slots, of: known)
                }
            }
            places[at] = place
            at += 1
        }
    }

    /// The stream that has `hash`, or half of it in common; -1 for none.
    @inline(__always)
    private static func find(_ hash: UInt64, in slots: Span<UInt64>, _ mask: Int) -> Int32 {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = slots[slot]
            if entry == 0 { return -1 }
            if entry >> 32 == hash >> 32 { return Int32(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1 }
            slot = (slot + 1) & mask
        }
    }

    /// The same for other link headers, tags and IPv6.
    @inline(never)
    private static func locate(
        _ frame: RawSpan, _ linkType: LinkType, _ seed: StreamIndex.Seed, in slots: Span<UInt64>,
        of known: Span<RTPStreamTracker>
    ) -> LocatedPacket {
        guard let plain = PlainRTPPacket(frame, linkType: linkType) else { return LocatedPacket() }
        let key = StreamIndex.Key(plain)
        let stream = find(seed.hash(key), in: slots, slots.count - 1)
        guard stream >= 0, known[Int(stream)].key == key else { return LocatedPacket() }
        let bytes = PlainRTPPacket.headerBytes(of: frame, linkType: linkType)
        return LocatedPacket(
            stream: stream, headerStart: UInt16(truncatingIfNeeded: bytes - 12), isIPv6: plain.source.v4 == nil)
    }

    /// Records packets of the batch that was located, from the one at `start` on, as long as each is the next in order
    /// of its stream.
    ///
    /// Nothing else than these streams changes, and any other packet is left alone.
    ///
    /// - Returns: where the first packet stands that was not recorded; the end if there is none.
    @inline(__always)
    mutating func recordRun(
        of packets: Span<CapturedPacket>, from start: Int, bytes: RawSpan, capture: Int32
    ) -> Int {
        guard start < packets.count, located[start].stream >= 0 else { return start }
        let places = located
        if !levels.isOn {
            return StreamTable.recordRun(
                of: packets, places.span, from: start, bytes: bytes, capture: capture, into: &streams
            ) { _, _, _, _, _ in }
        }
        // Taken out for the run: the streams are borrowed as a whole.
        var levels = PayloadLevelTable()
        swap(&levels, &self.levels)
        let at = StreamTable.recordRun(
            of: packets, places.span, from: start, bytes: bytes, capture: capture, into: &streams
        ) { fields, frame, headerBytes, packet, stream in
            levels.add(
                fields, frame, headerBytes: headerBytes, offset: packet.offset, at: packet.time, to: &stream)
        }
        swap(&levels, &self.levels)
        return at
    }

    @inline(__always)
    private static func recordRun(
        of packets: Span<CapturedPacket>, _ places: Span<LocatedPacket>, from start: Int, bytes: RawSpan,
        capture: Int32, into streams: inout [RTPStreamTracker],
        _ listen: (PlainRTPFields, RawSpan, Int, CapturedPacket, inout RTPStreamTracker) -> Void
    ) -> Int {
        // Only for asking ahead: nothing is read or written by way of it.
        let first = streams.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress) }
        var known = streams.mutableSpan
        var at = start
        while at < packets.count {
            let place = places[at]
            guard place.stream >= 0 else { return at }
            if at + fetchAhead < packets.count { fetch(places[at + fetchAhead].stream, of: first) }
            let packet = packets[at]
            let frame = bytes.extracting(packet.offset..<packet.offset + packet.capturedLength)
            let start = Int(place.headerStart)
            guard let fields = PlainRTPFields(frame, headerStart: start, isIPv6: place.isIPv6) else { return at }
            let stream = Int(place.stream)
            if !place.isIPv6 {
                let addresses = frame.uint64(at: start - 16)
                let portsAndSource = UInt64(frame.uint32(at: start - 8)) << 32 | UInt64(frame.uint32(at: start + 8))
                guard known[stream].addressesIPv4 == addresses, known[stream].portsAndSource == portsAndSource else {
                    return at
                }
            }
            guard known[stream].recordNext(fields, of: packet, capture: capture) else { return at }
            listen(fields, frame, start + 12, packet, &known[stream])
            at += 1
        }
        return at
    }

    /// Asks for what the next packet of a stream changes.
    @inline(__always)
    private static func fetch(_ stream: Int32, of first: UnsafeRawPointer?) {
        guard stream >= 0, let first else { return }
        let place = first + Int(stream) &* MemoryLayout<RTPStreamTracker>.stride
        var line = 0
        while line < hotBytes {
            earshot_prefetch(place + line)
            line += 64
        }
    }
}
