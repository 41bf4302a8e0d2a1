import CallVocabulary
import Escaping

/// A message file (RFC 5322) that mail programs open as a draft.
public struct DraftMail: Sendable {
    /// The address; `nil` if none is known.
    public var to: String?
    /// The subject.
    public var subject: String
    /// When it is written.
    public var date: CaptureTime
    /// The text, lines ended by a line feed.
    public var text: String

    /// A draft of its parts; what is no plain address is left out.
    public init(to: String?, subject: String, date: CaptureTime, text: String) {
        self.to = to.flatMap { EscalationMail.isAddress($0) ? $0 : nil }
        self.subject = subject
        self.date = date
        self.text = text
    }

    /// The message, lines ended by CRLF, the body as UTF-8 in base 64 where it is not ASCII.
    public var message: [UInt8] {
        let body = text.split(separator: "\n", omittingEmptySubsequences: false).map { Escaping.mail(String($0)) }
            .joined(separator: "\r\n")
        return DraftMail.message(
            to: to, subject: subject, date: date, body: body.hasSuffix("\r\n") ? body : body + "\r\n")
    }

    /// Headers and a body whose lines are escaped and ended already.
    static func message(to: String?, subject: String, date: CaptureTime, body: String) -> [UInt8] {
        let local = CivilDateTime(date)
        let days = CivilDateTime.days(year: local.year, month: local.month, day: local.day) ?? 0
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var head: [String] = []
        if let to { head.append("To: \(to)") }
        head.append("Subject: \(EscalationMail.header(subject))")
        head.append(
            "Date: \(Weekday.short[Weekday.of(days)]), \(local.day) \(months[max(0, min(11, local.month - 1))]) "
                + "\(local.year) \(local.timeText) +0000")
        // Mail programs open it as a draft that can be sent.
        head.append("X-Unsent: 1")
        head.append("MIME-Version: 1.0")
        let isASCII =
            body.utf8.allSatisfy { $0 < 0x80 } && body.split(separator: "\r\n").allSatisfy { $0.utf8.count < 990 }
        head.append("Content-Type: text/plain; charset=utf-8")
        head.append("Content-Transfer-Encoding: \(isASCII ? "7bit" : "base64")")
        let text = isASCII ? body : Base64.lines(Array(body.utf8))
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + text).utf8)
    }
}
