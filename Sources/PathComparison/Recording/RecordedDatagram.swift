import CallVocabulary

/// What is kept of a datagram that is no RTP: signaling, RTCP, STUN.
///
/// Seen at both points with the same content, it tells about the clocks: it crosses the path in the direction of a
/// stream that may itself never arrive.
package struct RecordedDatagram: Sendable {
    /// When it was captured, in nanoseconds since 1970.
    package var arrival: Int64
    /// A digest of all of its content.
    package var digest: UInt64
    /// Who sent it, as seen here.
    package var source: IPAddress
    /// Who it goes to, as seen here.
    package var destination: IPAddress

    /// A datagram of its parts.
    package init(arrival: Int64, digest: UInt64, source: IPAddress, destination: IPAddress) {
        self.arrival = arrival
        self.digest = digest
        self.source = source
        self.destination = destination
    }
}

/// A call as far as it is known again in another capture.
package struct RecordedCall: Sendable {
    /// The Call-IDs of its dialogs.
    package var callIDs: Set<String> = []
    /// The number that called; `nil` if unknown or withheld.
    package var calling: String?
    /// The number that was called.
    package var called: String?
    /// When it began, by the clock of the capture.
    package var startedAt: Int64 = 0
}
