import CaseWork
import Cases

/// A file that is made of captures when somebody asks for it, in a process of its own, and kept for an hour.
struct Product: Equatable, Sendable {
    enum Kind: String, Sendable {
        /// What was heard: WAV.
        case sound
        /// The packets of a call: pcapng.
        case cut
        /// A capture without what identifies: pcapng.
        case shareable
        /// A whole case: tar.
        case archive
    }

    let kind: Kind
    /// The case, or the upload.
    let place: String
    /// The call; `-` where there is none.
    var call = "-"
    /// The stream of a sound, or the capture of a copy; `-` where there is none.
    var part = "-"
    /// Which state of the captures it is of.
    let version: String

    /// Seconds for which it is kept.
    static let keptSeconds = 3_600

    init(_ kind: Kind, place: String, call: String = "-", part: String = "-", version: String) {
        self.kind = kind
        self.place = place
        self.call = call
        self.part = part
        self.version = version
    }

    /// A product from the subject of its job.
    init?(subject: String) {
        let words = subject.split(separator: " ").map(String.init)
        guard words.count == 5, let kind = Kind(rawValue: words[0]) else { return nil }
        self.init(kind, place: words[1], call: words[2], part: words[3], version: words[4])
    }

    /// The subject of its job.
    var subject: String { [kind.rawValue, place, call, part, version].joined(separator: " ") }

    /// The name of its file.
    var key: String { String(Secrets.hash(subject).prefix(32)) }

    /// Whether its place is a case.
    var isOfCase: Bool { place.hasPrefix("CASE-") }

    /// `call-7`, as analyses name calls.
    static func isCall(_ name: String) -> Bool { isNumbered(name, "call-") }

    /// `stream-7`, as analyses name streams.
    static func isStream(_ name: String) -> Bool { isNumbered(name, "stream-") }

    private static func isNumbered(_ name: String, _ word: String) -> Bool {
        let digits = name.dropFirst(word.count)
        return name.hasPrefix(word) && (1...9).contains(digits.utf8.count) && digits.allSatisfy(\.isASCIIDigit)
    }

    /// What is wished of the captures; `nil` for an archive, which is made of the case.
    var wish: MakeFromCaptures.Wish? {
        switch kind {
        case .sound: return .sound(call: call, stream: part == "-" ? nil : part)
        case .cut: return .cut(call: call)
        case .shareable: return .shareable
        case .archive: return nil
        }
    }

    var type: String {
        switch kind {
        case .sound: return "audio/wav"
        case .cut, .shareable: return "application/vnd.tcpdump.pcap"
        case .archive: return "application/x-tar"
        }
    }

    /// The name that it is kept under by whoever fetches it.
    var fileName: String {
        let base = isOfCase ? place : "capture"
        switch kind {
        case .sound: return "\(base)-\(call)\(part == "-" ? "" : "-" + part).wav"
        case .cut: return "\(base)-\(call).pcapng"
        case .shareable: return "\(base)\(part == "-" ? "" : "-" + part.prefix(8))-shareable.pcapng"
        case .archive: return "\(base).tar"
        }
    }
}
