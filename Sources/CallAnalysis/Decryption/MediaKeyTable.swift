import CallVocabulary
import MediaDecryption
import WireFormats

/// The keys of SRTP that a run has met: those of session descriptions by call and side, those of DTLS handshakes by
/// the addresses they were made between.
struct MediaKeyTable {

    private struct SideKey: Hashable {
        var call: Int
        var side: CallSide
    }

    private struct Handshake {
        var client: TransportEndpoint
        var server: TransportEndpoint
        var reader = DTLSHandshake()
        var contexts: (client: SRTPContext, server: SRTPContext)?
        var isAgreed = false
        var seen: MediaHandshake
    }

    private struct Described {
        var master: SRTPMasterKey
        var context: SRTPContext?
    }

    /// The limits that were met, by name.
    private(set) var limitsMet: LimitTally = [:]
    private var keyCount = 0
    private var described: [SideKey: [Described]] = [:]
    /// Sides that offered suites this build lacks, or keys that are none.
    private var unusable: Set<SideKey> = []
    private var handshakes: [Handshake] = []
    private var handshakesByEndpoint: [TransportEndpoint: [Int]] = [:]
    /// Changes whenever a key may have become known.
    private(set) var generation = 0
    /// True once anything said that media is encrypted.
    private(set) var isNeeded = false

    // MARK: What was seen

    /// A description says that its media is encrypted, with or without keys.
    mutating func noteSecured() { isNeeded = true }

    /// Secrets were added to the key log.
    mutating func noteSecrets() { generation &+= 1 }

    /// Adds the keys of a line that `side` of `call` described: they protect what that side sends.
    mutating func add(_ lines: [CryptoAttribute], call: Int, side: CallSide) {
        let key = SideKey(call: call, side: side)
        for line in lines {
            guard case .success(let masters) = SRTPMasterKey.keys(in: line) else {
                unusable.insert(key)
                continue
            }
            for master in masters {
                let known = described[key] ?? []
                guard !known.contains(where: { $0.master == master }) else { continue }
                guard known.count < AnalysisLimits.mediaKeysPerSide, keyCount < AnalysisLimits.mediaKeys else {
                    limitsMet[.mediaKeys, default: 0] += 1
                    continue
                }
                keyCount += 1
                described[key, default: []].append(Described(master: master))
                generation &+= 1
            }
        }
    }

    /// Takes a datagram of DTLS; returns false if the limit of handshakes was met.
    mutating func receiveHandshake(
        _ bytes: RawSpan, from start: Int, to end: Int, source: TransportEndpoint, destination: TransportEndpoint,
        at time: CaptureTime, packet: PacketReference
    ) -> Bool {
        let isEncrypted = MediaKeyTable.holdsEncrypted(bytes, from: start, to: end)
        defer { note(isEncrypted: isEncrypted, from: source, to: destination, at: time, packet: packet) }
        // Handshake records of epoch 0 only: data and later epochs say nothing.
        guard end - start >= 25, bytes.uint8(at: start) == 22, bytes.uint16(at: start + 3) == 0 else { return true }
        let kind = bytes.uint8(at: start + 13)
        let index: Int
        if let known = handshakesByEndpoint[source]?.last(where: { isBetween($0, source, destination) }) {
            index = known
        } else {
            guard kind == 1 || kind == 2 else { return true }
            guard handshakes.count < AnalysisLimits.handshakes else { return false }
            index = handshakes.count
            handshakes.append(
                Handshake(
                    client: source, server: destination,
                    seen: MediaHandshake(
                        client: source, server: destination, firstPacket: packet, firstAt: time, lastPacket: packet,
                        lastAt: time)))
            for endpoint in [source, destination] {
                var list = handshakesByEndpoint[endpoint] ?? []
                if list.count >= AnalysisLimits.handshakesPerEndpoint {
                    limitsMet[.handshakesPerEndpoint, default: 0] += 1
                    list.removeFirst()
                }
                list.append(index)
                handshakesByEndpoint[endpoint] = list
            }
        }
        switch handshakes[index].reader.receive(bytes, from: start, to: end) {
        case .none: break
        case .client:
            handshakes[index].client = source
            handshakes[index].server = destination
            handshakes[index].contexts = nil
        case .agreed:
            handshakes[index].contexts = nil
            handshakes[index].isAgreed = true
            isNeeded = true
            generation &+= 1
        }
        return true
    }

    /// The handshakes as far as they were seen, the sender of the first hello as the client.
    var seenHandshakes: [MediaHandshake] {
        handshakes.map { handshake in
            var seen = handshake.seen
            if seen.client != handshake.client {
                (seen.client, seen.server) = (seen.server, seen.client)
                (seen.fromClient, seen.fromServer) = (seen.fromServer, seen.fromClient)
            }
            return seen
        }
    }

