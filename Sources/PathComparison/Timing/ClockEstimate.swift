/// How FAR's clock relates to NEAR's, and when a packet is due at the other point.
///
/// The difference of the two arrival times is the clocks' offset plus the time of travel for what goes from NEAR to FAR,
/// and the offset minus that time for what goes the other way. The fastest packets of both directions enclose the
/// offset; the middle is right if the shortest times of travel are alike. Drift is the slope of the envelopes, each
/// weighted by how evenly its points touch it; crystals keep within 100 parts per million, which counts as one more
/// observation so that a short stream with much jitter proves no absurd clock.
struct ClockEstimate {
    let origin: Int64
    let base: Int64
    /// FAR's gain per unit of time.
    private(set) var drift = 0.0
    private(set) var driftUncertainty = 0.0
    /// The least level difference of what goes from NEAR to FAR; `nil` if nothing does.
    private(set) var lowest: Double?
    /// The greatest level difference of what goes from FAR to NEAR; `nil` if nothing does.
    private(set) var highest: Double?

    /// How far a crystal may be off.
    private static let crystal = 1e-4

    /// The estimate from pairs with their directions; an unknown direction counts as from NEAR to FAR.
    init(_ transits: [(TransitTimes, PathDirection)], origin: Int64, base: Int64) {
        self.origin = origin
        self.base = base
        var weights = 1 / (Self.crystal * Self.crystal)
        var sum = 0.0
        for (transit, direction) in transits {
            guard let envelope = transit.envelope(direction) else { continue }
            let slope = direction == .farToNear ? -envelope.slope : envelope.slope
            guard slope.isFinite, envelope.slopeUncertainty.isFinite else { continue }
            let uncertainty = max(envelope.slopeUncertainty, 1e-8)
            weights += 1 / (uncertainty * uncertainty)
            sum += slope / (uncertainty * uncertainty)
        }
        drift = sum / weights
        driftUncertainty = 1 / weights.squareRoot()
        for (transit, direction) in transits {
            let level = transit.level(drift: drift)
            if direction == .farToNear {
                if let most = level.max() { highest = max(highest ?? most, most) }
            } else {
                if let least = level.min() { lowest = min(lowest ?? least, least) }
            }
        }
    }

    /// The offset at ``origin`` in nanoseconds beyond ``base``; `nil` without common packets.
    private var offset: Double? {
        switch (lowest, highest) {
        case (let low?, let high?): return (low + high) / 2
        case (let low?, nil): return low
        case (nil, let high?): return high
        case (nil, nil): return nil
        }
    }

    /// When a packet that passed its first point at `time` is due at the second, at the earliest.
    func due(_ time: Int64, _ direction: PathDirection) -> Int64 {
        direction == .farToNear ? atNear(time, highest ?? offset ?? 0) : atFar(time, lowest ?? offset ?? 0)
    }

    /// When a packet that came to its second point at `time` passed the first, at the latest.
    func sent(_ time: Int64, _ direction: PathDirection) -> Int64 {
        direction == .farToNear ? atFar(time, highest ?? offset ?? 0) : atNear(time, lowest ?? offset ?? 0)
    }

    /// FAR's time at NEAR's `time`, for a level difference.
    private func atFar(_ time: Int64, _ level: Double) -> Int64 {
        let drifted = drift * Double(time.subtractingSaturating(origin))
        return time.addingSaturating(base).addingSaturating(Int64(saturating: level + drifted))
    }

    /// NEAR's time at FAR's `time`; the drift within the difference itself is far below a packet.
    private func atNear(_ time: Int64, _ level: Double) -> Int64 {
        let rough = time.subtractingSaturating(base)
        let drifted = drift * Double(rough.subtractingSaturating(origin))
        return rough.subtractingSaturating(Int64(saturating: level + drifted))
    }

    /// The relation as reported; `nil` without common packets.
    var relation: ClockRelation? {
        guard let offset else { return nil }
        let isBoth = lowest != nil && highest != nil
        let roundTrip = (lowest ?? 0) - (highest ?? 0)
        return ClockRelation(
            offsetSeconds: (Double(base) + offset) / 1e9, driftPartsPerMillion: drift * 1e6,
            driftUncertaintyPartsPerMillion: driftUncertainty * 1e6,
            uncertaintySeconds: isBoth ? abs(roundTrip) / 2e9 : nil,
            roundTripMilliseconds: isBoth && roundTrip >= 0 ? roundTrip / 1e6 : nil,
            method: isBoth ? .bothDirections : .oneDirection)
    }
}
