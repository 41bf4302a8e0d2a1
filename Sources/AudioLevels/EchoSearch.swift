/// An echo: one direction comes back on the other, later.
public struct Echo: Sendable, Equatable {
    /// How much later it passes the point of capture, ms; to one window of 20 ms.
    public var delayMilliseconds: Double
    /// How much weaker it is, dB; about 0 for a loop.
    public var returnLoss: Double
    /// The share of the talker's windows that come back at this delay with this loss, 0 to 1.
    public var correlation: Double
    /// The windows of 20 ms that show it.
    public var windows: Int
    /// Where it is plainest: the window of the talker's envelope with the loudest return.
    public var plainestWindow: Int
    /// The way from the point of capture to who talks and back, ms; `nil` if not known.
    public var wayMilliseconds: Double?

    /// How long after speaking the talker hears it, buffers aside, ms; what the way to the talker adds is in it where known.
    public var heardAfterMilliseconds: Double { delayMilliseconds + (wayMilliseconds ?? 0) }
    /// Whether it passes this point so soon that only the way to the talker makes it an echo.
    public var isSoon: Bool { delayMilliseconds < Double(EchoSearch.audibleDelay * 20) }
}

/// Looks for the envelope of one direction in the other.
///
/// For each delay, the levels of B are taken from those of A that many windows earlier, where A speaks. An echo makes the
/// same difference again and again, however loud A is and however much B speaks between; at any other delay, and of any
/// other sound, the differences scatter as the levels of speech do. So the delay is looked for at which the most windows
/// agree on one difference, and their share is compared with that of the other delays.
public enum EchoSearch {
    /// The delays looked at, in windows of 20 ms. Those before ``audibleDelay`` are looked at, too, since both
    /// directions may carry the same sound at the same time, which resembles itself at the next delays.
    public static let delays = -3...50
    /// The first delay that is an echo: below 60 ms one hears it as one's own voice (ITU-T G.131).
    public static let audibleDelay = 3
    /// The first delay of an echo captured beside the device that makes it: nearer than that, the same sound may go both
    /// ways.
    public static let soonestDelay = 1
    /// How much weaker such an echo is at least, in steps of ``LevelEnvelope/step``: 3 dB. Two devices that play the same
    /// recording are as loud.
    private static let soonestLoss = 4
    /// How much the share of the windows that agree has to exceed the largest at delays well off. Calls without echo reach
    /// 0.05, calls with an echo that can be heard begin at 0.14.
    public static let requiredContrast = 0.1
    /// By how many standard deviations it has to exceed the mean of the other delays: 6.3 without echo, from 10 with one.
    public static let requiredDeviations = 8.0
    /// Windows of speech needed: 2 s.
    public static let requiredWindows = 100
    /// From here on a contrast of some of the windows is worth a look at all of them, and so are deviations.
    private static let doubtfulContrast = 0.06
    private static let doubtfulDeviations = 6.0
    /// Windows that have to agree.
    public static let requiredAgreement = 40
    /// Windows of speech taken or left together: a second.
    private static let stretch = 50
    /// Delays next to the best that go along with it.
    private static let neighbors = 3
    /// Differences looked at, in steps of ``LevelEnvelope/step``: from 4.5 dB louder to 41 dB weaker.
    private static let differences = -6...54
    /// Differences this far from the commonest still agree with it: 1.5 dB, for what a window shifted against another adds.
    private static let tolerance = 2
    /// How far above its floor A speaks, in steps: 12 dB.
    private static let speechSteps = 16

    /// The echo of `talker` in `listener`; window 0 of `listener` lies `offset` windows after window 0 of `talker`.
    ///
    /// One that passes sooner than ``audibleDelay`` is found as well: whether it is heard depends on the way to the talker.
    public static func echo(of talker: [UInt8], in listener: [UInt8], offset: Int) -> Echo? {
        let speech = speechWindows(talker, listener, offset)
        guard speech.count >= requiredWindows else { return nil }
        let some = thinned(speech, to: AudioLimits.echoWindows)
        var best = best(of: some, talker, listener, offset)
        if let doubtful = best, doubtful.isDoubtful, some.count < speech.count {
            best = self.best(of: thinned(speech, to: AudioLimits.doubtfulEchoWindows), talker, listener, offset)
        }
        guard let best, best.isClear, best.agreement.windows >= requiredAgreement, best.delay >= soonestDelay,
            best.delay >= audibleDelay || best.agreement.difference >= soonestLoss
        else { return nil }
        let plainest = plainest(best.sound, best.speech, listener, best.delay - offset, best.agreement.difference)
        return Echo(
            delayMilliseconds: (Double(best.delay) + (best.isBetween ? 0.5 : 0)) * 20,
            returnLoss: Double(best.agreement.difference) * LevelEnvelope.step, correlation: best.agreement.share,
            windows: best.agreement.windows, plainestWindow: plainest)
    }

    /// The delay at which the most windows agree.
    private struct Best {
        var delay: Int
        /// Whether the echo lies between two windows.
        var isBetween: Bool
        var agreement: Agreement
        /// The windows of speech, and their levels.
        var speech: [Int]
        var sound: [UInt8]
        /// By how much its share exceeds the largest elsewhere, and the mean elsewhere in standard deviations.
        var contrast = 0.0
        var deviations = 0.0

