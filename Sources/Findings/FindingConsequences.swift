/// One cause is one finding: what is the same packets under another name follows from the finding that the complaint is about.
///
/// Loss, late packets and long gaps of a stream are heard as its audio breaking up; where that is said, they are its
/// consequences, by code. They stay findings of their own, with their packets, for whoever asks for their codes.
enum FindingConsequences {
    private static let led: [FindingCode: [FindingCode]] = [
        .breakUp: [.packetLoss, .jitter, .robotic], .packetLoss: [.robotic],
    ]

    /// Names the consequences of findings that are in their order, most severe first.
    static func name(in findings: inout [Finding]) {
        var places: [Int: [Int]] = [:]
        for (place, finding) in findings.enumerated() where finding.severity != .note {
            if let stream = finding.stream { places[stream, default: []].append(place) }
        }
        for place in findings.indices {
            guard let wanted = led[findings[place].code], findings[place].severity != .note,
                let stream = findings[place].stream
            else { continue }
            let others = places[stream, default: []].filter { $0 > place && overlap(findings[$0], findings[place]) }
            let found = wanted.filter { code in others.contains { findings[$0].code == code } }.map(\.rawValue)
            findings[place].consequences += found.filter { !findings[place].consequences.contains($0) }
        }
    }

    /// Whether two findings can be about the same packets: a span that is not known is the whole stream.
    private static func overlap(_ one: Finding, _ other: Finding) -> Bool {
        if let until = one.until, let from = other.from, until < from { return false }
        if let until = other.until, let from = one.from, until < from { return false }
        return true
    }
}
