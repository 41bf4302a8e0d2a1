/// Which way the describing side lets media flow (RFC 8866 §6.7, RFC 3264 §5.1).
package enum MediaDirection: String, Sendable {
    /// Both ways; what holds where nothing is stated.
    case sendrecv
    /// It sends only.
    case sendonly
    /// It receives only.
    case recvonly
    /// Neither.
    case inactive

    /// Whether the describing side says it sends.
    package var sends: Bool { self == .sendrecv || self == .sendonly }

    /// Whether the describing side says it receives.
    package var receives: Bool { self == .sendrecv || self == .recvonly }

    init?(attribute bytes: RawSpan, in range: Range<Int>) {
        if bytes.equals("sendrecv", in: range) {
            self = .sendrecv
        } else if bytes.equals("sendonly", in: range) {
            self = .sendonly
        } else if bytes.equals("recvonly", in: range) {
            self = .recvonly
        } else if bytes.equals("inactive", in: range) {
            self = .inactive
        } else {
            return nil
        }
    }
}
