/// What each problem code means and what clears it: the one list that `explain` and the documents read.
public enum ProblemCatalog {
    /// One code.
    public struct Entry: Sendable {
        /// The code's text.
        public var code: String
        /// What it means.
        public var meaning: String
        /// What clears it.
        public var remedy: String
        /// What many calls with it have in common, behind their number; `{field}` is the field in words.
        public var several: String?
    }

    /// All codes this build can raise.
    public static let entries: [Entry] = [
        Entry(
            code: "submission.unreadable",
            meaning: "The submission could not be read as the format it comes in.",
            remedy: "Put right the place that is named and send it again; what else could be read was checked."),
        Entry(
            code: "submission.no-samples",
            meaning: "There is no call sample in the submission.",
            remedy: "Add at least one call: calling and called number, date and time, direction."),
        Entry(
            code: "submission.too-many-samples",
            meaning: "There are more samples than one submission may hold.",
            remedy: "Send the newest ones, or several submissions."),
        Entry(
            code: "submission.missing-column",
            meaning: "The table has no column for a field that every sample needs.",
            remedy: "Add the column, or put the header line that is shown on top."),
        Entry(
            code: "submission.ambiguous-column",
            meaning: "Two columns can both be the same field.",
            remedy: "Rename one of them."),
        Entry(
            code: "submission.row-has-too-many-fields",
            meaning: "A row has more fields than the header.",
            remedy: "Put fields that contain the delimiter in quotation marks.",
            several: "rows have more fields than the header"),
        Entry(
            code: "submission.rows-left-out",
            meaning: "Rows of the table hold no call: titles, filters, totals, remarks.",
            remedy: "Nothing has to change if they are no calls; else fill in their numbers, time and direction."),
        Entry(
            code: "submission.line-not-read",
            meaning: "A line holds something that belongs to no call, and was not read as a part of any.",
            remedy: "If a call needs it, write it next to that call's other lines."),
        Entry(
            code: "submission.missing-service-identifier",
            meaning: "It is not said which service has the fault.",
            remedy: "Give its site name, its address or one of its telephone numbers."),
        Entry(
            code: "submission.missing-representative",
            meaning: "Nobody is named who can be asked.",
            remedy: "Give a name with an e-mail address or a telephone number."),
        Entry(
            code: "submission.unauthorized-representative",
            meaning: "The person named is not on the customer's list.",
            remedy: "Let an authorized representative submit it, or have the list extended."),
        Entry(
            code: "submission.missing-checklist-answer",
            meaning: "A question of the call quality checklist is not answered.",
            remedy: "Answer it; unknown is an answer."),
        Entry(
            code: "submission.equipment-not-checked",
            meaning: "It is not confirmed that the equipment is cabled and powered.",
            remedy: "Check it and set equipmentChecked to true."),
        Entry(
            code: "submission.diagnostics-not-done",
            meaning: "It is not confirmed that first-level diagnostics were done.",
            remedy: "Do them and set firstLevelDiagnosticsDone to true."),
        Entry(
            code: "submission.severity-not-understood",
            meaning: "The severity is missing or none of S1, S2, S3.",
            remedy: "Write S1 (production down), S2 (impaired) or S3 (minor)."),
        Entry(
            code: "submission.region-not-understood",
            meaning: "The support region is missing or none of us, europe.",
            remedy: "Write us or europe."),
        Entry(
            code: "submission.too-many-withheld",
            meaning: "Too many callers are withheld; such calls take long to find.",
            remedy: "Replace some by calls from known numbers, or attach the capture that holds them."),
        Entry(
            code: "submission.service-not-known",
            meaning: "The service is not on the list of the customer's sites and numbers.",
            remedy: "Check it; if it is a new site, nothing has to change."),
        Entry(
            code: "submission.few-samples",
            meaning: "There are fewer samples than the program wishes for.",
            remedy: "Add more calls if you have them; nothing has to change."),
        Entry(
            code: "submission.checklist-contradicts-samples",
            meaning: "The checklist says one direction is affected, and every sample shows the other.",
            remedy: "Add a sample of the affected direction, or correct the checklist."),
        Entry(
            code: "submission.office-closed",
            meaning:
                "Support of the region is closed at the moment of the submission; its clock starts at the next opening.",
            remedy: "Nothing has to change; if production is down, call the help desk as well."),
        Entry(
            code: "case.samples-outstanding",
            meaning: "The case was opened from an alert and has no call sample yet.",
            remedy: "Add samples within the time the program allows."),
        Entry(
            code: "capture.holds-sensitive-data",
            meaning:
                "The capture holds audible speech, keyed digits, credentials or keys; they are counted, never shown.",
            remedy: "Send it only where these may go, or send a capture without them."),
        Entry(
            code: "submission.duplicate-sample",
            meaning: "Two samples are the same call: same numbers within the same minute.",
            remedy: "Leave one out, or send another call.",
            several: "calls are given twice"),
        Entry(
            code: "sample.missing-calling-number",
            meaning: "The number that called is missing.",
            remedy: "Add it in full, or write withheld.",
            several: "calls lack the calling number"),
        Entry(
            code: "sample.missing-called-number",
            meaning: "The number that was called is missing.",
            remedy: "Add it in full.",
            several: "calls lack the called number"),
        Entry(
            code: "sample.number-not-understood",
            meaning: "The field does not hold one telephone number and nothing else.",
            remedy: "Write digits with + ( ) - . / and spaces; a letter O is no zero.",
            several: "calls have a {field} that is not one telephone number"),
        Entry(
            code: "sample.number-incomplete",
            meaning: "Digits or the area code are missing.",
            remedy: "Write the full number with area code.",
            several: "calls have a {field} that is not a full number with area code"),
        Entry(
            code: "sample.number-too-long",
            meaning: "There are more digits than a number there can have.",
            remedy: "Take out the digits that are too many, or add + and the country code.",
            several: "calls have a {field} with too many digits"),
        Entry(
            code: "sample.number-not-assigned",
            meaning: "The number's range is not assigned as far as the numbering plan knows.",
            remedy: "Check the digits; plans grow, so nothing has to change if they are right.",
            several: "calls have a {field} of a range that is not assigned as far as is known"),
        Entry(
            code: "sample.short-code",
            meaning: "A short code was called; it has no area code.",
            remedy: "Nothing has to change; a call to a full number is found sooner.",
            several: "calls went to a short code"),
        Entry(
            code: "sample.emergency-number",
            meaning: "An emergency number was called.",
            remedy: "Never call it to test.",
            several: "calls went to an emergency number"),
        Entry(
            code: "sample.called-number-withheld",
            meaning: "The called number is written as withheld, yet it was dialled.",
            remedy: "Write the number that was called.",
            several: "calls have a called number that is written as withheld"),
        Entry(
            code: "sample.same-number",
            meaning: "Calling and called number are the same.",
            remedy: "Write the other party's number in one of the fields.",
            several: "calls have the same number on both sides"),
        Entry(
            code: "sample.missing-time",
            meaning: "Date and time of the call are missing.",
            remedy: "Add them with a time zone.",
            several: "calls lack their date and time"),
        Entry(
            code: "sample.time-not-understood",
            meaning: "The text is not understood as a date and a time.",
            remedy: "Write 2026-11-22T14:03:00Z, or day, month and year with the time.",
            several: "calls have a {field} that is not understood"),
        Entry(
            code: "sample.time-zone-missing",
            meaning: "The time names no zone, and neither does the submission.",
            remedy: "Add an offset, or set timeZone to a name such as Europe/London.",
            several: "calls do not say which time zone their {field} is in"),
        Entry(
            code: "sample.time-does-not-exist",
            meaning: "Clocks were put forward over this time.",
            remedy: "Write the time before or after the change, or add the offset.",
            several: "calls have a {field} that clocks never showed"),
        Entry(
            code: "sample.time-ambiguous",
            meaning: "The time can be more than one instant.",
            remedy: "Write which one, with its offset.",
            several: "calls have a {field} that can be more than one instant"),
        Entry(
            code: "sample.time-assumed",
            meaning: "The time could be read in two ways; only one was possible and was taken.",
            remedy: "If that is wrong, write the time with its offset.",
            several: "calls have a {field} that had to be interpreted"),
        Entry(
            code: "sample.call-in-future",
            meaning: "The call lies after the submission was received.",
            remedy: "Check date, time and zone.",
            several: "calls lie after this was received"),
        Entry(
            code: "sample.call-too-old",
            meaning: "More than two hours passed between the call's end and the submission.",
            remedy: "Make the call again, or give the end if the call lasted longer.",
            several: "calls are older than {limit}"),
        Entry(
            code: "sample.ends-before-start",
            meaning: "The call ends before it starts.",
            remedy: "Swap or correct start and end.",
            several: "calls end before they start"),
        Entry(
            code: "sample.missing-direction",
            meaning: "The direction of the call is missing.",
            remedy: "Write incoming, outgoing or internal.",
            several: "calls lack their direction"),
        Entry(
            code: "sample.direction-not-understood",
            meaning: "The text is no direction.",
            remedy: "Write incoming, outgoing or internal.",
            several: "calls have a direction that is none"),
        Entry(
            code: "sample.direction-contradicts-numbers",
            meaning: "The direction says one thing, the customer's own numbers another.",
            remedy: "Correct the direction or swap the numbers.",
            several: "calls have a direction that your own numbers contradict"),
        Entry(
            code: "sample.withheld-number",
            meaning: "The caller's number was withheld.",
            remedy: "Give the time to the second; attaching a capture helps most.",
            several: "calls come from withheld numbers"),
        Entry(
            code: "sample.mobile-number",
            meaning: "A mobile number takes part; mobile calls have many causes of their own.",
            remedy: "If the fault also happens between landlines, send such a call.",
            several: "calls have a mobile number as {field}"),
        Entry(
            code: "sample.internal-extension",
            meaning: "An extension stands alone, which is enough for an internal call.",
            remedy: "Name the site if extensions are used at several.",
            several: "calls have an extension as {field}, which is enough for internal calls"),
        Entry(
            code: "sample.not-in-capture",
            meaning: "The attached capture does not hold the call.",
            remedy: "Attach the one that does, or leave it out.",
            several: "calls are not in the captures"),
        Entry(
            code: "sample.ambiguous-in-capture",
            meaning: "Several calls of the capture fit the sample.",
            remedy: "Give the time to the second, or the Call-ID.",
            several: "calls fit several calls of the captures"),
        Entry(
            code: "sample.differs-from-capture",
            meaning: "The call is in the capture, but not as stated.",
            remedy: "Take over what the capture shows, or check it.",
            several: "calls differ from what the captures show"),
    ]

    /// The entry of a code; `nil` if this build has none.
    public static func entry(_ code: String) -> Entry? { entries.first { $0.code == code } }
}
