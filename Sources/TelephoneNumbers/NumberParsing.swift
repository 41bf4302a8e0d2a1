import CallVocabulary

/// Digits read as a number of a country (ITU-T E.164): country code and national significant number.
struct ParsedNumber: Equatable {
    var countryCode: Int
    /// Digit values 0 to 9, leading zeros included where the plan has them.
    var national: [UInt8]

    /// `+` and all digits.
    var e164: String {
        var bytes = [UInt8(ascii: "+")]
        bytes.reserveCapacity(24)
        if countryCode >= 100 { bytes.append(UInt8(truncatingIfNeeded: countryCode / 100 % 10) + 0x30) }
        if countryCode >= 10 { bytes.append(UInt8(truncatingIfNeeded: countryCode / 10 % 10) + 0x30) }
        bytes.append(UInt8(truncatingIfNeeded: countryCode % 10) + 0x30)
        for digit in national { bytes.append(digit &+ 0x30) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension NumberingPlan {
    /// Reads `digits`; `isInternational` if a plus sign stood before them. `country` is used for national forms.
    ///
    /// `nil` if no country code can be found, or what is left is too short or too long to be any number.
    func parse(digits: [UInt8], isInternational: Bool, country: String?) -> ParsedNumber? {
        let home = country.flatMap { region($0) }
        var rest = digits[...]
        var international = isInternational
        if !international, let prefix = home?.internationalPrefix, let match = prefix.matchPrefix(rest) {
            // A zero behind the prefix begins no country code.
            if match.end < rest.endIndex, rest[match.end] != 0 {
                rest = rest[match.end...]
                international = true
            }
        }
        if international {
            guard let code = countryCode(at: rest) else { return nil }
            let national = rest.dropFirst(code.length)
            return finish(code.value, national)
        }
        guard let home else { return nil }
        // The country's own code without a plus sign.
        let code = String(home.countryCode).utf8.map { $0 - 0x30 }
        if rest.starts(with: code), let general = home.general {
            let potential = home.withoutTrunkPrefix(rest.dropFirst(code.count))
            let isBetter = !general.pattern.matchesAll(rest) && general.pattern.matchesAll(potential)
            if isBetter || home.lengthVerdict(rest.count) == .tooLong {
                return finish(home.countryCode, potential)
            }
        }
        // Without a country code the home region's own trunk prefix and local forms hold.
        return finish(home.countryCode, rest, plan: home)
    }

    private func finish(_ code: Int, _ digits: ArraySlice<UInt8>, plan: RegionPlan? = nil) -> ParsedNumber? {
        var national = digits
        if let main = plan ?? regions(countryCode: code).first, national.count > 1 {
            let stripped = main.withoutTrunkPrefix(national)
            switch main.lengthVerdict(stripped.count) {
            case .possible, .tooLong: national = stripped
            case .tooShort, .localOnly, .wrong: break
            }
        }
        guard (2...17).contains(national.count) else { return nil }
        return ParsedNumber(countryCode: code, national: Array(national))
    }

    /// Whether international digits begin with a country code there is.
    func hasCountryCode(_ digits: ArraySlice<UInt8>) -> Bool { countryCode(at: digits) != nil }

    private func countryCode(at digits: ArraySlice<UInt8>) -> (value: Int, length: Int)? {
        guard let first = digits.first, first != 0 else { return nil }
        var value = 0
        for (index, digit) in digits.prefix(3).enumerated() {
            value = value * 10 + Int(digit)
            if isCountryCode(value) { return (value, index + 1) }
        }
        return nil
    }

    /// The number with kind, region and area-code length, if its plan has it; kind `unknown` where no kind does.
    func describe(_ number: ParsedNumber, extensionDigits: String?) -> (number: TelephoneNumber, isValid: Bool) {
        let national = number.national[...]
        let plan = region(of: national, countryCode: number.countryCode)
        let kind = plan?.kind(of: national)
        let area = plan.map { areaCodeLength(number, plan: $0, kind: kind) } ?? 0
        return (
            TelephoneNumber(
                e164: number.e164, extensionDigits: extensionDigits, kind: kind ?? .unknown,
                region: plan.flatMap { $0.id == "001" ? nil : $0.id }, areaCodeLength: area), kind != nil
        )
    }

    /// Digits of the geographic area code: the first group of the international format, where kind and plan have one.
    private func areaCodeLength(_ number: ParsedNumber, plan: RegionPlan, kind: TelephoneNumberKind?) -> Int {
        // Mexico writes area codes though it has no trunk prefix; Italy's leading zero stands for one.
        let hasAreaCodes =
            !plan.nationalPrefix.isEmpty || number.countryCode == 52
            || (number.countryCode == 39 && number.national.first == 0)
        guard hasAreaCodes || number.national.first == 0 else { return 0 }
        if kind == .mobile {
            // Countries whose mobile numbers are geographic (RFC-less practice; as libphonenumber lists them).
            guard [52, 54, 55, 62].contains(number.countryCode) else { return 0 }
        } else if kind != .fixedLine, kind != .fixedLineOrMobile {
            return 0
        }
        let digits = number.national[...]
        // Formats stand with the main region of a shared country code.
        for format in regions(countryCode: number.countryCode).first?.formats ?? [] {
            if let leading = format.leading, !leading.matchesBeginning(digits) { continue }
            guard let groups = format.pattern.groups(of: digits) else { continue }
            return firstGroupLength(format.template, groups, number, kind)
        }
        return 0
    }

    private func firstGroupLength(
        _ template: [UInt8], _ groups: [Range<Int>?], _ number: ParsedNumber, _ kind: TelephoneNumberKind?
    ) -> Int {
        var lengths: [Int] = []
        var current = 0
        var at = 0
        while at < template.count {
            let byte = template[at]
            if byte == UInt8(ascii: "$"), at + 1 < template.count, (0x31...0x39).contains(template[at + 1]) {
                let index = Int(template[at + 1] - 0x31)
                if groups.indices.contains(index), let span = groups[index] { current += span.count }
                at += 2
                continue
            }
            if (0x30...0x39).contains(byte) {
                current += 1
            } else if current > 0 {
                lengths.append(current)
                current = 0
            }
            at += 1
        }
        if current > 0 { lengths.append(current) }
        guard lengths.count >= 2 else { return 0 }
        // Argentina's mobile token 9 stands before the area code and counts with it.
        if kind == .mobile, number.countryCode == 54, number.national.first == 9 {
            return lengths.count >= 3 ? lengths[0] + lengths[1] : 0
        }
        return lengths[0]
    }
}
