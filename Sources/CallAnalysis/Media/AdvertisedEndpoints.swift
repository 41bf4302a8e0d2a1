import CallVocabulary
import WireFormats

/// Which session description named a transport address, and for whom.
struct Advertisement {
    /// The call's index.
    var call: Int
    /// When the description was seen.
    var at: CaptureTime
    /// Codecs by payload type for packets towards it.
    var payloadTypes: [UInt8: Codec]
    /// The side that wants to receive there.
    var side: CallSide
    /// The kind of media line.
    var kind: MediaKind
    /// Whether the transport is secured.
    var isSecured: Bool
    /// True if this is the port for RTCP only.
    var isRTCP: Bool
    /// True if the address is not the one written, but where that side's signaling came from (translated).
    var isGuessed: Bool
}

extension Advertisement {
    /// True if `other` tells nothing that this one did not.
    fileprivate func says(theSameAs other: Advertisement) -> Bool {
        call == other.call && side == other.side && isRTCP == other.isRTCP && payloadTypes == other.payloadTypes
    }
}

/// What signaling other than SIP says of a transport address.
struct NamedMedia {
    /// Codecs by payload type for packets towards it.
    var payloadTypes: [UInt8: Codec]
    /// The kind of media, where it is known.
    var kind: MediaKind
}

/// When a call went on, as far as its signaling tells.
struct CallSpan {
    /// Its first message.
    var startedAt: CaptureTime
    /// Its end by BYE, CANCEL or a final error.
    var endedAt: CaptureTime?
    /// False if it was going on when the capture began.
    var sawInitialInvite: Bool
}

/// All transport addresses that session descriptions named, with when and by whom.
struct AdvertisedEndpoints {
    /// An endpoint with its advertisements in order; nearly all have one.
    private struct Named {
        var endpoint: TransportEndpoint
        var first: Advertisement
        var later: [Advertisement] = []

        var last: Advertisement { later.last ?? first }
    }

    private var entries: [Named] = []
    /// Indices of ``entries`` by the words of their endpoints.
    private var indexByWord = IntegerMap()
    /// SSRCs that descriptions announced (RFC 5576), with the side that sends them.
    private(set) var announcedSources: [UInt32: (call: Int, side: CallSide)] = [:]
    /// What signaling other than SIP says of an endpoint; no call follows from it.
    private var namedByEndpoint: [TransportEndpoint: NamedMedia] = [:]
    /// When each call went on, by its index.
    private(set) var spans: [CallSpan] = []
    /// Goes up whenever a call begins or ends.
    private(set) var spanChanges = 0
    /// The limits that were met, by name.
    private(set) var limitsMet: LimitTally = [:]
    private let naming = TextHash()
    private let limits: AnalysisLimits

    init(limits: AnalysisLimits) {
        self.limits = limits
    }

    mutating func add(_ advertisement: Advertisement, at endpoint: TransportEndpoint) {
        guard endpoint.port != 0, !endpoint.address.isUnspecified else { return }
        let (index, word) = place(of: endpoint)
        guard let index else {
            guard entries.count < limits.advertisedEndpoints else {
                limitsMet[.advertisedEndpoints, default: 0] += 1
                return
            }
            indexByWord[word] = Int64(entries.count)
            entries.append(Named(endpoint: endpoint, first: advertisement))
            return
        }
        if entries[index].last.says(theSameAs: advertisement) { return }
        guard entries[index].later.count + 1 >= max(1, limits.advertisementsPerEndpoint) else {
            entries[index].later.append(advertisement)
            return
        }
        limitsMet[.advertisementsPerEndpoint, default: 0] += 1
        if entries[index].later.isEmpty {
            entries[index].first = advertisement
        } else {
            entries[index].first = entries[index].later.removeFirst()
            entries[index].later.append(advertisement)
        }
    }

    /// The index of an endpoint among ``entries``, if it is there, and the word it stands or would stand under.
    private func place(of endpoint: TransportEndpoint) -> (index: Int?, word: UInt64) {
        let address = endpoint.address
        if let v4 = address.v4 {
            let word = UInt64(v4) << 16 | UInt64(endpoint.port)
            return (indexByWord[word].map { Int($0) }, word)
        }
        // Of an IPv6 address the word is a name, and the next one where two share it.
        var word = naming.of(endpoint) | 1 << 63
        while let found = indexByWord[word] {
            if entries[Int(found)].endpoint == endpoint { return (Int(found), word) }
            word = (word &+ 1) | 1 << 63
        }
        return (nil, word)
    }

