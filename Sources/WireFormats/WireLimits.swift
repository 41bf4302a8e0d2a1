/// What the smaller parsers refuse to exceed, whatever a packet claims.
package enum WireLimits {
    /// Keys of one attribute that are read.
    package static let cryptoKeys = 16
    /// Bytes of the attribute that are read; a key of the longest suite takes 62.
    package static let cryptoAttributeBytes = 2_048
    /// Lines read of one report.
    package static let voiceQualityLines = 200
    /// Bytes read of one line.
    package static let voiceQualityLineBytes = 1_024
    /// Keys kept of one report.
    package static let voiceQualityKeys = 100
    /// The most blocks read.
    package static let redundantBlocks = 32
    /// The longest message read.
    package static let rtspMessageBytes = 64 << 10
    /// The longest header read.
    package static let webSocketHandshakeBytes = 16 << 10
    /// The most chunks read in one packet of version 3.
    package static let hepChunks = 256
    /// The longest packet of version 3: its length field holds no more.
    package static let hepBytes = 65_535
    /// The most attributes read in one message.
    package static let relayAttributes = 64
}
