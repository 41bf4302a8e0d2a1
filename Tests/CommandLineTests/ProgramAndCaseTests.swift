import Foundation
import Testing

private let form = "Samples/submissions/one-way-audio/submission.json"

@Test func clocksOnTheCommandLine() throws {
    let outcome = try Program.run(
        "earshot",
        [
            "program", "clock", "--region", "us", "--severity", "S2", "--opened", "2026-11-24T01:30:00Z", "--format",
            "json",
        ])
    #expect(outcome.status == 0)
    let clock = try Program.json(outcome.output)
    #expect(clock["schema"] as? String == "earshot.clock/1")
    #expect(clock["initialResponseDue"] as? String == "2026-11-24T15:30:00Z")
    #expect(clock["nextUpdateDue"] as? String == "2026-11-25T01:30:00Z")
    #expect((clock["explanation"] as? [String])?.isEmpty == false)
    let unknown = try Program.run(
        "earshot", ["program", "clock", "--region", "asia", "--severity", "S2", "--opened", "2026-11-24T01:30:00Z"])
    #expect(unknown.status == 2 && unknown.errors.contains("us, europe"))
    let events = Program.temporary("events.json")
    try #"[{"type":"response","at":"2026-11-24T02:00:00Z"},{"type":"severity","to":"S1","at":"2026-11-24T03:00:00Z"}]"#
        .write(toFile: events, atomically: true, encoding: .utf8)
    let later = try Program.run(
        "earshot",
        [
            "program", "clock", "--region", "us", "--severity", "S2", "--opened", "2026-11-24T01:30:00Z", "--events",
            events, "--format", "json",
        ])
    #expect(try Program.json(later.output)["nextUpdateDue"] as? String == "2026-11-24T07:00:00Z")
    try "[{\"type\":\"dance\"}]".write(toFile: events, atomically: true, encoding: .utf8)
    let odd = try Program.run(
        "earshot",
        [
            "program", "clock", "--region", "us", "--severity", "S2", "--opened", "2026-11-24T01:30:00Z", "--events",
            events,
        ])
    #expect(odd.status == 2 && odd.errors.contains("event 1"))
}

@Test func programsOnTheCommandLine() throws {
    let shown = try Program.run("earshot", ["program", "show", "--format", "json"])
    #expect(shown.status == 0)
    let file = Program.temporary("program.json")
    try shown.output.write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try Program.run("earshot", ["program", "validate", file]).status == 0)
    try shown.output.replacingOccurrences(of: "\"fraction\"", with: "\"fractoin\"")
        .write(toFile: file, atomically: true, encoding: .utf8)
    let wrong = try Program.run("earshot", ["program", "validate", file])
    #expect(wrong.status == 1 && wrong.output.contains("/criteria/withheld/fractoin"))
    let used = try Program.run("earshot", ["check", form, "--program", file])
    #expect(used.status == 2 && used.errors.contains("fraction"))
    try #"{"extends":"8x8-enterprise-support","name":"Ours","criteria":{"maximumAgeSeconds":60}}"#
        .write(toFile: file, atomically: true, encoding: .utf8)
    let strict = try Program.run(
        "earshot", ["check", form, "--program", file, "--received-at", "2026-11-23T14:43:00Z", "--format", "json"])
    #expect(strict.status == 1)
    #expect(try Program.json(strict.output)["program"] as? String == "Ours")
    let text = try Program.run("earshot", ["program", "show"])
    #expect(text.output.contains("Thanksgiving") && text.output.contains("06:00–17:00"))
}

