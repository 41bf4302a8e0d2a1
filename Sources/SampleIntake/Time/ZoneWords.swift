import CallVocabulary
import CivilTime

/// A time zone as people write it: a name, an abbreviation, an offset, or the place whose clocks are meant.
struct ZoneReading: Equatable, Sendable {
    /// The zone.
    var rules: ZoneRules
    /// What the words were taken to be, where that is worth a sentence: `EST` is the time in New York; `nil` for offsets,
    /// UTC, GMT and names of the tz database.
    var readAs: String?
    /// The offset the letters stand for all year round, in seconds, where clocks of the zone may show another one: `EST`
    /// is five hours behind UTC, and New York four in summer.
    var lettersOffset: Int?
}

/// What zone words mean may depend on who writes them.
struct ZoneHints: Equatable, Sendable {
    /// ISO 3166-1 alpha-2.
    var country: String?
    /// The support region, as written: `us`, `europe`.
    var region: String?
    /// True if the words beside the times or the numbers of the call are American.
    var isAmericanTime = false

    /// A name of the tz database that fits whoever writes: an American is shown New York.
    var example: String {
        switch country {
        case "US", "CA": return "America/New_York"
        case "GB": return "Europe/London"
        case "IE": return "Europe/Dublin"
        case "AU": return "Australia/Sydney"
        case "DE": return "Europe/Berlin"
        case "FR": return "Europe/Paris"
        default: return isAmerican ? "America/New_York" : "Europe/London"
        }
    }

    /// A country that fits whoever writes.
    var exampleCountry: String { isAmerican ? "US" : country == "CA" ? "US" : "GB" }

    private var isAmerican: Bool {
        country == "US" || (country == nil && region?.lowercased() == "us") || isAmericanTime
    }
}

/// Reads zone words.
enum ZoneWords {

    /// The zone `text` means; `nil` if it is not known. Abbreviations are read by `hints`.
    static func read(_ text: String, hints: ZoneHints) -> ZoneReading? {
        guard text.utf8.count <= IntakeLimits.zoneCharacters else { return nil }
        // The usual case at once: a name of the database.
        if text.utf8.contains(0x2F), let rules = ZoneRules(text) { return ZoneReading(rules: rules) }
        if let offset = offset(text) { return ZoneRules(offset).map { ZoneReading(rules: $0) } }
        if let labelled = labelled(text, hints) { return labelled }
        if text.contains("/") { return ZoneRules(capitalised(text)).map { ZoneReading(rules: $0) } }
        guard let first = text.first, first.isLetter, text.allSatisfy({ $0 != ":" && $0 != "+" }) else { return nil }
        // Figures are in few names, such as EST5EDT.
        guard !text.contains(where: \.isNumber) else { return ZoneRules(text).map { ZoneReading(rules: $0) } }
        let words = text.lowercased().replacing(".", with: "").split { !$0.isLetter && $0 != "'" }
        guard !words.isEmpty else { return nil }
        return named(words.map(String.init), hints) ?? ZoneRules(text).map { ZoneReading(rules: $0) }
    }

    /// `(UTC-05:00) Eastern Time (US & Canada)`, `(GMT+00:00) Dublin, London`: the place decides, and where it is not
    /// known, the offset.
    private static func labelled(_ text: String, _ hints: ZoneHints) -> ZoneReading? {
        guard text.first == "(", let close = text.firstIndex(of: ")"),
            let offset = offset(String(text[text.index(after: text.startIndex)..<close])), let fixed = ZoneRules(offset)
        else { return nil }
        let rest = text[text.index(after: close)...]
        for place in [String(rest)] + rest.split(separator: ",").map(String.init) {
            let name = place.trimmingBlanks
            if !name.isEmpty, let found = read(name, hints: hints) { return found }
        }
        return ZoneReading(rules: fixed)
    }

    // MARK: Offsets

