import CallVocabulary

/// The numbering plan of one region, compiled.
struct RegionPlan: Sendable {
    /// One kind of numbers: lengths and pattern.
    struct Description: Sendable {
        var lengths: [Int]
        var localLengths: [Int]
        var pattern: DigitPattern

        /// Whether `digits` is a number of this kind.
        func matches(_ digits: ArraySlice<UInt8>) -> Bool {
            (lengths.isEmpty || lengths.contains(digits.count)) && pattern.matchesAll(digits)
        }
    }
    /// How numbers are grouped when written internationally.
    struct Format: Sendable {
        var pattern: DigitPattern
        var leading: DigitPattern?
        var template: [UInt8]
    }

    let id: String
    let countryCode: Int
    let internationalPrefix: DigitPattern?
    let nationalPrefix: String
    let prefixForParsing: DigitPattern?
    let transform: String
    let leadingDigits: DigitPattern?
    var kinds: [Character: Description] = [:]
    var formats: [Format] = []

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
        for line in lines.dropFirst() {
            let fields = RegionPlan.fields(line)
            switch fields[0] {
            case "D":
                guard fields.count >= 5, let kind = fields[1].first, let pattern = DigitPattern(fields[4]) else {
                    continue
                }
                kinds[kind] = Description(
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
    }

    static func fields(_ line: Substring) -> [Substring] {
        line.split(separator: "\t", omittingEmptySubsequences: false)
    }

    /// The kind of a national number; `nil` if no kind of the region has it.
    func kind(of national: ArraySlice<UInt8>) -> TelephoneNumberKind? {
        guard kinds["g"]?.matches(national) == true else { return nil }
        let order: [(Character, TelephoneNumberKind)] = [
            ("p", .premiumRate), ("t", .tollFree), ("s", .sharedCost), ("v", .voip), ("n", .personal), ("a", .pager),
            ("u", .uan), ("w", .voicemail),
        ]
        for (letter, kind) in order where kinds[letter]?.matches(national) == true { return kind }
        let isMobile = kinds["m"]?.matches(national) == true
        if kinds["f"]?.matches(national) == true { return isMobile ? .fixedLineOrMobile : .fixedLine }
        return isMobile ? .mobile : nil
    }

    /// What the length of a national number says by itself.
    enum LengthVerdict {
        case possible, localOnly, tooShort, tooLong, wrong
    }

    /// Compares the length with the possible ones of any kind.
    func lengthVerdict(_ count: Int) -> LengthVerdict {
        guard let general = kinds["g"], let least = general.lengths.min(), let most = general.lengths.max() else {
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
        let general = kinds["g"]?.pattern
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
