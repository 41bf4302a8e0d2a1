import CallVocabulary
import JSONText
import Reports
import SampleIntake
import SupportProgram
import TelephoneNumbers

/// What customers and administrators write: submissions in every format, program files, JSON, telephone numbers.
enum FormTargets {
    static let all = [
        FuzzTarget(name: "submission", dictionary: words, run: { submission($0, format: nil) }),
        FuzzTarget(name: "csv", dictionary: words, run: { submission($0, format: .csv) }),
        FuzzTarget(name: "json", dictionary: words + ["\\ud83d", "1e999", "-0"], run: json),
        FuzzTarget(name: "program", dictionary: programWords, run: program),
        FuzzTarget(name: "number", dictionary: ["+44", "00", "ext", ";", "(0)", "\u{2068}"], run: number),
    ]

    private static let words = [
        "callingNumber", "calledNumber", "startedAt", "endedAt", "direction", "outgoing", "internal", "withheld",
        "timeZone", "Europe/London", "country", "GB", "ownNumbers", "checklist", "symptoms", "samples",
        "2026-11-22T14:03:00Z", "22/11/2026 14:03", "+44 20 7946 0018", "\"", ",", ";", "\t", "\u{FEFF}",
        "Number calling",
        "Date", "Time", "AM", "{\"samples\":[", "]}", "\\u0000",
    ]
    private static let programWords = [
        "extends", "8x8-enterprise-support", "criteria", "regions", "holidays", "hours", "severities", "escalation",
        "earshot.program/1", "timeZone", "easter", "weekday", "99:99", "1e400", "-1",
    ]

    private static func submission(_ bytes: [UInt8], format: SubmissionFormat?) {
        let checker = SampleChecker()
        let received = CaptureTime(seconds: 1_795_000_000)
        for purpose in [SampleChecker.Purpose.check, .submit] {
            let answer = checker.check(bytes, format: format, receivedAt: received, purpose: purpose)
            require(answer.samples.count <= checker.policy.maximumSamples, "samples are limited")
            for problem in answer.problems {
                require(!problem.message.isEmpty && !problem.remedy.isEmpty, "a problem says what to do")
            }
            require((try? JSONReader.read(CheckReport.json(answer))) != nil, "the answer is JSON")
            let text = CheckReport.text(answer, style: TextStyle(width: 80))
            require(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 }, "no control characters")
            guard purpose == .check else { continue }
            let corrected = CorrectedSubmission.write(bytes, format: format, answer: answer, policy: checker.policy)
            _ = checker.check(corrected, format: format, receivedAt: received)
        }
    }

    /// What was read is written, and reads the same again.
    private static func json(_ bytes: [UInt8]) {
        guard let value = try? JSONReader.read(bytes) else { return }
        var writer = JSONWriter(pretty: bytes.count % 2 == 0)
        writer.value(value)
        require((try? JSONReader.read(writer.bytes)) == value, "JSON reads back")
        require((try? JSONReader.readWithPlaces(bytes))?.value == value, "places change nothing")
    }

    private static func program(_ bytes: [UInt8]) {
        switch ProgramReader.read(bytes) {
        case .success(let program):
            let now = CaptureTime(seconds: 1_795_000_000)
            _ = ProgramReport.text(program, now: now, style: TextStyle(width: 80))
        case .failure(let invalid):
            require(!invalid.problems.isEmpty, "a refused program says why")
            _ = ProgramReport.problems(invalid, file: "program.json", style: TextStyle(width: 80))
            require(
                (try? JSONReader.read(ProgramReport.problemsJSON(invalid.problems))) != nil, "the problems are JSON")
        }
        _ = ProgramReader.effectiveText(bytes)
    }

    private static func number(_ bytes: [UInt8]) {
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        let country = ["GB", "US", "DE", "IT", "ZZ", nil][Int(bytes.first ?? 0) % 6]
        let reader = TelephoneNumberReader()
        if case .understood(let number) = reader.read(text, country: country) {
            _ = NumberComparison.match(dialled: text, e164: number.e164, country: country)
        }
    }
}
