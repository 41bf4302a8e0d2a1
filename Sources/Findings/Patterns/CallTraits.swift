import CallAnalysis
import CallVocabulary

/// What a call can be told by.
enum CallTraits {
    /// Characters kept of a value.
    private static let maximumLength = 80

    static func of(_ call: Call, in result: CallAnalysisResult) -> Set<CallTrait> {
        var values: [CallTrait.Kind: Set<String>] = [:]
        func add(_ kind: CallTrait.Kind, _ value: String?) {
            guard let value = value.map({ clean($0) }), !value.isEmpty,
                values[kind, default: []].count < CallPatterns.maximumValues
            else { return }
            values[kind, default: []].insert(value)
        }
        for party in [call.calling, call.called] where !party.withheld { add(.number, party.number) }
        for side in CallSide.allCases {
            add(.trunk, call.signalingAddresses[side]?.address.description)
            guard let agent = call.userAgents[side] else { continue }
            add(.userAgent, agent)
            add(.phoneModel, phoneModel(agent))
        }
        for index in call.streams where result.streams.indices.contains(index) {
            let stream = result.streams[index]
            for address in [stream.source.address, stream.destination.address] {
                add(.address, address.description)
                add(.site, site(address))
            }
            add(.codec, stream.payloadTypes.max { $0.packets < $1.packets }?.encoding?.uppercased())
        }
        let hour = Int((call.startedAt.nanoseconds / 3_600_000_000_000) % 24 + 24) % 24
        add(.hour, "\(twoDigits(hour)):00–\(twoDigits((hour + 1) % 24)):00")
        return Set(values.flatMap { kind, texts in texts.map { CallTrait(kind, $0) } })
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
        return digits.first?.isNumber == true && digits.contains(".") || digits.allSatisfy(\.isNumber)
    }

    private static func isHardwareAddress(_ word: Substring) -> Bool {
        let digits = word.filter { $0 != ":" && $0 != "-" }
        return digits.count == 12 && digits.allSatisfy(\.isHexDigit)
    }

    /// The text without control characters, and not too long.
    private static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }).prefix(
                maximumLength))
    }
}
