import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `media.sender-clock`.
    static let senderClock = FindingRule(
        codes: [.senderClock],
        explains: [
            CodeExplanation(
                .senderClock, title: "The sender's media clock is off",
                meaning:
                    "The sender makes sound faster or slower than the time it stamps on it, or its timestamps jump: "
                    + "the listener's buffer runs empty or over again and again, whatever the network does.",
                remedy: "Look at the sending device, not at the network: its sound device, its sampling rate, a "
                    + "processor without time, or a virtual machine's clock.")
        ],
        page: RulePage(
            checks:
                "Senders whose media clock runs away from the time evenly and for long, all along or from a moment in "
                + "mid-call on, and timestamps that jump though the sequence numbers run on.",
            matters: "No buffer helps: it runs empty, or over, again and again. Network people look in vain.",
            clears: "A sender that makes as much sound as it says.",
            thresholds: [.senderClockPartsPerMillion, .judgedPackets])
    ) { context in
        context.result.streams.indices.flatMap { index -> [Finding] in
            let stream = context.result.streams[index]
            guard stream.media == .audio || stream.media == .unknown, stream.role == .media,
                stream.counts.received >= context.thresholds.judgedPackets
            else { return [] }
            return [drift(stream, index, context.thresholds), jump(stream, index)].compactMap { $0 }
        }
    }

    private static func drift(_ stream: MediaStream, _ index: Int, _ thresholds: FindingThresholds) -> Finding? {
        guard let clock = stream.senderClock else { return nil }
        let isSlow = clock.partsPerMillion > 0
        let percent = abs(clock.partsPerMillion) / 10_000
        let words = Figures.decimal(percent, places: percent < 1 ? 2 : 1)
        return Finding(
            code: .senderClock,
            severity: abs(clock.partsPerMillion) >= thresholds.senderClockPartsPerMillion ? .warning : .note,
            confidence: 0.85, call: stream.call, stream: index,
            summary: "\(StreamWords.whose(stream)) is made too \(isSlow ? "slowly" : "fast"): the sender's clock is "
                + "\(isSlow ? "slow" : "fast") by \(words) % (\(SenderClockWords.rounded(clock.partsPerMillion)) ppm), "
                + "evenly over \(Figures.decimal(clock.seconds, places: 0)) s"
                + (clock.since.map { " from \(Figures.clock($0)) on" } ?? "")
                + ", so that the listener's buffer runs \(isSlow ? "empty" : "over") again and again.",
            evidence: [
                Evidence(packet: stream.firstPacket, at: stream.startedAt, text: "The stream begins."),
                Evidence(
                    packet: stream.lastPacket, at: stream.endedAt,
                    text: "By this packet it is \(isSlow ? "behind" : "ahead") by about "
                        + "\(Figures.decimal(abs(clock.partsPerMillion) * clock.seconds / 1e6, places: 1)) s."),
            ],
            remedy: SenderClockWords.remedy(stream))
    }

    private static func jump(_ stream: MediaStream, _ index: Int) -> Finding? {
        guard let worst = stream.timestampJumps.max(by: { abs($0.milliseconds) < abs($1.milliseconds) }) else {
            return nil
        }
        let count = stream.timestampJumps.count
        return Finding(
            code: .senderClock, severity: .warning, confidence: 0.8, call: stream.call, stream: index,
            summary: "The timestamps of \(StreamWords.whose(stream).lowercasedFirst) jump "
                + "\(count == 1 ? "once" : "\(count) times") although its packets run on: by "
                + "\(SenderClockWords.length(worst.milliseconds)) \(worst.milliseconds < 0 ? "back" : "ahead") at packet "
                + "\(worst.packet.number). A receiver that plays by timestamps falls silent, or begins anew.",
            evidence: stream.timestampJumps.prefix(3).map {
                Evidence(
                    packet: $0.packet, at: $0.at,
                    text: "This timestamp lies \(SenderClockWords.length($0.milliseconds)) "
                        + "\($0.milliseconds < 0 ? "before" : "beyond") what the time passed allows.")
            },
            remedy:
                "Look at the device or program that sends (\(stream.source.address)): it sets its timestamps anew without "
                + "a new source (SSRC) or marker.")
    }

    /// The rule of `media.delay-step`.
    static let delayStep = FindingRule(
        codes: [.delayStep],
        explains: [
            CodeExplanation(
                .delayStep, title: "Delay that steps up",
                meaning: "From one packet on, all packets of a stream come later than those before: the listener hears "
                    + "one gap, and everything later from then on.",
                remedy:
                    "Look at what changed at that moment: another path, a queue that filled, or a sender that paused.")
        ],
        page: RulePage(
            checks: "Packets that come later than those before from one on, and stay so.",
            matters: "The listener hears one gap; and everything later from then on.",
            clears: "Nothing, if it happens once; else a path, or a sender, that does not change in mid-call.",
            thresholds: [.delayMilliseconds])
    ) { context in
        context.result.streams.indices.compactMap { index in
            let stream = context.result.streams[index]
            guard stream.media == .audio || stream.media == .unknown, stream.role == .media, stream.senderClock == nil,
                let largest = stream.delaySteps.max(by: { $0.milliseconds < $1.milliseconds })
            else { return nil }
            let sum = stream.delaySteps.reduce(0) { $0 + $1.milliseconds }
            let count = stream.delaySteps.count
            let once = "once by \(Figures.decimal(largest.milliseconds, places: 0)) ms"
            return Finding(
                code: .delayStep, severity: sum >= context.thresholds.delayMilliseconds ? .warning : .note,
                confidence: 0.85, call: stream.call, stream: index,
                summary: "The delay of \(StreamWords.whose(stream).lowercasedFirst) rises "
                    + (count == 1
                        ? once
                        : "\(count) times, by \(Figures.decimal(sum, places: 0)) ms in all, at most by "
                            + "\(Figures.decimal(largest.milliseconds, places: 0)) ms")
                    + ", at packet \(largest.packet.number), and stays there: one gap is heard, and all that follows comes "
                    + "later.",
                evidence: stream.delaySteps.prefix(3).map {
                    Evidence(
                        packet: $0.packet, at: $0.at,
                        text: "From this packet on all come \(Figures.decimal($0.milliseconds, places: 0)) ms later.")
                },
                remedy: "Look at what changed at that moment: another path, a queue that filled and stayed full, or a "
                    + "sender (\(stream.source.address)) that paused while its media clock stood.")
        }
    }
}

/// How findings speak of a sender's clock.
enum SenderClockWords {
    static func remedy(_ stream: MediaStream) -> String {
        "Look at the device that sends (\(stream.source.address)), not at the network: its sound device or sampling rate, a "
            + "timer that is late each time, a processor or virtual machine without time."
    }

    /// Parts per million to three figures.
    static func rounded(_ partsPerMillion: Double) -> String {
        var unit = 1.0
        while abs(partsPerMillion) / unit >= 1_000, unit < 1e12 { unit *= 10 }
        return Figures.decimal((abs(partsPerMillion) / unit).rounded() * unit, places: 0)
    }

    /// A time in the unit that suits it.
    static func length(_ milliseconds: Double) -> String {
        let seconds = abs(milliseconds) / 1_000
        if seconds >= 5_400 { return "\(Figures.decimal(seconds / 3_600, places: 1)) h" }
        if seconds >= 90 { return "\(Figures.decimal(seconds / 60, places: 1)) min" }
        return "\(Figures.decimal(seconds, places: 1)) s"
    }
}

extension String {
    /// With its first letter small, as in the middle of a sentence.
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
