/// Instants are coded as RFC 3339 text in UTC, with the decimals they need.
extension CaptureTime: Codable {
    /// An instant from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = CaptureTime(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no RFC 3339: \(text)")
        }
        self = time
    }

    /// Its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Numbers are coded by their parts.
extension TelephoneNumber: Codable {
    private enum CodingKeys: String, CodingKey {
        case e164
        case extensionDigits = "extension"
        case kind, region, areaCodeLength
    }

    /// A number of its parts.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            e164: try container.decode(String.self, forKey: .e164),
            extensionDigits: try container.decodeIfPresent(String.self, forKey: .extensionDigits),
            kind: try container.decode(TelephoneNumberKind.self, forKey: .kind),
            region: try container.decodeIfPresent(String.self, forKey: .region),
            areaCodeLength: try container.decodeIfPresent(Int.self, forKey: .areaCodeLength) ?? 0)
    }

    /// Its parts.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(e164, forKey: .e164)
        try container.encodeIfPresent(extensionDigits, forKey: .extensionDigits)
        try container.encode(kind, forKey: .kind)
        try container.encodeIfPresent(region, forKey: .region)
        try container.encode(areaCodeLength, forKey: .areaCodeLength)
    }
}
