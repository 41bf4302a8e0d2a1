/// How FAR's clock relates to NEAR's, and when a packet is due at the other point.
///
/// The difference of the two arrival times is the clocks' offset plus the time of travel for what goes from NEAR to FAR,
/// and the offset minus that time for what goes the other way. The fastest packets of both directions enclose the
/// offset; the middle is right if the shortest times of travel are alike. Drift is the slope of the envelopes, each
/// weighted by how evenly its points touch it; crystals keep within 100 parts per million, which counts as one more
/// observation so that a short stream with much jitter proves no absurd clock. Datagrams beside the audio narrow the
/// offset, and alone enclose it where one direction of the audio never arrives.
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

    /// How unevenly the datagrams beside the audio travelled each way, in nanoseconds; `nil` if none did.
    private var spreads: [PathDirection: Double] = [:]

    /// How far a crystal may be off.
    private static let crystal = 1e-4

    /// The estimate from pairs with their directions; an unknown direction counts as from NEAR to FAR.
    init(
        _ transits: [(TransitTimes, PathDirection)], datagrams: CommonDatagrams, sides: PathSides, origin: Int64,
        base: Int64
    ) {
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
        take(datagrams, sides)
    }

    private mutating func take(_ datagrams: CommonDatagrams, _ sides: PathSides) {
        var levels: [PathDirection: [Double]] = [:]
        for crossing in datagrams.crossings {
            levels[sides.direction(crossing), default: []].append(crossing.difference - drift * crossing.time)
        }
        // Nothing travels in less than no time: a bound that crosses the other one is no datagram of this path.
        if let least = levels[.nearToFar]?.filter({ $0 >= highest ?? -.infinity }).min() {
            lowest = min(lowest ?? least, least)
        }
        if let most = levels[.farToNear]?.filter({ $0 <= lowest ?? .infinity }).max() {
            highest = max(highest ?? most, most)
        }
        for direction in [PathDirection.nearToFar, .farToNear] {
            guard let all = levels[direction], let least = all.min(), let most = all.max() else { continue }
            spreads[direction] = most - least
        }
    }

    /// By how much datagrams beside the audio were slower than the fastest, in nanoseconds; `nil` if none is known.
    func spread(_ direction: PathDirection) -> Double? { spreads[direction] }

    /// How much longer each common packet took than the fastest datagram of its direction, in nanoseconds.
    func excess(_ transit: TransitTimes, _ direction: PathDirection) -> [Double] {
        let level = transit.level(drift: drift)
        if direction == .farToNear {
            let bound = highest ?? 0
            return level.map { bound - $0 }
        }
        let bound = lowest ?? 0
        return level.map { $0 - bound }
    }

    /// The shortest time of travel in milliseconds; `nil` where the clocks are not known from both directions.
    func shortestMilliseconds(_ transit: TransitTimes, _ direction: PathDirection) -> Double? {
        guard lowest != nil, highest != nil, let offset, let least = excess(transit, direction).min() else {
            return nil
        }
        switch direction {
        case .nearToFar: return max(0, least + (lowest ?? 0) - offset) / 1e6
        case .farToNear: return max(0, least + offset - (highest ?? 0)) / 1e6
        case .unknown: return nil
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
