import CallVocabulary

/// Packets, comments and statistics → the bytes of a pcapng file; the caller writes them wherever they shall go.
///
/// Begin a section, describe its interfaces, then append packets that name them by their order in the section.
public struct PcapngWriter: Sendable {
    /// What an interface description says.
    public struct Interface: Equatable, Sendable {
        /// The link type of its packets.
        public var linkType: LinkType
        /// Bytes kept of each packet; 0 for no limit.
        public var snapLength: UInt32
        /// Its name, such as `eth0`.
        public var name: String?
        /// The option `if_tsresol`: 10 to the power of -n, or with the top bit set 2 to the power of -n.
        public var timeResolution: UInt8?
        /// The option `if_tsoffset`: seconds to add to every time.
        public var timeOffsetSeconds: Int64?
        /// A comment.
        public var comment: String?

        /// An interface that counts nanoseconds.
        public init(
            linkType: LinkType, snapLength: UInt32 = 0, name: String? = nil, timeResolution: UInt8? = 9,
            timeOffsetSeconds: Int64? = nil, comment: String? = nil
        ) {
            self.linkType = linkType
            self.snapLength = snapLength
            self.name = name
            self.timeResolution = timeResolution
            self.timeOffsetSeconds = timeOffsetSeconds
            self.comment = comment
        }
    }

    private var order = CaptureByteOrder.littleEndian
    private var bytes: [UInt8] = []

    /// A writer that has written nothing; begin a section first.
    public init() {}

    /// Begins a section; the numbers of its interfaces start at 0 again.
    public mutating func beginSection(order: CaptureByteOrder = .littleEndian, comment: String? = nil) {
        self.order = order
        var body: [UInt8] = []
        body.append(0x1A2B_3C4D as UInt32, order)
        body.append(1 as UInt16, order)
        body.append(0 as UInt16, order)
        // The length of the section is left open.
        body.append(-1 as Int64, order)
        appendBlock(type: PcapngBlocks.BlockType.sectionHeader, body, comment: comment)
    }

    /// Describes the section's next interface.
    public mutating func append(_ interface: Interface) {
        var body: [UInt8] = []
        body.append(interface.linkType.rawValue, order)
        body.append(0 as UInt16, order)
        body.append(interface.snapLength, order)
        var options: [(UInt16, [UInt8])] = []
        if let name = interface.name { options.append((2, Array(name.utf8))) }
        if let resolution = interface.timeResolution { options.append((9, [resolution])) }
        if let offset = interface.timeOffsetSeconds { options.append((14, number(offset))) }
        appendBlock(
            type: PcapngBlocks.BlockType.interfaceDescription, body, options: options, comment: interface.comment)
    }

    /// Appends a packet of an interface that counts nanoseconds; times before 1970 are clamped.
    public mutating func append(
        at time: CaptureTime, interface: Int, _ packet: [UInt8], originalLength: Int? = nil, comment: String? = nil
    ) {
        append(
            units: UInt64(max(0, time.nanoseconds)), interface: interface, packet, originalLength: originalLength,
            comment: comment)
    }

    /// Appends a packet whose time is given in its interface's own unit.
    public mutating func append(
        units: UInt64, interface: Int, _ packet: [UInt8], originalLength: Int? = nil, dropsBefore: UInt64? = nil,
        comment: String? = nil
    ) {
        var body: [UInt8] = []
        body.append(UInt32(clamping: interface), order)
        body.append(UInt32(truncatingIfNeeded: units >> 32), order)
        body.append(UInt32(truncatingIfNeeded: units), order)
        body.append(UInt32(clamping: packet.count), order)
        body.append(UInt32(clamping: max(packet.count, originalLength ?? 0)), order)
        body.append(contentsOf: packet)
        body.padToFour()
        let options = dropsBefore.map { [(UInt16(4), number($0))] } ?? []
        appendBlock(type: PcapngBlocks.BlockType.enhancedPacket, body, options: options, comment: comment)
    }

    /// Appends the statistics of an interface.
    public mutating func appendStatistics(
        interface: Int, received: UInt64? = nil, interfaceDrops: UInt64? = nil, systemDrops: UInt64? = nil
    ) {
        var body: [UInt8] = []
        body.append(UInt32(clamping: interface), order)
        body.append(0 as UInt64, order)
        var options: [(UInt16, [UInt8])] = []
        if let received { options.append((4, number(received))) }
        if let interfaceDrops { options.append((5, number(interfaceDrops))) }
        if let systemDrops { options.append((7, number(systemDrops))) }
        appendBlock(type: PcapngBlocks.BlockType.interfaceStatistics, body, options: options)
    }

    /// Appends keys that decrypt what follows.
    public mutating func append(_ secrets: DecryptionSecrets) {
        var body: [UInt8] = []
        body.append(secrets.kind.rawValue, order)
        body.append(UInt32(clamping: secrets.bytes.count), order)
        body.append(contentsOf: secrets.bytes)
        body.padToFour()
        appendBlock(type: PcapngBlocks.BlockType.decryptionSecrets, body)
    }

    /// Appends a block of any type; `body` is padded.
    public mutating func appendBlock(type: UInt32, _ body: [UInt8]) {
        appendBlock(type: type, body, options: [])
    }

    /// The bytes written since the last call.
    public mutating func takeBytes() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    private mutating func appendBlock(
        type: UInt32, _ body: [UInt8], options: [(UInt16, [UInt8])] = [], comment: String? = nil
    ) {
        var body = body
        body.padToFour()
        let comments = comment.map { [(PcapngOptions.comment, Array($0.utf8))] } ?? []
        for (code, value) in options + comments {
            // An option cannot be longer than its 16-bit length field says.
            let value = value.prefix(Int(UInt16.max))
            body.append(code, order)
            body.append(UInt16(clamping: value.count), order)
            body.append(contentsOf: value)
            body.padToFour()
        }
        if !(options.isEmpty && comments.isEmpty) { body.append(0 as UInt32, order) }
        let length = UInt32(clamping: body.count + PcapngBlocks.minimumBytes)
        bytes.append(type, order)
        bytes.append(length, order)
        bytes.append(contentsOf: body)
        bytes.append(length, order)
    }

    private func number<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        var value: [UInt8] = []
        value.append(number, order)
        return value
    }
}
