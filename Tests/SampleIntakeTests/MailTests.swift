import CallVocabulary
import SampleIntake
import Testing

private let received = CaptureTime(rfc3339: "2026-11-23T15:00:00Z") ?? CaptureTime(nanoseconds: 0)

private func check(_ text: String, _ purpose: SampleChecker.Purpose = .check) -> CheckedSubmission {
    SampleChecker().read(Array(text.utf8), receivedAt: received, purpose: purpose)
}

/// Mails in styles that were made up before the rules were read; each holds the call of 14:03 from London to New York.
private let styles: [String] = [
    """
    Hi team,

    Caller: +44 20 7946 0018
    Callee: +1 212 555 0142
    Start: 23 Nov 2026, 14:03 GMT
    Way: outbound

    Cheers
    Sam
    """,
    """
    1) Sample is within two hours
    2) +44 20 7946 0018
    3) +1 212 555 0142
    4) 23/11/2026 14:03 GMT
    5) outgoing
    """,
    """
    1. +44 20 7946 0018
    2. +1 212 555 0142
    3. 23/11/2026 14:03 GMT
    4. outgoing
    """,
    """
    • From = +44 20 7946 0018
    • To = +1 212 555 0142
    • Call date = 23/11/2026
    • Call time = 14:03
    • In/Out = out
    • Time zone = Europe/London
    """,
    """
    Number calling – +44 20 7946 0018
    Number called – +1 212 555 0142
    Date and time – 23/11/2026 14:03 GMT
    Direction – outgoing
    """,
    """
    *Calling number*: +44 20 7946 0018
    *Called number*: +1 212 555 0142
    *Date & time*: 23/11/2026 14:03 GMT
    *Direction*: outgoing
    """,
    """
    > 2. Number calling (Full number with Area code):
    +44 20 7946 0018
    > 3. Number called (Full number with Area code):
    +1 212 555 0142
    > 4. Date and time of call:
    23/11/2026 14:03 GMT
    > 5. Call direction:
    outgoing
    """,
    """
    Country: GB
    Times are in GMT.

    First call:
    Number calling: 020 7946 0018
    Number called: 00 1 212 555 0142
    When: 23/11/2026 14:03
    Direction: outgoing
    """,
    """
    Hello, this is the list you asked for.

    Number calling\tNumber called\tDate and time\tDirection
    +44 20 7946 0018\t+1 212 555 0142\t23/11/2026 14:03 GMT\toutgoing

    Best regards
    Sam Example | +44 20 7946 0077
    """,
    """
    Sample no. 1 - terrible echo
    Calling: +44 20 7946 0018
    Called: +1 212 555 0142
    Date and time: 23/11/2026 14:03 GMT
    Direction: outgoing
    Issue: echo
    -----Original Message-----
    From: Support <support@example.net>
    Sent: Monday
    Subject: samples

    Calling number:
    Called number:
    """,
]

@Suite struct MailTests {
    @Test(arguments: Array(styles.indices))
    func mailsInManyStyles(index: Int) throws {
        let answer = check(styles[index]).answer
        #expect(answer.verdict != .returned, "\(answer.problems)")
        #expect(answer.samples.count == 1)
        let sample = try #require(answer.samples.first)
        #expect(sample.callingNumber.number?.e164 == "+442079460018")
        #expect(sample.calledNumber.number?.e164 == "+12125550142")
        #expect(sample.startedAt?.description == "2026-11-23T14:03:00Z")
        #expect(sample.direction == .outgoing)
    }

    /// Three calls with a line missing here and there: each keeps its own values, whatever parts them.
    @Test(arguments: ["\n\n", "\nCall 2\n", "\n---\n"])
    func nothingMovesFromOneCallToAnother(part: String) throws {
        let first =
            "Number calling: +44 20 7946 0018\nNumber called: +1 212 555 0142\nDate and time: 23/11/2026 14:03 GMT"
        let second =
            "Direction: incoming\nNumber calling: +1 212 555 0160\nNumber called: +44 20 7946 0018\nDate and time: 23/11/2026 14:20 GMT"
        let answer = check(first + part + second).answer
        #expect(answer.samples.count == 2)
        #expect(answer.samples.first?.direction == nil)
        #expect(answer.samples.last?.direction == .incoming)
        #expect(answer.samples.last?.callingNumber.number?.e164 == "+12125550160")
        #expect(answer.problems.map(\.code.rawValue) == ["sample.missing-direction"])
    }

