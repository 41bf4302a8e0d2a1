import CallAnalysis
import CallVocabulary

/// Encrypted audio that arrives and cannot be opened, because its key is none that the listener was given.
struct UnreadableMedia {
    let undelivered: UndeliveredMedia
    private var verdict: MissingAudio { undelivered.verdict }
    private var listener: CallSide { undelivered.listener }
    private var sender: CallSide { undelivered.sender }

    init(_ undelivered: UndeliveredMedia) { self.undelivered = undelivered }

    /// The descriptions agree on keys, and none of them opens the packets.
    func deafness(_ stream: MediaStream, _ index: Int) -> MissingAudio.Deafness? {
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
