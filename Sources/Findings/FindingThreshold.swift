/// A figure at which rules speak up, by name: what pages of findings quote, and what a program file may set.
public struct FindingThreshold: Sendable {
    /// The name, as program files write it, such as `lossPercent`.
    public let name: String
    /// The unit, such as `%`, `ms` or `packets`.
    public let unit: String
    /// What it means, with its reason or source.
    public let reason: String
    /// Whether a program file may set it among its thresholds; what a program requires of the network stands elsewhere.
    public let isSettable: Bool
    private let read: @Sendable (FindingThresholds) -> Double?
    private let write: @Sendable (inout FindingThresholds, Double) -> Void

    private init(
        _ name: String, _ unit: String, _ path: any WritableKeyPath<FindingThresholds, Double> & Sendable,
        _ reason: String
    ) {
        self.name = name
        self.unit = unit
        self.reason = reason
        isSettable = true
        read = { $0[keyPath: path] }
        write = { $0[keyPath: path] = $1 }
    }

    private init(
        _ name: String, _ unit: String, _ path: any WritableKeyPath<FindingThresholds, Int> & Sendable,
        _ reason: String
    ) {
        self.name = name
        self.unit = unit
        self.reason = reason
        isSettable = true
        read = { Double($0[keyPath: path]) }
        write = { thresholds, value in
            if let whole = Int(exactly: value.rounded()) { thresholds[keyPath: path] = whole }
        }
    }

    private init(
        _ name: String, _ unit: String, _ path: any WritableKeyPath<FindingThresholds, Double?> & Sendable,
        _ reason: String
    ) {
        self.name = name
        self.unit = unit
        self.reason = reason
        isSettable = false
        read = { $0[keyPath: path] }
        write = { $0[keyPath: path] = $1 }
    }

    /// The figure in `thresholds`; `nil` where none is stated.
    public func value(in thresholds: FindingThresholds) -> Double? { read(thresholds) }

    /// Sets the figure in `thresholds`; a count takes whole numbers, and is rounded to one.
    public func set(_ value: Double, in thresholds: inout FindingThresholds) {
        write(&thresholds, value)
    }

    /// The threshold of a name; `nil` where there is none.
    public static func named(_ name: String) -> FindingThreshold? { all.first { $0.name == name } }
}

