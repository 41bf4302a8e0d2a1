import CallVocabulary
import Cases
import Escaping
import SampleIntake
import SupportProgram

/// Reports of cases.
public enum CaseReport {
    /// A list for a terminal.
    public static func listText(_ standings: [CaseStanding], zone: ShownZone, style: TextStyle) -> String {
        var table = TextTable([
            .init("case"), .init("opened", dispensability: 3), .init("state"), .init("sev"), .init("answer due"),
            .init("owner", dispensability: 2), .init("service", dispensability: 1),
            .init("complaint", dispensability: 2), .init("finding", dispensability: 1),
        ])
        for standing in standings {
            let row = standing.summary
            table.add([
                row.number, zone.minute(row.openedAt, region: row.region),
                Escaping.terminal(row.state.rawValue, limit: 40) + (row.escalations > 0 ? " ▲" : "")
                    + (row.isDamaged && row.state.rawValue != "damaged" ? " (history damaged)" : ""),
                Escaping.terminal(row.severity, limit: 20), due(standing, zone), row.owner ?? "—",
                Escaping.terminal(row.serviceIdentifier, limit: 40),
                Escaping.terminal(row.summary, limit: 60), Escaping.terminal(row.mainFinding ?? "—", limit: 80),
            ])
        }
        return table.render(style) + "\n"
    }

    /// The next answer that is owed: the first response, else the next update.
    private static func due(_ standing: CaseStanding, _ zone: ShownZone) -> String {
        guard standing.summary.erasedAt == nil, !standing.summary.isDamaged else { return "—" }
        // The program knows no such severity or region any more; the case itself says which.
        guard let clock = standing.clock else { return "no clock" }
        guard !clock.isResolved else { return "—" }
        guard let next = standing.nextDue else { return clock.isWaiting ? "waits for customer" : "—" }
        return zone.minute(next, region: standing.summary.region) + (standing.overdue.isEmpty ? "" : " OVERDUE")
    }

