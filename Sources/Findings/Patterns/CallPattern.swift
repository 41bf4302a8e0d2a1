/// A property by which calls can be told apart.
public struct CallTrait: Hashable, Sendable {
    /// What kind of property.
    public enum Kind: String, Sendable, CaseIterable {
        /// A number that called or was called.
        case number
        /// An address that signaling came from: a trunk, a border controller, a phone.
        case trunk
        /// An address at either end of the audio.
        case address
        /// The network of such an address, as far as it names a site: /24 of IPv4, /64 of IPv6.
        case site
        /// The encoding of the audio.
        case codec
        /// The hour of the day in UTC in which the call began.
        case hour
        /// The direction as the customer states it.
        case direction
        /// The model that a phone or server calls itself, without version and serial number.
        case phoneModel = "phone-model"
        /// All that a phone or server calls itself, version included.
        case userAgent = "user-agent"

        /// Its place among ``allCases``.
        var place: Int {
            switch self {
            case .number: 0
            case .trunk: 1
            case .address: 2
            case .site: 3
            case .codec: 4
            case .hour: 5
            case .direction: 6
            case .phoneModel: 7
            case .userAgent: 8
            }
        }

        /// By its place: the raw value would be hashed and compared as text.
        public func hash(into hasher: inout Hasher) { hasher.combine(place) }

        /// By their places.
        public static func == (left: Kind, right: Kind) -> Bool { left.place == right.place }
    }
    /// The kind.
    public var kind: Kind
    /// The value, such as `192.0.2.0/24` or `PCMU`.
    public var value: String

    /// A trait of its parts.
    public init(_ kind: Kind, _ value: String) {
        self.kind = kind
        self.value = value
    }

    /// By the value: it seldom is that of another kind as well.
    public func hash(into hasher: inout Hasher) { hasher.combine(value) }

    /// The trait in words.
    public var words: String {
        switch kind {
        case .number: return "number \(value)"
        case .trunk: return "signaling from \(value)"
        case .address: return "audio from or to \(value)"
        case .site: return "network \(value)"
        case .codec: return "codec \(value)"
        case .hour: return "begun \(value) UTC"
        case .direction: return "\(value) calls"
        case .phoneModel: return "device \(value)"
        case .userAgent: return "device and version \(value)"
        }
    }
}

/// What calls with trouble share and calls without do not.
public struct CallPattern: Equatable, Sendable {
    /// The traits; several where exactly the same calls have them, so that they cannot be told apart.
    public var traits: [CallTrait]
    /// Affected calls that have them.
    public var affectedWith: Int
    /// Affected calls of which it is known.
    public var affected: Int
    /// Other calls that have them.
    public var othersWith: Int
    /// Other calls of which it is known.
    public var others: Int
    /// How many times greater the odds of trouble are with the traits (Haldane and Anscombe: 0.5 added to each count);
    /// `nil` without other calls to compare with.
    public var oddsRatio: Double?
    /// The lower end of the 95 % interval of ``oddsRatio`` (Woolf).
    public var oddsRatioAtLeast: Double?
    /// Places of the affected calls that have them, at most ``PatternLimits/callsPerPattern``.
    public var calls: [Int]

    /// The traits and counts in one sentence.
    public var summary: String {
        let what = traits.prefix(CallPatterns.namedTraits).map(\.words).joined(separator: ", ")
        let more = traits.count > CallPatterns.namedTraits ? " and \(traits.count - CallPatterns.namedTraits) more" : ""
        let counts = "\(affectedWith) of \(affected) affected calls"
        guard others > 0 else { return "\(what)\(more): \(counts); there is no other call to compare with." }
        return "\(what)\(more): \(counts), \(othersWith) of \(others) \(others == 1 ? "other" : "others")."
    }
}
