import CallVocabulary
import WireFormats

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

    let method: SIPMethodKind
    let sequence: UInt32
    let sender: CallSide
    /// An INVITE outside a dialog.
    let isInitial: Bool
    /// The side that made the offer; the sender unless the offer was delayed.
    var offerer: CallSide?
    var answeredOnPrimaryHop = false
    var isOver = false
    let primaryHop: Hop
    private var primaryOffer: SessionSnapshot?
    private var firstAnswer: SessionSnapshot?
    /// The name of the To-tag that came with it.
    private var firstAnswerTag: UInt64 = 0
    /// What most transactions are without: offers of further hops, where a middle box rewrites them, and answers of
    /// further early dialogs.
    private var further: Further?

    private struct Further {
        var offers: [Hop: SessionSnapshot] = [:]
        /// The hop of the first of them.
        var firstHop: Hop?
        var answers: [UInt64: SessionSnapshot] = [:]
    }

    init(method: SIPMethodKind, sequence: UInt32, sender: CallSide, isInitial: Bool, primaryHop: Hop) {
        self.method = method
        self.sequence = sequence
        self.sender = sender
        self.isInitial = isInitial
        self.primaryHop = primaryHop
    }

    /// The offer seen on `hop`, else on the hop that the transaction was first seen on.
    func offer(nearest hop: Hop) -> SessionSnapshot? {
        hop == primaryHop ? primaryOffer : further?.offers[hop] ?? primaryOffer
    }

    /// The offer seen on the hop that the transaction was first seen on, else on any.
    var anyOffer: SessionSnapshot? {
        primaryOffer ?? further?.firstHop.flatMap { further?.offers[$0] }
    }

    /// Notes the offer seen on `hop`; a middle box may rewrite it.
    mutating func note(offer: SessionSnapshot, on hop: Hop) {
        guard hop != primaryHop else {
            primaryOffer = offer
            return
        }
        var more = further ?? Further()
        further = nil
        more.offers[hop] = offer
        more.firstHop = more.firstHop ?? hop
        further = more
    }

    /// The answer of the early dialog with this name of a To-tag.
    func answer(of tag: UInt64) -> SessionSnapshot? {
        if let firstAnswer, firstAnswerTag == tag { return firstAnswer }
        return further?.answers[tag]
    }

    /// Notes the answer of an early dialog.
    mutating func note(answer: SessionSnapshot, of tag: UInt64) {
        if firstAnswer == nil || firstAnswerTag == tag {
            firstAnswer = answer
            firstAnswerTag = tag
            return
        }
        var more = further ?? Further()
        further = nil
        more.answers[tag] = answer
        further = more
    }
}
