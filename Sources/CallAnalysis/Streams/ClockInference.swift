/// The RTP clock rate of a stream read off its own pace: how far timestamps advance per second of arrival.
enum ClockInference {
    /// The clock rates in use (RFC 3551 §6 and the registrations since).
    static let knownRates = [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 90_000]
    /// Observations kept while the rate is unknown.
    static let maximumObservations = 100

    /// The known rate within 4 % of the observed pace; `nil` where the observations span less than 0.25 s of
    /// arrival, do not advance, or fit no rate.
    static func clockRate(of observations: [RTPObservation]) -> Int? {
        guard observations.count >= 8 else { return nil }
        // The middle of all pairwise paces over a fixed stride resists single jumps of either clock.
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
        let pace = paces[paces.count / 2]
        guard let nearest = knownRates.min(by: { abs(Double($0) - pace) < abs(Double($1) - pace) }),
            abs(Double(nearest) - pace) < 0.04 * Double(nearest)
        else { return nil }
        return nearest
    }
}
