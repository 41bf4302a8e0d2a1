/// Everything a capture can make grow while two are compared, with its named limit.
///
/// A limit that is met is counted by its name in ``ComparedCapture/limitsMet``.
public struct ComparisonLimits: Sendable {
    /// Packets kept of one stream: five and a half hours at fifty packets a second. Later ones are not compared.
    public var packetsPerStream = 1_000_000
    /// Packets kept of one capture, 24 bytes each.
    public var packets = 8_000_000
    /// Possible streams of one capture. When it is met, those of fewer than four packets are given up first.
    public var streams = 50_000
    /// Streams of one SSRC that are tried against each other.
    public var candidatesPerSource = 16
    /// Payloads remembered to find streams whose SSRC was rewritten.
    public var payloads = 500_000
    /// Datagrams kept of one capture that are no RTP, 48 bytes each: the clocks are read from them too.
    public var datagrams = 200_000
    /// Ranges of sequence numbers listed for one stream; the count stays exact.
    public var ranges = 10_000

    /// The defaults.
    public init() {}
}

/// The figures from which a segment of the path is called at fault, with their reasons.
public struct ComparisonThresholds: Sendable {
    /// Loss in per cent from which users notice; 1 % is the limit the providers' network guides name.
    public var lossPercent = 1.0
    /// Lost packets below which a share means nothing.
    public var lossPackets = 5
    /// Delay variation and mean jitter in milliseconds from which common buffers discard.
    public var delayVariationMilliseconds = 30.0
    /// Packets found at both points that a judgement of a stream needs: one second.
    public var judgedPackets = 50

    /// The defaults.
    public init() {}
}
