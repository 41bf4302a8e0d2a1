import CallAnalysis
import CallVocabulary
import Cases
import Crypto
import Escaping
import Findings
import Foundation
import JSONText
import Plots
import SampleIntake
import SupportProgram
import Testing

@testable import Reports

/// Every kind of character through every field of every format of every report.
@Suite struct HostileFieldTests {
    private static let time = CaptureTime(seconds: 1_795_000_000)

    private func analysis(_ text: String) -> AnalysisDocument {
        var result = CallAnalysisResult()
        var capture = CaptureSummary(name: text)
        capture.packets = 3
        capture.firstPacketAt = Self.time
        capture.lastPacketAt = Self.time.advanced(byNanoseconds: 5_000_000_000)
        capture.otherSignaling = [
            OtherSignaling(
                name: .init(rawValue: text), firstPacket: PacketReference(capture: 0, number: 1), firstAt: Self.time)
        ]
        result.captures = [capture]
        var call = Call(
            id: "call-1", calling: CallParty(uri: text, displayName: text),
            called: CallParty(uri: text, number: text, displayName: text), startedAt: Self.time)
        call.calling.alternativeNumbers = [text]
        call.callIDs = [SIPCallID(rawValue: text)]
        call.userAgents[.calling] = text
        call.endedAt = Self.time.advanced(byNanoseconds: 3_000_000_000)
        result.calls = [call]
        result.limitsMet = [text: 3]
        let findings = [FindingSeverity.fault, .warning, .note].map { severity in
            Finding(
                code: FindingCode(rawValue: text), severity: severity, symptom: Symptom(rawValue: text),
                cause: .portUnreachable,
                confidence: 0.9, call: 0, summary: text,
                evidence: [Evidence(packet: PacketReference(capture: 0, number: 2), at: Self.time, text: text)],
                excluded: [ExcludedCause(cause: .onHold, because: text)], remedy: text)
        }
        let file = CaptureFileDescription(
            name: text, sha256: text, format: text, compression: text, fileBytes: 1, isComplete: false, readError: text,
            interfaceDrops: 2)
        return AnalysisDocument(toolVersion: text, files: [file], result: result, findings: findings)
    }

    private func answer(_ text: String) -> CheckAnswer {
        let number = UnderstoodNumber(given: text, number: nil)
        let problem = Problem(
            code: ProblemCode(rawValue: text), severity: .blocking, sample: 0, field: text, line: 1, column: text,
            given: text,
            message: text, remedy: text, suggestion: [text: text],
            completion: Completion(value: text, capture: text, packet: 1))
        let match = SampleMatch(capture: text, call: text, confidence: 1, reasons: [text], clockOffsetSeconds: 1)
        let sample = CheckedSample(
            index: 0, verdict: .returned, receivedAt: Self.time, ageSeconds: 1, acceptableUntil: Self.time,
            callingNumber: number,
            calledNumber: number, startedAt: Self.time, startPrecisionSeconds: 1, endedAt: nil, direction: .incoming,
            callID: text, symptoms: [text], match: match)
        return CheckAnswer(
            receivedAt: Self.time, program: text, verdict: .returned, problems: [problem], samples: [sample])
    }

    private func caseView(_ text: String) -> CaseView {
        let summary = CaseSummary(
            number: text, openedAt: Self.time, state: CaseState(rawValue: text), severity: text, region: text,
            serviceIdentifier: text, summary: text, mainFinding: text, channel: text, owner: text, customer: text,
            openedSeverity: text, openedRegion: text)
        let record = CaseRecord(
            summary: summary, program: text, programVersion: text, channelReference: text,
            representative: CaseRepresentative(name: text, email: text, phone: text), importedFrom: text,
            samples: [CaseSample(calling: text, called: text, startedAt: Self.time, direction: text, call: text)],
            deletions: [CaseDeletion(at: Self.time, what: text, sha256: text, bytes: 1, reason: text, actor: text)],
            findings: [CaseFinding(code: text, severity: text, cause: text, summary: text)], findingCount: 1,
            captures: [StoredCapture(sha256: text, bytes: 1, name: text)])
        var view = CaseView(
            record: record, standing: CaseStanding(summary: summary, clock: nil, overdue: [Self.time]),
            program: .builtIn,
            patterns: nil, missing: [text])
        view.record.summary.events = [
            CaseEvent(at: Self.time, kind: CaseEvent.Kind(rawValue: text), actor: text, text: text, target: text)
        ]
        return view
    }

