/// Whether digits as they were dialled or signalled mean the same line as an E.164 number.
public enum NumberComparison {
    /// How they are the same, the strongest first.
    public enum Match: Int, Comparable, Sendable {
        /// The same number in full.
        case full = 0
        /// The same in national form.
        case national = 1
        /// The same behind a prefix for an outside line.
        case behindPrefix = 2
        /// An extension that the full number ends with.
        case extensionOnly = 3

        /// Stronger matches first.
        public static func < (left: Match, right: Match) -> Bool { left.rawValue < right.rawValue }
    }

    /// Digits a prefix for an outside line may have, `9` or `9,00` for instance.
    static let maximumPrefix = 4

    /// Compares `dialled` with `e164`; `country` is where the dialling happened, if known.
    public static func match(dialled: String, e164: String, country: String?, plan: NumberingPlan = .builtIn) -> Match?
    {
        let target = e164.utf8.compactMap { (0x30...0x39).contains($0) ? $0 - 0x30 : nil }
        guard target.count >= 7, let text = DiallingText(dialled) else { return nil }
        let digits = text.digits
        if digits == target { return .full }
        var countries = [country].compactMap { $0 }
        if let home = plan.parse(digits: target, isInternational: true, country: nil),
            let region = plan.region(of: home.national[...], countryCode: home.countryCode)?.id, region != "001"
        {
            countries.append(region)
            if digits == home.national { return .national }
        }
        for home in countries + [nil as String?] {
            if let parsed = plan.parse(digits: digits, isInternational: text.isInternational, country: home),
                parsed.e164 == e164
            {
                return .national
            }
        }
        if !text.isInternational {
            for length in 1...maximumPrefix where digits.count > length + 6 {
                let rest = Array(digits.dropFirst(length))
                if rest == target { return .behindPrefix }
                for home in countries {
                    if let parsed = plan.parse(digits: rest, isInternational: false, country: home), parsed.e164 == e164
                    {
                        return .behindPrefix
                    }
                }
            }
            if (2...6).contains(digits.count), target.suffix(digits.count).elementsEqual(digits) {
                return .extensionOnly
            }
        }
        return nil
    }
}
