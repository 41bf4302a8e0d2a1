/// What the SDP parser refuses to exceed, whatever a description claims.
package enum SDPLimits {
    /// Bytes of one description.
    package static let maximumLength = 65_535
    /// Lines of one description.
    package static let maximumLines = 4_096
    /// Media lines of one description.
    package static let maximumMediaLines = 64
    /// Formats of one media line; there are 128 payload types.
    package static let maximumFormats = 128
    /// Candidates kept of one media line.
    package static let maximumCandidates = 64
    /// Sources kept of one media line.
    package static let maximumSources = 64
    /// Lines of SRTP keys kept of one media line.
    package static let maximumCryptoAttributes = 16
    /// Groups kept of one description.
    package static let maximumGroups = 16
}
