import CallAnalysis
import CallVocabulary

/// Encrypted audio that arrives and cannot be opened, because its key is none that the listener was given.
struct UnreadableMedia {
    let undelivered: UndeliveredMedia
    private var verdict: MissingAudio { undelivered.verdict }
    private var listener: CallSide { undelivered.listener }
    private var sender: CallSide { undelivered.sender }

    init(_ undelivered: UndeliveredMedia) { self.undelivered = undelivered }

    /// The descriptions agree on keys, and none of them opens the packets, or none from some packet on.
    func deafness(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
        never(stream, index) ?? noLonger(stream, index)
    }

    /// Keys opened it at first, and open nothing of the rest: it goes on under a key that was not announced.
    private func noLonger(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
        guard let packet = stream.decryption?.closedSince, let at = stream.decryption?.closedSinceAt,
            stream.endedAt.seconds(since: at) >= verdict.context.thresholds.shortestStretchSeconds
        else { return nil }
        return MissingAudio.Deafness(
            listener: listener, cause: .encryptionMismatch, severity: .warning, confidence: 0.7, stream: index,
            what:
                "its audio is encrypted, and the keys that open it to that moment open nothing after it: another key, "
                + "or a rollover counter that only the two parties know.",
            evidence: [
                undelivered.start(of: stream),
                Evidence(packet: packet, at: at, text: "The first packet that no key of this call opens."),
            ], excluded: undelivered.sentHere,
            remedy:
                "Look whether \(sender.party) changed its key without a new description, or a relay in between began "
                + "to send what another device encrypts.", span: (at, stream.endedAt))
    }

    private func never(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
        guard let decryption = stream.decryption, decryption.obstacle == .wrongKey,
            stream.counts.received >= verdict.context.thresholds.judgedPackets
        else { return nil }
        let middle = stream.startedAt.advanced(bySeconds: 0.5 * stream.durationSeconds)
        guard let own = verdict.description(of: sender, at: middle), own.hasKey,
            let other = verdict.description(of: listener, at: middle), other.hasKey
        else { return nil }
        return MissingAudio.Deafness(
            listener: listener, cause: .encryptionMismatch, confidence: 0.9, stream: index,
            what: "its audio is encrypted, and none of the keys that the descriptions agree on opens it.",
            evidence: [verdict.announcement(of: sender, own), undelivered.start(of: stream)].compactMap { $0 },
            excluded: undelivered.sentHere,
            remedy: "Compare the key (a=crypto) that \(sender.party) sends with the one that reaches "
                + "\(listener.party): a proxy or border controller between them rewrites it, or the device goes on with "
                + "a key of an earlier offer.")
    }
}
