import CallVocabulary

/// The time zones in which a telephone number may be, by its first digits.
public enum NumberZones {
    /// Names of the tz database, sorted; empty if the plan does not tell.
    ///
    /// A number tied to a place has the zones of its area, any other those of its country code.
    public static func zones(of number: TelephoneNumber) -> [String] {
        let digits = Array(number.e164.utf8.dropFirst())
        guard number.kind != .unknown, !digits.isEmpty else { return [] }
        let table = NumberZoneTable.shared
        guard isGeographical(number, digits) else {
            return table.country(digits)
        }
        for length in stride(from: min(digits.count, table.longestPrefix), to: 0, by: -1) {
            if let found = table.zones(prefix: digits[0..<length]) { return found }
        }
        return []
    }

    /// Countries where mobile numbers belong to an area as landlines do.
    private static let mobileByArea: [[UInt8]] = ["52", "54", "55", "62", "86"].map { Array($0.utf8) }

    private static func isGeographical(_ number: TelephoneNumber, _ digits: [UInt8]) -> Bool {
        switch number.kind {
        case .fixedLine, .fixedLineOrMobile: return true
        case .mobile: return mobileByArea.contains { digits.starts(with: $0) }
        default: return false
        }
    }
}

/// The table of prefixes, read once.
private struct NumberZoneTable: Sendable {
    static let shared = NumberZoneTable()

    private var sets: [[String]] = []
    private var setOfPrefix: [UInt64: Int] = [:]
    let longestPrefix: Int

    private init() {
        let text = NumberZoneData.text.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        var longest = 0
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t")
            guard fields.count == 2 else { continue }
            for prefix in fields[1].split(separator: ",") {
                longest = max(longest, prefix.utf8.count)
                setOfPrefix[Self.key(prefix.utf8)] = sets.count
            }
            sets.append(fields[0].split(separator: ",").map(String.init))
        }
        longestPrefix = longest
    }

    /// A prefix as a number, with a 1 in front so that leading zeros count.
    private static func key(_ digits: some Sequence<UInt8>) -> UInt64 {
        digits.reduce(1) { $0 &* 10 &+ UInt64($1 & 15) }
    }

    func zones(prefix: ArraySlice<UInt8>) -> [String]? { setOfPrefix[Self.key(prefix)].map { sets[$0] } }

    /// The zones of the country code the digits begin with: the shortest prefix that is listed.
    func country(_ digits: [UInt8]) -> [String] {
        for length in 1...min(3, digits.count) {
            if let found = zones(prefix: digits[0..<length]) { return found }
        }
        return []
    }
}
