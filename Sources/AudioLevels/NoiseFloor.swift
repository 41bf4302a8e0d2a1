/// The noise that is left when nobody speaks, and when somebody does.
///
/// The floor is the 10th percentile of the levels of the windows of 20 ms, digital silence left out: it says nothing
/// about a sender that mutes its pauses. A window holds speech if its level is more than ``speechMargin`` above the
/// floor and above ``quietestSpeech``, and for ``hangoverMilliseconds`` after that (the hangover of ITU-T P.56).
/// The margin and the quietest speech are this project's choice, not a standard's.
public struct NoiseFloor: Hashable, Sendable {
    /// How far above the floor speech begins, in dB.
    public static let speechMargin = 9.0
    /// The level below which nothing is held to be speech, in dBov.
    public static let quietestSpeech = -50.0
    /// How long speech is held to go on after its last loud window, in milliseconds.
    public static let hangoverMilliseconds = 200
    /// How many windows with a level a floor needs: 1 s.
    public static let fewestWindows = 50

    /// The 10th percentile of the window levels, in dBov.
    public let floor: Double
    /// The mean power of the windows without speech, in dBov; the floor if there are none.
    public let noiseLevel: Double
    /// How many windows the noise level is the mean of.
    public let noiseWindows: Int

    /// The noise of one direction; `nil` if less than ``fewestWindows`` have a level.
    public init?(_ windows: WindowLevels) {
        guard windows.total - windows.silent - windows.missing >= NoiseFloor.fewestWindows,
            let floor = windows.percentile(0.1)
        else { return nil }
        self.floor = floor
        let activity = SpeechActivity(windows, floor: floor)
        var power = 0.0
        var count = 0
        for index in 0..<windows.count where !activity.windows[index] {
            if case .level(let level) = windows[index] {
                power += Decibel.power(level)
                count += 1
            }
        }
        noiseWindows = count
        noiseLevel = count > 0 ? Decibel.ratio(power: power / Double(count)) : floor
    }
}

/// In which windows of 20 ms one direction speaks.
public struct SpeechActivity: Hashable, Sendable {
    /// True for each window with speech.
    public let windows: [Bool]

    /// Speech by the rule of ``NoiseFloor``.
    public init(_ levels: WindowLevels, floor: Double) {
        let threshold = max(floor + NoiseFloor.speechMargin, NoiseFloor.quietestSpeech)
        let hangover = NoiseFloor.hangoverMilliseconds / LevelMeter.windowMilliseconds
        var windows: [Bool] = []
        windows.reserveCapacity(levels.count)
        var left = 0
        levels.forEachTenth { tenth in
            if let tenth, Double(tenth) / 10 > threshold {
                left = hangover
                windows.append(true)
            } else {
                windows.append(left > 0)
                left = max(0, left - 1)
            }
        }
        self.windows = windows
    }

    /// Speech by the rule of ``NoiseFloor`` in the levels of a ``LevelEnvelope``; `nil` if fewer than
    /// ``NoiseFloor/fewestWindows`` have a level.
    public init?(envelope levels: [UInt8]) {
        var counts = [Int](repeating: 0, count: 128)
        var total = 0
        for level in levels where level > 0 && level < 128 {
            counts[Int(level)] += 1
            total += 1
        }
        guard total >= NoiseFloor.fewestWindows else { return nil }
        var below = 0
        let floor = counts.firstIndex { count in
            below += count
            return below * 10 >= total
        }
        let threshold = max(
            LevelEnvelope.dBov(UInt8(floor ?? 0)) + NoiseFloor.speechMargin, NoiseFloor.quietestSpeech)
        let least = (UInt8(1)...127).first { LevelEnvelope.dBov($0) > threshold } ?? 127
        var left = 0
        windows = levels.map { level in
            if level != LevelEnvelope.missing, level >= least {
                left = NoiseFloor.hangoverMilliseconds / LevelMeter.windowMilliseconds
                return true
            }
            left -= 1
            return left >= 0
        }
    }

    /// The share of the windows with speech, 0 to 1.
    public var share: Double {
        windows.isEmpty ? 0 : Double(windows.count(where: { $0 })) / Double(windows.count)
    }
}

/// How much of the time both directions speak at once: high where delay makes people talk over each other.
public struct DoubleTalk: Hashable, Sendable {
    /// Windows of 20 ms that both directions cover.
    public let windows: Int
    /// Windows in which both speak.
    public let both: Int
    /// Windows in which at least one speaks.
    public let either: Int

    /// Compares two directions; window 0 of `second` begins `offset` windows after window 0 of `first`.
    public init(_ first: SpeechActivity, _ second: SpeechActivity, offset: Int = 0) {
        let start = max(0, offset)
        let (end, overflow) = second.windows.count.addingReportingOverflow(offset)
        var both = 0
        var either = 0
        let last = min(first.windows.count, overflow ? 0 : end)
        if start < last {
            for index in start..<last {
                let (a, b) = (first.windows[index], second.windows[index - offset])
                if a && b { both += 1 }
                if a || b { either += 1 }
            }
        }
        windows = max(0, last - start)
        self.both = both
        self.either = either
    }

    /// The share of the time with speech in which both speak, 0 to 1; 0 if nobody does.
    public var share: Double { either > 0 ? Double(both) / Double(either) : 0 }
}
