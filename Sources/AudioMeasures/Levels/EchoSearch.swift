/// An echo: one direction comes back on the other, later and weaker.
public struct Echo: Sendable, Equatable {
    /// How much later it passes the point of capture, ms; to one window of 20 ms.
    public var delayMilliseconds: Double
    /// How much weaker it is, dB.
    public var returnLoss: Double
    /// How well the two directions' levels go together, 0 to 1.
    public var correlation: Double
    /// The windows of 20 ms that show it.
    public var windows: Int
    /// Where it is plainest: the window of the talker's envelope with the loudest return.
    public var plainestWindow: Int
}

/// Looks for the envelope of one direction in the other.
///
/// In windows in which A speaks and B is weaker than A, the levels of B are compared with those of A some windows earlier. An
/// echo follows A's ups and downs; a listener's noise does not, and a listener's own speech is left out because it is as
/// strong as A's, or does not go along with it.
public enum EchoSearch {
    /// The delays looked at, in windows of 20 ms: below the first an echo is heard as one's own voice.
    public static let delays = 2...50
    /// The least correlation.
    public static let requiredCorrelation = 0.7
    /// The least by which the correlation exceeds that of delays well off, so that talk that goes along by chance is none.
    public static let requiredContrast = 0.15
    /// The share of the talker's windows with speech that have to show it: a listener who talks as loud shows fewer.
    public static let requiredShare = 0.6
    /// Windows that have to show it: 2 s of speech.
    public static let requiredWindows = 100
    /// Windows looked at: 40 s of speech.
    public static let mostWindows = 2_000
    /// How much weaker the return has to be, in steps of ``LevelEnvelope/step``: 4.5 dB.
    private static let weaker = 6
    /// How far above its floor A speaks, in steps: 12 dB.
    private static let speechSteps = 16

    /// The echo of `talker` in `listener`; window 0 of `listener` lies `offset` windows after window 0 of `talker`.
    public static func echo(of talker: [UInt8], in listener: [UInt8], offset: Int) -> Echo? {
        let speech = speechWindows(talker, listener, offset)
        guard speech.count >= requiredWindows else { return nil }
        var best: (delay: Int, fit: Fit)?
        var fits: [Int: Double] = [:]
        for delay in delays {
            guard let fit = fit(talker, listener, speech, shift: delay - offset) else { continue }
            fits[delay] = fit.correlation
            if fit.correlation > best?.fit.correlation ?? 0 { best = (delay, fit) }
        }
        guard let best, best.fit.correlation >= requiredCorrelation, best.fit.slope >= 0.45 else { return nil }
        let others = fits.filter { abs($0.key - best.delay) > 5 }.map(\.value)
        guard let typical = others.max(), best.fit.correlation - typical >= requiredContrast else { return nil }
        return Echo(
            delayMilliseconds: Double(best.delay) * 20, returnLoss: best.fit.meanDifference * LevelEnvelope.step,
            correlation: best.fit.correlation, windows: best.fit.count, plainestWindow: best.fit.plainest)
    }

    private struct Fit {
        var correlation: Double
        var slope: Double
        var meanDifference: Double
        var count: Int
        var plainest: Int
    }

    /// Windows of the talker with speech, spread over the call.
    private static func speechWindows(_ talker: [UInt8], _ listener: [UInt8], _ offset: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: 128)
        for level in talker where level > 0 && level < 128 { counts[Int(level)] += 1 }
        let sounding = counts.reduce(0, +)
        guard sounding >= requiredWindows else { return [] }
        var seen = 0
        let floor =
            counts.indices.first { level in
                seen += counts[level]
                return seen * 10 >= sounding
            } ?? 0
        // -45 dBov at least: below that nothing comes back that could be heard.
        let threshold = max(floor + speechSteps, 60)
        let speech = talker.indices.filter { index in
            let level = talker[index]
            return level < 128 && Int(level) > threshold && index - offset >= -50 && index - offset < listener.count
        }
        guard speech.count > mostWindows else { return speech }
        // Whole stretches, as the comparison needs neighbours no less than single windows.
        let step = speech.count / mostWindows + 1
        return speech.enumerated().filter { $0.offset / 100 % step == 0 }.map(\.element)
    }

    private static func fit(_ talker: [UInt8], _ listener: [UInt8], _ speech: [Int], shift: Int) -> Fit? {
        var count = 0.0
        var sumA = 0.0
        var sumB = 0.0
        var sumAA = 0.0
        var sumBB = 0.0
        var sumAB = 0.0
        var plainest = (level: 0, window: 0)
        for index in speech {
            let at = index + shift
            guard at >= 0, at < listener.count else { continue }
            let back = listener[at]
            guard back > 0, back < 128, Int(back) + weaker <= Int(talker[index]) else { continue }
            let a = Double(talker[index])
            let b = Double(back)
            count += 1
            sumA += a
            sumB += b
            sumAA += a * a
            sumBB += b * b
            sumAB += a * b
            if Int(back) > plainest.level { plainest = (Int(back), index) }
        }
        guard count >= Double(requiredWindows), count >= requiredShare * Double(speech.count) else { return nil }
        let varianceA = sumAA - sumA * sumA / count
        let varianceB = sumBB - sumB * sumB / count
        let covariance = sumAB - sumA * sumB / count
        guard varianceA > 0, varianceB > 0 else { return nil }
        return Fit(
            correlation: covariance / (varianceA * varianceB).squareRoot(), slope: covariance / varianceA,
            meanDifference: (sumA - sumB) / count, count: Int(count), plainest: plainest.window)
    }
}