/// `program show` tells all that the program says: a line for each kind of thing, from the program itself.
@Test func everythingOfAProgramIsShown() throws {
    let text = try Program.run("earshot", ["program", "show"]).output
    let shown = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for words in [
        // Criteria with their reasons, and the words that are read.
        "submitted at most 2 h after the end of the call", "at most 200 in one submission",
        "withheld callers: at most 1, or 25 %", "a start up to 5 min ahead is clock error",
        "words for a withheld caller: withheld, anonymous", "as some carriers deliver them: 266696687",
        "why (age): ", "why (numbers): ", "why (mobile): ", "why (withheld): ",
        // The nine questions and the answers there are.
        "1. What is happening? [required]", "break-up, also written: break up of audio", "several, also written: a few",
        "9. Is the internet connection stable",
        // Duties, ways in, roles.
        "Complete first-level diagnostic checks before raising a case. [required]", "[reminder]",
        "web: Case in the support portal (preferred)", "status-alert: ", "Senior Enterprise Support Engineer (Sr ESE)",
        "Technical Account Manager (TAM, CEM)",
        // Hours, holidays, targets, ladder, template.
        "us United States, +1 866 204 8720", "Mon–Fri 06:00–17:00 (civil time of Europe/London",
        "Boxing Day (observed)",
        "S1 Production down: ", "first response 30 min (support-hours); update every 4 h (elapsed)",
        "update every 36 h (business-days)", "offered 24 h (elapsed)", "1. Regional leader", "2. Enterprise Support",
        "3. Technical account management", "- Case Number:", "- Expected Next Step:", "- Point of Contact:",
        "- Phone Number or Email for POC:", "- Additional Comments:", "[may be empty]",
        "at most one-way delay 150 ms", "captures 30 days after closing", "Time zones: database",
    ] { #expect(shown.contains(words), "\(words)") }
}

/// The four options of every command, outside of `case` too; commands of commands have them at their ends.
@Test func everyCommandHasTheCommonOptions() throws {
    func commands(_ words: [String]) throws -> [[String]] {
        let help = try Program.run("earshot", words + ["--help"])
        #expect(help.status == 0)
        guard let listed = help.output.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().first else {
            return [words]
        }
        let names = listed.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
        #expect(!names.isEmpty)
        return try names.flatMap { try commands(words + [$0]) }
    }
    let all = try commands([])
    #expect(all.count >= 40)
    for words in all {
        let help = try Program.run("earshot", words + ["--help"]).output
        for option in ["--color <", "--quiet", "-o, --output <", "--format <"] {
            #expect(help.contains(option), "\(words.joined(separator: " ")) lacks \(option)")
        }
        #expect(help.contains("json"), "\(words.joined(separator: " "))")
    }
}

/// Times in the zone of whoever looks, by its name, and of the region where none is chosen.
@Test func casesInTheLocalZone() throws {
    let store = Program.temporary("store")
    #expect(
        try Program.run(
            "earshot", ["case", "open", form, "--received-at", "2026-11-23T14:43:00Z", "--store", store]
        ).status == 0)
    func show(_ zone: [String], _ variable: String) throws -> String {
        let shown = try Program.run(
            "earshot", ["case", "show", "1", "--store", store] + zone, environment: ["TZ": variable])
        #expect(shown.status == 0, "\(shown.errors)")
        return shown.output
    }
    let own = try show([], "Asia/Kolkata")
    #expect(own.contains("2026-11-23 14:43:00 GMT") && !own.contains("Times are"))
    let local = try show(["--zone", "local"], "Asia/Kolkata")
    #expect(local.contains("2026-11-23 20:13:00 IST"))
    // Deadlines are explained in the region's hours, and that is said.
    #expect(local.contains("Times are civil time in Europe/London"))
    #expect(try show(["--zone", "America/New_York"], "Asia/Kolkata").contains("2026-11-23 09:43:00 EST"))
    #expect(try show(["--zone", "utc"], "Asia/Kolkata").contains("2026-11-23 14:43:00 UTC"))
}

@Test func casesOnTheCommandLine() throws {
    let store = Program.temporary("store")
    func earshot(_ arguments: [String]) throws -> Program.Outcome {
        try Program.run("earshot", arguments + ["--store", store])
    }
    #expect(
        try earshot(["case", "open", form, "--received-at", "2026-11-23T14:43:00Z", "--channel", "phone"]).status == 0)
    let late = try Program.json(
        earshot(["case", "list", "--overdue", "--format", "json", "--at", "2026-11-23T16:43:01Z"]).output)
    #expect((late["cases"] as? [[String: Any]])?.first?["overdue"] as? Bool == true)
    let early = try Program.json(
        earshot(["case", "list", "--overdue", "--format", "json", "--at", "2026-11-23T16:43:00Z"]).output)
    #expect((early["cases"] as? [[String: Any]])?.isEmpty == true)
    #expect(try earshot(["case", "escalate", "1", "--at", "2026-11-24T14:42:59Z"]).status == 2)
    #expect(
        try earshot(["case", "respond", "1", "We look.", "--at", "2026-11-23T15:00:00Z", "--by", "Bob"]).status == 0)
    #expect(try earshot(["case", "resolve", "1", "Done.", "--at", "2026-11-23T16:00:00Z"]).status == 0)
    let closed = try earshot(["case", "respond", "1", "Again", "--at", "2026-11-23T17:00:00Z"])
    #expect(closed.status == 2 && closed.errors.contains("reopen"))
    let archive = Program.temporary("case.tar")
    #expect(try earshot(["case", "export", "1", "-o", archive]).status == 0)
    let known = try earshot(["case", "import", archive])
    #expect(known.status == 2 && known.errors.contains("in the store already, as CASE-000001"))
    #expect(try earshot(["case", "import", archive, "--again"]).output.contains("CASE-000002"))
    let shown = try Program.json(earshot(["case", "show", "2", "--format", "json"]).output)
    #expect(shown["importedFrom"] as? String == "CASE-000001" && shown["state"] as? String == "resolved")
    #expect(try earshot(["case", "list", "--search", "london", "--format", "json"]).output.contains("CASE-000002"))
    #expect(try earshot(["case", "erase", "2", "--reason", "asked to"]).status == 0)
    #expect(try earshot(["case", "show", "2"]).output.contains("(erased)"))
    #expect(try earshot(["case", "retain", "--dry-run"]).status == 0)
}

