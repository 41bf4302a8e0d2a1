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
