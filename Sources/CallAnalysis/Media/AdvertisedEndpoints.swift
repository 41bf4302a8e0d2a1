import CallVocabulary

/// Which session description named a transport address, and for whom.
struct Advertisement {
    /// The call's index.
    var call: Int
    /// The side that wants to receive there.
    var side: CallSide
    /// When the description was seen.
    var at: CaptureTime
    /// Codecs by payload type for packets towards it.
    var payloadTypes: [UInt8: Codec]
    /// The kind of media line.
    var kind: MediaKind
    /// Whether the transport is secured.
    var isSecured: Bool
    /// True if this is the port for RTCP only.
    var isRTCP: Bool
    /// True if the address is not the one written, but where that side's signaling came from (translated).
    var isGuessed: Bool
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
    private(set) var byEndpoint: [TransportEndpoint: [Advertisement]] = [:]
    /// SSRCs that descriptions announced (RFC 5576), with the side that sends them.
    private(set) var announcedSources: [UInt32: (call: Int, side: CallSide)] = [:]
    /// What signaling other than SIP says of an endpoint; no call follows from it.
    private var namedByEndpoint: [TransportEndpoint: NamedMedia] = [:]
    /// When each call went on, by its index.
    private(set) var spans: [CallSpan] = []
    /// Goes up whenever a call begins or ends.
    private(set) var spanChanges = 0
    /// The limits that were met, by name.
    private(set) var limitsMet: [String: Int] = [:]
    private let limits: AnalysisLimits

    init(limits: AnalysisLimits) {
        self.limits = limits
    }

    mutating func add(_ advertisement: Advertisement, at endpoint: TransportEndpoint) {
        guard endpoint.port != 0, !endpoint.address.isUnspecified else { return }
        let known = byEndpoint[endpoint]
        guard known != nil || byEndpoint.count < limits.advertisedEndpoints else {
            limitsMet["advertisedEndpoints", default: 0] += 1
            return
        }
        var list = known ?? []
        if let last = list.last, last.call == advertisement.call, last.side == advertisement.side,
            last.payloadTypes == advertisement.payloadTypes, last.isRTCP == advertisement.isRTCP
        {
            return
        }
        if list.count >= max(1, limits.advertisementsPerEndpoint) {
            limitsMet["advertisementsPerEndpoint", default: 0] += 1
            list.removeFirst()
        }
        list.append(advertisement)
        byEndpoint[endpoint] = list
    }

    mutating func announce(ssrc: UInt32, call: Int, side: CallSide) {
        guard announcedSources.count < limits.announcedSources || announcedSources[ssrc] != nil else {
            limitsMet["announcedSources", default: 0] += 1
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

    func contains(_ endpoint: TransportEndpoint) -> Bool {
        byEndpoint[endpoint] != nil || namedByEndpoint[endpoint] != nil
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

    /// The latest advertisement of `endpoint` for media seen at `time`: the last one not later than a moment after
    /// it (media may overtake its description), else the first.
    func advertisement(for endpoint: TransportEndpoint, at time: CaptureTime) -> Advertisement? {
        guard let list = byEndpoint[endpoint] else { return nil }
        let slack = time.advanced(byNanoseconds: AdvertisedEndpoints.overtakingNanoseconds)
        // A written address is better evidence than a guessed one.
        return list.last { $0.at <= slack && !$0.isGuessed } ?? list.last { $0.at <= slack } ?? list.first
    }
}