extension FindingThreshold {
    /// Seconds of conversation before missing audio is judged.
    public static let conversationSeconds = FindingThreshold(
        "conversationSeconds", "s", \.conversationSeconds,
        "Seconds of conversation before missing audio is judged: media needs a moment after the answer, and "
            + "shorter calls prove nothing.")
    /// Packets that count as audio having been sent.
    public static let audiblePackets = FindingThreshold(
        "audiblePackets", "packets", \.audiblePackets,
        "Packets that count as audio having been sent: 200 ms of 20 ms packets.")
    /// Loss in per cent from which users notice.
    public static let lossPercent = FindingThreshold(
        "lossPercent", "%", \.lossPercent,
        "Loss in per cent from which users notice; 1 % is the limit the providers' network guides name.")
    /// Loss in per cent from which speech breaks up whatever the concealment.
    public static let severeLossPercent = FindingThreshold(
        "severeLossPercent", "%", \.severeLossPercent,
        "Loss in per cent from which speech breaks up whatever the concealment.")
    /// Lost packets below which a share means nothing.
    public static let lossPackets = FindingThreshold(
        "lossPackets", "packets", \.lossPackets,
        "Lost packets below which a share means nothing.")
    /// Mean jitter in milliseconds from which common buffers discard (30 ms, as the providers' guides have it).
    public static let jitterMilliseconds = FindingThreshold(
        "jitterMilliseconds", "ms", \.jitterMilliseconds,
        "Mean jitter in milliseconds from which common buffers discard (30 ms, as the providers' guides have "
            + "it).")
    /// Mean jitter in milliseconds called severe by the 8x8 network guide.
    public static let severeJitterMilliseconds = FindingThreshold(
        "severeJitterMilliseconds", "ms", \.severeJitterMilliseconds,
        "Mean jitter in milliseconds called severe by the 8x8 network guide.")
    /// Packets a stream needs before loss and jitter are judged.
    public static let judgedPackets = FindingThreshold(
        "judgedPackets", "packets", \.judgedPackets,
        "Packets a stream needs before loss and jitter are judged: one second.")
    /// ICMP errors during the call that show a closed port.
    public static let icmpErrors = FindingThreshold(
        "icmpErrors", "errors", \.icmpErrors,
        "ICMP errors during the call that show a closed port; one alone may be a late packet.")
    /// Times that TCP receivers acknowledged data which is not in the capture, from which it has gaps of its own.
    public static let acknowledgedGaps = FindingThreshold(
        "acknowledgedGaps", "gaps", \.acknowledgedGaps,
        "Times that TCP receivers acknowledged data which is not in the capture, from which it has gaps of "
            + "its own: one or two come from segments that overtook each other on the way to the capture.")
    /// Seconds of silence in mid-call before it is judged.
    public static let fallenSilentSeconds = FindingThreshold(
        "fallenSilentSeconds", "s", \.fallenSilentSeconds,
        "Seconds of silence in mid-call before it is judged; longer than the turns of a conversation and "
            + "most pauses.")
    /// Seconds in which a receiver that reports acknowledges nothing new before that is judged.
    public static let unacknowledgedSeconds = FindingThreshold(
        "unacknowledgedSeconds", "s", \.unacknowledgedSeconds,
        "Seconds in which a receiver that reports acknowledges nothing new before that is judged: two report "
            + "intervals (RFC 3550 §6.2), the second at its shortest.")
    /// Seconds into a stream within which its receiver, if it reports at all, reports on it.
    public static let unreportedSeconds = FindingThreshold(
        "unreportedSeconds", "s", \.unreportedSeconds,
        "Seconds into a stream within which its receiver, if it reports at all, reports on it: the first "
            + "report interval at its longest (RFC 3550 §6.2), and a little.")
    /// Copies in per cent of a capture's packets from which it is said.
    public static let copiesPercent = FindingThreshold(
        "copiesPercent", "%", \.copiesPercent,
        "Copies in per cent of a capture's packets from which it is said.")
    /// Missing packets in per cent, lost or more than 60 ms late, from which speech breaks up.
    public static let breakUpPercent = FindingThreshold(
        "breakUpPercent", "%", \.breakUpPercent,
        "Missing packets in per cent, lost or more than 60 ms late, from which speech breaks up: concealment "
            + "hides two or three in a hundred.")
    /// How far a sender's clock has to be off before its listeners notice, parts per million.
    public static let senderClockPartsPerMillion = FindingThreshold(
        "senderClockPartsPerMillion", "ppm", \.senderClockPartsPerMillion,
        "How far a sender's clock has to be off before its listeners notice, parts per million: a gap or a "
            + "drop of 20 ms every four seconds.")
    /// Mouth-to-ear delay in milliseconds from which conversation suffers (ITU-T G.114).
    public static let delayMilliseconds = FindingThreshold(
        "delayMilliseconds", "ms", \.delayMilliseconds,
        "Mouth-to-ear delay in milliseconds from which conversation suffers (ITU-T G.114).")
    /// Mouth-to-ear delay in milliseconds that is not acceptable (ITU-T G.114).
    public static let severeDelayMilliseconds = FindingThreshold(
        "severeDelayMilliseconds", "ms", \.severeDelayMilliseconds,
        "Mouth-to-ear delay in milliseconds that is not acceptable (ITU-T G.114).")
    /// How much weaker an echo has to return so as not to disturb, dB.
    public static let echoReturnLossDecibels = FindingThreshold(
        "echoReturnLossDecibels", "dB", \.echoReturnLossDecibels,
        "How much weaker an echo has to return so as not to disturb, dB: telephones with working echo "
            + "control reach 40 to 50, gateways without it about 12 (RFC 3611 §4.7.4).")
    /// The round trip in milliseconds below which an echo is heard as one's own voice (ITU-T G.131).
    public static let echoRoundTripMilliseconds = FindingThreshold(
        "echoRoundTripMilliseconds", "ms", \.echoRoundTripMilliseconds,
        "The round trip in milliseconds below which an echo is heard as one's own voice (ITU-T G.131).")
    /// Noise in the pauses that disturbs, dBm0.
    public static let noiseLevelDecibels = FindingThreshold(
        "noiseLevelDecibels", "dBm0", \.noiseLevelDecibels,
        "Noise in the pauses that disturbs, dBm0: lines with noise of -50 are good, from -40 on it is "
            + "plainly heard.")
    /// How far the frame at three tenths may lie above the noise floor where noise is steady, dB.
    public static let noiseSpreadDecibels = FindingThreshold(
        "noiseSpreadDecibels", "dB", \.noiseSpreadDecibels,
        "How far the frame at three tenths may lie above the noise floor where noise is steady, dB: noise "
            + "alone stays within 2, and speech over it adds to that.")
    /// How rough what is steady must be to be a hiss, as energy of the differences over energy.
    public static let noiseRoughness = FindingThreshold(
        "noiseRoughness", "ratio", \.noiseRoughness,
        "How rough what is steady must be to be a hiss, as energy of the differences over energy: white "
            + "noise has 2, a tone of 1 kHz 0.6, hum less than 0.1.")
    /// How much weaker an echo has to be at this point so as to pass unheard, dB.
    public static let audibleEchoDecibels = FindingThreshold(
        "audibleEchoDecibels", "dB", \.audibleEchoDecibels,
        "How much weaker an echo has to be at this point so as to pass unheard, dB.")
    /// Samples at the limit, as a share of all, from which it is heard.
    public static let clippedShare = FindingThreshold(
        "clippedShare", "share", \.clippedShare,
        "Samples at the limit, as a share of all, from which it is heard: one in a hundred.")
    /// Clicks in a second from which speech crackles.
    public static let clicksPerSecond = FindingThreshold(
        "clicksPerSecond", "per second", \.clicksPerSecond,
        "Clicks in a second from which speech crackles: speech and music show less than 0.2, a desk with a "
            + "keyboard 1.4, a bad contact with six a second 5.")
    /// Clicks found from which their rate means something.
    public static let clicks = FindingThreshold(
        "clicks", "clicks", \.clicks,
        "Clicks found from which their rate means something; a quarter of the audio is looked at.")
    /// Packets that repeat the sound before them, from which it is heard.
    public static let roboticRepeats = FindingThreshold(
        "roboticRepeats", "packets", \.roboticRepeats,
        "Packets that repeat the sound before them, from which it is heard.")
    /// The share of packets that repeat, from which it is heard.
    public static let repeatedShare = FindingThreshold(
        "repeatedShare", "share", \.repeatedShare,
        "The share of packets that repeat, from which it is heard: bridged gaps below it are a loss that "
            + "nobody notices.")
    /// The share from which it is no voice but a test pattern that repeats itself.
    public static let mostRepeatedShare = FindingThreshold(
        "mostRepeatedShare", "share", \.mostRepeatedShare,
        "The share from which it is no voice but a test pattern that repeats itself.")
    /// Losses of 60 ms and more in a minute, from which their concealment is heard.
    public static let roboticRunsPerMinute = FindingThreshold(
        "roboticRunsPerMinute", "per minute", \.roboticRunsPerMinute,
        "Losses of 60 ms and more in a minute, from which their concealment is heard.")
    /// Seconds of digital silence and nothing else that make a sender silent.
    public static let silentSeconds = FindingThreshold(
        "silentSeconds", "s", \.silentSeconds,
        "Seconds of digital silence and nothing else that make a sender silent.")
    /// Seconds from the answer to the first audio from which it is said.
    public static let lateMediaSeconds = FindingThreshold(
        "lateMediaSeconds", "s", \.lateMediaSeconds,
        "Seconds from the answer to the first audio from which it is said: people say hello within two.")
    /// The shortest stretch of missing audio that is judged, in seconds.
    public static let shortestStretchSeconds = FindingThreshold(
        "shortestStretchSeconds", "s", \.shortestStretchSeconds,
        "The shortest stretch of missing audio that is judged, in seconds: shorter ones are pauses of setup.")
    /// The share of packets lost from which nothing can be understood.
    public static let nearlyAllShare = FindingThreshold(
        "nearlyAllShare", "share", \.nearlyAllShare,
        "The share of packets lost from which nothing can be understood.")
    /// Seconds that a sender may take to follow a new description.
    public static let followingSeconds = FindingThreshold(
        "followingSeconds", "s", \.followingSeconds,
        "Seconds that a sender may take to follow a new description: its next packets are on their way "
            + "already.")
    /// Seconds for which two senders must send to one port before it is said.
    public static let crosstalkSeconds = FindingThreshold(
        "crosstalkSeconds", "s", \.crosstalkSeconds,
        "Seconds for which two senders must send to one port before it is said: a change of sender overlaps "
            + "for a moment.")
    /// Seconds after a stream's begin within which a refusal by ICMP is of all of it.
    public static let refusalSeconds = FindingThreshold(
        "refusalSeconds", "s", \.refusalSeconds,
        "Seconds after a stream's begin within which a refusal by ICMP is of all of it: an address that nobody "
            + "has is given up after three.")
    /// Copies of a BYE from which it was sent to the last.
    public static let lastReleaseCopies = FindingThreshold(
        "lastReleaseCopies", "copies", \.lastReleaseCopies,
        "Copies of a BYE from which it was sent to the last: a sender gives up after eleven (RFC 3261 §17.1.2.2, "
            + "timer F).")
    /// Copies of a BYE from which it counts as unanswered.
    public static let releaseCopies = FindingThreshold(
        "releaseCopies", "copies", \.releaseCopies,
        "Copies of a BYE from which it counts as unanswered: the third comes 1.5 s after the first (RFC 3261 "
            + "§17.1.2.2).")
    /// Seconds after the BYE for which audio must go on so that the other side still believes in the call.
    public static let releaseSeconds = FindingThreshold(
        "releaseSeconds", "s", \.releaseSeconds,
        "Seconds after the BYE for which audio must go on so that the other side still believes in the call.")
    /// Seconds of pause that show a sender to send only while somebody speaks (silence suppression).
    public static let talkspurtPauseSeconds = FindingThreshold(
        "talkspurtPauseSeconds", "s", \.talkspurtPauseSeconds,
        "Seconds of pause that show a sender to send only while somebody speaks (silence suppression).")
    /// Losses of 60 ms and more that a stream needs before their rate means something.
    public static let roboticRuns = FindingThreshold(
        "roboticRuns", "gaps", \.roboticRuns,
        "Losses of 60 ms and more that a stream needs before their rate means something.")
    /// The share of what is missing that a single gap may have.
    public static let singleGapShare = FindingThreshold(
        "singleGapShare", "share", \.singleGapShare,
        "The share of what is missing that a single gap may have: above it, it is one gap and no breaking up.")
    /// The playout buffer assumed of a listener where a delay from mouth to ear is estimated, ms.
    public static let assumedBufferMilliseconds = FindingThreshold(
        "assumedBufferMilliseconds", "ms", \.assumedBufferMilliseconds,
        "The playout buffer assumed of a listener where a delay from mouth to ear is estimated, ms.")
    /// Reports of progress that show audio to be arriving.
    public static let progressReports = FindingThreshold(
        "progressReports", "reports", \.progressReports,
        "Reports of progress that show audio to be arriving: the second may count what came before the first.")
    /// Seconds for which an answer stays unrepeated if nobody acknowledges it.
    public static let answerRepetitionSeconds = FindingThreshold(
        "answerRepetitionSeconds", "s", \.answerRepetitionSeconds,
        "Seconds for which an answer stays unrepeated if nobody acknowledges it: T1 is 500 ms (RFC 3261 "
            + "§13.3.1.4).")
    /// The share of a capture's packets that may be unread without a direction of a call hiding among them.
    public static let unreadShare = FindingThreshold(
        "unreadShare", "share", \.unreadShare,
        "The share of a capture's packets that may be unread without a direction of a call hiding among "
            + "them: ARP, IGMP and the like.")
    /// Answered calls, all of them one way, from which the capture, not the calls, is one way.
    public static let oneWayCalls = FindingThreshold(
        "oneWayCalls", "calls", \.oneWayCalls,
        "Answered calls, all of them one way, from which the capture, not the calls, is one way.")
    /// One-way delay the program requires at most, ms.
    public static let requiredOneWayDelayMilliseconds = FindingThreshold(
        "requiredOneWayDelayMilliseconds", "ms", \.requiredOneWayDelayMilliseconds,
        "One-way delay the program requires at most, ms; `nil` if it states none.")
    /// Jitter the program requires at most, ms.
    public static let requiredJitterMilliseconds = FindingThreshold(
        "requiredJitterMilliseconds", "ms", \.requiredJitterMilliseconds,
        "Jitter the program requires at most, ms.")
    /// Loss the program requires at most, per cent.
    public static let requiredLossPercent = FindingThreshold(
        "requiredLossPercent", "%", \.requiredLossPercent,
        "Loss the program requires at most, per cent.")

