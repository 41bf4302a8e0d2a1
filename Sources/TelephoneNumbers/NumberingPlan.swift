import CallVocabulary
import Synchronization

/// The numbering plans of all regions. Regions are compiled when they are first needed.
public final class NumberingPlan: Sendable {
    /// The plan that this build carries; `scripts/numbering-plan` makes it.
    public static let builtIn = NumberingPlan()

    private let lines: [Substring]
    /// Line ranges of regions by country code.
    private let sections: [Int: [Range<Int>]]
    private let regionCountry: [String: Int]
    private let shortLines: [String: Int]
    private let compiled = Mutex<[Int: [RegionPlan]]>([:])
    private let shortCodes = Mutex<[String: (short: DigitPattern?, emergency: DigitPattern?)]>([:])
    /// What the plan was made from, such as `phonenumbers 9.0.43`.
    public let version: String

    private init() {
        let text = NumberingPlanData.text.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        lines = text.split(separator: "\n")
        var sections: [Int: [Range<Int>]] = [:]
        var countries: [String: Int] = [:]
        var short: [String: Int] = [:]
        var country = 0
        var start: Int?
        func close(at index: Int, _ sections: inout [Int: [Range<Int>]]) {
            if let begin = start { sections[country, default: []].append(begin..<index) }
            start = nil
        }
        for (index, line) in lines.enumerated() {
            switch line.utf8.first {
            case UInt8(ascii: "C"):
                close(at: index, &sections)
                country = Int(line.split(separator: "\t")[1]) ?? 0
            case UInt8(ascii: "R"):
                close(at: index, &sections)
                start = index
                let id = String(line.split(separator: "\t", omittingEmptySubsequences: false)[1])
                if countries[id] == nil { countries[id] = country }
            case UInt8(ascii: "S"):
                close(at: index, &sections)
                short[String(line.split(separator: "\t", omittingEmptySubsequences: false)[1])] = index
            default: break
            }
        }
        close(at: lines.count, &sections)
        self.sections = sections
        regionCountry = countries
        shortLines = short
        version = lines.first.map { String($0.drop { $0 != "p" }) } ?? ""
    }

    /// Whether regions share this country code.
    func isCountryCode(_ code: Int) -> Bool { sections[code] != nil }

    /// The regions that share a country code, the main one first; empty if there is no such code.
    func regions(countryCode: Int) -> [RegionPlan] {
        guard let ranges = sections[countryCode] else { return [] }
        return compiled.withLock { cache in
            if let known = cache[countryCode] { return known }
            let plans = ranges.compactMap { RegionPlan(lines[$0], countryCode: countryCode) }
            cache[countryCode] = plans
            return plans
        }
    }

    /// The plan of a region given as ISO 3166-1 alpha-2; `nil` if there is none.
    func region(_ id: String) -> RegionPlan? {
        regionCountry[id].flatMap { code in regions(countryCode: code).first { $0.id == id } }
    }

    /// Whether `id` is a region with a numbering plan.
    public func hasRegion(_ id: String) -> Bool { id != "001" && regionCountry[id] != nil }

    /// Short codes and emergency numbers of a region.
    func shortCodes(region: String) -> (short: DigitPattern?, emergency: DigitPattern?) {
        guard let index = shortLines[region] else { return (nil, nil) }
        return shortCodes.withLock { cache in
            if let known = cache[region] { return known }
            let fields = lines[index].split(separator: "\t", omittingEmptySubsequences: false)
            let codes = (
                fields.count > 2 && !fields[2].isEmpty ? DigitPattern(fields[2]) : nil,
                fields.count > 3 && !fields[3].isEmpty ? DigitPattern(fields[3]) : nil
            )
            cache[region] = codes
            return codes
        }
    }

    /// The region a national number belongs to: the only one of its code, the one its first digits name, or the first
    /// that has such a number.
    func region(of national: ArraySlice<UInt8>, countryCode: Int) -> RegionPlan? {
        let plans = regions(countryCode: countryCode)
        if plans.count == 1 { return plans[0] }
        for plan in plans {
            if let leading = plan.leadingDigits {
                if leading.matchesBeginning(national) { return plan }
            } else if plan.kind(of: national) != nil {
                return plan
            }
        }
        return nil
    }
}
