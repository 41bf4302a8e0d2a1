import CallVocabulary
import WireFormats

/// Puts IP fragments together (RFC 791 §3.2, RFC 8200 §4.5). The first bytes that came for a place stay.
struct DatagramReassembly {
    private struct Key: Hashable {
        var source: IPAddress
        var destination: IPAddress
        var identification: UInt32
        var ipProtocol: UInt8
    }

    private struct Partial {
        /// In ascending order of their offsets; of equal ones, as they came.
        private(set) var pieces: [(offset: Int, bytes: [UInt8])] = []
        private(set) var byteCount = 0
        var totalLength: Int?
        let startedAt: CaptureTime
        let order: Int
        /// The fragment with the transport header, and where it is.
        var first: (packet: NetworkPacket, reference: PacketReference)?

        init(startedAt: CaptureTime, order: Int) {
            self.startedAt = startedAt
            self.order = order
        }

        mutating func take(_ bytes: [UInt8], at offset: Int) {
            byteCount += bytes.count
            var place = pieces.count
            while place > 0, pieces[place - 1].offset > offset { place -= 1 }
            pieces.insert((offset, bytes), at: place)
        }
    }

    /// What a fragment led to.
    enum Outcome {
        /// Others are still missing, or it was useless.
        case pending
        /// All are there: the packet's transport payload as one array, headers as of the fragment.
        case complete(packet: NetworkPacket, bytes: [UInt8])
        /// The limit of that name was met: the fragment, or the oldest datagrams in the making, were given up.
        case metLimit(LimitName)
    }

    /// How long fragments wait for the rest: 30 s, as hosts do (RFC 1122 §3.3.2 asks for 60 at most).
    static let timeoutNanoseconds: Int64 = 30_000_000_000

    private var partials: [Key: Partial] = [:]
    private var heldBytes = 0
    private var arrivals = ArrivalOrder<Key>()
    private let limits: AnalysisLimits

    init(limits: AnalysisLimits) {
        self.limits = limits
    }

    /// Takes one fragment.
    mutating func add(
        _ packet: NetworkPacket, bytes: RawSpan, at time: CaptureTime, _ reference: PacketReference
    ) -> Outcome {
        let captured = packet.payloadEnd - packet.payloadStart
        // A fragment that the snap length cut leaves a hole for good.
        guard captured > 0, captured >= packet.payloadWireLength else { return .pending }
        guard packet.fragmentOffset + captured <= limits.datagramBytes else { return .metLimit(.datagramBytes) }
        let key = Key(
            source: packet.source, destination: packet.destination, identification: packet.identification,
            ipProtocol: packet.ipProtocol)
        var outcome = Outcome.pending
        var partial = remove(key) ?? Partial(startedAt: time, order: arrivals.append(key))
        if time.nanoseconds(since: partial.startedAt).magnitude > DatagramReassembly.timeoutNanoseconds {
            partial = Partial(startedAt: time, order: arrivals.append(key))
        }
        var piece: [UInt8] = []
        piece.reserveCapacity(captured)
        for index in packet.payloadStart..<packet.payloadEnd { piece.append(bytes.uint8(at: index)) }
        partial.take(piece, at: packet.fragmentOffset)
        if packet.fragmentOffset == 0 { partial.first = (packet, reference) }
        if !packet.moreFragments { partial.totalLength = packet.fragmentOffset + captured }
        if let whole = assemble(partial) {
            var complete = packet
            complete.payloadStart = 0
            complete.payloadEnd = whole.count
            complete.payloadWireLength = whole.count
            complete.decodeTransport(whole.span.bytes)
            return .complete(packet: complete, bytes: whole)
        }
        guard partial.pieces.count < limits.fragmentsPerDatagram else { return .metLimit(.fragmentsPerDatagram) }
        if partials.count >= limits.fragmentedDatagrams, dropOldest() { outcome = .metLimit(.fragmentedDatagrams) }
        while heldBytes + partial.byteCount > limits.fragmentBytes, dropOldest() {
            outcome = .metLimit(.fragmentBytes)
        }
        partials[key] = partial
        heldBytes += partial.byteCount
        arrivals.tidy(by: partials, order: \.order)
        return outcome
    }

    /// A datagram of which the rest never came.
    struct Cut {
        /// The fragment with the transport header.
        var packet: NetworkPacket
        /// Its bytes, which the packet's offsets refer to.
        var bytes: [UInt8]
        var reference: PacketReference
        var at: CaptureTime
    }

    /// Gives up the datagrams that begin and were never complete, in the order in which they came.
    mutating func takeCut() -> [Cut] {
        let left = partials.values.sorted { $0.order < $1.order }
        partials = [:]
        heldBytes = 0
        return left.compactMap { partial in
            guard let first = partial.first, let piece = partial.pieces.first, piece.offset == 0 else { return nil }
            var packet = first.packet
            packet.payloadStart = 0
            packet.payloadEnd = piece.bytes.count
            packet.payloadWireLength = piece.bytes.count
            packet.decodeTransport(piece.bytes.span.bytes)
            return Cut(packet: packet, bytes: piece.bytes, reference: first.reference, at: partial.startedAt)
        }
    }

    private mutating func remove(_ key: Key) -> Partial? {
        guard let partial = partials.removeValue(forKey: key) else { return nil }
        heldBytes -= partial.byteCount
        return partial
    }

    private mutating func dropOldest() -> Bool {
        guard let oldest = arrivals.takeOldest(of: partials, order: \.order) else { return false }
        return remove(oldest) != nil
    }

    private func assemble(_ partial: Partial) -> [UInt8]? {
        guard let total = partial.totalLength else { return nil }
        guard partial.byteCount >= total else { return nil }
        var covered = 0
        for piece in partial.pieces where covered < total {
            guard piece.offset <= covered else { return nil }
            covered = max(covered, piece.offset + piece.bytes.count)
        }
        var whole: [UInt8] = []
        whole.reserveCapacity(total)
        for piece in partial.pieces {
            guard piece.offset <= whole.count else { return nil }
            let overlap = whole.count - piece.offset
            if overlap < piece.bytes.count { whole.append(contentsOf: piece.bytes[overlap...]) }
        }
        guard whole.count >= total else { return nil }
        return Array(whole.prefix(total))
    }
}
