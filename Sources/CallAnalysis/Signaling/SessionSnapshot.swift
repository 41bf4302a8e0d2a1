import CallVocabulary
import WireFormats

/// One session description reduced to what offer and answer need.
struct SessionSnapshot: Equatable {
    /// One media line.
    struct Line: Equatable {
        var kind: MediaKind
        var description: MediaSideDescription
        /// Whether the transport carries RTP at all (T.38's UDPTL does not).
        var isRTP: Bool
        var isSecured: Bool
        /// Whether a key of SRTP stands in it (RFC 4568).
        var hasKey: Bool
        /// The keys for what this side sends; they do not show when printed.
        var keys: [CryptoAttribute] = []
        var announcedSources: [UInt32]
        /// Other addresses it may receive at (ICE candidates).
        var candidates: [TransportEndpoint]

        /// Equal in everything that was agreed; the packet that said so does not count.
        static func == (left: Line, right: Line) -> Bool {
            left.kind == right.kind && left.description.receivesAt == right.description.receivesAt
                && left.description.sends == right.description.sends
                && left.description.receives == right.description.receives
                && left.description.payloadTypes == right.description.payloadTypes
                && left.description.transport == right.description.transport
        }
    }

    var lines: [Line]
}

/// One INVITE, UPDATE or PRACK transaction of a call and the descriptions it carried.
struct OfferTransaction {
    /// Between which two signaling addresses a message travelled, whichever way.
    struct Hop: Hashable {
        var low: IPAddress
        var high: IPAddress
        var lowPort: UInt16
        var highPort: UInt16

        init(_ one: TransportEndpoint, _ other: TransportEndpoint) {
            let inOrder = (one.address.high, one.address.low) <= (other.address.high, other.address.low)
            low = inOrder ? one.address : other.address
            high = inOrder ? other.address : one.address
            // Ports tell hops apart only where both ends are one host.
            let sameHost = one.address == other.address
            lowPort = sameHost ? min(one.port, other.port) : 0
            highPort = sameHost ? max(one.port, other.port) : 0
        }
    }

    var method: String
    var sequence: UInt32
    var sender: CallSide
    /// An INVITE outside a dialog.
    var isInitial: Bool
    var primaryHop: Hop
    /// The offers by hop: a middle box may rewrite them.
    var offers: [Hop: SessionSnapshot] = [:]
    /// The side that made the offer; the sender unless the offer was delayed.
    var offerer: CallSide?
    /// Answers of early dialogs by To-tag.
    var earlyAnswers: [String: SessionSnapshot] = [:]
    var answeredOnPrimaryHop = false
    var isOver = false
}

/// The state of offer and answer (RFC 3264) of one call, as spans of what was permitted.
struct MediaAgreement {
    private(set) var spans: [NegotiatedMedia] = []
    private var current: [CallSide: SessionSnapshot] = [:]
    private var isEarly = true
    /// The most spans kept for one call.
    static let maximumSpans = 1_000

    /// Both sides' descriptions hold from now on.
    mutating func agree(offer: SessionSnapshot, by offerer: CallSide, answer: SessionSnapshot, at time: CaptureTime) {
        let agreed = [offerer: offer, offerer.other: answer]
        guard agreed != current else { return }
        current = agreed
        reopen(at: time)
    }

    /// The call was answered: what is agreed is no longer early media.
    mutating func answer(at time: CaptureTime) {
        guard isEarly else { return }
        isEarly = false
        if !current.isEmpty { reopen(at: time) }
    }

    /// The call ended.
    mutating func end(at time: CaptureTime) {
        closeSpans(at: time)
        current = [:]
    }

    private mutating func closeSpans(at time: CaptureTime) {
        for index in spans.indices where spans[index].until == nil {
            spans[index].until = max(time, spans[index].from)
        }
    }

    private mutating func reopen(at time: CaptureTime) {
        closeSpans(at: time)
        guard let calling = current[.calling], let called = current[.called] else { return }
        for line in 0..<min(calling.lines.count, called.lines.count)
        where spans.count < MediaAgreement.maximumSpans {
            spans.append(
                NegotiatedMedia(
                    line: line, kind: calling.lines[line].kind, from: time, until: nil, isEarly: isEarly,
                    sides: [
                        .calling: calling.lines[line].description, .called: called.lines[line].description,
                    ]))
        }
    }
}
