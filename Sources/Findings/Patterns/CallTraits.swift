import CallAnalysis
import CallVocabulary

/// What calls can be told by; what was worked out for one call is kept for the next.
struct CallTraits {

    private var addresses: [IPAddress: (text: String, site: String?)] = [:]
    private var models: [String: String] = [:]

    /// The traits of `call`.
    mutating func of(_ call: Call, in result: CallAnalysisResult) -> Set<CallTrait> {
        var traits: Set<CallTrait> = []
        var counts: InlineArray<9, Int> = .init(repeating: 0)
        func add(_ kind: CallTrait.Kind, _ value: String?) {
            guard let value = value.map({ Self.clean($0) }), !value.isEmpty,
                counts[kind.place] < PatternLimits.values
            else { return }
            if traits.insert(CallTrait(kind, value)).inserted { counts[kind.place] += 1 }
        }
        for party in [call.calling, call.called] where !party.withheld { add(.number, party.number) }
        for side in CallSide.allCases {
            add(.trunk, (call.signalingAddresses[side]?.address).map { words(of: $0).text })
            guard let agent = call.userAgents[side] else { continue }
            add(.userAgent, agent)
            add(.phoneModel, model(of: agent))
        }
        for index in call.streams where result.streams.indices.contains(index) {
            for address in [result.streams[index].source.address, result.streams[index].destination.address] {
                let words = words(of: address)
                add(.address, words.text)
                add(.site, words.site)
            }
            add(
                .codec, result.streams[index].payloadTypes.max { $0.packets < $1.packets }?.encoding?.uppercased())
        }
        let hour = Int((call.startedAt.nanoseconds / 3_600_000_000_000) % 24 + 24) % 24
        add(.hour, "\(Self.twoDigits(hour)):00–\(Self.twoDigits((hour + 1) % 24)):00")
        return traits
    }

    private mutating func words(of address: IPAddress) -> (text: String, site: String?) {
        if let known = addresses[address] { return known }
        let made = (address.description, Self.site(address))
        if addresses.count < PatternLimits.rememberedTraits { addresses[address] = made }
        return made
    }

    private mutating func model(of agent: String) -> String {
        if let known = models[agent] { return known }
        let made = Self.phoneModel(agent)
        if models.count < PatternLimits.rememberedTraits { models[agent] = made }
        return made
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }

    /// The network that an address belongs to, as sites are commonly numbered.
    static func site(_ address: IPAddress) -> String? {
        guard !address.isUnspecified, !address.isMulticast else { return nil }
        if let v4 = address.v4 { return IPAddress(v4: v4 & 0xFFFF_FF00).description + "/24" }
        return IPAddress(high: address.high, low: 0).description + "/64"
    }

    /// The model in a User-Agent or Server header, without version and serial number: what stands before the first
    /// slash or the first word that is a version (`108.86.0.20`, `v5.9`) or a hardware address.
    static func phoneModel(_ agent: String) -> String {
        var words: [Substring] = []
        for word in clean(agent).split(whereSeparator: { $0 == " " || $0 == "/" || $0 == "(" || $0 == ";" }) {
            if !words.isEmpty, isVersion(word) || isHardwareAddress(word) { break }
            words.append(word)
            if words.count == 4 { break }
        }
        return words.joined(separator: " ")
    }

    private static func isVersion(_ word: Substring) -> Bool {
        let digits = word.first == "v" || word.first == "V" ? word.dropFirst() : word
        return digits.first?.isNumber == true && digits.utf8.contains(0x2E) || digits.allSatisfy(\.isNumber)
    }

    private static func isHardwareAddress(_ word: Substring) -> Bool {
        let digits = word.filter { $0 != ":" && $0 != "-" }
        return digits.count == 12 && digits.allSatisfy(\.isHexDigit)
    }

    /// The text without control characters, and not too long.
    private static func clean(_ text: String) -> String {
        let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.count <= PatternLimits.traitCharacters && bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        }
        if isPlain == true { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }).prefix(
                PatternLimits.traitCharacters))
    }
}