    private mutating func note(
        isEncrypted: Bool, from source: TransportEndpoint, to destination: TransportEndpoint, at time: CaptureTime,
        packet: PacketReference
    ) {
        guard let index = handshakesByEndpoint[source]?.last(where: { isBetween($0, source, destination) }) else {
            return
        }
        handshakes[index].seen.note(
            isFromClient: handshakes[index].seen.client == source, isEncrypted: isEncrypted, packet: packet, at: time)
    }

    /// Whether a datagram holds a record that is encrypted, or says that what follows is (RFC 6347 §4.1).
    private static func holdsEncrypted(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        var offset = start
        for _ in 0..<64 where end - offset >= 13 {
            if bytes.uint8(at: offset) == 20 || bytes.uint16(at: offset + 3) > 0 { return true }
            offset += 13 + Int(bytes.uint16(at: offset + 11))
        }
        return false
    }

    private func isBetween(_ index: Int, _ one: TransportEndpoint, _ other: TransportEndpoint) -> Bool {
        let handshake = handshakes[index]
        return (handshake.client == one && handshake.server == other)
            || (handshake.client == other && handshake.server == one)
    }

    // MARK: Answers

    /// True if a handshake between these two agreed on SRTP.
    func hasHandshake(_ source: TransportEndpoint, _ destination: TransportEndpoint) -> Bool {
        handshakesByEndpoint[source]?.contains { handshakes[$0].isAgreed && isBetween($0, source, destination) }
            ?? false
    }

    /// The keys that may open what `source` sends to `destination`, best first.
    ///
    /// - Parameter parties: which call the two belong to and which side sends, by the descriptions in force.
    mutating func candidates(
        source: TransportEndpoint, destination: TransportEndpoint, parties: [(call: Int, sender: CallSide)],
        log: KeyLog
    ) -> [SRTPKeyCandidate] {
        var found = handshakeCandidates(source, destination, log)
        for party in parties {
            // The sender's own keys first; some boxes in the middle hand on the other side's.
            for side in [party.sender, party.sender.other] {
                let key = SideKey(call: party.call, side: side)
                let count = described[key]?.count ?? 0
                for index in stride(from: count - 1, through: 0, by: -1)
                where found.count < DecryptionLimits.keysTriedPerStream {
                    guard let context = context(key, index) else { continue }
                    found.append(SRTPKeyCandidate(context: context, origin: .sessionDescription))
                }
            }
        }
        return found
    }

    /// Whether keys for these parties were there and this build could not use them.
    func hasUnusableKeys(
        _ source: TransportEndpoint, _ destination: TransportEndpoint, parties: [(call: Int, sender: CallSide)]
    ) -> Bool {
        parties.contains { unusable.contains(SideKey(call: $0.call, side: $0.sender)) }
            || handshakesByEndpoint[source]?.contains {
                isBetween($0, source, destination) && handshakes[$0].reader.hasUnknownProfile
            } == true
    }

    private mutating func context(_ key: SideKey, _ index: Int) -> SRTPContext? {
        guard let entry = described[key]?[index] else { return nil }
        if let context = entry.context { return context }
        let made = SRTPContext(entry.master)
        described[key]?[index].context = made
        return made
    }

    private mutating func handshakeCandidates(
        _ source: TransportEndpoint, _ destination: TransportEndpoint, _ log: KeyLog
    ) -> [SRTPKeyCandidate] {
        guard !handshakes.isEmpty, !log.isEmpty else { return [] }
        // Between exactly these two first, the newest first; ICE may move media to another pair of addresses later.
        let near = (handshakesByEndpoint[source] ?? []) + (handshakesByEndpoint[destination] ?? [])
        let order =
            near.reversed().filter { isBetween($0, source, destination) }
            + near.reversed().filter { !isBetween($0, source, destination) }
        var found: [SRTPKeyCandidate] = []
        var seen: Set<Int> = []
        for index in order where seen.insert(index).inserted && found.count < DecryptionLimits.keysTriedPerStream / 2 {
            if handshakes[index].contexts == nil, let masters = handshakes[index].reader.masterKeys(log),
                let client = SRTPContext(masters.client), let server = SRTPContext(masters.server)
            {
                handshakes[index].contexts = (client, server)
            }
            guard let contexts = handshakes[index].contexts else { continue }
            let isClient = handshakes[index].client == source || handshakes[index].server == destination
            found.append(SRTPKeyCandidate(context: isClient ? contexts.client : contexts.server, origin: .handshake))
            if !isBetween(index, source, destination) {
                found.append(
                    SRTPKeyCandidate(context: isClient ? contexts.server : contexts.client, origin: .handshake))
            }
        }
        return found
    }
}
