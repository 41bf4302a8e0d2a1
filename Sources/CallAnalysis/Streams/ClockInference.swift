/// The RTP clock rate of a stream read off its own timestamps: how far they advance from packet to packet, and per second of
/// arrival.
enum ClockInference {
    /// The clock rates in use (RFC 3551 §6 and the registrations since).
    static let knownRates = [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 90_000]
    /// Observations after which the rate is asked for, each time.
    static let observations = 100
    /// The usual lengths of audio packets in ms.
    private static let usualLengths = [10.0, 20, 30, 40, 60]

    /// The known rate within 4 % of the observed pace; else, where the timestamps advance by constant steps, the one whose
    /// packets then have a usual length, within 30 % of the pace. `nil` where the observations span less than 0.25 s of
    /// arrival, do not advance, or fit no rate.
    static func clockRate(of observations: [RTPObservation]) -> Int? {
        guard observations.count >= 8, let pace = pace(of: observations) else { return nil }
        func distance(_ rate: Int) -> Double { abs(Double(rate) - pace) / Double(rate) }
        let step = constantStep(of: observations)
        let fitting = step.map { step in
            knownRates.filter { rate in usualLengths.contains(Double(step) * 1_000 / Double(rate)) }
        }
        if let fitting, let best = fitting.min(by: { distance($0) < distance($1) }), distance(best) < 0.3 {
            return best
        }
        guard let nearest = knownRates.min(by: { abs(Double($0) - pace) < abs(Double($1) - pace) }),
            distance(nearest) < 0.04
        else { return nil }
        return nearest
    }

    /// Whether more of a stream may tell what these do not: its timestamps step evenly.
    static func mayTellLater(_ observations: [RTPObservation]) -> Bool { constantStep(of: observations) != nil }

    /// The middle of all pairwise paces over a fixed stride, in units per second, which resists single jumps of either clock.
    private static func pace(of observations: [RTPObservation]) -> Double? {
        let stride = observations.count / 2
        var paces: [Double] = []
        for index in 0..<(observations.count - stride) {
            let early = observations[index]
            let late = observations[index + stride]
            let elapsed = Double(late.arrival &- early.arrival) / 1e9
            let ticks = Double(Int32(bitPattern: late.timestamp &- early.timestamp))
            guard elapsed > 0.125, ticks > 0 else { continue }
            paces.append(ticks / elapsed)
        }
        guard paces.count >= 4 else { return nil }
        paces.sort()
        return paces[paces.count / 2]
    }

    /// The least step between packets in a row, if nearly all steps are it or its multiples.
    private static func constantStep(of observations: [RTPObservation]) -> UInt32? {
        var steps: [UInt32] = []
        for (before, packet) in zip(observations, observations.dropFirst())
        where packet.sequence &- before.sequence == 1 {
            let step = packet.timestamp &- before.timestamp
            if step > 0, step < 1 << 20 { steps.append(step) }
        }
        guard steps.count >= 8 else { return nil }
        steps.sort()
        // One odd step shall not decide.
        let least = steps[steps.count / 20]
        let fitting = steps.count { $0 % least == 0 }
        return fitting * 10 >= steps.count * 9 ? least : nil
    }
}
