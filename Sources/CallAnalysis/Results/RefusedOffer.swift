import CallVocabulary

/// A session description that the other side found not acceptable (488 or 606, RFC 3261 §21.4.26 and §21.6.4).
public struct RefusedOffer: Equatable, Sendable {
    /// The media lines of the offer, in order, with their kinds.
    public var offered: [Line]
    /// What the refusal says it would accept (RFC 3261 §13.3.1.3); `nil` if it says nothing.
    public var acceptable: [Line]?
    /// The code of the refusal's `Warning` (RFC 3261 §20.43), such as 305 for an incompatible media format.
    public var warningCode: Int?
    /// The packet that carried the refusal.
    public var packet: PacketReference
    /// When it was seen.
    public var at: CaptureTime

    /// One media line.
    public struct Line: Equatable, Sendable {
        /// Its kind.
        public var kind: MediaKind
        /// What it says.
        public var description: MediaSideDescription

        /// A line of its parts.
        public init(kind: MediaKind, description: MediaSideDescription) {
            self.kind = kind
            self.description = description
        }
    }

    /// A refusal of its parts.
    public init(
        offered: [Line], acceptable: [Line]?, warningCode: Int?, packet: PacketReference, at: CaptureTime
    ) {
        self.offered = offered
        self.acceptable = acceptable
        self.warningCode = warningCode
        self.packet = packet
        self.at = at
    }
}
