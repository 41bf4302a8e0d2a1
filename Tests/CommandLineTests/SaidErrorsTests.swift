import Foundation
import TestSupport
import Testing

/// What goes wrong beside the way is said, and not let go in silence.
@Suite struct SaidErrorsTests {
    private let form = "Samples/submissions/one-way-audio/submission.json"
    private let received = ["--received-at", "2026-11-23T14:43:00Z"]

    @Test func aFileThatIsNoFormIsNotReplacedByOne() throws {
        let folder = try TemporaryFolder()
        for (name, bytes) in [("notes.txt", "notes\n"), ("list.json", "[1, 2]\n"), ("cut.json", "{\"samples\":[")] {
            let path = try folder.file(name, Array(bytes.utf8))
            let run = try Program.run("earshot", ["check", "--ask", "--save", path], input: Data("\n\n\n".utf8))
            #expect(run.status == 2, "\(name)")
            #expect(run.errors.contains("holds something else than a form that was begun"), "\(run.errors)")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == bytes, "\(name)")
        }
    }

    @Test func anEarlierSubmissionThatCannotBeReadIsNamedWhenItIsCompleted() throws {
        let store = Program.temporary("store")
        let returned = try Program.run(
            "earshot", ["submit", "-", "--store", store] + received, input: Data("{\"samples\":[".utf8))
        #expect(returned.status == 1 && returned.output.contains("SUBMISSION-000001"), "\(returned.output)")
        let completed = try Program.run(
            "earshot", ["submit", form, "--complete", "SUBMISSION-000001", "--store", store] + received)
        #expect(completed.status == 0, "\(completed.output)\(completed.errors)")
        #expect(completed.output.contains("The earlier submission could not be read"), "\(completed.output)")
        // One that could be read is not spoken of.
        let whole = try Program.run("earshot", ["submit", form, "--store", store] + received)
        #expect(whole.status == 0 && !whole.output.contains("earlier submission"))
    }

    @Test func aCaseWithoutAClockSaysSoInTheList() throws {
        let folder = try TemporaryFolder()
        let store = folder.file("store")
        #expect(try Program.run("earshot", ["submit", form, "--store", store] + received).status == 0)
        let built = try Program.run("earshot", ["program", "show", "--format", "json"]).output
        let other = try folder.file(
            "program.json", Array(built.replacingOccurrences(of: "\"S2\"", with: "\"Z2\"").utf8))
        let list = ["case", "list", "--store", store]
        #expect(try !Program.run("earshot", list).output.contains("no clock"))
        let without = try Program.run("earshot", list + ["--program", other])
        #expect(without.status == 0 && without.output.contains("no clock"), "\(without.output)\(without.errors)")
    }

    @Test func severalAnswersAreOneDocument() throws {
        let several = "Samples/submissions/ticket-zendesk-several/submission.json"
        func answers(_ arguments: [String]) throws -> [[String: Any]] {
            let run = try Program.run("earshot", ["check"] + arguments + ["--format", "json"] + received)
            let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
            return try #require(document as? [[String: Any]], "\(run.output.prefix(200))")
        }
        let ofTickets = try answers([several])
        #expect(ofTickets.count > 1 && ofTickets.allSatisfy { $0["schema"] as? String == "earshot.check/1" })
        #expect(try answers([form, form]).count == 2)
        #expect(try answers([form, several]).count == 1 + ofTickets.count)
        // One answer is that answer.
        let one = try Program.run("earshot", ["check", form, "--format", "json"] + received)
        #expect(try Program.json(one.output)["schema"] as? String == "earshot.check/1")
    }
}
