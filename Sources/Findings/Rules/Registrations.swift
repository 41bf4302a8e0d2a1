import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `signaling.registration-failed`.
    static let registrationFailed = FindingRule(
        codes: [.registrationFailed],
        explains: [
            CodeExplanation(
                .registrationFailed, title: "Registration failed",
                meaning: "A phone or gateway could not register: the registrar refused, or did not answer.",
                remedy: "Check credentials, user name and domain, and the way to the registrar.")
        ],
        page: RulePage(
            checks: "Registrations whose last request was refused, or had no answer.",
            matters: "A phone that is not registered cannot be called, and often cannot call.",
            clears: "The right credentials, an address the registrar knows, a registrar that can be reached.")
    ) { context in
        struct Kind: Hashable {
            var registrar: TransportEndpoint
            var status: Int?
        }
        var groups: [(kind: Kind, members: [Registration])] = []
        var places: [Kind: Int] = [:]
        for registration in context.result.registrations {
            let series = registration.series
            guard series.outcome == .refused || series.outcome == .unanswered else { continue }
            let kind = Kind(
                registrar: series.destination, status: series.outcome == .unanswered ? nil : series.lastStatus)
            if let place = places[kind] {
                groups[place].members.append(registration)
            } else {
                places[kind] = groups.count
                groups.append((kind, [registration]))
            }
        }
        return groups.map { kind, members in finding(registrar: kind.registrar, status: kind.status, members) }
    }

    private static func finding(registrar: TransportEndpoint, status: Int?, _ members: [Registration]) -> Finding {
        let reason = members.first?.series.lastReason
        let words = status.map { "\($0)\(reason.map { " \($0)" } ?? "")" }
        let who =
            members.count == 1 ? "A registration at \(registrar)" : "\(members.count) registrations at \(registrar)"
        let remedy: String
        switch status {
        case nil: remedy = "Check the registrar's address and port, and that a firewall lets SIP through both ways."
        case 401, 403, 407: remedy = "Check user name and password of the account, and that it may register from there."
        case 404, 410: remedy = "The registrar does not know the address: check the user name and the domain."
        case .some(500...599): remedy = "The registrar itself failed: give its operator this packet."
        default: remedy = "Look up the status with the operator of the registrar."
        }
        return Finding(
            code: .registrationFailed, severity: .warning, confidence: 0.9,
            summary: words.map { "\(who) failed: the last request was refused (\($0))." }
                ?? "\(who) failed: requests were sent again and again, and nothing came back.",
            evidence: members.prefix(3).flatMap { one in
                [
                    Evidence(
                        packet: one.series.lastPacket, at: one.series.lastAt,
                        text: words.map { "The registrar answers \($0)." } ?? "The last request; no answer follows.")
                ]
            },
            remedy: remedy)
    }
}
