/// Recognises one recording given twice: the same packets at the same times, or all later by one constant.
///
/// Two points of a real path never keep a constant distance to the microsecond: the packets of both directions would have
/// to travel in no time.
enum SameTrafficCheck {
    /// Nanoseconds that a change of the time format may cost.
    private static let tolerance = 1_000.0
    /// Packets below which a constant distance may be chance; none are needed where it is zero.
    private static let minimumPackets = 50

    static func check(
        _ pairs: [StreamPair], _ transits: [TransitTimes], near: CaptureRecord, far: CaptureRecord
    ) -> SameTraffic? {
        guard let base = transits.first?.base, !pairs.isEmpty else { return nil }
        for pair in pairs {
            let atNear = near.streams[pair.near]
            let atFar = far.streams[pair.far]
            guard pair.alignment.shift == HeaderShift(), atNear.source == atFar.source,
                atNear.destination == atFar.destination, atNear.hopLimit == atFar.hopLimit,
                !hasGaps(pair.alignment)
            else { return nil }
        }
        let differences = transits.flatMap(\.differences)
        let quantiles = Quantiles(differences)
        guard quantiles.value(1) - quantiles.value(0) <= tolerance else { return nil }
        let shift = Double(base) + quantiles.median
        if abs(shift) <= tolerance { return SameTraffic(packets: differences.count, shiftSeconds: 0) }
        guard differences.count >= minimumPackets else { return nil }
        return SameTraffic(packets: differences.count, shiftSeconds: shift / 1e9)
    }

    /// Packets between the first and the last common one that only one point has: then there is something to compare.
    private static func hasGaps(_ alignment: StreamAlignment) -> Bool {
        guard let first = alignment.common.first, let last = alignment.common.last else { return false }
        let bounds = min(first.far, last.far)...max(first.far, last.far)
        return alignment.nearOnly.contains { $0 > first.near && $0 < last.near }
            || alignment.farOnly.contains { bounds.contains($0) }
    }
}
