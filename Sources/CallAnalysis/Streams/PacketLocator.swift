import CallVocabulary
import WireFormats

/// Where a packet of a batch belongs, and what its stream is told.
struct LocatedPacket {
    /// The stream whose next packet it may be; -1 for any other packet.
    var stream: Int32 = -1
    /// Where its RTP header begins in the frame; 0 if it is not plain RTP.
    var headerStart: UInt16 = 0
    var isIPv6 = false
    /// As ``EthernetRTPSource`` reads them; of IPv6 the ports and the source only.
    var addressesIPv4: UInt64 = 0
    var portsAndSource: UInt64 = 0
    var fields = PlainRTPFields()
}

/// The packets of one batch, located.
public struct LocatedPackets: Sendable {
    var packets: [LocatedPacket] = []
    /// How many streams were known to the locator.
    var known = 0

    /// Nothing located yet.
    public init() {}
}

/// Finds the streams of a batch's packets before any of them is recorded: at once, or on another thread.
///
/// It is a snapshot of the streams that were known when it was made; packets of others are left to the analyzer, so that
/// the result does not depend on how old it is.
public struct PacketLocator: Sendable {
    let seed: StreamIndex.Seed
    let slots: [UInt64]
    let known: Int

    init(_ index: StreamIndex) {
        seed = index.seed
        slots = index.slots
        known = index.used
    }

    /// Locates the packets of `batch`, in place of what `located` held.
    public func locate(_ batch: borrowing PacketBatch, into located: inout LocatedPackets) {
        located.known = known
        let (packets, bytes) = (batch.packets.span, batch.bytes.span.bytes)
        if located.packets.count > packets.count {
            located.packets.removeLast(located.packets.count - packets.count)
        }
        while located.packets.count < packets.count { located.packets.append(LocatedPacket()) }
        locate(packets, bytes, slots.span, into: &located.packets)
    }

    private func locate(
        _ packets: Span<CapturedPacket>, _ bytes: RawSpan, _ slots: Span<UInt64>, into places: inout [LocatedPacket]
    ) {
        var places = places.mutableSpan
        var at = 0
        while at < packets.count, at < places.count {
            let (offset, captured) = (packets[at].offset, packets[at].capturedLength)
            let linkType = packets[at].linkType
            let (end, overflow) = offset.addingReportingOverflow(captured)
            if !overflow, offset >= 0, offset <= end, end <= bytes.byteCount {
                let frame = bytes.extracting(offset..<end)
                if linkType.rawValue == 1, let source = EthernetRTPSource(frame) {
                    let hash = seed.hash(source.addresses, source.portsAndSource)
                    // Field by field, since the whole would be put together elsewhere first.
                    places[at].stream = PacketLocator.find(hash, in: slots)
                    places[at].headerStart = UInt16(truncatingIfNeeded: EthernetRTPSource.headerStart)
                    places[at].isIPv6 = false
                    places[at].addressesIPv4 = source.addresses
                    places[at].portsAndSource = source.portsAndSource
                    places[at].fields = PlainRTPFields(ethernetIPv4: frame)
                } else {
                    places[at] = locateOther(frame, linkType, in: slots)
                }
            } else {
                places[at] = LocatedPacket()
            }
            at += 1
        }
    }

    /// The same for other link headers, tags and IPv6.
    @inline(never)
    private func locateOther(_ frame: RawSpan, _ linkType: LinkType, in slots: Span<UInt64>) -> LocatedPacket {
        guard let plain = PlainRTPPacket(frame, linkType: linkType) else { return LocatedPacket() }
        var place = LocatedPacket()
        let headerBytes = PlainRTPPacket.headerBytes(of: frame, linkType: linkType)
        place.headerStart = UInt16(truncatingIfNeeded: headerBytes - 12)
        place.isIPv6 = plain.isIPv6
        if let source = plain.source.v4, let destination = plain.destination.v4 {
            place.addressesIPv4 = UInt64(source) << 32 | UInt64(destination)
        }
        place.portsAndSource = UInt64(plain.ports) << 32 | UInt64(plain.ssrc)
        place.fields = PlainRTPFields(plain)
        place.stream = PacketLocator.find(seed.hash(StreamIndex.Key(plain)), in: slots)
        return place
    }

    /// The stream that has `hash`, or half of it in common; -1 for none.
    @inline(__always)
    static func find(_ hash: UInt64, in slots: Span<UInt64>) -> Int32 {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = slots[slot]
            if entry == 0 { return -1 }
            if entry >> 32 == hash >> 32 { return Int32(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1 }
            slot = (slot + 1) & mask
        }
    }
}
