import CallVocabulary

/// A capture file of an analysis.
public struct AnalysisCapture: DocumentPart, Equatable {
    /// The file's name.
    public var name = ""
    /// SHA-256 in hexadecimal; `nil` if not computed.
    public var sha256: String?
    /// `pcap`, `pcapng`, …; `nil` if unknown.
    public var format: String?
    /// `none`, `gzip`, `zstd` or `lz4`.
    public var compression: String?
    /// Packets read.
    public var packets = 0
    /// Bytes as stored.
    public var bytes: Int?
    /// Time of the earliest packet.
    public var firstPacketAt: CaptureTime?
    /// Time of the latest packet.
    public var lastPacketAt: CaptureTime?
    /// Seconds between them.
    public var durationSeconds: Double?
    /// Link types, in order of appearance.
    public var linkTypes: [String] = []
    /// True if it was read to a proper end.
    public var isComplete: Bool?
    /// The reason why reading ended early.
    public var readError: String?
    /// Packets by category; they add up to ``packets``.
    public var accounting = AnalysisAccounting()
    /// Signaling other than SIP, named and not followed.
    public var otherSignaling: [AnalysisOtherSignaling] = []
    /// Packets that are recognised and not read.
    public var unread: [AnalysisUnread] = []
    /// Acknowledgements of data that is not in the capture.
    public var acknowledgedGaps = 0
    /// Packets captured shorter than they were.
    public var truncatedPackets = 0
    /// Packets dropped while capturing, as the file says; `nil` if it does not.
    public var interfaceDrops: Int?
    /// How far it can be trusted to answer.
    public var fitness = AnalysisFitness()

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("name", &name)
        fields.member("sha256", &sha256)
        fields.member("format", &format)
        fields.member("compression", &compression)
        fields.member("packets", &packets)
        fields.member("bytes", &bytes)
        fields.member("firstPacketAt", &firstPacketAt)
        fields.member("lastPacketAt", &lastPacketAt)
        fields.member("durationSeconds", &durationSeconds, places: 9)
        fields.texts("linkTypes", &linkTypes)
        fields.member("complete", &isComplete)
        fields.member("readError", &readError)
        fields.part("accounting", &accounting)
        fields.parts("otherSignaling", &otherSignaling)
        fields.parts("unread", &unread)
        fields.member("acknowledgedGaps", &acknowledgedGaps)
        fields.member("truncatedPackets", &truncatedPackets)
        fields.member("interfaceDrops", &interfaceDrops)
        fields.part("fitness", &fitness)
    }
}

/// Packets of a capture, each in one category.
public struct AnalysisAccounting: DocumentPart, Equatable {
    /// RTP of a recognised stream.
    public var rtp = 0
    /// RTCP.
    public var rtcp = 0
    /// Packets that hold or complete a SIP message.
    public var sip = 0
    /// STUN.
    public var stun = 0
    /// DTLS.
    public var dtls = 0
    /// TURN channel data.
    public var turn = 0
    /// IP fragments that complete no datagram.
    public var fragment = 0
    /// TCP segments that complete no SIP message.
    public var tcpSegment = 0
    /// Copies made by the capture.
    public var duplicate = 0
    /// ICMP and ICMPv6.
    public var icmp = 0
    /// UDP of no kind named here.
    public var otherUDP = 0
    /// Anything else that was decoded.
    public var other = 0
    /// Packets that could not be decoded.
    public var undecodable = 0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("rtp", &rtp)
        fields.member("rtcp", &rtcp)
        fields.member("sip", &sip)
        fields.member("stun", &stun)
        fields.member("dtls", &dtls)
        fields.member("turn", &turn)
        fields.member("fragment", &fragment)
        fields.member("tcpSegment", &tcpSegment)
        fields.member("duplicate", &duplicate)
        fields.member("icmp", &icmp)
        fields.member("otherUDP", &otherUDP)
        fields.member("other", &other)
        fields.member("undecodable", &undecodable)
    }
}

/// Signaling of another protocol.
public struct AnalysisOtherSignaling: DocumentPart, Equatable {
    /// The protocol, such as `MGCP`.
    public var name = ""
    /// Packets of it.
    public var packets = 0
    /// The first of them.
    public var firstPacket = 0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("protocol", &name)
        fields.member("packets", &packets)
        fields.member("firstPacket", &firstPacket)
    }
}

/// Packets whose content is not read.
public struct AnalysisUnread: DocumentPart, Equatable {
    /// What they hold, one sentence.
    public var message = ""
    /// How many.
    public var packets = 0
    /// The first of them.
    public var firstPacket = 0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("message", &message)
        fields.member("packets", &packets)
        fields.member("firstPacket", &firstPacket)
    }
}

/// How far a capture can be trusted to answer questions about its calls.
public struct AnalysisFitness: DocumentPart, Equatable {
    /// `good`, `limited` or `poor`.
    public var grade = ""
    /// What stands in the way.
    public var problems: [AnalysisFitnessProblem] = []

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("grade", &grade)
        fields.parts("problems", &problems)
    }
}

/// Something that keeps a capture from answering.
public struct AnalysisFitnessProblem: DocumentPart, Equatable {
    /// Its code, such as `capture.drops`.
    public var code = ""
    /// What it is.
    public var message = ""
    /// What clears it.
    public var remedy = ""

    /// One with nothing known.
    public init() {}

    /// A problem of its parts.
    public init(code: String, message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("code", &code)
        fields.member("message", &message)
        fields.member("remedy", &remedy)
    }
}