        var isClear: Bool { contrast >= EchoSearch.requiredContrast && deviations >= EchoSearch.requiredDeviations }
        var isDoubtful: Bool {
            !isClear && contrast >= EchoSearch.doubtfulContrast && deviations >= EchoSearch.doubtfulDeviations
        }
    }

    private static func best(of speech: [Int], _ talker: [UInt8], _ listener: [UInt8], _ offset: Int) -> Best? {
        // An echo that comes back between two windows is part in one and part in the next.
        let sounds = [speech.map { talker[$0] }, speech.map { UInt8(clamping: between(talker, $0)) }]
        var best: Best?
        var shares: [(delay: Int, share: Double)] = []
        for delay in delays {
            for sound in sounds.indices {
                let found = agreement(sounds[sound], speech, listener, shift: delay - offset)
                guard let found else { continue }
                shares.append((delay, found.share))
                guard found.share > best?.agreement.share ?? 0 else { continue }
                best = Best(
                    delay: delay, isBetween: sound > 0, agreement: found, speech: speech, sound: sounds[sound])
            }
        }
        guard var best else { return nil }
        (best.contrast, best.deviations) = standing(of: best.agreement.share, at: best.delay, shares)
        return best
    }

    /// How many windows agree on one difference.
    private struct Agreement {
        var share: Double
        var difference: Int
        var windows: Int
    }

    /// How far a share is beyond what the delays away from it reach by chance.
    private static func standing(
        of share: Double, at delay: Int, _ shares: [(delay: Int, share: Double)]
    ) -> (contrast: Double, deviations: Double) {
        let others = shares.lazy.filter { abs($0.delay - delay) > neighbors }.map(\.share)
        var (count, sum, squares, largest) = (0.0, 0.0, 0.0, 0.0)
        for other in others {
            count += 1
            sum += other
            squares += other * other
            largest = max(largest, other)
        }
        guard count >= 10 else { return (0, 0) }
        let mean = sum / count
        let deviation = max(0.01, max(0, squares / count - mean * mean).squareRoot())
        return (share - largest, (share - mean) / deviation)
    }

    /// The level of the last half of the window before and the first half of this one.
    private static func between(_ talker: [UInt8], _ index: Int) -> Int {
        let now = Int(talker[index])
        let before = index > 0 && talker[index - 1] < 128 ? Int(talker[index - 1]) : 0
        // Four steps are a factor of two in power.
        let gap = abs(now - before)
        let gain = gap < halves.count ? halves[gap] : halves[halves.count - 1]
        return max(now, before) - gain
    }

    /// By how many steps the mean of two powers lies below the larger, by the steps between them.
    private static let halves: [Int] = (0..<24).map { gap in
        var ratio = 1.0
        for _ in 0..<gap { ratio /= 1.189_207 }
        return Int((-4 * Mathematics.log10((1 + ratio) / 2) / 0.301_03).rounded())
    }

    /// Windows of the talker with speech.
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
        return talker.indices.filter { index in
            let level = talker[index]
            return level < 128 && Int(level) > threshold && index - offset >= -50 && index - offset < listener.count
        }
    }

    /// About `most` of the windows, spread over the call.
    private static func thinned(_ speech: [Int], to most: Int) -> [Int] {
        guard speech.count > most else { return speech }
        let step = speech.count / most + 1
        return speech.enumerated().filter { $0.offset / stretch % step == 0 }.map(\.element)
    }

    /// How many of the talker's windows come back `shift` later with one difference of level.
    ///
    /// Silent windows (0) and missing ones (255) of the listener need no look: from a level of speech, 60 and more, they
    /// differ by more than is looked at.
    private static func agreement(_ sound: [UInt8], _ speech: [Int], _ listener: [UInt8], shift: Int) -> Agreement? {
        var counts = InlineArray<256, UInt16>(repeating: 0)
        guard let first = speech.firstIndex(where: { $0 + shift >= 0 }),
            let last = speech.lastIndex(where: { $0 + shift < listener.count }), last - first >= requiredWindows
        else { return nil }
        // Windows of speech ascend, so what holds for the first and the last holds for all.
        sound.withUnsafeBufferPointer { sound in
            speech.withUnsafeBufferPointer { speech in
                listener.withUnsafeBufferPointer { listener in
                    for place in first...last {
                        counts[Int(sound[place] &+ 128 &- listener[speech[place] &+ shift])] &+= 1
                    }
                }
            }
        }
        var best = (windows: 0, difference: 0)
        var windows = 0
        for difference in (differences.lowerBound - tolerance)..<(differences.lowerBound + tolerance) {
            windows += Int(counts[128 + difference])
        }
        for difference in differences {
            windows += Int(counts[128 + difference + tolerance])
            if windows > best.windows { best = (windows, difference) }
            windows -= Int(counts[128 + difference - tolerance])
        }
        return Agreement(
            share: Double(best.windows) / Double(last - first + 1), difference: best.difference,
            windows: best.windows)
    }

    /// The window whose return is the loudest of those that agree.
    private static func plainest(
        _ sound: [UInt8], _ speech: [Int], _ listener: [UInt8], _ shift: Int, _ difference: Int
    ) -> Int {
        var plainest = (level: 0, window: speech.first ?? 0)
        for place in speech.indices {
            let at = speech[place] + shift
            guard at >= 0, at < listener.count, listener[at] < 128,
                abs(Int(sound[place]) - Int(listener[at]) - difference) <= tolerance, Int(listener[at]) > plainest.level
            else { continue }
            plainest = (Int(listener[at]), speech[place])
        }
        return plainest.window
    }
}
