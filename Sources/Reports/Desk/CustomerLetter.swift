import CallVocabulary
import Cases
import SampleIntake
import SupportProgram

/// Answers to a customer as mail text.
public enum CustomerLetter {
    /// The answer about a case: what was said, and when the next word is due.
    public static func answer(_ text: String, _ view: CaseView, now: CaptureTime) -> [UInt8] {
        let row = view.record.summary
        var lines = [greeting(view.record.representative), "", text, ""]
        lines.append("Case: \(row.number) (\(row.severity)), \(row.summary)")
        lines.append("Service: \(row.serviceIdentifier)")
        if row.state == .waitingForCustomer {
            lines.append("We wait for your answer. The clock of the next update starts with it.")
        } else if let due = view.standing.clock?.nextUpdateDue {
            lines.append("You hear from us again by \(view.zone.minute(due, region: row.region)).")
        }
        lines += ["", "Keep the case number in the subject when you answer.", "", view.program.name]
        return DraftMail(
            to: view.record.representative.email, subject: "[\(row.number)] \(row.summary)", date: now,
            text: lines.joined(separator: "\n")
        ).message
    }

    /// What a submission that was returned lacks.
    public static func reminder(
        _ text: String?, _ returned: ReturnedSubmission, answer: CheckAnswer, program: Program, zone: ShownZone,
        now: CaptureTime
    ) -> [UInt8] {
        let row = returned.summary
        var lines = [greeting(row.details.representative), ""]
        if let text { lines += [text, ""] }
        lines.append(
            "What you sent at \(zone.minute(row.receivedAt, region: row.details.region)) is kept as \(row.number). We can open a case as soon as this is put right:"
        )
        lines += asked(answer)
        let advice = answer.problems.count { $0.severity == .advice }
        if advice > 0 {
            lines += [
                "",
                "Nothing else has to change. \(advice == 1 ? "One answer" : "\(advice) answers") more would help us to find the fault; see them when you check the form again.",
            ]
        }
        lines += [
            "", "Only what was missing is enough; keep \(row.number) in the subject when you answer.", "", program.name,
        ]
        return DraftMail(
            to: row.details.representative.email, subject: "[\(row.number)] What your submission lacks", date: now,
            text: lines.joined(separator: "\n")
        ).message
    }

    private static func greeting(_ person: CaseRepresentative) -> String { "Dear \(person.name ?? "customer")," }

    /// What has to be put right, call by call; what many calls have is said once.
    private static func asked(_ answer: CheckAnswer) -> [String] {
        func paragraph(_ message: String, _ remedy: String) -> [String] {
            [
                PlainText.wrap(message, width: 76, first: "- ", rest: "  "),
                PlainText.wrap(remedy, width: 76, first: "  ", rest: "  "),
            ]
        }
        var lines: [String] = []
        let (groups, others) = ProblemGroup.groups(of: answer)
        for problem in answer.problems where problem.severity == .blocking && problem.sample == nil {
            lines += [""] + paragraph(problem.message, problem.remedy)
        }
        for group in groups where group.severity == .blocking { lines += [""] + paragraph(group.message, group.remedy) }
        for sample in answer.samples {
            let own = others.filter { $0.sample == sample.index && $0.severity == .blocking }
            guard !own.isEmpty else { continue }
            func name(_ number: UnderstoodNumber) -> String {
                number.withheld ? "withheld" : number.number?.e164 ?? number.localDigits ?? number.given ?? "no number"
            }
            var title = "Call \(sample.index + 1), \(name(sample.callingNumber)) to \(name(sample.calledNumber))"
            if let startedAt = sample.startedAt { title += ", \(TimeText.minute(startedAt, in: answer.zone))" }
            lines += ["", title + ":"]
            for problem in own {
                let place = problem.line.map { " (line \($0))" } ?? ""
                lines += paragraph(problem.message + place, problem.remedy)
            }
        }
        return lines
    }
}
