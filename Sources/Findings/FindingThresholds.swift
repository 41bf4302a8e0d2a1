/// Every figure at which a rule speaks up, with its reason.
public struct FindingThresholds: Sendable {
    /// Seconds of conversation before missing audio is judged: media needs a moment after the answer, and shorter
    /// calls prove nothing.
    public var conversationSeconds = 3.0
    /// Packets that count as audio having been sent: 200 ms of 20 ms packets.
    public var audiblePackets = 10
    /// Loss in per cent from which users notice; 1 % is the limit the providers' network guides name.
    public var lossPercent = 1.0
    /// Loss in per cent from which speech breaks up whatever the concealment.
    public var severeLossPercent = 5.0
    /// Lost packets below which a share means nothing.
    public var lossPackets = 5
    /// Mean jitter in milliseconds from which common buffers discard (30 ms, as the providers' guides have it).
    public var jitterMilliseconds = 30.0
    /// Mean jitter in milliseconds called severe by the 8x8 network guide.
    public var severeJitterMilliseconds = 40.0
    /// Packets a stream needs before loss and jitter are judged: one second.
    public var judgedPackets = 50
    /// ICMP errors during the call that show a closed port; one alone may be a late packet.
    public var icmpErrors = 3
    /// Times that TCP receivers acknowledged data which is not in the capture, from which it has gaps of its own: one or
    /// two come from segments that overtook each other on the way to the capture.
    public var acknowledgedGaps = 3
    /// Seconds of silence in mid-call before it is judged; longer than the turns of a conversation and most pauses.
    public var fallenSilentSeconds = 5.0
    /// Seconds in which a receiver that reports acknowledges nothing new before that is judged: two report intervals
    /// (RFC 3550 §6.2), the second at its shortest.
    public var unacknowledgedSeconds = 9.0
    /// Seconds into a stream within which its receiver, if it reports at all, reports on it: the first report interval at
    /// its longest (RFC 3550 §6.2), and a little.
    public var unreportedSeconds = 8.0
    /// Copies in per cent of a capture's packets from which it is said.
    public var copiesPercent = 1.0

    /// Missing packets in per cent, lost or more than 60 ms late, from which speech breaks up: concealment hides two or
    /// three in a hundred.
    public var breakUpPercent = 3.0
    /// How far a sender's clock has to be off before its listeners notice, parts per million: a gap or a drop of 20 ms every
    /// four seconds.
    public var senderClockPartsPerMillion = 5_000.0
    /// Mouth-to-ear delay in milliseconds from which conversation suffers (ITU-T G.114).
    public var delayMilliseconds = 150.0
    /// Mouth-to-ear delay in milliseconds that is not acceptable (ITU-T G.114).
    public var severeDelayMilliseconds = 400.0
    /// How much weaker an echo has to return so as not to disturb, dB: telephones with working echo control reach 40 to 50,
    /// gateways without it about 12 (RFC 3611 §4.7.4).
    public var echoReturnLossDecibels = 25.0
    /// The round trip in milliseconds below which an echo is heard as one's own voice (ITU-T G.131).
    public var echoRoundTripMilliseconds = 50.0
    /// Noise in the pauses that disturbs, dBm0: lines with noise of -50 are good, from -40 on it is plainly heard.
    public var noiseLevelDecibels = -40.0
    /// How far the frame at three tenths may lie above the noise floor where noise is steady, dB: noise alone stays within
    /// 2, and speech over it adds to that.
    public var noiseSpreadDecibels = 4.5
    /// How rough what is steady must be to be a hiss, as energy of the differences over energy: white noise has 2, a tone
    /// of 1 kHz 0.6, hum less than 0.1.
    public var noiseRoughness = 0.9
    /// How much weaker an echo has to be at this point so as to pass unheard, dB.
    public var audibleEchoDecibels = 40.0
    /// Samples at the limit, as a share of all, from which it is heard: one in a hundred.
    public var clippedShare = 0.01
    /// Clicks in a second from which speech crackles: speech and music show less than 0.2, a desk with a keyboard 1.4,
    /// a bad contact with six a second 5.
    public var clicksPerSecond = 2.5
    /// Clicks found from which their rate means something; a quarter of the audio is looked at.
    public var clicks = 10
    /// Packets that repeat the sound before them, from which it is heard.
    public var roboticRepeats = 15
    /// The share of packets that repeat, from which it is heard: bridged gaps below it are a loss that nobody notices.
    public var repeatedShare = 0.02
    /// The share from which it is no voice but a test pattern that repeats itself.
    public var mostRepeatedShare = 0.5
    /// Losses of 60 ms and more in a minute, from which their concealment is heard.
    public var roboticRunsPerMinute = 8.0
    /// Seconds of digital silence and nothing else that make a sender silent.
    public var silentSeconds = 5.0
    /// Seconds from the answer to the first audio from which it is said: people say hello within two.
    public var lateMediaSeconds = 2.0
    /// The shortest stretch of missing audio that is judged, in seconds: shorter ones are pauses of setup.
    public var shortestStretchSeconds = 2.0
    /// The share of packets lost from which nothing can be understood.
    public var nearlyAllShare = 0.8
    /// Seconds that a sender may take to follow a new description: its next packets are on their way already.
    public var followingSeconds = 1.0
    /// Seconds for which two senders must send to one port before it is said: a change of sender overlaps for a moment.
    public var crosstalkSeconds = 3.0
    /// Seconds after a stream's begin within which a refusal by ICMP is of all of it: an address that nobody has is given up
    /// after three.
    public var refusalSeconds = 4.0
    /// Copies of a BYE from which it was sent to the last: a sender gives up after eleven (RFC 3261 §17.1.2.2, timer F).
    public var lastReleaseCopies = 10
    /// Copies of a BYE from which it counts as unanswered: the third comes 1.5 s after the first (RFC 3261 §17.1.2.2).
    public var releaseCopies = 3
    /// Seconds after the BYE for which audio must go on so that the other side still believes in the call.
    public var releaseSeconds = 3.0
    /// Seconds of pause that show a sender to send only while somebody speaks (silence suppression).
    public var talkspurtPauseSeconds = 0.4
    /// Losses of 60 ms and more that a stream needs before their rate means something.
    public var roboticRuns = 4
    /// The share of what is missing that a single gap may have: above it, it is one gap and no breaking up.
    public var singleGapShare = 0.8
    /// The playout buffer assumed of a listener where a delay from mouth to ear is estimated, ms.
    public var assumedBufferMilliseconds = 60.0
    /// Reports of progress that show audio to be arriving: the second may count what came before the first.
    public var progressReports = 2
    /// Seconds for which an answer stays unrepeated if nobody acknowledges it: T1 is 500 ms (RFC 3261 §13.3.1.4).
    public var answerRepetitionSeconds = 1.0
    /// The share of a capture's packets that may be unread without a direction of a call hiding among them: ARP, IGMP and
    /// the like.
    public var unreadShare = 0.05
    /// Answered calls, all of them one way, from which the capture, not the calls, is one way.
    public var oneWayCalls = 3
    /// One-way delay the program requires at most, ms; `nil` if it states none.
    public var requiredOneWayDelayMilliseconds: Double?
    /// Jitter the program requires at most, ms.
    public var requiredJitterMilliseconds: Double?
    /// Loss the program requires at most, per cent.
    public var requiredLossPercent: Double?

    /// The defaults.
    public init() {}
}
