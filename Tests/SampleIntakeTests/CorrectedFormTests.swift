import CallVocabulary
import Foundation
import Testing

@testable import SampleIntake
@testable import Spreadsheets

/// A submission is corrected in the format it came in: a sheet stays a sheet, a mail a mail.
@Suite struct CorrectedFormTests {
    private static let received = CaptureTime(rfc3339: "2026-11-23T15:00:00Z") ?? CaptureTime(nanoseconds: 0)

    private static func check(_ bytes: [UInt8]) -> CheckAnswer { SampleChecker().check(bytes, receivedAt: received) }

    /// Corrected, with the called number of the first call shown by a capture.
    private static func correct(_ bytes: [UInt8]) -> [UInt8] {
        var answer = check(bytes)
        for index in answer.problems.indices where answer.problems[index].field == "/samples/0/calledNumber" {
            answer.problems[index].completion = Completion(value: "+12125550142", capture: "call.pcap", packet: 12)
        }
        return CorrectedSubmission.write(bytes, format: nil, answer: answer, policy: SamplePolicy())
    }

    private static let headings = ["Number calling", "Number called", "Date and time of call", "Call direction"]
    private static let calls = [
        ["+44 20 7946 O018", "", "23/11/2026 14:03 GMT", "Outgoing"],
        ["+44 20 7946 0077", "+1 212 555 0160", "23/11/2026 14:20 GMT", "sideways"],
    ]

    private static func lines(_ mark: String) -> String {
        ([headings] + calls).map { $0.joined(separator: mark) }.joined(separator: "\r\n") + "\r\n"
    }

    private static let labelled =
        calls.enumerated().map { index, call in
            "Call \(index + 1)\n" + zip(headings, call).map { "\($0): \($1)" }.joined(separator: "\n")
        }.joined(separator: "\n\n") + "\n"

    private static let html =
        "<html><body><p>Hello</p><table>"
        + ([headings] + calls).map { "<tr>" + $0.map { "<td>\($0)</td>" }.joined() + "</tr>" }.joined()
        + "</table><p>Jane &lt;b&gt;</p></body></html>"

    private static func mail(_ parts: String) -> String {
        "From: Jane <jane@acme.example>\r\nTo: support@provider.example\r\nSubject: two calls\r\nMIME-Version: 1.0\r\n"
            + parts
    }

    private static let turned =
        (["Call,1,2"] + headings.enumerated().map { "\($1),\(calls[0][$0]),\(calls[1][$0])" }).joined(separator: "\n")
        + "\n"

    private static let json =
        #"{"samples":[{"callingNumber":"+44 20 7946 O018","startedAt":"2026-11-23T14:03Z","direction":"outgoing"},{"callingNumber":"+442079460077","calledNumber":"+12125550160","startedAt":"2026-11-23T14:20Z","direction":"sideways"}]}"#

    static let forms: [(name: String, bytes: [UInt8])] = [
        ("CSV", Array(lines(",").utf8)), ("semicolons behind sep=", Array(("sep=;\r\n" + lines(";")).utf8)),
        ("tabs", Array(lines("\t").utf8)), ("names in front", Array(turned.utf8)), ("lines", Array(labelled.utf8)),
        ("words around a table", Array(("Hello,\r\n\r\n" + lines("\t") + "\r\nRegards, Jane\r\n").utf8)),
        ("page", Array(html.utf8)), ("JSON", Array(json.utf8)),
        (
            "JSON lines",
            Array(
                (#"{"callingNumber":"+44 20 7946 O018","startedAt":"2026-11-23T14:03Z","direction":"outgoing"}"# + "\n"
                    + #"{"callingNumber":"+442079460077","calledNumber":"+12125550160","startedAt":"2026-11-23T14:20Z","direction":"sideways"}"#
                    + "\n").utf8)
        ),
        (
            "mail",
            Array(
                mail(
                    "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\(labelled.replacing("=", with: "=3D"))"
                ).utf8)
        ),
        (
            "mail in two forms",
            Array(
                mail(
                    "Content-Type: multipart/alternative;\r\n boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\(labelled)\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\(labelled.replacing("\n", with: "<br>"))</p>\r\n--b--\r\n"
                ).utf8)
        ),
        (
            "mail with a table attached",
            Array(
                mail(
                    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nAttached.\r\n--b\r\nContent-Type: text/csv; name=calls.csv\r\nContent-Disposition: attachment; filename=calls.csv\r\n\r\n\(lines(","))\r\n--b\r\nContent-Type: application/octet-stream; name=other.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAw==\r\n--b--\r\n"
                ).utf8)
        ),
        (
            "Excel",
            WorkbookWriter.write(
                [
                    sheet("Calls", [["Calls of today"], []] + [headings] + calls),
                    sheet("Notes", [["nothing", "<&>"]]),
                ],
                kind: .excel)
        ),
        ("OpenDocument", WorkbookWriter.write([sheet("Calls", [headings] + calls)], kind: .openDocument)),
    ]

