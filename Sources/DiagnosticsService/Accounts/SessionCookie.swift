import CallVocabulary
import Cases
import HTTPTypes
import Hummingbird
import Synchronization

/// What a browser keeps of a session. By TLS its name binds it to this host and to TLS.
enum SessionCookie {
    /// Seconds of a session.
    static let seconds: Int64 = 12 * 3_600

    private static func name(_ settings: ServiceSettings) -> String { settings.isSecure ? "__Host-earshot" : "earshot" }

    static func value(in headers: HTTPFields, settings: ServiceSettings) -> String? {
        let name = name(settings) + "="
        for header in headers[values: .cookie] {
            for part in header.split(separator: ";") {
                let text = part.trimmingBlanks
                if text.hasPrefix(name) { return String(text.dropFirst(name.count)) }
            }
        }
        return nil
    }

    static func setting(_ secret: String, settings: ServiceSettings) -> String {
        "\(name(settings))=\(secret); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(seconds)"
            + (settings.isSecure ? "; Secure" : "")
    }

    static func clearing(settings: ServiceSettings) -> String {
        "\(name(settings))=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0" + (settings.isSecure ? "; Secure" : "")
    }
}

/// Those who gave the right password and still owe a code. They live in memory: a restart asks for the password again.
final class Challenges: Sendable {
    private struct Entry {
        var account: Int64
        var attempts: Int
        var until: CaptureTime
    }
    private let entries = Mutex<[String: Entry]>([:])
    private static let seconds: Int64 = 300
    private static let attempts = 5
    private static let maximum = 10_000

    func begin(_ account: Int64, now: CaptureTime) -> String {
        let ticket = Secrets.new()
        entries.withLock { entries in
            entries = entries.filter { $0.value.until > now }
            if entries.count >= Self.maximum { entries.removeAll() }
            entries[ticket] = Entry(
                account: account, attempts: Self.attempts,
                until: now.advanced(byNanoseconds: Self.seconds * 1_000_000_000))
        }
        return ticket
    }

    /// The account of a ticket, for one more attempt; `nil` if there is none left.
    func attempt(_ ticket: String, now: CaptureTime) -> Int64? {
        entries.withLock { entries in
            guard var entry = entries[ticket], entry.until > now, entry.attempts > 0 else {
                entries[ticket] = nil
                return nil
            }
            entry.attempts -= 1
            entries[ticket] = entry
            return entry.account
        }
    }

    func end(_ ticket: String) { entries.withLock { $0[ticket] = nil } }
}