    /// The text reports of everything. What the last door lets through of them is what a terminal gets.
    private func texts(_ text: String, style: TextStyle) -> [String] {
        let (document, answer) = (analysis(text), answer(text))
        let view = caseView(text)
        return [
            AnalysisReport.text(document, style: style), CheckReport.text(answer, style: style),
            SubmissionReport.text(
                answer, document: document, reported: [text], caseNumber: text, keptAs: text, place: [text],
                style: style),
            CaseReport.text(view, now: Self.time, style: style),
            CaseReport.listText([view.standing], zone: ShownZone(.builtIn), style: style),
            ExplanationReport.text(
                ExplanationPage(code: text, kind: .finding, title: text, meaning: text, remedy: text), style: style),
            ExplanationReport.list(
                [ExplanationPage(code: text, kind: .finding, title: text, meaning: text, remedy: text)], style: style),
            LiveReport.text(
                document.result, findings: document.findings,
                status: .init(interface: text, seconds: 1, packets: 1, drops: 1), lines: 24, style: style),
        ].map { Escaping.terminalLines($0, styled: style.color) }
    }

    @Test(arguments: HostileText.scalars)
    func onATerminal(scalar: Unicode.Scalar) {
        let text = HostileText.around(scalar)
        for shown in texts(text, style: TextStyle(width: 80)) {
            #expect(!shown.unicodeScalars.contains { $0 != "\n" && HiddenCharacters.contains($0) })
        }
        for shown in texts(text, style: TextStyle(width: 80, color: true)) {
            // Only the program's own sequences are left.
            let bare = HostileText.withoutStyles(shown)
            #expect(!bare.unicodeScalars.contains { $0 != "\n" && HiddenCharacters.contains($0) })
            #expect(!shown.contains("\u{1B}[31m"))
        }
    }

    @Test(arguments: HostileText.scalars)
    func inHTML(scalar: Unicode.Scalar) {
        let text = HostileText.around(scalar)
        for page in [
            AnalysisReport.html(analysis(text)),
            SubmissionReport.html(answer(text), document: analysis(text), reported: [text]),
        ] {
            #expect(!HostileText.breaksOut(ofHTML: page))
            #expect(!page.unicodeScalars.contains { $0 != "\n" && HiddenCharacters.contains($0) })
            #expect(page.contains("&lt;img"))
        }
    }

    @Test(arguments: HostileText.scalars)
    func inMarkdown(scalar: Unicode.Scalar) {
        let text = HostileText.around(scalar)
        for ticket in [AnalysisReport.markdown(analysis(text)), CaseReport.markdown(caseView(text))] {
            // Code spans hold what they hold: nothing in them is read.
            let outside = HostileText.withoutCode(ticket)
            #expect(!HostileText.breaksOut(ofMarkdown: outside), "\(scalar.value)")
            #expect(!ticket.unicodeScalars.contains { $0 != "\n" && HiddenCharacters.contains($0) })
        }
        // Cells do not become more cells.
        for line in AnalysisReport.markdown(analysis(text)).split(separator: "\n") where line.hasPrefix("| call-1 ") {
            #expect(line.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" } == 6)
        }
    }

    @Test(arguments: HostileText.scalars)
    func inJSON(scalar: Unicode.Scalar) throws {
        let text = HostileText.around(scalar)
        let documents =
            [
                AnalysisReport.json(analysis(text)), CheckReport.json(answer(text)),
                CaseReport.json(caseView(text)),
                CaseReport.listJSON([caseView(text).standing]),
                SubmissionReport.json(
                    answer(text), document: analysis(text), reported: [text], caseNumber: text, keptAs: text),
            ] + AnalysisReport.ndjson(analysis(text)).split(separator: 0x0A).map { Array($0) }
        for bytes in documents {
            #expect(bytes.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
            let written = String(decoding: bytes, as: UTF8.self)
            #expect(!written.unicodeScalars.contains { $0 != "\n" && HiddenCharacters.contains($0) })
            #expect(try JSONSerialization.jsonObject(with: Data(bytes)) is [String: Any])
        }
        // Nothing is lost.
        let read = try JSONReader.read(AnalysisReport.json(analysis(text)))
        guard case .array(let captures)? = read["captures"] else {
            throw JSONError(message: "none", line: 0, column: 0)
        }
        #expect(captures.first?["name"] == .string(text))
    }