    @Test func strayLinesAreNamed() throws {
        let call =
            "Number calling: +44 20 7946 0018\nNumber called: +1 212 555 0142\nWhen: 23/11/2026 14:03 GMT\nDirection: out\n"
        let answer = check(call + "\nSee also:\nNumber called: +1 212 555 0199\n").answer
        #expect(answer.samples.count == 1)
        let problem = try #require(answer.problems.first)
        #expect(problem.code.rawValue == "submission.line-not-read" && problem.line == 7 && problem.severity == .advice)
    }

    @Test func aMailOpensACase() {
        let text = """
            Site: London HQ
            Severity: S2
            Region: europe
            Summary: People we call cannot hear us
            Name: A. Example
            Email: a@example.com
            Country: GB
            Our numbers: 020 7946 0018; 020 7946 0077
            What is happening? one-way-audio
            Is it all calls or intermittent? intermittent
            How many phones affected: several
            Tried another phone: yes
            Directions affected: outgoing
            Internal calls affected: no
            Phone display during the call: Connected
            Pattern: mornings
            Internet stable: yes
            Equipment checked: yes
            First level diagnostics done: yes

            Number calling: 020 7946 0018
            Number called: +1 212 555 0142
            Date and time: 23/11/2026 14:03 GMT
            Direction: outgoing
            """
        let checked = check(text, .submit)
        #expect(checked.answer.problems.map(\.code.rawValue) == [], "\(checked.answer.problems)")
        #expect(checked.serviceIdentifier == "London HQ" && checked.severity == "S2" && checked.region == "europe")
        #expect(checked.representative.email == "a@example.com" && checked.ownNumbers.count == 2)
        #expect(checked.symptoms == ["one-way-audio"])
    }

    @Test func attachedCapturesAreHandedOn() throws {
        let mail = """
            From: a@example.com\r\nSubject: =?iso-8859-1?B?SOlsbG8=?=\r\nMIME-Version: 1.0\r
            Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n--x\r
            Content-Type: application/octet-stream; name="../../evil.pcap"\r
            Content-Transfer-Encoding: base64\r\n\r\n1MOyoQIABAAAAAAAAAAAAP//AAABAAAA\r\n--x--\r\n
            """
        let found = MailAttachment.captures(in: Array(mail.utf8))
        #expect(found.map(\.name) == ["evil.pcap"])
        #expect(found.first?.bytes.prefix(4) == [0xD4, 0xC3, 0xB2, 0xA1])
        #expect(found.first?.bytes.count == 24)
        #expect(MailAttachment.captures(in: Array("Number calling: x".utf8)).isEmpty)
    }

    /// Whatever is cut or changed in a message, it is answered.
    @Test func brokenMessagesAreAnswered() {
        let mail = """
            From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r
            --x\r\nContent-Type: text/html\r\n\r\n<table><tr><td>From<td>To<td>When<td>Direction<tr><td>+44 20 7946 0018\r
            <td>+1 212 555 0142<td>23/11/2026 14:03 GMT<td>out</table>\r\n--x--\r\n
            """
        let bytes = Array(mail.utf8)
        #expect(check(mail).answer.verdict == .accepted)
        for length in stride(from: 0, through: bytes.count, by: 3) {
            #expect(SampleChecker().check(Array(bytes.prefix(length)), receivedAt: received).samples.count <= 1)
        }
        for index in stride(from: 0, to: bytes.count, by: 2) {
            for value in [0, 0x0A, 0x3C, 0x22, 0x2D, 0xFF] as [UInt8] {
                var changed = bytes
                changed[index] = value
                #expect(SampleChecker().check(changed, receivedAt: received).samples.count <= 2)
            }
        }
    }

    @Test func deepMessagesAreBounded() {
        var mail = "MIME-Version: 1.0\r\nFrom: a@example.com\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n"
        for depth in 0..<5_000 {
            mail += "--b\(depth)\r\nContent-Type: multipart/mixed; boundary=b\(depth + 1)\r\n\r\n"
        }
        let answer = check(mail).answer
        #expect(answer.verdict == .returned)
        #expect(answer.problems.contains { $0.message.contains("parts") })
        let nested = String(repeating: "<table><tr><td>", count: 100_000)
        #expect(check("<html>" + nested).answer.verdict == .returned)
    }
}
