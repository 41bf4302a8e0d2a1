/// What kind of line a telephone number belongs to, as its numbering plan tells.
public enum TelephoneNumberKind: String, Hashable, Sendable, CaseIterable {
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
    /// The region as ISO 3166-1 alpha-2, such as `GB`; `nil` where the plan gives none.
    public let region: String?
    /// The length of the geographic area code within the national number; 0 where there is none.
    public let areaCodeLength: Int

    /// A number of its parts.
    public init(
        e164: String, extensionDigits: String? = nil, kind: TelephoneNumberKind, region: String?, areaCodeLength: Int
    ) {
        self.e164 = e164
        self.extensionDigits = extensionDigits
        self.kind = kind
        self.region = region
        self.areaCodeLength = areaCodeLength
    }
}
