import CallVocabulary
import WireFormats

/// Whom the channels of TURN relays lead to (RFC 8656 §12).
///
/// Where the capture has the ChannelBind request, a channel's peer is known. Where it has not, the relay stands for
/// the peer, with the channel's number as its port, so that two channels of one client are two flows.
struct RelayedPeers {
    private struct Channel: Hashable {
        var client: TransportEndpoint
        var relay: TransportEndpoint
        var number: UInt16
    }

    private struct Peer {
        var endpoint: TransportEndpoint
        var isKnown: Bool
    }

    /// Who sends to whom by way of the relay.
    struct Ends: Equatable {
        var source: TransportEndpoint
        var destination: TransportEndpoint
    }

    private var peers: [Channel: Peer] = [:]
    private let limit: Int

    init(limits: AnalysisLimits) {
        limit = limits.relayChannels
    }

    /// Notes what a client asks its relay for; false if a limit was met.
    ///
    /// A channel that carried data before its peer was known keeps its name: its flow is not to change midway.
    mutating func bind(
        _ number: UInt16, from client: TransportEndpoint, at relay: TransportEndpoint, to peer: TransportEndpoint
    ) -> Bool {
        let channel = Channel(client: client, relay: relay, number: number)
        if let known = peers[channel], !known.isKnown { return true }
        guard peers.count < limit || peers[channel] != nil else { return false }
        peers[channel] = Peer(endpoint: peer, isKnown: true)
        return true
    }

    /// The ends of what channel `number` carries from `source` to `destination`.
    mutating func ends(
        of number: UInt16, from source: TransportEndpoint, to destination: TransportEndpoint
    ) -> Ends {
        if let peer = peers[Channel(client: source, relay: destination, number: number)] {
            return Ends(source: source, destination: peer.endpoint)
        }
        if let peer = peers[Channel(client: destination, relay: source, number: number)] {
            return Ends(source: peer.endpoint, destination: destination)
        }
        let isTowardsRelay = RelayedPeers.isTowardsRelay(from: source, to: destination)
        let relay = isTowardsRelay ? destination : source
        let peer = TransportEndpoint(address: relay.address, port: number)
        if peers.count < limit {
            let channel = Channel(client: isTowardsRelay ? source : destination, relay: relay, number: number)
            peers[channel] = Peer(endpoint: peer, isKnown: false)
        }
        return isTowardsRelay
            ? Ends(source: source, destination: peer) : Ends(source: peer, destination: destination)
    }

    /// The relay has the port of the service, or else the lower one.
    private static func isTowardsRelay(from source: TransportEndpoint, to destination: TransportEndpoint) -> Bool {
        let services: [UInt16] = [3_478, 5_349]
        if services.contains(destination.port) != services.contains(source.port) {
            return services.contains(destination.port)
        }
        return destination.port <= source.port
    }
}
