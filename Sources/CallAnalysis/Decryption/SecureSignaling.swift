import CallVocabulary
import MediaDecryption
import WireFormats

/// SIP inside TLS: the connections whose secrets a key log knows, opened and cut into messages.
struct SecureSignaling {
    private struct Pair: Hashable {
        var one: TransportEndpoint
        var other: TransportEndpoint

        init(_ left: TransportEndpoint, _ right: TransportEndpoint) {
            let inOrder =
                (left.address.high, left.address.low, left.port) <= (right.address.high, right.address.low, right.port)
            one = inOrder ? left : right
            other = inOrder ? right : left
        }
    }

    private struct Connection {
        var client: TransportEndpoint
        var conversation = TLSConversation()
        var fromClient = SIPStreamCutter()
        var fromServer = SIPStreamCutter()
        /// It turned out to carry something else; nothing of it is opened any more.
        var isForeign = false
        var hasClientBytes = false
        var hasServerBytes = false
        var order: Int

        /// True if neither direction gave a message in so many bytes that there will be none.
        var carriesSomethingElse: Bool {
            !fromClient.sawMessage && !fromServer.sawMessage
                && fromClient.foreignBytes + fromServer.foreignBytes > AnalysisLimits.foreignBytes
        }
    }

    private var connections: [Pair: Connection] = [:]
    private var arrivals = ArrivalOrder<Pair>()

    /// A message and the end that sent it.
    struct Message {
        var bytes: [UInt8]
        var isFromSource: Bool
    }

    /// Takes the next bytes from `source` to `destination`; returns the SIP messages that this completes, and the
    /// names of the limits that were met.
    mutating func receive(
        _ piece: TCPReassembly.ProtectedPiece, source: TransportEndpoint, destination: TransportEndpoint,
        log: KeyLog, limits: AnalysisLimits
    ) -> (messages: [Message], limitsMet: [LimitName]) {
        let pair = Pair(source, destination)
        var limitsMet: [LimitName] = []
        var known = connections.removeValue(forKey: pair)
        // The same ports serve a new connection.
        if piece.isFirst, piece.begins == .client ? known?.hasClientBytes == true : known?.hasServerBytes == true {
            known = nil
        }
        var connection: Connection
        if let known {
            connection = known
        } else {
            if connections.count >= limits.tcpConnections {
                limitsMet.append(.tlsConnections)
                if let oldest = arrivals.takeOldest(of: connections, order: \.order) {
                    connections.removeValue(forKey: oldest)
                }
            }
            connection = Connection(
                client: piece.begins == .server ? destination : source, order: arrivals.append(pair))
        }
        defer {
            connections[pair] = connection
            arrivals.tidy(by: connections, order: \.order)
        }
        guard !connection.isForeign, !connection.conversation.isUnreadable else { return ([], limitsMet) }
        let side: TLSConversation.Side = source == connection.client ? .client : .server
        if side == .client { connection.hasClientBytes = true } else { connection.hasServerBytes = true }
        var messages: [Message] = []
        let opened = connection.conversation.receive(piece.bytes, from: side, afterGap: piece.afterGap, keys: log)
        for (from, data) in opened {
            let found =
                from == .client
                ? connection.fromClient.add(data, limit: limits.tcpBufferBytes)
                : connection.fromServer.add(data, limit: limits.tcpBufferBytes)
            if found.metLimit { limitsMet.append(.tcpBufferBytes) }
            messages += found.messages.map { Message(bytes: $0, isFromSource: from == side) }
        }
        if connection.carriesSomethingElse {
            connection.isForeign = true
            connection.conversation = TLSConversation()
        }
        return (messages, limitsMet)
    }
}