@Test func correctedFilesAndTheForm() throws {
    let table = Program.temporary("samples.csv")
    let fixed = Program.temporary("fixed.csv")
    try "calling,called,date and time,direction\n020 7946 O018,+12125550142,2026-11-23T14:00:00Z,out\n"
        .write(toFile: table, atomically: true, encoding: .utf8)
    let received = ["--received-at", "2026-11-23T14:43:00Z"]
    let returned = try Program.run("earshot", ["check", table, "--fix", fixed] + received)
    #expect(returned.status == 1)
    #expect(try String(contentsOfFile: fixed, encoding: .utf8).contains("020 7946 O018"))
    let saved = Program.temporary("form.json")
    let typed =
        "Europe/London\nGB\n020 7946 O018\n020 7946 0018\n+12125550142\nnever\n23/11/2026 14:00\n\nout\n\n"
    let asked = try Program.run("earshot", ["check", "--ask", "--save", saved] + received, input: Data(typed.utf8))
    #expect(asked.status == 0 && asked.output.contains("Accepted"))
    #expect(asked.errors.contains("O018 has the letter O where a digit belongs"))
    let again = try Program.run("earshot", ["check", saved, "--format", "json"] + received)
    #expect(try Program.json(again.output)["verdict"] as? String == "accepted")
    // Input that ends early loses nothing, and the form is gone on with.
    let begun = Program.temporary("begun.json")
    let ask = ["check", "--ask", "--save", begun] + received
    let cut = try Program.run("earshot", ask, input: Data("Narnia\nUTC\nGB\n+442079460018\n".utf8))
    #expect(cut.status == 1 && cut.errors.contains("Narnia is not known"))
    #expect(try String(contentsOfFile: begun, encoding: .utf8).contains("+442079460018"))
    // Going back, and a summary in which an answer is changed.
    let rest = "+12125550160\n<\n+12125550142\n23/11/2026 14:00\n\nin\n\n6\nout\n\n"
    let done = try Program.run("earshot", ask, input: Data(rest.utf8))
    #expect(done.status == 0 && done.errors.contains("Going on where the form was left"))
    let form = try String(contentsOfFile: begun, encoding: .utf8)
    #expect(form.contains("+12125550142") && !form.contains("+12125550160") && form.contains("\"out\""))
}

/// The desk's commands understand the same options.
@Test(arguments: [
    "list", "show", "attach", "add-samples", "assign", "respond", "hear", "note", "wait", "severity", "region",
    "escalate",
    "correct", "link", "merge", "resolve", "close", "reopen", "duty", "report", "export", "import", "retain", "erase",
])
func everyCommandOfTheDeskHasTheCommonOptions(verb: String) throws {
    let help = try Program.run("earshot", ["case", verb, "--help"])
    for option in ["--format", "--quiet", "--color", "--output"] {
        #expect(help.output.contains(option), "case \(verb) lacks \(option)")
    }
}

/// A mail with form and capture in one, and what its sender does not say.
@Test func aMailWithItsCaptureIsOneSubmission() throws {
    let capture = try Data(
        contentsOf: Program.root.appendingPathComponent("Samples/calls/one-way-private-address/capture.pcap"))
    let mail = Program.temporary("form.eml")
    let encoded: String = capture.base64EncodedString(
        options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    let lines: [String] = [
        "From: A. Example <a@example.com>", "To: support@example.net", "Subject: Samples", "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=\"b\"", "", "--b", "Content-Type: text/plain", "",
        "Number calling: 020 7946 0018", "Number called: +1 212 555 0142", "Date and time: 23/11/2026 14:03",
        "Direction: outgoing", "", "--b", "Content-Type: application/octet-stream",
        "Content-Disposition: attachment; filename=\"call.pcap\"", "Content-Transfer-Encoding: base64", "", encoded,
        "--b--", "",
    ]
    let text: String = lines.joined(separator: "\r\n")
    try text.write(toFile: mail, atomically: true, encoding: .utf8)
    let received = ["--received-at", "2026-11-23T14:43:00Z"]
    let bare = try Program.run("earshot", ["check", mail] + received)
    #expect(bare.status == 1 && bare.output.contains("sample.time-zone-missing"))
    let known = try Program.run(
        "earshot", ["check", mail, "--country", "GB", "--time-zone", "Europe/London", "--format", "json"] + received)
    let answer = try Program.json(known.output)
    #expect(known.status == 0, "\(known.output)")
    let sample = try #require((answer["samples"] as? [[String: Any]])?.first)
    #expect((sample["callingNumber"] as? [String: Any])?["e164"] as? String == "+442079460018")
    #expect(sample["startedAt"] as? String == "2026-11-23T14:03:00Z")
    // The capture came with it: sensitive content is counted, so it was read.
    #expect(known.output.contains("call.pcap"))
}
