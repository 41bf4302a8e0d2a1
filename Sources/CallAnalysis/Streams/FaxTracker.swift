import CallVocabulary
import QualityMeasures
import WireFormats

/// Follows fax by T.38: datagrams on paths of media that are whole packets of UDPTL, with numbers that run on.
struct FaxTracker {
    private struct Key: Hashable {
        var source: TransportEndpoint
        var destination: TransportEndpoint
    }

    private struct Tracked {
        var ledger: SequenceLedger
        var first: PacketReference
        var startedAt: CaptureTime
        var last: PacketReference
        var endedAt: CaptureTime
        var recovered = 0
        var redundancy = 0
        var hasParity = false
        var gap: PacketReference?
        var gapAt: CaptureTime?
        /// Numbers further off than a transmission leaves out.
        var strays = 0
    }

    /// Packets in a row that make it a transmission.
    private static let required = 3
    /// Steps of numbers that are believed.
    private static let nearby = 1_000

    private var tracked: [Tracked] = []
    private var keys: [Key] = []
    private var places: [Key: Int] = [:]
    private let limit: Int
    private(set) var unfollowed = 0

    init(limit: Int) { self.limit = max(1, limit) }

    /// Whether any was met.
    var isEmpty: Bool { tracked.isEmpty }

    /// Whether a number goes on where a transmission from `source` to `destination` stands.
    func goesOn(_ packet: FaxPacket, from source: TransportEndpoint, to destination: TransportEndpoint) -> Bool {
        guard let place = places[Key(source: source, destination: destination)] else { return false }
        return abs(tracked[place].ledger.distance(to: packet.sequence)) <= FaxTracker.nearby
    }

    /// Takes a packet that passes from `source` to `destination`.
    mutating func record(
        _ packet: FaxPacket, from source: TransportEndpoint, to destination: TransportEndpoint, at time: CaptureTime,
        _ reference: PacketReference
    ) {
        let key = Key(source: source, destination: destination)
        guard let place = places[key] else {
            guard tracked.count < limit else {
                unfollowed += 1
                return
            }
            places[key] = tracked.count
            keys.append(key)
            tracked.append(
                Tracked(
                    ledger: SequenceLedger(sequence: packet.sequence), first: reference, startedAt: time,
                    last: reference, endedAt: time))
            note(packet.repair, in: tracked.count - 1)
            return
        }
        let distance = tracked[place].ledger.distance(to: packet.sequence)
        guard abs(distance) <= FaxTracker.nearby else {
            tracked[place].strays += 1
            return
        }
        tracked[place].last = reference
        tracked[place].endedAt = time
        note(packet.repair, in: place)
        let mark = SequenceLedger.Mark(
            packet: reference.number, capture: Int32(truncatingIfNeeded: reference.capture), at: time.nanoseconds)
        guard distance > 0 else {
            _ = tracked[place].ledger.recordLate(by: -distance, mark: mark)
            return
        }
        tracked[place].ledger.advance(by: distance, mark: mark)
        guard distance > 1 else { return }
        let reach: Int
        switch packet.repair {
        case .repetition(let count): reach = count
        // Parity brings back one of those it covers.
        case .parity(let count): reach = count > 0 ? 1 : 0
        }
        let brought = min(distance - 1, reach)
        tracked[place].recovered += brought
        if brought < distance - 1, tracked[place].gap == nil {
            tracked[place].gap = reference
            tracked[place].gapAt = time
        }
    }

    private mutating func note(_ repair: FaxPacket.Repair, in place: Int) {
        switch repair {
        case .repetition(let count): tracked[place].redundancy = max(tracked[place].redundancy, count)
        case .parity: tracked[place].hasParity = true
        }
    }

    /// What was found, in order of the first packet.
    var streams: [FaxStream] {
        zip(keys, tracked).compactMap { key, one in
            guard one.ledger.received + one.ledger.duplicated >= FaxTracker.required,
                one.strays * 4 <= one.ledger.received
            else { return nil }
            let lost = one.ledger.lost
            let recovered = min(one.recovered, lost)
            return FaxStream(
                source: key.source, destination: key.destination, received: one.ledger.received, lost: lost,
                recovered: recovered, repeated: one.ledger.duplicated, reordered: one.ledger.reordered,
                redundancy: one.redundancy, hasParity: one.hasParity, firstPacket: one.first, startedAt: one.startedAt,
                lastPacket: one.last, endedAt: one.endedAt, firstGap: recovered < lost ? one.gap : nil,
                firstGapAt: recovered < lost ? one.gapAt : nil)
        }
    }
}

extension CallAnalyzer {
    /// Takes a datagram on a path of media that is a packet of fax; false if it is none.
    mutating func recordFax(
        _ network: NetworkPacket, _ bytes: RawSpan, at time: CaptureTime, _ reference: PacketReference
    ) -> Bool {
        guard let fax = FaxPacket(parsing: bytes, from: network.payloadStart, to: network.payloadEnd),
            isMediaPath(network)
        else { return false }
        demux.faxes.record(
            fax, from: network.sourceEndpoint, to: network.destinationEndpoint, at: time, reference)
        return true
    }

    /// Takes a packet of fax whose number is such that it begins like RTP: one that goes on a transmission, or is sent to
    /// where a description asks for neither audio nor video; false if it is none.
    @inline(never)
    mutating func goesOnAsFax(_ network: NetworkPacket, _ bytes: RawSpan, _ packet: CapturedPacket) -> Bool {
        let source = network.sourceEndpoint
        let destination = network.destinationEndpoint
        let isAsked = signaling.calls.endpoints.advertisement(for: destination, at: packet.time)?.kind == .other
        guard isAsked || !demux.faxes.isEmpty,
            let fax = FaxPacket(parsing: bytes, from: network.payloadStart, to: network.payloadEnd),
            isAsked || demux.faxes.goesOn(fax, from: source, to: destination)
        else { return false }
        demux.faxes.record(fax, from: source, to: destination, at: packet.time, tally.reference(to: packet))
        return true
    }

    /// What passed of fax, with its calls: by the descriptions, else by the audio between the same ends.
    func boundFaxes(_ result: CallAnalysisResult) -> [FaxStream] {
        demux.faxes.streams.map { found in
            var fax = found
            if let named = signaling.calls.endpoints.advertisement(for: fax.destination, at: fax.startedAt) {
                fax.call = named.call
                fax.direction = named.side == .called ? .callingToCalled : .calledToCalling
            } else if let named = signaling.calls.endpoints.advertisement(for: fax.source, at: fax.startedAt) {
                fax.call = named.call
                fax.direction = named.side == .calling ? .callingToCalled : .calledToCalling
            } else if let same = result.streams.last(where: {
                $0.source == fax.source && $0.destination == fax.destination && $0.startedAt <= fax.startedAt
            }) {
                fax.call = same.call
                fax.direction = same.direction
            }
            return fax
        }
    }
}
