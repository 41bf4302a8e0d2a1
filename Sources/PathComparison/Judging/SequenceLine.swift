/// The packets of a stream in the sender's order, so that what neither point saw can be counted.
///
/// Sequence numbers of the first point are carried on over their wraps (RFC 3550 A.1). Where the sender starts anew, the
/// line goes on far away, so that the jump counts as no loss.
struct SequenceLine {
    /// Places on the line of the first point's packets, in the record's order.
    let places: [Int]
    /// How many numbers are missing at both points.
    private(set) var missing = 0

    /// The highest jump that counts as loss whatever the time (RFC 3550 A.1, MAX_DROPOUT).
    private static let dropout = 3_000
    /// Nanoseconds a lost packet takes at least: a longer gap is an outage rather than a restart.
    private static let leastPacketTime: Int64 = 5_000_000
    /// Farther away than any sequence number reaches.
    private static let restartStep = 1 << 20

    /// The line of `first`, and what only the second point has: sequence numbers in the first point's counting, each
    /// with the place in `first` of the common packet before it.
    init(_ first: RecordedStream, onlyAtSecond: [(sequence: UInt16, after: Int)]) {
        var places: [Int] = []
        places.reserveCapacity(first.packets.count)
        var high = 0
        var highSequence = first.packets.first?.sequence ?? 0
        var highArrival = first.packets.first?.arrival ?? 0
        for packet in first.packets {
            let step = Int(Int16(bitPattern: packet.sequence &- highSequence))
            let elapsed = packet.arrival.subtractingSaturating(highArrival)
            let isOutage = step > 0 && elapsed / Self.leastPacketTime >= Int64(step)
            let place = abs(step) <= Self.dropout || isOutage ? high + step : high + Self.restartStep
            places.append(place)
            if place > high {
                high = place
                highSequence = packet.sequence
                highArrival = packet.arrival
            }
        }
        self.places = places
        var seen = places
        for other in onlyAtSecond where first.packets.indices.contains(other.after) {
            let step = Int(Int16(bitPattern: other.sequence &- first.packets[other.after].sequence))
            guard abs(step) <= Self.dropout else { continue }
            seen.append(places[other.after] + step)
        }
        seen.sort()
        for index in seen.indices.dropFirst() {
            let gap = seen[index] - seen[index - 1] - 1
            if gap > 0, gap < 0x8000 { missing += gap }
        }
    }

    /// Packets of the first point, given by their places in its record, as ranges of sequence numbers.
    func ranges(of packets: [Int], in stream: RecordedStream, limit: Int) -> SequenceRanges {
        Self.ranges(packets.map { (place: places[$0], sequence: stream.packets[$0].sequence) }, limit: limit)
    }

    /// Ranges of numbers that follow each other on the line.
    static func ranges(_ packets: [(place: Int, sequence: UInt16)], limit: Int) -> SequenceRanges {
        var result = SequenceRanges()
        var lastPlace: Int?
        for packet in packets.sorted(by: { $0.place < $1.place }) {
            defer { lastPlace = packet.place }
            result.count += 1
            if let lastPlace, packet.place == lastPlace + 1, result.unlisted == 0, !result.ranges.isEmpty {
                result.ranges[result.ranges.count - 1].last = packet.sequence
                result.ranges[result.ranges.count - 1].count += 1
            } else if result.ranges.count < limit {
                result.ranges.append(SequenceRange(first: packet.sequence, last: packet.sequence, count: 1))
            } else {
                result.unlisted += 1
            }
        }
        return result
    }
}
