import CallVocabulary
import Glibc
import Synchronization

/// A civil time zone: which offset from UTC holds when, from the system's tz database (RFC 8536).
public struct ZoneRules: Sendable, Equatable {
    /// The zone's name, such as `Europe/London`.
    public let name: String
    private let transitions: [Int64]
    private let kinds: [UInt8]
    private let offsets: [Int]
    private let rule: ZoneYearRule?

    /// Zones asked for before, by name: a form of many samples names one again and again.
    private static let known = Mutex<[String: ZoneRules?]>([:])
    /// The most that are remembered; there are some 600 zones.
    private static let mostKnown = 1_000

    /// The zone with this name; `nil` if the system knows none. `UTC`, `GMT` and fixed offsets (`+05:30`) are known.
    public init?(_ name: String, folder: String = "/usr/share/zoneinfo") {
        let key = "\(folder) \(name)"
        if let known = ZoneRules.known.withLock({ $0[key] }) {
            guard let known else { return nil }
            self = known
            return
        }
        let found = ZoneRules.find(name, folder)
        ZoneRules.known.withLock { if $0.count < ZoneRules.mostKnown { $0[key] = .some(found) } }
        guard let found else { return nil }
        self = found
    }

    private static func find(_ name: String, _ folder: String) -> ZoneRules? {
        let trimmed = name.filter { $0 != " " }
        if let fixed = ZoneRules.fixedOffset(trimmed) {
            return ZoneRules(name: trimmed, transitions: [], kinds: [], offsets: [fixed], rule: nil)
        }
        // Names are paths below the database, and nothing else.
        guard (1...64).contains(trimmed.utf8.count), trimmed.contains("/") || trimmed.allSatisfy(\.isLetter),
            trimmed.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "/_-+".utf8.contains(byte)
            }), trimmed.first != "/", let bytes = ZoneRules.read("\(folder)/\(trimmed)")
        else { return nil }
        return ZoneRules.parse(bytes, name: trimmed)
    }

    /// The version of the system's tz database, such as `2025b`; `nil` if it does not say.
    public static func databaseVersion(folder: String = "/usr/share/zoneinfo") -> String? {
        for (file, prefix) in [("tzdata.zi", "# version "), ("+VERSION", "")] {
            guard let bytes = read("\(folder)/\(file)", atLeast: 5) else { continue }
            let line = String(decoding: bytes.prefix(64).prefix { $0 != 0x0A }, as: UTF8.self)
            if line.hasPrefix(prefix) { return String(line.dropFirst(prefix.count)) }
        }
        return nil
    }

    private init(name: String, transitions: [Int64], kinds: [UInt8], offsets: [Int], rule: ZoneYearRule?) {
        self.name = name
        self.transitions = transitions
        self.kinds = kinds
        self.offsets = offsets
        self.rule = rule
    }

    /// Seconds east of UTC at an instant given in seconds since 1970.
    public func offset(atSeconds seconds: Int64) -> Int {
        if let last = transitions.last, seconds >= last, let rule { return rule.offset(atSeconds: seconds) }
        if transitions.isEmpty, let rule { return rule.offset(atSeconds: seconds) }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        let kind = low == 0 ? 0 : Int(kinds[low - 1])
        return offsets.indices.contains(kind) ? offsets[kind] : 0
    }

    /// The letters people write behind a time at an instant, such as `GMT` or `PDT`; `UTC+05:30` where a zone has none.
    public func abbreviation(atSeconds seconds: Int64) -> String {
        let offset = offset(atSeconds: seconds)
        if let letters = rule?.abbreviation(ofOffset: offset), letters.allSatisfy(\.isLetter) { return letters }
        guard offset != 0 else { return "UTC" }
        let minutes = abs(offset) / 60
        return "UTC\(offset < 0 ? "-" : "+")\(CivilDateTime.padded(minutes / 60, to: 2)):"
            + CivilDateTime.padded(minutes % 60, to: 2)
    }

    /// The instants at which clocks showed `localSeconds` (civil time counted as if it were UTC): none in a gap, two
    /// in an overlap, the earlier first.
    public func instants(ofLocal localSeconds: Int64) -> [Int64] {
        let candidates = Set([-86_400, -3_600, 0, 3_600, 86_400].map { offset(atSeconds: localSeconds + $0) })
        return candidates.map { localSeconds - Int64($0) }
            .filter { offset(atSeconds: $0) == Int(localSeconds - $0) }.sorted()
    }

    /// In a gap: what clocks showed before and after they were put forward, as local seconds.
    public func gap(around localSeconds: Int64) -> (before: Int64, after: Int64)? {
        guard instants(ofLocal: localSeconds).isEmpty else { return nil }
        let early = offset(atSeconds: localSeconds - 86_400)
        let late = offset(atSeconds: localSeconds + 86_400)
        guard late > early else { return nil }
        // The change lies where the earlier offset stops to hold.
        var low = localSeconds - 86_400
        var high = localSeconds + 86_400
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(atSeconds: middle) == early { low = middle } else { high = middle }
        }
        return (high + Int64(early), high + Int64(late))
    }

    // MARK: Reading

    private static func fixedOffset(_ name: String) -> Int? {
        switch name.uppercased() {
        case "UTC", "GMT", "Z", "ETC/UTC", "ETC/GMT": return 0
        default: break
        }
        let bytes = Array(name.utf8)
        guard bytes.count == 6 || bytes.count == 5, bytes[0] == 0x2B || bytes[0] == 0x2D else { return nil }
        let digits = bytes.dropFirst().filter { $0 != 0x3A }
        guard digits.count == 4, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let values = digits.map { Int($0 - 0x30) }
        let hours = values[0] * 10 + values[1]
        let minutes = values[2] * 10 + values[3]
        guard hours <= 14, minutes < 60 else { return nil }
        return (hours * 3_600 + minutes * 60) * (bytes[0] == 0x2D ? -1 : 1)
    }

    private static func read(_ path: String, atLeast least: Int = 45) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 17)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if got < 0, errno == EINTR { continue }
            if got <= 0 { break }
            count += got
        }
        return count >= least ? Array(bytes[0..<count]) : nil
    }

    private static func parse(_ bytes: [UInt8], name: String) -> ZoneRules? {
        func number(_ at: Int, _ size: Int) -> Int64? {
            guard at >= 0, at + size <= bytes.count else { return nil }
            var value: Int64 = bytes[at] & 0x80 != 0 ? -1 : 0
            for byte in bytes[at..<(at + size)] { value = value << 8 | Int64(byte) }
            return value
        }
        func header(_ at: Int) -> [Int]? {
            guard at + 44 <= bytes.count, bytes[at..<(at + 4)].elementsEqual("TZif".utf8) else { return nil }
            let counts = (0..<6).compactMap { number(at + 20 + 4 * $0, 4).map { Int($0) } }
            return counts.count == 6 && counts.allSatisfy { (0...100_000).contains($0) } ? counts : nil
        }
        // isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt
        guard let first = header(0), bytes[4] >= 0x32 else { return nil }
        let firstLength = first[3] * 5 + first[4] * 6 + first[5] + first[2] * 8 + first[1] + first[0]
        let start = 44 + firstLength
        guard let second = header(start) else { return nil }
        var at = start + 44
        var transitions: [Int64] = []
        for index in 0..<second[3] {
            guard let time = number(at + 8 * index, 8) else { return nil }
            transitions.append(time)
        }
        at += 8 * second[3]
        guard at + second[3] + 6 * second[4] <= bytes.count else { return nil }
        let kinds = Array(bytes[at..<(at + second[3])])
        at += second[3]
        let offsets = (0..<second[4]).compactMap { number(at + 6 * $0, 4).map { Int($0) } }
        at += 6 * second[4] + second[5] + second[2] * 12 + second[1] + second[0]
        var rule: ZoneYearRule?
        if at < bytes.count, bytes[at] == 0x0A {
            let footer = bytes[(at + 1)...].prefix { $0 != 0x0A }
            rule = ZoneYearRule(String(decoding: footer, as: UTF8.self))
        }
        guard !offsets.isEmpty || rule != nil else { return nil }
        return ZoneRules(name: name, transitions: transitions, kinds: kinds, offsets: offsets, rule: rule)
    }
}