    @Test(arguments: HostileText.scalars)
    func inMail(scalar: Unicode.Scalar) throws {
        let text = HostileText.around(scalar)
        let values = Dictionary(uniqueKeysWithValues: Program.builtIn.escalation.fields.map { ($0.id, text) })
        let mail = try EscalationMail(
            escalation: Program.builtIn.escalation, to: nil, subject: text, date: Self.time, values: values)
        let parts = String(decoding: mail.message, as: UTF8.self).components(separatedBy: "\r\n\r\n")
        for line in parts[0].components(separatedBy: "\r\n") {
            #expect(
                line.hasPrefix(" ")
                    || line.wholeMatch(of: /(Subject|Date|X-Unsent|MIME-Version|Content-[A-Za-z-]+): .*/) != nil)
            #expect(line.unicodeScalars.allSatisfy { $0.value < 0x7F && $0.value >= 0x20 })
        }
        let isEncoded = parts[0].contains("base64")
        let body =
            isEncoded ? try #require(Data(base64Encoded: parts[1].replacing("\r\n", with: ""))) : Data(parts[1].utf8)
        for line in String(decoding: body, as: UTF8.self).components(separatedBy: "\r\n") {
            #expect(!line.unicodeScalars.contains(where: HiddenCharacters.contains), "\(line)")
        }
    }

    @Test(arguments: HostileText.scalars)
    func inTables(scalar: Unicode.Scalar) throws {
        let field = HostileText.around(scalar)
        let quoted = "\"" + field.replacing("\"", with: "\"\"") + "\""
        let table = "calling,called,date and time,direction,note\n\(quoted),\(quoted),\(quoted),\(quoted),\"=1\"\n"
        let answer = SampleChecker().check(Array(table.utf8), format: .csv, receivedAt: Self.time)
        let fixed = String(
            decoding: CorrectedSubmission.write(
                Array(table.utf8), format: .csv, answer: answer, policy: SamplePolicy()),
            as: UTF8.self)
        #expect(fixed.contains("'=1"))
        let allowed: Set<Unicode.Scalar> = ["\n", "\r", "\t"]
        #expect(!fixed.unicodeScalars.dropFirst().contains { HiddenCharacters.contains($0) && !allowed.contains($0) })
    }

    /// The same of pages of graphs, which have several style sheets.
    @Test func thePolicyFitsThePageOfGraphs() throws {
        let call = PlottedCall(name: "<b>", begins: "<b>", durationSeconds: 1)
        for page in [GraphPage.call(call, headings: ["<b>"]), GraphPage.many(analysis("<b>"), buffer: .short)] {
            let hashes = page.matches(of: /<style>([\s\S]*?)<\/style>/).map { match in
                "'sha256-\(Data(SHA256.hash(data: Data(match.output.1.utf8))).base64EncodedString())'"
            }
            #expect(hashes.count == 3)
            #expect(
                page.contains("default-src 'none'; style-src \(hashes.joined(separator: " ")); base-uri"), "\(hashes)")
            #expect(!page.contains("style=") && !page.contains("<script") && !page.contains("<b>"))
        }
    }

    /// The policy of the page names the style sheets and the script that stand in it, and nothing else may be loaded or run.
    @Test func thePolicyFitsThePage() throws {
        var twice = analysis("x")
        #expect(!AnalysisReport.html(twice).contains("<script"))
        let result = twice.result
        var more = result
        more.calls += result.calls
        twice = AnalysisDocument(toolVersion: "1", files: twice.files, result: more, findings: [])
        let page = AnalysisReport.html(twice)
        func hashes(_ pattern: Regex<(Substring, Substring)>) -> [String] {
            page.matches(of: pattern).map { match in
                "'sha256-\(Data(SHA256.hash(data: Data(match.output.1.utf8))).base64EncodedString())'"
            }
        }
        let styles = hashes(/<style>([\s\S]*?)<\/style>/)
        let scripts = hashes(/<script>([\s\S]*?)<\/script>/)
        #expect(styles.count == 2 && scripts.count == 1)
        let policy =
            "default-src 'none'; style-src \(styles.joined(separator: " ")); script-src \(scripts[0]); media-src data:;"
        #expect(page.contains(policy), "\(policy)")
        #expect(!page.contains("style=") && !page.contains("unsafe-inline"))
        #expect(page.ranges(of: "<style").count == 2 && page.ranges(of: "<script").count == 1)
        // The policy stands before everything it governs.
        let governing = try #require(page.range(of: "Content-Security-Policy"))
        let first = try #require(page.range(of: "<style"))
        #expect(governing.lowerBound < first.lowerBound)
    }
}
