/// What kind of line a telephone number belongs to, as its numbering plan tells.
public enum TelephoneNumberKind: String, Hashable, Sendable, CaseIterable, Codable {
    /// A line at a place.
    case fixedLine = "fixed-line"
    case mobile
    /// The plan does not tell the two apart, as in North America.
    case fixedLineOrMobile = "fixed-line-or-mobile"
    case tollFree = "toll-free"
    case premiumRate = "premium-rate"
    case voip
    case sharedCost = "shared-cost"
    case uan
    case pager
    case personal
    case voicemail
    case unknown
}

/// A telephone number understood as E.164.
public struct TelephoneNumber: Hashable, Sendable {
    /// `+` and up to 15 digits, country code first.
    public let e164: String
    /// The extension behind the number, digits only; `nil` if there is none.
    public let extensionDigits: String?
    /// The kind of line.
    public let kind: TelephoneNumberKind
    /// The two letters of the region; 0 for none. Submissions have a hundred thousand of these in memory.
    private let regionLetters: UInt16
    private let areaDigits: UInt8

    /// The region as ISO 3166-1 alpha-2, such as `GB`; `nil` where the plan gives none.
    public var region: String? {
        guard regionLetters != 0 else { return nil }
        let letters = [UInt8(truncatingIfNeeded: regionLetters >> 8), UInt8(truncatingIfNeeded: regionLetters)]
        return String(decoding: letters, as: UTF8.self)
    }

    /// The length of the geographic area code within the national number; 0 where there is none.
    public var areaCodeLength: Int { Int(areaDigits) }

    /// A number of its parts; a `region` other than two ASCII letters counts as none, and so does a length beyond 255.
    public init(
        e164: String, extensionDigits: String? = nil, kind: TelephoneNumberKind, region: String?, areaCodeLength: Int
    ) {
        self.e164 = e164
        self.extensionDigits = extensionDigits
        self.kind = kind
        let letters = (region ?? "").utf8
        let isRegion = letters.count == 2 && letters.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) }
        regionLetters = isRegion ? letters.reduce(0) { $0 << 8 | UInt16($1) } : 0
        areaDigits = UInt8(exactly: areaCodeLength) ?? 0
    }
}