    mutating func announce(ssrc: UInt32, call: Int, side: CallSide) {
        guard announcedSources.count < limits.announcedSources || announcedSources[ssrc] != nil else {
            limitsMet[.announcedSources, default: 0] += 1
            return
        }
        announcedSources[ssrc] = (call, side)
    }

    /// Notes when a call went on; calls are numbered from 0 without a gap.
    mutating func note(_ span: CallSpan, ofCall call: Int) {
        if spans.indices.contains(call) {
            if spans[call].endedAt != span.endedAt { spanChanges &+= 1 }
            spans[call] = span
        } else if call == spans.count {
            spanChanges &+= 1
            spans.append(span)
        }
    }

    /// Gives calls their new numbers, and turns the sides of those that were turned, after dialogs were made one call.
    mutating func renumber(_ places: [(index: Int, isTurned: Bool)]) {
        func settle(_ advertisement: inout Advertisement) {
            guard places.indices.contains(advertisement.call) else { return }
            if places[advertisement.call].isTurned { advertisement.side = advertisement.side.other }
            advertisement.call = places[advertisement.call].index
        }
        for index in entries.indices {
            settle(&entries[index].first)
            for later in entries[index].later.indices { settle(&entries[index].later[later]) }
        }
        for (source, known) in announcedSources where places.indices.contains(known.call) {
            let place = places[known.call]
            announcedSources[source] = (place.index, place.isTurned ? known.side.other : known.side)
        }
        var merged: [CallSpan] = []
        for (index, span) in spans.enumerated() where places.indices.contains(index) {
            let place = places[index].index
            if place == merged.count {
                merged.append(span)
            } else if merged.indices.contains(place) {
                merged[place].startedAt = min(merged[place].startedAt, span.startedAt)
                merged[place].endedAt =
                    merged[place].endedAt.flatMap { ended in span.endedAt.map { max(ended, $0) } }
            }
        }
        spans = merged
        spanChanges &+= 1
    }

    func contains(_ endpoint: TransportEndpoint) -> Bool {
        place(of: endpoint).index != nil || (!namedByEndpoint.isEmpty && namedByEndpoint[endpoint] != nil)
    }

    /// Notes what signaling other than SIP says of an endpoint; false if `limit` endpoints are known.
    mutating func name(_ media: NamedMedia, at endpoint: TransportEndpoint, limit: Int) -> Bool {
        guard endpoint.port != 0, !endpoint.address.isUnspecified else { return true }
        guard namedByEndpoint.count < limit || namedByEndpoint[endpoint] != nil else { return false }
        namedByEndpoint[endpoint] = media
        return true
    }

    /// What signaling other than SIP says of an endpoint.
    func named(_ endpoint: TransportEndpoint) -> NamedMedia? { namedByEndpoint[endpoint] }

    /// Media may be seen this much before its description: 500 ms.
    static let overtakingNanoseconds: Int64 = 500_000_000

    /// The latest advertisement of `endpoint` that is not later than `time`, guessed or not.
    func advertisement(of endpoint: TransportEndpoint, notAfter time: CaptureTime) -> Advertisement? {
        guard let index = place(of: endpoint).index else { return nil }
        if let later = entries[index].later.last(where: { $0.at <= time }) { return later }
        return entries[index].first.at <= time ? entries[index].first : nil
    }

    /// The latest advertisement of `endpoint` for media seen at `time`: the last one not later than a moment after
    /// it (media may overtake its description), else the first.
    func advertisement(for endpoint: TransportEndpoint, at time: CaptureTime) -> Advertisement? {
        guard let index = place(of: endpoint).index else { return nil }
        let first = entries[index].first
        if entries[index].later.isEmpty { return first }
        let list = [first] + entries[index].later
        let slack = time.advanced(byNanoseconds: AdvertisedEndpoints.overtakingNanoseconds)
        // A written address is better evidence than a guessed one.
        return list.last { $0.at <= slack && !$0.isGuessed } ?? list.last { $0.at <= slack } ?? list.first
    }
}
