/// A call as it is drawn: its streams step by step, what was signaled, where it was on hold. Times are seconds from the
/// begin of the drawing.
public struct PlottedCall: Sendable {
    /// Who of two.
    public enum Side: String, Sendable {
        /// Who called.
        case calling
        /// Who was called.
        case called
    }

    /// Something that happened at a moment.
    public struct Event: Sendable {
        /// How it is to be taken.
        public enum Tone: String, Sendable {
            /// As usual.
            case plain
            /// Something went well.
            case good
            /// Something was refused or failed.
            case bad
        }
        /// When.
        public var atSeconds: Double
        /// What, in one or two words.
        public var label: String
        /// How it is to be taken.
        public var tone: Tone

        /// An event of its parts.
        public init(atSeconds: Double, label: String, tone: Tone = .plain) {
            self.atSeconds = atSeconds
            self.label = label
            self.tone = tone
        }
    }

    /// A stretch of time with a name, such as a hold.
    public struct Span: Sendable {
        /// Its begin.
        public var fromSeconds: Double
        /// Its end.
        public var untilSeconds: Double
        /// Its name.
        public var label: String

        /// A span of its parts.
        public init(fromSeconds: Double, untilSeconds: Double, label: String) {
            self.fromSeconds = fromSeconds
            self.untilSeconds = untilSeconds
            self.label = label
        }
    }

    /// A stretch in which one side could not hear what was sent to it, as a verdict says.
    public struct Unheard: Sendable {
        /// Who could not hear.
        public var listener: Side
        /// Its begin.
        public var fromSeconds: Double
        /// Its end.
        public var untilSeconds: Double

        /// A stretch of its parts.
        public init(listener: Side, fromSeconds: Double, untilSeconds: Double) {
            self.listener = listener
            self.fromSeconds = fromSeconds
            self.untilSeconds = untilSeconds
        }
    }

    /// The call's name: `call-7`.
    public var name: String
    /// When the drawing begins, in words: `2026-11-22 14:03:07 UTC`.
    public var begins: String
    /// How much time is drawn.
    public var durationSeconds: Double
    /// The streams, in order of their first packet.
    public var streams: [PlottedStream]
    /// What happened, in order.
    public var events: [Event]
    /// Where the call was on hold.
    public var holds: [Span]
    /// What was sent and not heard, as the verdicts say.
    public var unheard: [Unheard]
    /// What the call is to a reader in a hurry, for pages of many: `"fault"`, `"warning"`, `"clear"`.
    public var verdict: String

    /// A call of its parts.
    public init(
        name: String, begins: String, durationSeconds: Double, streams: [PlottedStream] = [], events: [Event] = [],
        holds: [Span] = [], unheard: [Unheard] = [], verdict: String = "clear"
    ) {
        self.name = name
        self.begins = begins
        self.durationSeconds = durationSeconds
        self.streams = streams
        self.events = events
        self.holds = holds
        self.unheard = unheard
        self.verdict = verdict
    }
}

/// A stream as it is drawn.
public struct PlottedStream: Sendable {
    /// One step: what came, what did not, how evenly and how loud.
    public struct Point: Equatable, Sendable {
        /// Seconds from the stream's first packet to the step's begin.
        public var startSeconds: Double
        /// Packets that came.
        public var received: Int
        /// Packets missing.
        public var lost: Int
        /// Packets that came too late for the buffer.
        public var late: Int
        /// The mean RFC 3550 jitter in ms; `nil` if unknown.
        public var jitterMilliseconds: Double?
        /// How far the worst packet came after the earliest possible moment, in ms; `nil` if unknown.
        public var latenessMilliseconds: Double?
        /// The level in dBov; `nil` where nothing was heard or nobody listened.
        public var levelDBov: Double?

        /// A point of its parts.
        public init(
            startSeconds: Double, received: Int, lost: Int, late: Int, jitterMilliseconds: Double? = nil,
            latenessMilliseconds: Double? = nil, levelDBov: Double? = nil
        ) {
            self.startSeconds = startSeconds
            self.received = received
            self.lost = lost
            self.late = late
            self.jitterMilliseconds = jitterMilliseconds
            self.latenessMilliseconds = latenessMilliseconds
            self.levelDBov = levelDBov
        }
    }

    /// A stretch with one estimate of its quality.
    public struct Rating: Equatable, Sendable {
        /// Seconds from the stream's first packet.
        public var startSeconds: Double
        /// How long it is.
        public var durationSeconds: Double
        /// MOS-CQE.
        public var mos: Double

        /// A rating of its parts.
        public init(startSeconds: Double, durationSeconds: Double, mos: Double) {
            self.startSeconds = startSeconds
            self.durationSeconds = durationSeconds
            self.mos = mos
        }
    }

    /// The stream's id.
    public var id: String
    /// What it carries: `PCMU`.
    public var codec: String
    /// From where to where, in words.
    public var path: String
    /// Who sends it; `nil` if that cannot be told.
    public var sender: PlottedCall.Side?
    /// Seconds from the drawing's begin to its first packet.
    public var startSeconds: Double
    /// How long it is.
    public var durationSeconds: Double
    /// How long a step is.
    public var stepSeconds: Double
    /// The steps in order; where nothing came and nothing was missing there is none.
    public var points: [Point]
    /// The estimates in order.
    public var ratings: [Rating]
    /// The buffer that lateness is held against, in ms.
    public var bufferMilliseconds: Double
    /// Whether ``Point/late`` counts what came too late for that very buffer.
    public var countsLate: Bool
    /// Why there is no level, in words; `nil` where there is one.
    public var levelObstacle: String?

    /// A stream of its parts.
    public init(
        id: String, codec: String, path: String, sender: PlottedCall.Side?, startSeconds: Double,
        durationSeconds: Double, stepSeconds: Double, points: [Point], ratings: [Rating] = [],
        bufferMilliseconds: Double = 60, countsLate: Bool = true, levelObstacle: String? = nil
    ) {
        self.id = id
        self.codec = codec
        self.path = path
        self.sender = sender
        self.startSeconds = startSeconds
        self.durationSeconds = durationSeconds
        self.stepSeconds = stepSeconds
        self.points = points
        self.ratings = ratings
        self.bufferMilliseconds = bufferMilliseconds
        self.countsLate = countsLate
        self.levelObstacle = levelObstacle
    }

    var endSeconds: Double { startSeconds + durationSeconds }
}

extension PlottedCall.Side {
    /// The other of the two.
    var other: PlottedCall.Side { self == .calling ? .called : .calling }
    /// Its lane's title.
    var heard: String { self == .calling ? "calling side heard" : "called side heard" }
}
