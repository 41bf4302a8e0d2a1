import CallVocabulary
import Escaping

/// The escalation e-mail: the program's template filled, as a message file (RFC 5322) that mail programs open.
public struct EscalationMail: Sendable {
    /// A value that cannot stand in a mail.
    public struct Unfit: Error, Sendable, CustomStringConvertible {
        /// What is wrong and what to do.
        public var description: String
    }

    /// The address; `nil` if none is known, which the mail then says.
    public var to: String?
    /// The subject.
    public var subject: String
    /// When it is written.
    public var date: CaptureTime
    /// Label and value of each line, in the template's order.
    public var lines: [(label: String, value: String)]

    /// A mail from the program's template; `values` by field id. Throws if a required value is missing.
    public init(
        escalation: Escalation, to: String?, subject: String, date: CaptureTime, values: [String: String]
    ) throws(Unfit) {
        for field in escalation.fields where field.isRequired {
            if (values[field.id] ?? "").allSatisfy(\.isWhitespace) {
                throw Unfit(description: "The template asks for \"\(field.label)\"; give it.")
            }
        }
        if let to, !Self.isAddress(to) { throw Unfit(description: "\"\(to.prefix(60))\" is no e-mail address.") }
        self.to = to
        self.subject = subject
        self.date = date
        lines = escalation.fields.map { (label: $0.label, value: values[$0.id] ?? "") }
    }

    /// Whether a text is one plain address: no spaces, no line ends, one @ with something on both sides.
    public static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>,;:\"\\()[]".utf8.contains($0) }
    }

    /// The message, lines ended by CRLF, the body as UTF-8 in base 64 where it is not ASCII.
    public var message: [UInt8] {
        var body = ""
        for line in lines {
            // A line end in a value would look like another line of the template.
            let value = line.value.split(whereSeparator: \.isNewline).map { Escaping.mail(String($0)) }
            body +=
                "\(Escaping.mail(line.label)):" + (value.isEmpty ? "" : " " + value.joined(separator: "\r\n    "))
                + "\r\n"
        }
        if to == nil { body += "\r\n(No escalation address is known for this customer: add it before sending.)\r\n" }
        return DraftMail.message(to: to, subject: subject, date: date, body: body)
    }

    /// A header value: nothing hidden in it, words beyond ASCII encoded (RFC 2047) and folded.
    static func header(_ text: String) -> String {
        let clean = Escaping.mail(text)
        guard clean.utf8.contains(where: { $0 >= 0x80 }) || clean.utf8.count > 900 else { return clean }
        var words: [String] = []
        var chunk: [UInt8] = []
        for character in clean {
            let bytes = Array(String(character).utf8)
            if chunk.count + bytes.count > 42 {
                words.append("=?utf-8?B?\(Base64.text(chunk))?=")
                chunk = []
            }
            chunk += bytes.prefix(42)
        }
        if !chunk.isEmpty { words.append("=?utf-8?B?\(Base64.text(chunk))?=") }
        return words.joined(separator: "\r\n ")
    }
}

/// Base 64 (RFC 4648).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            let group = (0..<3).map { at + $0 < bytes.count ? UInt32(bytes[at + $0]) : 0 }
            let value = group[0] << 16 | group[1] << 8 | group[2]
            for index in 0..<4 {
                let isPadding = at + index > bytes.count
                result.append(isPadding ? 0x3D : alphabet[Int(value >> UInt32(18 - 6 * index) & 63)])
            }
            at += 3
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// In lines of 76 characters.
    static func lines(_ bytes: [UInt8]) -> String {
        stride(from: 0, to: bytes.count, by: 57)
            .map { text(Array(bytes[$0..<min($0 + 57, bytes.count)])) + "\r\n" }.joined()
    }
}
