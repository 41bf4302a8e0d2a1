import CallVocabulary

/// The file header of a Microsoft Network Monitor capture, and what its version means for the frames.
struct NetworkMonitorHeader: Sendable {
    /// What follows the bytes of a frame; each version added something.
    enum Trailer: Sendable {
        /// Before 2.1.
        case none
        /// 2.1: media type.
        case mediaType
        /// 2.2: also the number of a process.
        case mediaTypeAndProcess
        /// 2.3: also the time in UTC and the number of a time zone.
        case mediaTypeAndTime

        var byteCount: Int {
            switch self {
            case .none: 0
            case .mediaType: 2
            case .mediaTypeAndProcess: 6
            case .mediaTypeAndTime: 15
            }
        }
    }

    /// What stands before the bytes of a frame.
    struct Frame {
        /// Nanoseconds since the start of the capture.
        var delay: Int64
        var original: Int
        var captured: Int
    }

    let isVersion1: Bool
    let trailer: Trailer
    /// The media type of all frames where they do not state their own.
    let mediaType: UInt16
    let start: CaptureTime
    /// Where the frame table begins; beyond any file if there is none yet, as in a capture that was cut short.
    let tableOffset: Int
    /// How many entries it has; without a table, more than any file holds.
    let frames: Int

    static let byteCount = 128

    /// - Parameter bytes: at least ``byteCount`` of them.
    init(_ bytes: RawSpan) throws(RecordFault) {
        let minor = bytes.uint8(at: 4)
        let major = bytes.uint8(at: 5)
        guard major == 1 || major == 2 else {
            throw RecordFault(
                .unsupportedFormat, "a Network Monitor capture of version \(major).\(minor): \(FileSignature.convert)",
                concernsPacket: false)
        }
        isVersion1 = major == 1
        switch (major, minor) {
        case (1, _), (_, 0): trailer = .none
        case (_, 1): trailer = .mediaType
        case (_, 2): trailer = .mediaTypeAndProcess
        default: trailer = .mediaTypeAndTime
        }
        mediaType = bytes.uint16(at: 6, .littleEndian)
        start = try Self.time(bytes)
        let offset = Int(bytes.uint32(at: 24, .littleEndian))
        let length = Int(bytes.uint32(at: 28, .littleEndian))
        let hasTable = offset != 0 || length != 0
        guard !hasTable || offset >= Self.byteCount && length.isMultiple(of: 4) else {
            throw RecordFault(
                .malformedRecord, "a frame table of \(length) bytes at byte \(offset)", concernsPacket: false)
        }
        tableOffset = hasTable ? offset : .max
        frames = hasTable ? length / 4 : .max
    }

    /// The media type of the file as a link type.
    var linkType: LinkType { NetworkMonitorMedia.linkType(mediaType) }

    var frameHeaderBytes: Int { isVersion1 ? 8 : 16 }

    func frame(_ bytes: RawSpan, at position: Int) -> Frame {
        if isVersion1 {
            return Frame(
                delay: Int64(bytes.uint32(at: position, .littleEndian)) &* 1_000_000,
                original: Int(bytes.uint16(at: position + 4, .littleEndian)),
                captured: Int(bytes.uint16(at: position + 6, .littleEndian)))
        }
        // A frame may be older than the start: times ten, the microseconds are a signed number of 100 nanoseconds.
        let ticks = Int64(bitPattern: bytes.uint64(at: position, .littleEndian) &* 10)
        return Frame(
            delay: Self.nanoseconds(ticks: ticks),
            original: Int(bytes.uint32(at: position + 8, .littleEndian)),
            captured: Int(bytes.uint32(at: position + 12, .littleEndian)))
    }

    func time(of frame: Frame, _ bytes: RawSpan, trailerAt trailer: Int) -> CaptureTime {
        guard self.trailer == .mediaTypeAndTime else { return start.advanced(byNanoseconds: frame.delay) }
        // 100 nanoseconds since 1601-01-01, here since 1970-01-01.
        let since1601 = Int64(clamping: bytes.uint64(at: trailer + 6, .littleEndian))
        return CaptureTime(nanoseconds: Self.nanoseconds(ticks: since1601 - 116_444_736_000_000_000))
    }

    private static func nanoseconds(ticks: Int64) -> Int64 {
        let (nanoseconds, overflow) = ticks.multipliedReportingOverflow(by: 100)
        return overflow ? (ticks < 0 ? .min : .max) : nanoseconds
    }

    /// The start of the capture. The time zone is that of the capturing computer, which the file does not name.
    private static func time(_ bytes: RawSpan) throws(RecordFault) -> CaptureTime {
        func field(_ index: Int) -> Int { Int(bytes.uint16(at: 8 + 2 * index, .littleEndian)) }
        let (hour, minute, second, millisecond) = (field(4), field(5), field(6), field(7))
        guard let days = CivilDateTime.days(year: field(0), month: field(1), day: field(3)),
            hour < 24, minute < 60, second < 60, millisecond < 1_000
        else {
            throw RecordFault(.malformedRecord, "the start of the capture is not a time", concernsPacket: false)
        }
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second
        return CaptureTime(seconds: Int64(seconds), nanoseconds: Int64(millisecond * 1_000_000))
    }
}

/// The media types of Network Monitor.
enum NetworkMonitorMedia {
    /// Those that hold no frame: fragments joined by the program, lists of adapters, resolved names.
    static func isPassedOver(_ media: UInt16) -> Bool {
        (0xFFFC...0xFFFE).contains(media)
    }

    /// The registered link type; what has none keeps a number that the registry does not reach.
    static func linkType(_ media: UInt16) -> LinkType {
        switch media {
        // Some tunnels are marked 0, with Ethernet headers nevertheless.
        case 0, 1: return .ethernet
        case 2: return LinkType(rawValue: 6)
        case 3: return LinkType(rawValue: 10)
        case 6, 0xE080: return .ieee80211
        case 7, 8, 9: return .raw
        case 0xE081...0xE08A: return LinkType(rawValue: media)
        // Converted from pcap, whose link type it is.
        case 0xE000...0xEFFF: return LinkType(rawValue: media & 0x0FFF)
        default: return LinkType(rawValue: 0xF000 | media)
        }
    }

    /// How many bytes precede the frame proper: the radio's report before 802.11 frames, which states its own length.
    static func prefixBytes(_ media: UInt16, _ frame: RawSpan) -> Int {
        guard media == 6, frame.byteCount >= 3 else { return 0 }
        let length = Int(frame.uint16(at: 1, .littleEndian))
        return length >= 3 && length <= frame.byteCount ? length : 0
    }
}