    /// `+1`, `+01`, `+0100`, `+01:00`, `UTC+1`, `GMT-05:00`, `UTC`, as `±hh:mm`; `nil` for anything else.
    static func offset(_ text: String) -> String? {
        var rest = text.filter { $0 != " " }.replacing("\u{2212}", with: "-")[...]
        let lowered = rest.lowercased()
        if ["z", "utc", "gmt", "gmt/utc", "utc/gmt"].contains(lowered) { return "+00:00" }
        for name in ["utc", "gmt"] where lowered.hasPrefix(name) { rest = rest.dropFirst(3) }
        guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
        rest = rest.dropFirst()
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard rest.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ":") }) else { return nil }
        let hours: Int?
        let minutes: Int?
        switch (parts.count, parts[0].count) {
        case (1, 1...2): (hours, minutes) = (Int(parts[0]), 0)
        case (1, 4): (hours, minutes) = (Int(parts[0].prefix(2)), Int(parts[0].suffix(2)))
        case (2, 1...2) where parts[1].count == 2: (hours, minutes) = (Int(parts[0]), Int(parts[1]))
        default: return nil
        }
        // Offsets there are: full hours, halves and three quarters, from Baker Island to Kiribati.
        guard let hours, let minutes, [0, 30, 45].contains(minutes), hours <= (sign == "+" ? 14 : 12) else {
            return nil
        }
        return "\(sign)\(hours < 10 ? "0" : "")\(hours):\(minutes == 0 ? "00" : String(minutes))"
    }

    // MARK: Names

    /// Letters that stand for a zone: the zone, what to call it, hours of their own offset, and the country they are of
    /// where others use the same letters.
    private struct Letters {
        var zone: String
        var name: String
        var minutes: Int?
        var country: String?
    }

    private static func letters(_ word: String) -> [Letters] {
        func of(_ zone: String, _ name: String, _ minutes: Int?, _ country: String? = nil) -> Letters {
            Letters(zone: zone, name: name, minutes: minutes, country: country)
        }
        switch word {
        case "est":
            return [of("America/New_York", "US Eastern time", -300), of("Australia/Sydney", "Sydney time", 600, "AU")]
        case "edt":
            return [of("America/New_York", "US Eastern time", -240), of("Australia/Sydney", "Sydney time", 660, "AU")]
        case "et": return [of("America/New_York", "US Eastern time", nil)]
        case "cst":
            return [
                of("America/Chicago", "US Central time", -360), of("Asia/Shanghai", "China time", 480, "CN"),
                of("Asia/Taipei", "Taipei time", 480, "TW"), of("Australia/Adelaide", "Adelaide time", 570, "AU"),
                of("America/Havana", "Cuba time", -300, "CU"),
            ]
        case "cdt": return [of("America/Chicago", "US Central time", -300)]
        case "ct": return [of("America/Chicago", "US Central time", nil)]
        case "mst": return [of("America/Denver", "US Mountain time", -420)]
        case "mdt": return [of("America/Denver", "US Mountain time", -360)]
        case "mt": return [of("America/Denver", "US Mountain time", nil)]
        case "pst":
            return [
                of("America/Los_Angeles", "US Pacific time", -480), of("Asia/Manila", "Manila time", 480, "PH"),
            ]
        case "pdt": return [of("America/Los_Angeles", "US Pacific time", -420)]
        case "pt": return [of("America/Los_Angeles", "US Pacific time", nil)]
        case "akst", "akdt": return [of("America/Anchorage", "Alaska time", word == "akst" ? -540 : -480)]
        case "hst": return [of("Pacific/Honolulu", "Hawaii time", -600)]
        case "ast":
            return [of("America/Halifax", "Atlantic time", -240), of("Asia/Riyadh", "Saudi Arabia time", 180, "SA")]
        case "adt": return [of("America/Halifax", "Atlantic time", -180)]
        case "nst", "ndt": return [of("America/St_Johns", "Newfoundland time", word == "nst" ? -210 : -150)]
        case "bst":
            return [of("Europe/London", "UK time", 60), of("Asia/Dhaka", "Bangladesh time", 360, "BD")]
        case "ist":
            return [
                of("Asia/Kolkata", "India time", 330, "IN"), of("Europe/Dublin", "Irish time", 60, "IE"),
                of("Asia/Jerusalem", "Israel time", 120, "IL"),
            ]
        case "wet", "west": return [of("Europe/Lisbon", "Western European time", word == "wet" ? 0 : 60)]
        case "cet", "cest", "mez", "mesz", "met", "mest":
            return [of("Europe/Berlin", "Central European time", ["cet", "mez", "met"].contains(word) ? 60 : 120)]
        case "eet", "eest": return [of("Europe/Athens", "Eastern European time", word == "eet" ? 120 : 180)]
        case "msk": return [of("Europe/Moscow", "Moscow time", 180)]
        case "gst": return [of("Asia/Dubai", "Gulf time", 240)]
        case "sast": return [of("Africa/Johannesburg", "South Africa time", 120)]
        case "eat": return [of("Africa/Nairobi", "East Africa time", 180)]
        case "wat": return [of("Africa/Lagos", "West Africa time", 60)]
        case "sgt": return [of("Asia/Singapore", "Singapore time", 480)]
        case "hkt": return [of("Asia/Hong_Kong", "Hong Kong time", 480)]
        case "pht": return [of("Asia/Manila", "Manila time", 480)]
        case "jst": return [of("Asia/Tokyo", "Japan time", 540)]
        case "kst": return [of("Asia/Seoul", "Korea time", 540)]
        case "awst": return [of("Australia/Perth", "Perth time", 480)]
        case "acst", "acdt": return [of("Australia/Adelaide", "Adelaide time", word == "acst" ? 570 : 630)]
        case "aest", "aedt": return [of("Australia/Sydney", "Sydney time", word == "aest" ? 600 : 660)]
        case "nzst", "nzdt": return [of("Pacific/Auckland", "New Zealand time", word == "nzst" ? 720 : 780)]
        default: return []
        }
    }

    /// Countries with one time, by the words people call them.
    private static func country(_ word: String) -> String? {
        switch word {
        case "uk", "gb", "britain", "british", "england", "english", "scotland", "wales": return "Europe/London"
        case "ireland", "irish": return "Europe/Dublin"
        case "germany", "german": return "Europe/Berlin"
        case "france", "french": return "Europe/Paris"
        case "spain", "spanish": return "Europe/Madrid"
        case "italy", "italian": return "Europe/Rome"
        case "netherlands", "dutch": return "Europe/Amsterdam"
        case "belgium", "belgian": return "Europe/Brussels"
        case "switzerland", "swiss": return "Europe/Zurich"
        case "austria", "austrian": return "Europe/Vienna"
        case "sweden", "swedish": return "Europe/Stockholm"
        case "norway", "norwegian": return "Europe/Oslo"
        case "denmark", "danish": return "Europe/Copenhagen"
        case "finland", "finnish": return "Europe/Helsinki"
        case "poland", "polish": return "Europe/Warsaw"
        case "romania", "romanian": return "Europe/Bucharest"
        case "greece", "greek": return "Europe/Athens"
        case "portugal", "portuguese": return "Europe/Lisbon"
        case "india", "indian": return "Asia/Kolkata"
        case "japan", "japanese": return "Asia/Tokyo"
        case "philippines", "philippine": return "Asia/Manila"
        case "arizona": return "America/Phoenix"
        case "hawaii": return "Pacific/Honolulu"
        default: return nil
        }
    }

    /// Words that say no more than "time".
    private static let fillers: Set<String> = ["time", "standard", "daylight", "summer", "local", "zone", "the", "in"]

    private static func named(_ words: [String], _ hints: ZoneHints) -> ZoneReading? {
        if words == ["greenwich", "mean", "time"] || words == ["coordinated", "universal", "time"] {
            return ZoneRules("+00:00").map { ZoneReading(rules: $0) }
        }
        let core = words.filter { !fillers.contains($0) }
        func reading(_ zone: String, _ name: String, _ minutes: Int? = nil) -> ZoneReading? {
            ZoneRules(zone).map { ZoneReading(rules: $0, readAs: name, lettersOffset: minutes.map { $0 * 60 }) }
        }
        if core.count == 1, let word = core.first {
            if word == "utc" || word == "gmt" {
                // "GMT Standard Time" is how one maker of computers calls the time in London.
                return words.count > 1 && word == "gmt" && words.contains("standard")
                    ? reading("Europe/London", "UK time") : ZoneRules("+00:00").map { ZoneReading(rules: $0) }
            }
            let meant = letters(word)
            let own = meant.filter { $0.country != nil && $0.country == hints.country }
            let usual = meant.filter { $0.country == nil }
            // Letters that mean nothing by themselves ask for the country.
            if let one = own.first ?? (usual.count == 1 ? usual[0] : nil) {
                return reading(one.zone, one.name, one.minutes)
            }
        }
        // "Eastern", "US Pacific", "Central Time (US & Canada)"; Australia has an east too.
        let american = core.filter { !["us", "usa", "canada", "american", "north", "america", "and"].contains($0) }
        if american.count == 1, let word = american.first {
            let isAustralian = hints.country == "AU" && american.count == core.count
            switch word {
            case "eastern":
                return isAustralian
                    ? reading("Australia/Sydney", "Sydney time") : reading("America/New_York", "US Eastern time")
            case "central" where !isAustralian: return reading("America/Chicago", "US Central time")
            case "mountain": return reading("America/Denver", "US Mountain time")
            case "pacific": return reading("America/Los_Angeles", "US Pacific time")
            case "alaska", "alaskan": return reading("America/Anchorage", "Alaska time")
            case "atlantic": return reading("America/Halifax", "Atlantic time")
            default: break
            }
        }
        if core == ["central", "european"] || core == ["central", "europe"] || core == ["w", "europe"]
            || core == ["romance"]
        {
            return reading("Europe/Berlin", "Central European time")
        }
        if core == ["eastern", "european"] || core == ["fle"] || core == ["gtb"] {
            return reading("Europe/Athens", "Eastern European time")
        }
        if core == ["western", "european"] { return reading("Europe/Lisbon", "Western European time") }
        if core.count == 1, let zone = country(core[0]) {
            return reading(zone, "the time in \(city(of: zone))")
        }
        return city(core.joined(separator: " "))
    }

    /// A city after which the tz database names a zone.
    private static func city(_ text: String) -> ZoneReading? {
        let name = capitalised(text)
        guard (3...40).contains(name.utf8.count), name.allSatisfy({ $0.isLetter || $0 == "_" || $0 == "-" }) else {
            return nil
        }
        for continent in ["Europe", "America", "Asia", "Australia", "Africa", "Pacific", "Atlantic"] {
            if let rules = ZoneRules("\(continent)/\(name)") {
                return ZoneReading(rules: rules, readAs: "the time in \(city(of: rules.name))")
            }
        }
        return nil
    }

    /// `America/New_York` of `america/new york`.
    private static func capitalised(_ text: String) -> String {
        text.split(separator: "/").map { part in
            part.split { $0 == " " || $0 == "_" }.map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }
                .joined(separator: "_")
        }.joined(separator: "/")
    }

    /// `New York` of `America/New_York`.
    static func city(of zone: String) -> String {
        String(zone.split(separator: "/").last ?? zone[...]).replacing("_", with: " ")
    }
}