    /// All thresholds, in the order of their declaration.
    public static let all: [FindingThreshold] = [
        .conversationSeconds, .audiblePackets, .lossPercent, .severeLossPercent, .lossPackets, .jitterMilliseconds,
        .severeJitterMilliseconds, .judgedPackets, .icmpErrors, .acknowledgedGaps, .fallenSilentSeconds,
        .unacknowledgedSeconds, .unreportedSeconds, .copiesPercent, .breakUpPercent, .senderClockPartsPerMillion,
        .delayMilliseconds, .severeDelayMilliseconds, .echoReturnLossDecibels, .echoRoundTripMilliseconds,
        .noiseLevelDecibels, .noiseSpreadDecibels, .noiseRoughness, .audibleEchoDecibels, .clippedShare,
        .clicksPerSecond, .clicks, .roboticRepeats, .repeatedShare, .mostRepeatedShare, .roboticRunsPerMinute,
        .silentSeconds, .lateMediaSeconds, .shortestStretchSeconds, .nearlyAllShare, .followingSeconds,
        .crosstalkSeconds, .refusalSeconds, .lastReleaseCopies, .releaseCopies, .releaseSeconds, .talkspurtPauseSeconds,
        .roboticRuns, .singleGapShare,
        .assumedBufferMilliseconds, .progressReports, .answerRepetitionSeconds, .unreadShare, .oneWayCalls,
        .requiredOneWayDelayMilliseconds, .requiredJitterMilliseconds, .requiredLossPercent,
    ]
}
