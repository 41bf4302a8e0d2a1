import CallVocabulary

/// The numbering plan of one region, compiled.
final class RegionPlan: Sendable {
    /// One kind of numbers: lengths and pattern.
    final class Description: Sendable {
        let lengths: [Int]
        let localLengths: [Int]
        let pattern: DigitPattern
        /// Bit n for length n; all for no lengths.
        private let lengthBits: UInt64

        init(lengths: [Int], localLengths: [Int], pattern: DigitPattern) {
            self.lengths = lengths
            self.localLengths = localLengths
            self.pattern = pattern
            lengthBits = lengths.isEmpty ? .max : lengths.reduce(0) { $0 | 1 << UInt64($1) }
        }

        /// Whether `digits` is a number of this kind.
        func matches(_ digits: ArraySlice<UInt8>) -> Bool {
            lengthBits & 1 << UInt64(digits.count) != 0 && pattern.matchesAll(digits)
        }
    }
    /// How numbers are grouped when written internationally.
    final class Format: Sendable {
        let pattern: DigitPattern
        let leading: DigitPattern?
        let template: [UInt8]

        init(pattern: DigitPattern, leading: DigitPattern?, template: [UInt8]) {
            self.pattern = pattern
            self.leading = leading
            self.template = template
        }
    }

    let id: String
    let countryCode: Int
    let internationalPrefix: DigitPattern?
    let nationalPrefix: String
    let prefixForParsing: DigitPattern?
    let transform: String
    let leadingDigits: DigitPattern?
    let formats: [Format]
    /// By letter, `a` first.
    private let kinds: [Description?]

    /// The numbers of a kind, by the letter of the plan's lines.
    func numbers(_ kind: UInt8) -> Description? { kinds[Int(kind &- 0x61) % 26] }

    /// All numbers of the region.
    var general: Description? { numbers(UInt8(ascii: "g")) }

    /// Compiles the lines of a region: its `R` line first, `D` and `F` lines behind.
    init?(_ lines: ArraySlice<Substring>, countryCode: Int) {
        guard let first = lines.first else { return nil }
        let fields = RegionPlan.fields(first)
        guard fields.count >= 7 else { return nil }
        id = String(fields[1])
        self.countryCode = countryCode
        internationalPrefix = fields[2].isEmpty ? nil : DigitPattern(fields[2])
        nationalPrefix = String(fields[3])
        prefixForParsing = fields[4].isEmpty ? nil : DigitPattern(fields[4])
        transform = String(fields[5])
        leadingDigits = fields[6].isEmpty ? nil : DigitPattern(fields[6])
        var kinds: [Description?] = Array(repeating: nil, count: 26)
        var formats: [Format] = []
        for line in lines.dropFirst() {
            let fields = RegionPlan.fields(line)
            switch fields[0] {
            case "D":
                guard fields.count >= 5, let kind = fields[1].utf8.first, (0x61...0x7A).contains(kind),
                    let pattern = DigitPattern(fields[4])
                else {
                    continue
                }
                kinds[Int(kind - 0x61)] = Description(
                    lengths: fields[2].split(separator: ",").compactMap { Int($0) },
                    localLengths: fields[3].split(separator: ",").compactMap { Int($0) }, pattern: pattern)
            case "F":
                guard fields.count >= 4, let pattern = DigitPattern(fields[1]) else { continue }
                formats.append(
                    Format(
                        pattern: pattern, leading: fields[2].isEmpty ? nil : DigitPattern(fields[2]),
                        template: Array(fields[3].utf8)))
            default: continue
            }
        }
        self.kinds = kinds
        self.formats = formats
    }

    static func fields(_ line: Substring) -> [Substring] {
        line.split(separator: "\t", omittingEmptySubsequences: false)
    }

    private static let order: [(UInt8, TelephoneNumberKind)] = [
        (UInt8(ascii: "p"), .premiumRate), (UInt8(ascii: "t"), .tollFree), (UInt8(ascii: "s"), .sharedCost),
        (UInt8(ascii: "v"), .voip), (UInt8(ascii: "n"), .personal), (UInt8(ascii: "a"), .pager),
        (UInt8(ascii: "u"), .uan), (UInt8(ascii: "w"), .voicemail),
    ]

    /// The kind of a national number; `nil` if no kind of the region has it.
    func kind(of national: ArraySlice<UInt8>) -> TelephoneNumberKind? {
        func isOf(_ kind: UInt8) -> Bool { numbers(kind)?.matches(national) == true }
        guard isOf(UInt8(ascii: "g")) else { return nil }
        for (letter, kind) in Self.order where isOf(letter) { return kind }
        let isMobile = isOf(UInt8(ascii: "m"))
        if isOf(UInt8(ascii: "f")) { return isMobile ? .fixedLineOrMobile : .fixedLine }
        return isMobile ? .mobile : nil
    }

    /// What the length of a national number says by itself.
    enum LengthVerdict {
        case possible, localOnly, tooShort, tooLong, wrong
    }

    /// Compares the length with the possible ones of any kind.
    func lengthVerdict(_ count: Int) -> LengthVerdict {
        guard let general, let least = general.lengths.min(), let most = general.lengths.max() else {
            return .possible
        }
        if general.lengths.contains(count) { return .possible }
        if general.localLengths.contains(count) { return .localOnly }
        if count < least { return .tooShort }
        return count > most ? .tooLong : .wrong
    }

    /// The national number without the trunk prefix, where there is one and the rest is as good a number.
    func withoutTrunkPrefix(_ digits: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let prefixForParsing, !digits.isEmpty, let match = prefixForParsing.matchPrefix(digits),
            match.end > digits.startIndex
        else { return digits }
        let general = self.general?.pattern
        let wasNumber = general?.matchesAll(digits) ?? false
        let lastGroup = match.groups.last ?? nil
        let result: ArraySlice<UInt8>
        if transform.isEmpty || lastGroup == nil {
            result = digits[match.end...]
        } else {
            result = (RegionPlan.fill(Array(transform.utf8), digits, match.groups) + digits[match.end...])[...]
        }
        if wasNumber, !(general?.matchesAll(result) ?? false) { return digits }
        return result
    }

    /// A template such as `9$1` with the groups filled in; anything but digits is left out.
    static func fill(_ template: [UInt8], _ digits: ArraySlice<UInt8>, _ groups: [Range<Int>?]) -> [UInt8] {
        var result: [UInt8] = []
        var at = 0
        while at < template.count {
            let byte = template[at]
            if byte == UInt8(ascii: "$"), at + 1 < template.count, (0x31...0x39).contains(template[at + 1]) {
                let number = Int(template[at + 1] - 0x31)
                if groups.indices.contains(number), let span = groups[number] { result += digits[span] }
                at += 2
            } else {
                if (0x30...0x39).contains(byte) { result.append(byte - 0x30) }
                at += 1
            }
        }
        return result
    }
}
