import CallVocabulary
import SampleIntake
import TelephoneNumbers
import WireFormats

/// Times single stages on inputs made here: `scripts/bench --micro`. No part of the product; nothing passes or fails.
struct StageTimer {
    /// Calls `work`, which does `count` things, until a second is over, five times; prints the best as things a second.
    static func run(_ name: String, count: Int, _ work: () -> Int) {
        let clock = ContinuousClock()
        var best = Double.infinity
        var sum = 0
        for _ in 0..<5 {
            var rounds = 0
            let start = clock.now
            repeat {
                sum &+= work()
                rounds += 1
            } while clock.now - start < .milliseconds(400)
            let taken = clock.now - start
            let seconds = Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18
            best = min(best, seconds / Double(rounds * count))
        }
        let padded = name + String(repeating: " ", count: max(1, 28 - name.count))
        print("\(padded)\(Int((best * 1e9).rounded())) ns each, \(Int((1 / best).rounded())) a second (\(sum != 0))")
    }
}

let numbers = (0..<1_000).flatMap { index in
    let tail = String(10_000 + index * 7 % 90_000)
    return [
        "+44 20 79\(tail.prefix(1))6 \(tail.suffix(4))", "+1 (212) 55\(tail)", "0049 30 9\(tail)",
        "+33 1 42 \(tail.prefix(2)) \(tail.suffix(2)) 11", "020 7946 \(tail.suffix(4))",
    ]
}
let reader = TelephoneNumberReader()
StageTimer.run("telephone numbers", count: numbers.count) {
    numbers.reduce(0) { sum, text in
        if case .understood = reader.read(text, country: "GB") { return sum + 1 }
        return sum
    }
}

let now = CaptureTime(seconds: 1_795_356_000)
var table = "Caller;Callee;Date;Time;Zone;Call direction;Duration\n"
for index in 0..<5_000 {
    let (minute, second) = (index % 50, index % 59)
    table += "\(numbers[index]);+44 20 7946 0018;22/11/2026;13:\(10 + minute % 50):\(second < 10 ? "0" : "")\(second);"
    table += "Europe/London;outgoing;\(index % 300)\n"
}
var policy = SamplePolicy()
policy.maximumSamples = 10_000
let rows = Array(table.utf8)
StageTimer.run("rows of a table, checked", count: 5_000) {
    SampleChecker(policy: policy).check(rows, receivedAt: now).samples.count
}

let description = """
    v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8 101\r
    a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r
    a=ptime:20\r\na=sendrecv\r\n
    """
let invite = Array(
    """
    INVITE sip:+12125550100@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds;rport\r
    Max-Forwards: 70\r\nFrom: "A" <sip:+442079460018@example.com>;tag=1928301774\r
    To: <sip:+12125550100@example.com>\r\nCall-ID: a84b4c76e66710@192.0.2.1\r\nCSeq: 314159 INVITE\r
    Contact: <sip:a@192.0.2.1>\r\nUser-Agent: Example 1.0\r\nContent-Type: application/sdp\r
    Content-Length: \(description.utf8.count)\r\n\r\n\(description)
    """.utf8)
StageTimer.run("SIP messages, outlined", count: 1_000) {
    (0..<1_000).reduce(0) { sum, _ in
        sum + ((try? SIPOutline(parsing: invite.span.bytes, from: 0, to: invite.count))?.body.isPresent == true ? 1 : 0)
    }
}
let naming = TextHash()
let descriptionBytes = Array(description.utf8)
StageTimer.run("session descriptions", count: 1_000) {
    (0..<1_000).reduce(0) { sum, _ in
        let place = TextPlace(0..<descriptionBytes.count)
        return sum + (SessionOutline(parsing: descriptionBytes.span.bytes, at: place, naming: naming)?.lines.count ?? 0)
    }
}
