import CProcessor
import CallVocabulary
import WireFormats

/// The shortest way of a packet: plain RTP of a stream that is known.
///
/// All packets of a batch are located first, then recorded. Looking up one stream so does not wait for the one before,
/// and what a stream needs is on its way from memory before its packet's turn.
extension StreamTable {
    /// How many packets ahead the memory of a stream is asked for.
    static let fetchAhead = 6
    /// The bytes of a stream that its next packet changes.
    private static let hotBytes = 384

    /// Looks again for the streams of packets that had none when they were located, if there are new ones.
    func refresh(_ located: inout LocatedPackets) {
        guard located.known != index.used else { return }
        located.known = index.used
        let slots = index.slots
        for at in located.packets.indices where located.packets[at].stream < 0 {
            let place = located.packets[at]
            guard place.headerStart > 0, !place.isIPv6 else { continue }
            let hash = index.seed.hash(place.addressesIPv4, place.portsAndSource)
            located.packets[at].stream = PacketLocator.find(hash, in: slots.span)
        }
    }

    /// Records packets of a batch that were located, from the one at `start` on, as long as each is the next in order of
    /// its stream.
    ///
    /// Nothing else than these streams changes, and any other packet is left alone.
    ///
    /// - Returns: where the first packet stands that was not recorded; the end if there is none.
    @inline(__always)
    mutating func recordRun(
        of packets: Span<CapturedPacket>, at places: Span<LocatedPacket>, from start: Int, bytes: RawSpan,
        capture: Int32
    ) -> Int {
        guard start < packets.count, places[start].stream >= 0 else { return start }
        if !levels.isOn {
            return StreamTable.recordRun(
                of: packets, places, from: start, bytes: bytes, capture: capture, into: &streams
            ) { _ in
            } listen: { _, _, _ in
            }
        }
        // Taken out for the run: the streams are borrowed as a whole.
        var levels = PayloadLevelTable()
        swap(&levels, &self.levels)
        let at = StreamTable.recordRun(
            of: packets, places, from: start, bytes: bytes, capture: capture, into: &streams
        ) {
            levels.fetch($0)
        } listen: { place, packet, stream in
            let (end, overflow) = packet.offset.addingReportingOverflow(packet.capturedLength)
            guard !overflow, packet.offset >= 0, packet.offset <= end, end <= bytes.byteCount else { return }
            levels.add(
                place.fields, bytes.extracting(packet.offset..<end), headerBytes: Int(place.headerStart) + 12,
                offset: packet.offset, at: packet.time, to: &stream)
        }
        swap(&levels, &self.levels)
        return at
    }

    @inline(__always)
    private static func recordRun(
        of packets: Span<CapturedPacket>, _ places: Span<LocatedPacket>, from start: Int, bytes: RawSpan,
        capture: Int32, into streams: inout [RTPStreamTracker], _ expect: (_ levelSlot: Int32) -> Void,
        listen: (LocatedPacket, CapturedPacket, inout RTPStreamTracker) -> Void
    ) -> Int {
        // Only for asking ahead: nothing is read or written by way of it.
        let first = streams.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress) }
        var known = streams.mutableSpan
        var at = start
        while at < packets.count {
            let stream = Int(places[at].stream)
            guard stream >= 0, stream < known.count else { return at }
            if at + fetchAhead < packets.count { fetch(places[at + fetchAhead].stream, of: first) }
            if at + fetchAhead / 2 < packets.count {
                // By now it is there to say where its levels are.
                let next = Int(places[at + fetchAhead / 2].stream)
                if next >= 0, next < known.count { expect(known[next].levelSlot) }
            }
            guard known[stream].portsAndSource == places[at].portsAndSource,
                places[at].isIPv6
                    ? isFrom(known[stream].key, packets[at], places[at], bytes)
                    : known[stream].addressesIPv4 == places[at].addressesIPv4,
                known[stream].recordNext(
                    places[at].fields, arrival: packets[at].time.nanoseconds, number: packets[at].number,
                    capture: capture)
            else { return at }
            listen(places[at], packets[at], &known[stream])
            at += 1
        }
        return at
    }

    /// Whether an IPv6 packet has the addresses of `key`.
    @inline(never)
    private static func isFrom(
        _ key: StreamIndex.Key, _ packet: CapturedPacket, _ place: LocatedPacket, _ bytes: RawSpan
    ) -> Bool {
        let (start, overflow) = packet.offset.addingReportingOverflow(Int(place.headerStart) - 40)
        guard !overflow, packet.offset >= 0, start >= packet.offset, start <= bytes.byteCount - 32 else { return false }
        return key.source == IPAddress(high: bytes.uint64(at: start), low: bytes.uint64(at: start + 8))
            && key.destination == IPAddress(high: bytes.uint64(at: start + 16), low: bytes.uint64(at: start + 24))
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
