/// Limits of a close look within one message or one call.
extension CloseLookLimits {
    /// Whiles kept for one address.
    static let windows = 64
    /// Addresses kept in all.
    static let ends = 100_000
    /// The most facts kept of one message.
    static let factsPerMessage = 32
    /// The longest value of one, in bytes.
    static let factBytes = 400
    /// The most records or packets named of one datagram.
    static let datagramNames = 8
}