    private static func sheet(_ name: String, _ rows: [[String]]) -> Workbook.Sheet {
        Workbook.Sheet(
            name: name,
            rows: rows.enumerated().filter { !$0.element.isEmpty }.map {
                Workbook.Row(number: $0.offset + 1, cells: $0.element)
            })
    }

    /// The texts of a corrected file, taken out of what packs them.
    private static func words(_ bytes: [UInt8]) throws -> String {
        if FileKind(bytes) == .archive {
            return try Workbook(bytes).sheets.map { sheet in
                sheet.rows.map { $0.cells.joined(separator: "\t") }.joined(separator: "\n")
            }.joined(separator: "\n")
        }
        guard MailMessage.looksLikeOne(bytes) else { return String(decoding: bytes, as: UTF8.self) }
        return MailMessage(bytes).leaves.map(\.text).joined(separator: "\n")
    }

    @Test(arguments: forms.indices)
    func theFormStays(index: Int) throws {
        let (name, bytes) = Self.forms[index]
        let before = Self.check(bytes)
        #expect(before.samples.count == 2, "\(name) \(before.problems)")
        let once = Self.correct(bytes)
        #expect(SubmissionReader.recognise(once) == SubmissionReader.recognise(bytes), "\(name)")
        let words = try Self.words(once)
        // What was given stands there as it was; what the capture shows stands beside it, with where it shows it.
        for given in ["+44 20 7946 O018", "sideways"] { #expect(words.contains(given), "\(name): \(words)") }
        for beside in ["+442079460018", "+12125550142", "call.pcap", "12", "is not a direction"] {
            #expect(words.contains(beside), "\(name): \(words)")
        }
        // The problem that the capture mends is gone from the words; checked again the value is still not given.
        #expect(!words.contains("The called number is missing"), "\(name)")
        let again = Self.check(once)
        #expect(again.samples.count == 2, "\(name): \(again.problems)\n\(words)")
        #expect(again.problems.map(\.code) == before.problems.map(\.code), "\(name): \(again.problems)\n\(words)")
        #expect(again.samples.map(\.callingNumber.given) == before.samples.map(\.callingNumber.given), "\(name)")
        // Corrected twice it is the same.
        let twice = Self.correct(once)
        let twiceInWords = try Self.words(twice)
        #expect(twice == once, "\(name): \(twiceInWords)")
    }

    @Test func whatIsAttachedStays() throws {
        let bytes = try #require(Self.forms.first { $0.name == "mail with a table attached" }).bytes
        let leaves = MailMessage(Self.correct(bytes)).leaves
        #expect(leaves.map(\.name) == [nil, "calls.csv", "other.bin"])
        #expect(leaves.last?.body == [0, 1, 2, 3])
    }

    @Test func spreadsheetsAreReadByOthers() throws {
        // CRC-32 of "123456789" is the check value of its catalogue.
        #expect(ZipWriter.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
        for kind in [Workbook.Kind.excel, .openDocument] {
            let sheets = [Self.sheet("A & B", [["=1+1", "<t>", "a\"b'"], [], ["", "", "x"]])]
            let read = try Workbook(WorkbookWriter.write(sheets, kind: kind))
            #expect(read.kind == kind)
            #expect(read.sheets.map(\.name) == ["A & B"])
            #expect(read.sheets[0].rows == sheets[0].rows)
        }
    }
}
