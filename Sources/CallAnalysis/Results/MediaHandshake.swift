import CallVocabulary

/// A DTLS handshake that is to make the keys of media (RFC 5764), as far as it was seen between two addresses.
public struct MediaHandshake: Sendable, Equatable {
    /// Who began it.
    public var client: TransportEndpoint
    /// Whom it was sent to.
    public var server: TransportEndpoint
    /// The first datagram of it.
    public var firstPacket: PacketReference
    /// When that was captured.
    public var firstAt: CaptureTime
    /// The last datagram of it.
    public var lastPacket: PacketReference
    /// When that was captured.
    public var lastAt: CaptureTime
    /// Datagrams of the client, those sent again included.
    public var fromClient = 0
    /// Datagrams of the server.
    public var fromServer = 0
    /// True if both sides went on encrypted: keys were agreed.
    public var isComplete = false
    /// Changes to encryption seen: of the client, of the server.
    var changed = (client: false, server: false)

    /// Equal in all that is told.
    public static func == (left: MediaHandshake, right: MediaHandshake) -> Bool {
        left.client == right.client && left.server == right.server && left.firstPacket == right.firstPacket
            && left.lastPacket == right.lastPacket && left.fromClient == right.fromClient
            && left.fromServer == right.fromServer && left.isComplete == right.isComplete
    }

    /// Notes a datagram, and whether it holds something encrypted.
    mutating func note(isFromClient: Bool, isEncrypted: Bool, packet: PacketReference, at time: CaptureTime) {
        lastPacket = packet
        lastAt = time
        if isFromClient { fromClient += 1 } else { fromServer += 1 }
        guard isEncrypted else { return }
        if isFromClient { changed.client = true } else { changed.server = true }
        isComplete = changed.client && changed.server
    }
}
