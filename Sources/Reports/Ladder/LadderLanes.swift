import CallAnalysis
import CallVocabulary

/// Which lane an address has, in order of appearance.
///
/// An end that describes where it receives media has one lane for that and for its signaling, so that a call of two
/// parties is a ladder of two lanes wherever their media goes. Ends that share one address are told by their ports.
struct LadderLanes {
    private(set) var lanes: [CallLadder.Lane] = []
    private var laneByName: [String: Int] = [:]
    private var firstLane: [IPAddress: Int] = [:]
    private var laneOfMedia: [TransportEndpoint: Int] = [:]
    /// Addresses with several ends behind them.
    private let shared: Set<IPAddress>

    /// Lanes for ends that send each other `messages`; that of `first` is the leftmost.
    init(_ messages: [SeenMessage], first: TransportEndpoint? = nil) {
        shared = Set(messages.filter { $0.source.address == $0.destination.address }.map(\.source.address))
        if let first, messages.contains(where: { $0.source == first || $0.destination == first }) {
            _ = lane(of: first)
        }
        for message in messages {
            let source = lane(of: message.source)
            _ = lane(of: message.destination)
            for line in message.media ?? [] where line.port != 0 {
                // Who passes a description on did not make it.
                if let end = line.endpoint, laneOfMedia[end] == nil { laneOfMedia[end] = source }
            }
        }
    }

    /// The lane of signaling at `endpoint`.
    mutating func lane(of endpoint: TransportEndpoint) -> Int {
        let isShared = shared.contains(endpoint.address) && endpoint.port != 0
        let lane = lane(named: isShared ? endpoint.description : endpoint.address.description)
        if firstLane[endpoint.address] == nil { firstLane[endpoint.address] = lane }
        return lane
    }

    /// The lane of media, or of what passes beside media, at `endpoint`.
    mutating func laneOfMedia(at endpoint: TransportEndpoint) -> Int {
        if let described = laneOfMedia[endpoint] { return described }
        let below = TransportEndpoint(address: endpoint.address, port: endpoint.port &- 1)
        if endpoint.port > 0, let described = laneOfMedia[below] { return described }
        guard shared.contains(endpoint.address) else { return lane(of: endpoint) }
        // An error that the host itself reports.
        if endpoint.port == 0, let known = firstLane[endpoint.address] { return known }
        return lane(of: endpoint)
    }

    private mutating func lane(named name: String) -> Int {
        if let known = laneByName[name] { return known }
        laneByName[name] = lanes.count
        lanes.append(CallLadder.Lane(name: name, note: ""))
        return lanes.count - 1
    }

    /// Says who a lane is, if nothing was said before.
    mutating func note(_ text: String, lane: Int) {
        if lanes[lane].note.isEmpty { lanes[lane].note = text }
    }
}
