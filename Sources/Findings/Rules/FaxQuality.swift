import CallAnalysis

extension FindingRule {
    /// The rule of `media.fax-loss`.
    static let faxLoss = FindingRule(
        codes: [.faxLoss],
        explains: [
            CodeExplanation(
                .faxLoss, title: "Fax packets lost",
                meaning:
                    "Packets of a fax (T.38) are missing, and what later packets repeat does not bring them back.",
                remedy: "Less loss on the way, or more redundancy at the sender.")
        ],
        page: RulePage(
            checks: "Packets of fax (T.38) that are missing, and that the repair in later packets did not bring.",
            matters: "A fax has no concealment: pages come with stripes, or the transmission breaks off.",
            clears: "Less loss on the way, or more redundancy at the sender.")
    ) { context in
        context.result.faxStreams.compactMap { fax in
            let missing = fax.lost - fax.recovered
            guard missing > 0, let packet = fax.firstGap, let at = fax.firstGapAt else { return nil }
            let who = fax.direction.sender.map { "The fax of \($0.party)" } ?? "The fax from \(fax.source)"
            return Finding(
                code: .faxLoss, severity: .warning, confidence: 0.85, call: fax.call,
                summary: "\(who) lacks \(Figures.count(missing, "packet", "packets")) of "
                    + "\(fax.received + fax.lost) that nothing "
                    + "repairs (T.38, \(fax.lost) lost before this point, \(fax.recovered) brought by redundancy).",
                evidence: [Evidence(packet: packet, at: at, text: "The packet behind the first gap.")],
                remedy: fax.redundancy == 0
                    ? "Switch on redundancy for T.38 at the sender (three repetitions for low speed, one for "
                        + "high), and look for "
                        + "the loss on the way to this point."
                    : "Look for the loss on the way to this point, and raise the redundancy of T.38 at the sender.")
        }
    }
}
