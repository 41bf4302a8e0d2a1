import CallVocabulary
import Escaping
import SampleIntake

/// A check as the sender reads it: verdict first, then what to change, then how long each sample stays good.
struct CheckText {
    let answer: CheckAnswer
    let style: TextStyle

    func render() -> String {
        var parts = [verdict]
        let general = answer.problems.filter { $0.sample == nil }
        let (groups, others) = ProblemGroup.groups(of: answer)
        let bySample = Dictionary(grouping: others) { $0.sample ?? 0 }
        if !general.isEmpty { parts.append(general.map(problem).joined(separator: "\n")) }
        // What many have is said once.
        if !groups.isEmpty { parts.append(groups.map(group).joined(separator: "\n")) }
        for sample in answer.samples {
            let own = bySample[sample.index] ?? []
            // Long submissions name only the samples there is something to say about.
            guard answer.samples.count <= 20 && groups.isEmpty || !own.isEmpty else { continue }
            parts.append(([title(sample)] + own.map(problem)).joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private var verdict: String {
        let count = answer.samples.count == 1 ? "1 sample" : "\(answer.samples.count) samples"
        switch answer.verdict {
        case .accepted: return style.green("✓ Accepted: \(count), nothing to change.")
        case .acceptedWithAdvice:
            return style.yellow("✓ Accepted with advice: \(count). Nothing has to change; see what would help.")
        case .returned:
            let blocking = answer.problems.filter { $0.severity == .blocking }
            let bad = answer.samples.count { $0.verdict == .returned }
            guard bad >= ProblemGroup.least, blocking.allSatisfy({ $0.sample != nil }) else {
                return style.red(
                    "✗ Returned: \(blocking.count) \(blocking.count == 1 ? "thing" : "things") to put right before this can be used."
                )
            }
            let usable = answer.samples.count - bad
            return style.red("✗ Returned: \(bad) of \(answer.samples.count) calls cannot be used as they are.")
                + (usable == 0 ? "" : " \(usable) can be submitted now.")
        }
    }

    private func group(_ group: ProblemGroup) -> String {
        let mark = group.severity == .blocking ? style.red("✗") : style.yellow("!")
        return [
            PlainText.wrap(
                Escaping.terminal(group.message, limit: 1_000), width: style.width, first: "  \(mark) ", rest: "    "),
            PlainText.wrap(
                Escaping.terminal(group.remedy, limit: 600), width: style.width, first: "    → ", rest: "      "),
            style.dim("      \(group.code.rawValue)"),
        ].joined(separator: "\n")
    }

    private func title(_ sample: CheckedSample) -> String {
        var text = "Sample \(sample.index + 1): \(name(sample.callingNumber)) → \(name(sample.calledNumber))"
        if let startedAt = sample.startedAt { text += ", \(TimeText.full(startedAt, in: answer.zone))" }
        if let direction = sample.direction { text += ", \(direction.rawValue)" }
        var lines = [style.bold(PlainText.wrap(text, width: style.width, rest: "  "))]
        if let until = sample.acceptableUntil {
            let left = until.seconds(since: answer.receivedAt)
            let clock = TimeText.clock(until, day: answer.receivedAt, in: answer.zone)
            if sample.receivedAt != answer.receivedAt {
                lines.append(
                    "  Named in time, at \(TimeText.clock(sample.receivedAt, day: answer.receivedAt, in: answer.zone))."
                )
            } else {
                lines.append(
                    left >= 0
                        ? "  Can be submitted until \(clock) (in \(TimeText.duration(left)))."
                        : "  The time to submit it ended at \(clock), \(TimeText.duration(left)) ago.")
            }
        }
        if let match = sample.match {
            lines.append(
                PlainText.wrap(
                    "Found in \(Escaping.terminal(match.capture, limit: 200)) as \(match.call): \(match.reasons.joined(separator: ", ")).",
                    width: style.width, first: "  ", rest: "  "))
        }
        return lines.joined(separator: "\n")
    }

    private func name(_ number: UnderstoodNumber) -> String {
        if number.withheld { return "withheld" }
        return number.number?.e164 ?? number.localDigits ?? number.given.map { Escaping.terminal($0, limit: 64) } ?? "—"
    }

    private func problem(_ problem: Problem) -> String {
        let mark = problem.severity == .blocking ? style.red("✗") : style.yellow("!")
        var place = ""
        if let line = problem.line {
            place = " (line \(line)\(problem.column.map { ", \(Escaping.terminal($0, limit: 200))" } ?? ""))"
        }
        var lines = [
            PlainText.wrap(
                Escaping.terminal(problem.message, limit: 600) + place, width: style.width, first: "  \(mark) ",
                rest: "    ")
        ]
        lines.append(
            PlainText.wrap(
                Escaping.terminal(problem.remedy, limit: 600), width: style.width, first: "    → ", rest: "      "))
        if let suggestion = problem.suggestion, !suggestion.isEmpty {
            let values = suggestion.sorted { $0.key < $1.key }.map {
                "\($0.key): \(Escaping.terminal($0.value, limit: 200))"
            }
            lines.append(
                PlainText.wrap(
                    "Replace by \(values.joined(separator: ", "))", width: style.width, first: "    → ", rest: "      ")
            )
        }
        if let completion = problem.completion {
            lines.append(
                "    → The capture shows \(Escaping.terminal(completion.value, limit: 200)) (packet \(completion.packet))."
            )
        }
        lines.append(style.dim("      \(problem.code.rawValue)"))
        return lines.joined(separator: "\n")
    }
}
