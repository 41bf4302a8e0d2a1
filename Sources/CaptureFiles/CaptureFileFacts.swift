import CallVocabulary

/// What a capture file says about itself, apart from its packets.
public struct CaptureFileFacts: Equatable, Sendable {
    /// The container format.
    public enum Format: String, Sendable {
        case pcap, pcapng
        /// The format of Solaris' `snoop`, RFC 1761.
        case snoop
        /// The format of Microsoft Network Monitor, versions 1 and 2.
        case networkMonitor = "netmon"
    }
    /// The compression around it.
    public enum Compression: String, Sendable {
        case none, gzip, zstd, lz4
    }
    /// One interface description of a pcapng section, or the whole of a pcap file.
    public struct Interface: Equatable, Sendable {
        /// Its name, such as `eth0`, if recorded.
        public var name: String?
        /// The link type of its packets; `nil` until known.
        public var linkType: LinkType?
        /// Bytes kept of each packet; `nil` where the file states no limit.
        public var snapLength: Int?
        /// Packets the interface or the operating system dropped, as the file reports; `nil` if it does not.
        ///
        /// The file may count them in statistics and again packet by packet; this is the larger of the two.
        public var drops: UInt64?
        /// Packets received by the interface, as the file reports; `nil` if it does not.
        public var received: UInt64?
        /// Packets dropped by the interface (`isb_ifdrop`); `nil` if the file does not say.
        public var interfaceDrops: UInt64?
        /// Packets dropped by the operating system (`isb_osdrop`); `nil` if the file does not say.
        public var systemDrops: UInt64?
        /// Packets lost between recorded ones, summed over the packets that say so (`epb_dropcount`).
        public var dropsBetweenPackets: UInt64?

        /// An interface of which nothing is known yet.
        public init(name: String? = nil, drops: UInt64? = nil, received: UInt64? = nil) {
            self.name = name
            self.drops = drops
            self.received = received
        }

        mutating func recountDrops() {
            var counted = interfaceDrops
            if let systemDrops { counted = saturatingSum(counted ?? 0, systemDrops) }
            if let dropsBetweenPackets { counted = max(counted ?? 0, dropsBetweenPackets) }
            drops = counted
        }
    }

    /// The container format; `nil` until the first bytes were read.
    public var format: Format?
    /// The compression.
    public var compression = Compression.none
    /// Bytes of the file as stored.
    public var fileBytes = 0
    /// Packets decoded.
    public var packets = 0
    /// True once the file was read to a proper end.
    public var isComplete = false
    /// True if the file states times of day without their time zone, so that they were taken as UTC.
    public var timesLackZone = false
    /// The interfaces in order over all sections.
    public var interfaces: [Interface] = []
    /// Comments of sections and packets, at most ``CaptureFileLimits/comments``.
    public var comments: [String] = []
    /// Bytes of decryption secrets blocks; the secrets themselves are kept apart and never printed.
    public var decryptionSecretBytes = 0

    /// Facts of a file not read yet.
    public init() {}

    /// Dropped packets summed over the interfaces; `nil` if no interface reports any count.
    public var reportedDrops: UInt64? {
        let known = interfaces.compactMap(\.drops)
        return known.isEmpty ? nil : known.reduce(0, saturatingSum)
    }
}

/// A sum of counters that come from a file; stops at the largest number instead of trapping.
func saturatingSum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
}
