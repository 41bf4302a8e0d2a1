import JSONText
import PathComparison

/// Sentences about single figures of a comparison.
extension ComparisonWords {
    /// Ranges of sequence numbers named for one stream.
    static let maximumRanges = 12

    /// Packets by their sequence numbers.
    static func numbers(_ sequences: SequenceRanges) -> String {
        let shown = sequences.ranges.prefix(maximumRanges).map { range in
            range.count == 1 ? String(range.first) : "\(range.first)–\(range.last)"
        }
        let left = sequences.count - sequences.ranges.prefix(maximumRanges).reduce(0) { $0 + $1.count }
        let word = sequences.count == 1 ? "sequence number" : "sequence numbers"
        return "\(word) \(shown.joined(separator: ", "))" + (left > 0 ? " and \(left) more (use --format json)" : "")
    }

    /// How long packets took.
    static func delay(_ travel: TravelTimes) -> String {
        var text = ""
        if let shortest = travel.shortestMilliseconds, let uncertainty = travel.uncertaintyMilliseconds,
            uncertainty < shortest
        {
            text =
                "The fastest packet took \(milliseconds(shortest)) ms (give or take \(bound(uncertainty)) ms). "
        }
        return text
            + "Compared with the fastest, half took up to \(milliseconds(travel.medianMilliseconds)) ms longer, "
            + "95 in 100 up to \(milliseconds(travel.p95Milliseconds)) ms, the slowest "
            + "\(milliseconds(travel.maximumMilliseconds)) ms."
    }

    /// The header fields that differ.
    static func changes(_ fields: [RewrittenField]) -> String {
        let texts = fields.map { "\(name($0.field)) \($0.near) → \($0.far)" }
        return "Changed between the points (NEAR → FAR): " + texts.joined(separator: ", ") + "."
    }

    private static func name(_ field: RewrittenField.Field) -> String {
        switch field {
        case .sourceAddress: return "source address"
        case .sourcePort: return "source port"
        case .destinationAddress: return "destination address"
        case .destinationPort: return "destination port"
        case .payloadType: return "payload type"
        case .ssrc: return "stream identifier (SSRC)"
        case .sequence: return "first common sequence number"
        case .timestamp: return "its timestamp"
        case .dscp: return "priority mark (DSCP)"
        case .hopLimit: return "hop limit (TTL)"
        }
    }

    /// How the clocks stand.
    static func clocks(_ clock: ClockRelation) -> String {
        let offset = clock.offsetSeconds
        let size =
            abs(offset) < 1
            ? milliseconds(abs(offset) * 1_000) + " ms" : DecimalText.fixed(abs(offset), places: 3) + " s"
        var text = "Clocks: FAR is \(size) \(offset >= 0 ? "ahead of" : "behind") NEAR"
        if let uncertainty = clock.uncertaintySeconds {
            let most = bound(uncertainty * 1_000)
            if abs(offset) <= uncertainty { text = "Clocks: NEAR and FAR agree" }
            text += abs(offset) <= uncertainty ? " within \(most) ms" : ", give or take \(most) ms"
            text += " (from the fastest packets of both directions"
            text += clock.roundTripMilliseconds.map { ", \(bound($0)) ms there and back)" } ?? ")"
        } else {
            text +=
                "; the time the packets travelled is part of this, because only one direction was seen at both points"
        }
        if abs(clock.driftPartsPerMillion) >= max(1, 2 * clock.driftUncertaintyPartsPerMillion) {
            text += ". FAR runs \(DecimalText.fixed(abs(clock.driftPartsPerMillion), places: 0)) parts in a million "
            text += clock.driftPartsPerMillion > 0 ? "faster" : "slower"
        }
        return text + "."
    }

    /// A bound of error, never shown as nothing.
    private static func bound(_ value: Double) -> String { milliseconds(max(0.1, value)) }

    private static func milliseconds(_ value: Double) -> String {
        DecimalText.fixed(value, places: abs(value) < 10 ? 1 : 0)
    }
}
