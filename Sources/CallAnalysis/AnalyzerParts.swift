import CallVocabulary
import WireFormats

/// UDP told apart: flows, the streams on them, and what relays carry.
struct MediaDemux: Sendable {
    var flows = FlowTable()
    var streams: StreamTable
    /// Whom the channels of relays lead to.
    var relays: RelayedPeers
    /// Relayed packets counted as other UDP until they prove to be RTP.
    var heldRelayed: [HeldRelayed: Int] = [:]
    /// Fax by T.38.
    var faxes: FaxTracker

    init(limits: AnalysisLimits, measuresLevels: Bool, defersLevels: Bool) {
        streams = StreamTable(limits: limits, measuresLevels: measuresLevels, defersLevels: defersLevels)
        relays = RelayedPeers(limits: limits)
        faxes = FaxTracker(limit: limits.faxStreams)
    }

    /// Whether a packet continues a stream that is known: its last byte may then be ciphertext, and count nothing.
    func isOfKnownStream(_ header: RTPHeader, _ network: NetworkPacket) -> Bool {
        flows.find(source: network.sourceEndpoint, destination: network.destinationEndpoint).map {
            flows[$0].currentSSRC == header.ssrc && flows[$0].currentStream >= 0
        } ?? false
    }
}

/// TCP put in order: connections and what they carry, plain, in WebSockets or in TLS.
struct TransportStreams: Sendable {
    var connections: TCPReassembly
    /// Data that was delivered and is not in the capture.
    var acknowledged = AcknowledgedGaps()
    /// SIP in TLS, of which a key log knows the secrets.
    var secure = SecureSignaling()

    init(limits: AnalysisLimits) { connections = TCPReassembly(limits: limits) }
}

/// Signaling followed: calls, other requests, and what single messages told beside.
struct SignalingState: Sendable {
    var calls: CallTracker
    var requests: RequestTracker
    /// Messages that began like SIP and could not be read.
    var unreadableMessages = 0
    /// Descriptions of media in signaling other than SIP that could not be read.
    var unreadableDescriptions = 0
    /// Voice quality reports that passed.
    var publishedQuality: [PublishedQuality] = []
    /// Secrets that stand in the signaling, counted.
    var secrets = SignalingSecrets()

    init(limits: AnalysisLimits) {
        calls = CallTracker(limits: limits)
        requests = RequestTracker(limit: limits.requestSeries)
    }
}
