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
        lines.append("")
        lines.append(CheckText(answer: answer, style: TextStyle(width: 76)).render().trimmedEnd)
        lines += [
            "", "Only what was missing is enough; keep \(row.number) in the subject when you answer.", "", program.name,
        ]
        return DraftMail(
            to: row.details.representative.email, subject: "[\(row.number)] What your submission lacks", date: now,
            text: lines.joined(separator: "\n")
        ).message
    }

    private static func greeting(_ person: CaseRepresentative) -> String { "Dear \(person.name ?? "customer")," }
}
