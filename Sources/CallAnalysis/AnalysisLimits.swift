/// Everything an outsider's capture can make grow, with its named limit.
///
/// A limit that is met is counted by its name in ``CallAnalysisResult/limitsMet``.
public struct AnalysisLimits: Sendable {
    /// Directed five-tuples remembered.
    public var flows = 2_000_000
    /// Sources remembered that may become streams: what looks like RTP and is not proven to be.
    public var streamCandidates = 200_000
    /// RTP streams measured.
    public var streams = 500_000
    /// Calls followed.
    public var calls = 200_000
    /// SIP messages listed for one call.
    public var messagesPerCall = 500
    /// Offers and answers followed in one call.
    public var transactionsPerCall = 256
    /// Addresses of media remembered that descriptions named.
    public var advertisedEndpoints = 1_000_000
    /// Descriptions remembered that named one address; earlier ones are forgotten.
    public var advertisementsPerEndpoint = 64
    /// SSRCs remembered that descriptions announced (RFC 5576).
    public var announcedSources = 100_000
    /// Sources of RTCP remembered.
    public var rtcpSources = 200_000
    /// Sender reports remembered for round trips.
    public var senderReports = 100_000
    /// Loss runs listed for one stream; the count of lost packets stays exact.
    public var lossRunsPerStream = 100_000
    /// Points kept of a stream's finest course (``StreamSeries``); 0 keeps none, which is the default.
    public var seriesPointsPerStream = 0
    /// What ``seriesPointsPerStream`` is where the course is asked for: two hours of seconds.
    public static let usualSeriesPoints = 7_200
    /// Streams of which the finest course is kept.
    public var seriesStreams = 20_000
    /// Keyed digits listed for one stream.
    public var eventsPerStream = 1_000
    /// Directions of fax by T.38 followed.
    public var faxStreams = 10_000
    /// ICMP errors listed.
    public var icmpErrors = 10_000
    /// Datagrams in reassembly at a time.
    public var fragmentedDatagrams = 1_024
    /// Fragments kept of one datagram.
    public var fragmentsPerDatagram = 1_024
    /// Bytes of one reassembled datagram.
    public var datagramBytes = 65_535
    /// Channels of TURN relays whose peer is remembered.
    public var relayChannels = 65_536
    /// Media addresses remembered that signaling other than SIP named.
    public var otherEndpoints = 65_536
    /// Bytes of fragments kept in all: 64 MiB.
    public var fragmentBytes = 64 << 20
    /// TCP directions in reassembly.
    public var tcpConnections = 4_096
    /// Bytes buffered for one direction of a TCP connection.
    public var tcpBufferBytes = 1 << 20
    /// Bytes buffered for all directions of TCP connections: 128 MiB.
    public var tcpBytes = 128 << 20
    /// Registrations told apart, and as many series of other requests.
    public var requestSeries = 10_000
    /// Remarks on single messages listed, and requests with digits followed.
    public var signalingRemarks = 10_000
    /// Voice quality reports kept (RFC 6035).
    public var voiceQualityReports = 10_000
    /// Bytes of one SIP message.
    public var sipMessageBytes = 256 << 10

    /// The defaults.
    public init() {}
}
