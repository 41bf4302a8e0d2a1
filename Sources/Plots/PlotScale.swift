import JSONText

/// The scale of an axis: where it begins and ends, and where its ticks stand.
struct PlotScale: Equatable {
    var low: Double
    var high: Double
    var ticks: [Double]

    /// A scale from 0 that holds `most`, with about `count` steps of 1, 2 or 5 times a power of ten.
    static func fromZero(to most: Double, atLeast least: Double, steps count: Int = 3) -> PlotScale {
        let wanted = max(most.isFinite ? most : 0, least)
        var step = 1.0
        while step * Double(count) < wanted { step *= 10 }
        while step > 1e-6, step / 10 * Double(count) >= wanted { step /= 10 }
        for factor in [0.2, 0.5] where step * factor * Double(count) >= wanted {
            step *= factor
            break
        }
        var ticks = [0.0]
        while let last = ticks.last, last < wanted * (1 - 1e-9), ticks.count <= count { ticks.append(last + step) }
        return PlotScale(low: 0, high: max(ticks.last ?? wanted, wanted), ticks: ticks)
    }

    /// The share of the way from ``low`` to ``high``, within 0 and 1.
    func share(_ value: Double) -> Double {
        guard high > low, value.isFinite else { return 0 }
        return min(1, max(0, (value - low) / (high - low)))
    }
}

/// The axis of time.
struct TimeScale {
    private static let steps: [Double] = [
        0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400,
        604_800,
    ]

    let duration: Double
    let step: Double
    let ticks: [Double]

    /// An axis of `duration` seconds with at most `most` ticks behind the first.
    init(duration given: Double, most: Int) {
        let wanted = given.isFinite ? min(max(given, 0.5), 1e9) : 0.5
        duration = wanted
        let fitting = Self.steps.first { wanted / $0 <= Double(max(1, most)) }
        let step = fitting ?? wanted
        self.step = step
        ticks = (0...max(1, min(most, Int(wanted / step)))).map { Double($0) * step }.filter { $0 <= wanted + 1e-9 }
    }

    func label(_ seconds: Double) -> String { TimeScale.text(seconds, withTenths: step < 1) }

    /// `1:02`, `2:01:05`, `3.4 s`.
    static func text(_ seconds: Double, withTenths: Bool = false) -> String {
        if withTenths { return DecimalText.fixed(seconds, places: 1) + " s" }
        let whole = Int(min(max(0, seconds), 1e9).rounded())
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
        if whole >= 3_600 { return "\(whole / 3_600):\(two(whole / 60 % 60)):\(two(whole % 60))" }
        return "\(whole / 60):\(two(whole % 60))"
    }
}
