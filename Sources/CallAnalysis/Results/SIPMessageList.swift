import CallVocabulary

/// The messages of a call in capture order.
///
/// A call is kept long and asked for few of its messages, so each takes 32 bytes; what many share, such as method and
/// status or the addresses, is kept once for all calls of a run, and put together when a message is asked for.
public struct SIPMessageList: Sendable {
    private let records: [MessageRecord]
    private let table: SharedSignaling?

    /// No messages.
    public init() {
        records = []
        table = nil
    }

    init(_ records: [MessageRecord], _ table: SharedSignaling) {
        self.records = records
        self.table = table
    }
}

extension SIPMessageList {
    /// These and those of another dialog of the same run, in order of time; `isTurned` if that one's caller is the called
    /// party here.
    func merged(with other: SIPMessageList, isTurned: Bool) -> SIPMessageList {
        guard let table = table ?? other.table else { return self }
        let theirs = other.records.map { record in
            var record = record
            if isTurned { record.isFromCalled.toggle() }
            return record
        }
        let all = (records + theirs).sorted { ($0.at, $0.capture, $0.number) < ($1.at, $1.capture, $1.number) }
        return SIPMessageList(all, table)
    }
}

extension SIPMessageList: RandomAccessCollection {
    /// 0.
    public var startIndex: Int { 0 }
    /// How many there are.
    public var endIndex: Int { records.count }

    /// The message at `position`.
    public subscript(position: Int) -> SIPMessageSummary {
        let record = records[position]
        let kind = table?.kinds[Int(record.kind)] ?? MessageKind(method: "", status: nil, reason: nil)
        let unknown = TransportEndpoint(address: IPAddress(v4: 0), port: 0)
        return SIPMessageSummary(
            method: kind.method, status: kind.status, reason: kind.reason, sequence: record.sequence,
            source: table?.source(of: record.hop) ?? unknown,
            destination: table?.source(of: record.hop.other) ?? unknown,
            sender: record.isFromCalled ? .called : .calling,
            isRetransmission: record.isRetransmission, hasSessionDescription: record.hasSessionDescription,
            at: CaptureTime(nanoseconds: record.at),
            packet: PacketReference(capture: record.capture, number: record.number))
    }
}

/// A message as it is kept: what is its own, and the numbers of what it shares.
struct MessageRecord: BitwiseCopyable, Sendable {
    /// When, in nanoseconds as ``CaptureTime`` has them.
    var at: Int64
    /// The packet's number in its capture.
    var number: Int
    /// The number of its CSeq.
    var sequence: UInt32
    /// The index of the capture and three flags.
    private var captureAndFlags: UInt32
    /// The index of method, status and reason.
    var kind: UInt32
    /// Where it came from, and so where it went to.
    var hop: HopEnd
    /// The index of the capture.
    var capture: Int { Int(captureAndFlags >> 3) }
    var isFromCalled: Bool {
        get { captureAndFlags & 1 != 0 }
        set { captureAndFlags = captureAndFlags & ~1 | (newValue ? 1 : 0) }
    }
    var isRetransmission: Bool { captureAndFlags & 2 != 0 }
    var hasSessionDescription: Bool { captureAndFlags & 4 != 0 }

    init(
        at: Int64, number: Int, capture: Int, sequence: UInt32, kind: UInt32, hop: HopEnd, isFromCalled: Bool,
        isRetransmission: Bool, hasSessionDescription: Bool
    ) {
        self.at = at
        self.number = number
        self.sequence = sequence
        captureAndFlags =
            UInt32(truncatingIfNeeded: capture) << 3 | (isFromCalled ? 1 : 0) | (isRetransmission ? 2 : 0)
            | (hasSessionDescription ? 4 : 0)
        self.kind = kind
        self.hop = hop
    }
}

/// What a message says in its first line and ``SIPMessageSummary`` tells of it.
struct MessageKind: Sendable {
    var method: String
    var status: Int?
    var reason: String?
}

/// Two endpoints between which messages go, whichever way.
struct MessageHop: BitwiseCopyable, Sendable {
    var first: TransportEndpoint
    var second: TransportEndpoint
}

/// One end of a ``MessageHop``, by the index of that.
struct HopEnd: BitwiseCopyable, Equatable, Sendable {
    private let code: UInt32

    private init(code: UInt32) { self.code = code }

    init(hop: Int, isSecond: Bool) { code = UInt32(truncatingIfNeeded: hop) << 1 | (isSecond ? 1 : 0) }

    /// No end of any.
    static let none = HopEnd(code: UInt32.max)

    var hop: Int { Int(code >> 1) }
    var isSecond: Bool { code & 1 == 1 }
    /// The end on the opposite side.
    var other: HopEnd { self == .none ? self : HopEnd(code: code ^ 1) }
}

/// What the messages of all calls of a run share.
final class SharedSignaling: Sendable {
    let kinds: [MessageKind]
    let hops: [MessageHop]

    init(kinds: [MessageKind], hops: [MessageHop]) {
        self.kinds = kinds
        self.hops = hops
    }

    /// The endpoint at `end`; `nil` if that is none.
    func source(of end: HopEnd) -> TransportEndpoint? {
        guard end != .none else { return nil }
        let hop = hops[end.hop]
        return end.isSecond ? hop.second : hop.first
    }
}
