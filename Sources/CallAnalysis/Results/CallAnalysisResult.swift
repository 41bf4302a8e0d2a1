import CallVocabulary

/// Everything one run of ``CallAnalyzer`` found out, in the order it first appeared.
///
/// References between the parts are indices into the arrays here, counted from 0.
public struct CallAnalysisResult: Sendable {
    /// The captures that were read, in the order given.
    public var captures: [CaptureSummary] = []
    /// Calls in order of their first packet.
    public var calls: [Call] = []
    /// RTP streams in order of their first packet.
    public var streams: [MediaStream] = []
    /// Fax by T.38, in order of the first packet.
    public var faxStreams: [FaxStream] = []
    /// Sources that sent RTCP, in order of their first packet.
    public var rtcpSources: [RTCPSource] = []
    /// Registrations, in order of their first request.
    public var registrations: [Registration] = []
    /// Requests that belong to no call and register nothing, in order of the first of each series.
    public var otherRequests: [RequestSeries] = []
    /// What single messages cost their calls, in order of the first; at most ``AnalysisLimits/signalingRemarks``.
    public var signalingRemarks: [SignalingRemark] = []
    /// ICMP errors that quote a UDP packet, in capture order; at most ``AnalysisLimits/icmpErrors``.
    public var icmpErrors: [ICMPErrorReport] = []
    /// DTLS handshakes between media addresses, in order of their first datagram.
    public var handshakes: [MediaHandshake] = []
    /// Spans in which the capture recorded nothing of any running stream.
    public var captureOutages: [CaptureOutage] = []
    /// What was seen of calls that were looked at closely; `nil` in a first reading.
    public var closeLook: CloseLook?
    /// What the signaling gives away, counted.
    public var secrets = SignalingSecrets()
    /// Messages that began like SIP and could not be read; nothing follows from them.
    public var unreadableMessages = 0
    /// Session descriptions that could not be read; no media is known from them.
    public var unreadableDescriptions = 0
    /// The limits that were met, by name, so that nothing is dropped in silence.
    public var limitsMet: [String: Int] = [:]

    /// An empty result.
    public init() {}
}

extension CallAnalysisResult {
    /// The names of the signaling other than SIP in all captures, each once, in order of appearance.
    public var otherSignalingNames: [String] {
        var names: [String] = []
        for other in captures.flatMap(\.otherSignaling) where !names.contains(other.name.rawValue) {
            names.append(other.name.rawValue)
        }
        return names
    }
}

/// Secrets that stand in the signaling, counted; the values are not kept.
public struct SignalingSecrets: Equatable, Sendable {
    /// Messages with credentials: digests (`Authorization`, `Proxy-Authorization`), which can be tried offline.
    public var credentials = 0
    /// Media lines with a key of SRTP (`a=crypto`, RFC 4568).
    public var mediaKeys = 0

    /// None.
    public init() {}
}

/// What one capture held, as seen by the analyzer; facts about the file itself are ``CaptureFiles``'.
public struct CaptureSummary: Sendable {
    /// The name the caller gave, for instance the file's.
    public var name: String
    /// How many packets were ingested.
    public var packets = 0
    /// The time of the earliest packet; `nil` for an empty capture.
    public var firstPacketAt: CaptureTime?
    /// The time of the latest packet; `nil` for an empty capture.
    public var lastPacketAt: CaptureTime?
    /// The link types met, in order of appearance.
    public var linkTypes: [LinkType] = []
    /// Every packet in exactly one category.
    public var accounting = PacketAccounting()
    /// Packets captured shorter than they were on the wire.
    public var truncatedPackets = 0
    /// Packets that the file says were dropped while capturing; `nil` if it does not say.
    public var interfaceDrops: UInt64?
    /// How often TCP receivers acknowledged data that is not in the capture: it was delivered, and not recorded.
    public var acknowledgedGaps = 0
    /// The first packet that did.
    public var firstAcknowledgedGap: PacketReference?
    /// When that packet was captured.
    public var firstAcknowledgedGapAt: CaptureTime?
    /// Where the times of packets go back by more than a second, and how often: the clock of the capture was set.
    public var clockJumps = 0
    /// The first packet after such a step.
    public var firstClockJump: PacketReference?
    /// When that packet came, and by how many seconds the clock went back.
    public var firstClockJumpAt: CaptureTime?
    /// By how many seconds it went back there.
    public var firstClockJumpSeconds = 0.0
    /// That its packets were recorded in batches, and their times are those of the batches; `nil` if they were not.
    public var batchedTimes: BatchedTimes?
    /// While it holds nothing of anybody, as far as that was kept.
    var silences: [CaptureSilence] = []
    /// Signaling other than SIP, in order of appearance.
    public var otherSignaling: [OtherSignaling] = []
    /// Packets whose content is known and not read, by kind, in order of appearance.
    public var unread: [UnreadContent] = []

    /// The summary of a capture with no packet yet.
    public init(name: String) {
        self.name = name
    }
}

/// An ICMP or ICMPv6 error that quotes the head of a UDP packet (RFC 792, RFC 4443).
public struct ICMPErrorReport: Sendable {
    /// The kinds of error told apart.
    public enum Kind: String, Sendable {
        /// Type 3 code 3, or ICMPv6 type 1 code 4: nothing listens on that port.
        case portUnreachable = "port-unreachable"
        /// The host, the network or the protocol cannot be reached.
        case hostUnreachable = "host-unreachable"
        /// Code 9, 10 or 13, or ICMPv6 code 1: a filter refused it.
        case prohibited
        /// The hop limit ran out.
        case timeExceeded = "time-exceeded"
        /// Anything else.
        case other
    }
    /// What it says.
    public var kind: Kind
    /// Who sent the error.
    public var reporter: IPAddress
    /// Source of the quoted packet.
    public var quotedSource: TransportEndpoint
    /// Destination of the quoted packet.
    public var quotedDestination: TransportEndpoint
    /// When.
    public var at: CaptureTime
    /// Which packet.
    public var packet: PacketReference

    /// A report of its parts.
    public init(
        kind: Kind, reporter: IPAddress, quotedSource: TransportEndpoint, quotedDestination: TransportEndpoint,
        at: CaptureTime, packet: PacketReference
    ) {
        self.kind = kind
        self.reporter = reporter
        self.quotedSource = quotedSource
        self.quotedDestination = quotedDestination
        self.at = at
        self.packet = packet
    }
}
