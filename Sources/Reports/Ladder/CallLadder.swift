import CallAnalysis
import CallVocabulary

/// What passed between the ends of a call, step by step, as a value: text, SVG and pages draw the same.
public struct CallLadder: Sendable {
    /// One of the ends.
    public struct Lane: Equatable, Sendable {
        /// Its address, or address and port where several ends share an address.
        public var name: String
        /// Who it is, as far as the messages tell: `calling`, a product.
        public var note: String
    }

    /// What a step is, which decides how it is drawn.
    public enum Kind: String, Sendable {
        /// A message of SIP.
        case message
        /// A stream of RTP, from its first packet on.
        case media
        /// Control reports, handshakes, fax, errors: what passed besides.
        case passage
        /// Keyed digits.
        case digits
        /// A finding that no other step shows.
        case finding
    }

    /// How a step is to be taken.
    public enum Tone: String, Sendable {
        /// As usual.
        case plain
        /// It went well: a 2xx.
        case good
        /// Something was refused or failed.
        case bad
        /// The same again.
        case again
    }

    /// One step.
    public struct Row: Sendable {
        /// What it is.
        public var kind: Kind
        /// When it was seen first.
        public var at: CaptureTime
        /// The packet that shows it.
        public var packet: PacketReference
        /// The lane it comes from.
        public var from: Int
        /// The lane it goes to.
        public var to: Int
        /// What it is in a few words: `INVITE`, `180 Ringing`, `RTP PCMU`.
        public var title: String
        /// What matters of it, a line each.
        public var details: [String]
        /// What findings say of its packet.
        public var findings: [String] = []
        /// How it is to be taken.
        public var tone: Tone = .plain
        /// Which leg of the conversation, from 0; 0 where there is one.
        public var leg = 0
        /// The place of its message in ``CloseLook/messages``.
        public var message: Int?
    }

    /// A stream over time.
    public struct Bar: Sendable {
        /// The stream's id.
        public var stream: String
        /// What is drawn beside it: codec and direction.
        public var title: String
        /// Packets, losses and what else the figures say.
        public var figures: String
        /// The lane it comes from.
        public var from: Int
        /// The lane it goes to.
        public var to: Int
        /// Seconds from the ladder's begin to the stream's first packet.
        public var startSeconds: Double
        /// How long it is.
        public var durationSeconds: Double
        /// What came and what did not, in steps of ``stepSeconds`` from the stream's first packet.
        public var points: [StreamSeries.Point]
        /// The length of a step.
        public var stepSeconds: Double
    }

    /// The calls shown, in words.
    public var headings: [String]
    /// The ends, from left to right.
    public var lanes: [Lane]
    /// The steps in time order.
    public var rows: [Row]
    /// The streams.
    public var bars: [Bar]
    /// When the ladder begins.
    public var begin: CaptureTime
    /// When it ends.
    public var end: CaptureTime
    /// What was left out, in words; empty if nothing was.
    public var omissions: [String] = []

    /// The ladder of the calls at `calls`, which were looked at closely; `nil` if `result` holds no close look.
    public init?(of calls: [Int], in document: AnalysisDocument) {
        guard let look = document.result.closeLook else { return nil }
        var making = LadderMaking(document, look: look, calls: calls)
        self = making.ladder()
    }

    /// The ladders of messages outside of calls, one for each Call-ID, in order; `nil` if `result` holds no close look.
    public static func otherRequests(in document: AnalysisDocument) -> [CallLadder]? {
        guard let look = document.result.closeLook else { return nil }
        let known = Set(document.result.calls.flatMap(\.callIDs).map(\.rawValue))
        var order: [String] = []
        var messages: [String: [Int]] = [:]
        for (index, message) in look.messages.enumerated() where !known.contains(message.callID) {
            if messages[message.callID] == nil { order.append(message.callID) }
            messages[message.callID, default: []].append(index)
        }
        return order.map { id in
            var making = LadderMaking(document, look: look, calls: [])
            return making.ladder(ofMessages: messages[id] ?? [])
        }
    }

    init(headings: [String], lanes: [Lane], rows: [Row], bars: [Bar], begin: CaptureTime, end: CaptureTime) {
        self.headings = headings
        self.lanes = lanes
        self.rows = rows
        self.bars = bars
        self.begin = begin
        self.end = end
    }
}