    /// One case for a terminal, as of `now`.
    public static func text(_ view: CaseView, now: CaptureTime, style: TextStyle) -> String {
        let (document, standing) = (view.record, view.standing)
        let row = document.summary
        var lines = [
            style.bold(
                "\(row.number)  \(Escaping.terminal(row.severity, limit: 20))  \(Escaping.terminal(row.state.rawValue, limit: 40))"
            )
                + (row.escalations > 0 ? style.yellow("  escalated \(row.escalations) ×") : "")
                + (standing.overdue.isEmpty ? "" : style.red("  OVERDUE")),
            PlainText.wrap(Escaping.terminal(row.summary, limit: 400), width: style.width, first: "  ", rest: "  "),
        ]
        func field(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            let padded = name + String(repeating: " ", count: max(0, 10 - name.count))
            lines.append("  \(padded)\(Escaping.terminal(value, limit: 200))")
        }
        field("Customer", row.customer)
        field("Service", row.serviceIdentifier)
        let person = document.representative
        field("Contact", [person.name, person.email, person.phone].compactMap { $0 }.joined(separator: ", "))
        field("Region", row.region)
        field(
            "Opened",
            view.time(row.openedAt) + " by \(row.channel)" + (document.channelReference.map { " (\($0))" } ?? ""))
        field("Owner", row.owner ?? "nobody yet")
        field(
            "Program", document.program + (document.programVersion.isEmpty ? "" : " \(document.programVersion)"))
        field("Was", document.importedFrom.map { "\($0) elsewhere" })
        if let erasedAt = row.erasedAt { field("Erased", view.time(erasedAt)) }
        if !view.missing.isEmpty {
            let list = view.missing.map { Escaping.terminal($0, limit: 200) }.joined(separator: ", ")
            lines.append(
                style.red(
                    PlainText.wrap(
                        "Missing in the store: \(list). Restore it from a backup.", width: style.width, first: "  ",
                        rest: "    ")))
        }
        lines += clock(view, now, style)
        section(
            "Samples", samples(view).map { PlainText.wrap($0, width: style.width, first: "  ", rest: "    ") }, &lines,
            style)
        let answers = answers(view.statements).map {
            PlainText.wrap(Escaping.terminal($0, limit: 2_000), width: style.width, first: "  ", rest: "    ")
        }
        if !answers.isEmpty { section("What the customer answered", answers, &lines, style) }
        if !view.checklist.isEmpty {
            section(
                "Answers against the capture",
                view.checklist.map {
                    PlainText.wrap($0.sentence, width: style.width, first: "  ", rest: "    ")
                }, &lines, style)
        }
        let links = row.links
        if !links.isEmpty { section("Other cases", links.map { "  \(words($0))" }, &lines, style) }
        var findings = document.findings.map { finding($0, style) }
        if document.findingCount > findings.count {
            findings.append("  and \(document.findingCount - findings.count) more in the analysis")
        }
        section("Findings", findings, &lines, style)
        if let patterns = view.patterns, !patterns.isEmpty {
            section("What the affected calls share", PatternReport.lines(patterns, style: style), &lines, style)
        }
        section(
            "Captures",
            document.captures.map {
                "  \(Escaping.terminal($0.name, limit: 200))  \($0.bytes) bytes  SHA-256 \($0.sha256.prefix(16))…"
            }, &lines, style)
        section(
            "History",
            document.events.enumerated().map { index, event in
                let at = row.time(of: event)
                let wrong = at == event.at ? "" : " (written down as \(view.time(event.at)))"
                let who = event.actor.isEmpty ? "" : " by \(Escaping.terminal(event.actor, limit: 60))"
                return PlainText.wrap(
                    "\(index + 1)  \(view.time(at))\(wrong)  \(Escaping.terminal(event.kind.rawValue, limit: 40))\(who): \(Escaping.terminal(event.text, limit: 2_000))",
                    width: style.width, first: "  ", rest: "      ")
            }, &lines, style)
        if !document.deletions.isEmpty {
            section(
                "Deleted",
                document.deletions.map {
                    "  \(view.time($0.at))  \($0.what), \($0.bytes) bytes\($0.sha256.isEmpty ? "" : ", SHA-256 \($0.sha256.prefix(16))…"): \(Escaping.terminal($0.reason, limit: 200))"
                }, &lines, style)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ title: String, _ body: [String], _ lines: inout [String], _ style: TextStyle) {
        lines += ["", style.bold(title)]
        lines += body.isEmpty ? ["  none"] : body
    }

    private static func clock(_ view: CaseView, _ now: CaptureTime, _ style: TextStyle) -> [String] {
        let standing = view.standing
        guard standing.summary.erasedAt == nil else { return [] }
        guard let clock = standing.clock else {
            let unknown = "none runs: the program knows no severity \(standing.summary.severity) or no region "
            return [
                "", style.bold("Clocks"),
                PlainText.wrap(unknown + standing.summary.region + ".", width: style.width, first: "  ", rest: "  "),
            ]
        }
        func when(_ time: CaptureTime) -> String {
            let left = time.seconds(since: now)
            let distance = TimeText.duration(left)
            return view.time(time) + (left >= 0 ? " (in \(distance))" : style.red(" (\(distance) ago)"))
        }
        var lines = ["", style.bold("Clocks")]
        switch clock.initialResponseMet {
        case nil: lines.append("  First response due  \(clock.initialResponseDue.map(when) ?? "—")")
        case true?: lines.append("  First response      given in time")
        case false?: lines.append("  First response      came late")
        }
        if clock.isResolved {
            lines.append("  Next update         none: the case is resolved")
        } else {
            lines.append(
                "  Next update due     \(clock.nextUpdateDue.map(when) ?? "none while it waits for the customer")")
        }
        if !clock.missedUpdatesDue.isEmpty { lines.append("  Missed updates      \(clock.missedUpdatesDue.count)") }
        if let offered = clock.escalationOfferedFrom {
            lines.append(
                offered <= now
                    ? "  Escalation          offered: earshot case escalate \(standing.summary.number)"
                    : "  Escalation          offered from \(view.time(offered))")
        }
        // Where other times are shown than the region's, it is said whose times the explanation has.
        for text in clock.explanation.dropFirst(view.zone.isOfRegion(standing.summary.region) ? 1 : 0) {
            lines.append(style.dim(PlainText.wrap(text, width: style.width, first: "    ", rest: "      ")))
        }
        return lines
    }

    /// The samples, each with what is said of the call.
    static func samples(_ view: CaseView) -> [String] {
        view.record.samples.enumerated().map { index, sample in
            guard view.statements.calls.indices.contains(index) else { return self.sample(sample, view) }
            return self.sample(sample, view) + words(view.statements.calls[index])
        }
    }

    /// `; echo; heard by calling; note: …`
    private static func words(_ call: SubmissionStatements.Call) -> String {
        var text = ""
        if !call.symptoms.isEmpty {
            text += "; \(Escaping.terminal(call.symptoms.joined(separator: ", "), limit: 400))"
        }
        if let heardBy = call.heardBy { text += "; heard by \(Escaping.terminal(heardBy, limit: 80))" }
        if let note = call.note { text += "; note: \(Escaping.terminal(note, limit: 1_024))" }
        return text
    }

    /// The answers, a question once with all it was answered.
    static func answers(_ statements: SubmissionStatements) -> [String] {
        var lines: [(question: String, texts: [String])] = []
        for answer in statements.answers {
            if let place = lines.firstIndex(where: { $0.question == answer.question }) {
                lines[place].texts.append(answer.text)
            } else {
                lines.append((answer.question, [answer.text]))
            }
        }
        return lines.map { "\($0.question) \($0.texts.joined(separator: "; "))" }
    }

    /// A link in words.
    static func words(_ link: CaseLink) -> String {
        let number = Escaping.terminal(link.number, limit: 40)
        switch link.kind {
        case .related: return "belongs with \(number)"
        case .possibleDuplicate: return "\(number) may be about the same calls"
        case .mergedInto: return "went into \(number)"
        case .mergedFrom: return "\(number) came into it"
        }
    }

    private static func sample(_ sample: CaseSample, _ view: CaseView) -> String {
        var text =
            "\(Escaping.terminal(sample.calling ?? "—", limit: 200)) → \(Escaping.terminal(sample.called ?? "—", limit: 200))"
        if let startedAt = sample.startedAt { text += ", \(view.time(startedAt))" }
        if let direction = sample.direction { text += ", \(direction)" }
        if let call = sample.call { text += ", found as \(call)" }
        return text
    }

    private static func finding(_ finding: CaseFinding, _ style: TextStyle) -> String {
        "  \(finding.severity.uppercased())  \(finding.code)" + (finding.cause.map { "  (\($0))" } ?? "") + "\n"
            + PlainText.wrap(
                Escaping.terminal(finding.summary, limit: 2_000), width: style.width, first: "    ", rest: "    ")
    }
}
