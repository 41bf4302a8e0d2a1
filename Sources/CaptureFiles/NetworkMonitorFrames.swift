import CallVocabulary

/// The body of a Microsoft Network Monitor capture, version 1 or 2, least significant byte first.
///
/// ```
/// file header (128 bytes):
/// |  "RTSS" or "GMBU"             | minor | major |  media type   |
/// |  start of the capture: year, month, day of the week, day, hour, minute, second, millisecond
/// |  offset of the frame table    |  its length in bytes          | ... offsets of other tables
/// frame, version 1:
/// |        milliseconds           |   original    |   captured    | bytes ...
/// frame, version 2:
/// |        microseconds (8 bytes)                                 |
/// |        original length        |     captured length           | bytes ... trailer
/// ```
///
/// The frame table, which stands behind the frames, lists where each frame begins. A stream cannot look there first, so
/// the frames are read one after another from the file header on, as many as the table has entries. When the table
/// comes by, it must name the same places: then nothing was missed. Where a file keeps its frames otherwise, an error
/// says so. The order of the frames is that of the file, as written while capturing.
struct NetworkMonitorFrames: CaptureRecords {
    private var header: NetworkMonitorHeader?
    private var state = State.header
    /// Where the buffer starts in the file.
    private var offset = 0
    private var framesLeft = 0
    private var tableEntriesLeft = 0
    /// Sums over the places of the frames found, less those that the table names: zero if they are the same.
    private var placeSum: UInt64 = 0
    private var placeDigest: UInt64 = 0
    private var interfaces: [LinkType: UInt16] = [:]

    private enum State {
        case header, frames
        /// Whatever stands between the last frame and the table.
        case gap
        case table
        /// Comments, names of processes and the like.
        case rest
    }

    static let fileHeaderBytes = NetworkMonitorHeader.byteCount

    var recordName: String {
        switch state {
        case .header: "file header"
        case .frames: "frame"
        case .gap, .table, .rest: "frame table"
        }
    }
    var mayEnd: Bool { state == .rest }
    var isInPacket: Bool { state == .frames }

    mutating func decode(
        _ bytes: RawSpan, firstNumber: Int, into packets: inout [CapturedPacket], facts: inout CaptureFileFacts,
        limits: CaptureFileLimits
    ) -> DecodeStep {
        var position = 0
        defer { offset += position }
        do throws(RecordFault) {
            while true {
                let wanted = try advance(
                    bytes, &position, firstNumber: firstNumber, into: &packets, facts: &facts, limits: limits)
                if let wanted { return DecodeStep(consumed: position, needed: wanted) }
            }
        } catch {
            return DecodeStep(consumed: position, needed: 0, fault: error)
        }
    }

    /// Reads one thing, or returns how many bytes it takes to do so.
    private mutating func advance(
        _ bytes: RawSpan, _ position: inout Int, firstNumber: Int, into packets: inout [CapturedPacket],
        facts: inout CaptureFileFacts, limits: CaptureFileLimits
    ) throws(RecordFault) -> Int? {
        let left = bytes.byteCount - position
        switch state {
        case .header:
            guard left >= Self.fileHeaderBytes else { return Self.fileHeaderBytes }
            try readHeader(bytes, facts: &facts)
            position += Self.fileHeaderBytes
        case .frames:
            return try readFrame(
                bytes, &position, firstNumber: firstNumber, into: &packets, facts: &facts, limits: limits)
        case .gap:
            let gap = (header?.tableOffset ?? 0) - offset - position
            guard gap > 0 else {
                state = .table
                return nil
            }
            guard left > 0 else { return 1 }
            position += min(gap, left)
        case .table:
            guard tableEntriesLeft > 0 else {
                try compareWithTable()
                state = .rest
                return nil
            }
            guard left >= 4 else { return 4 }
            takeOut(place: bytes.uint32(at: position, .littleEndian))
            tableEntriesLeft -= 1
            position += 4
        case .rest:
            position = bytes.byteCount
            return 1
        }
        return nil
    }

    private mutating func readHeader(_ bytes: RawSpan, facts: inout CaptureFileFacts) throws(RecordFault) {
        let header = try NetworkMonitorHeader(bytes)
        self.header = header
        framesLeft = header.frames
        tableEntriesLeft = header.frames
        state = framesLeft > 0 ? .frames : .gap
        facts.timesLackZone = header.trailer != .mediaTypeAndTime
        if header.trailer == .none { _ = interface(of: header.linkType, facts: &facts) }
    }

    /// Reads one frame, or returns how many bytes it takes to do so.
    private mutating func readFrame(
        _ bytes: RawSpan, _ position: inout Int, firstNumber: Int, into packets: inout [CapturedPacket],
        facts: inout CaptureFileFacts, limits: CaptureFileLimits
    ) throws(RecordFault) -> Int? {
        guard let header else { return nil }
        let left = bytes.byteCount - position
        guard left >= header.frameHeaderBytes else { return header.frameHeaderBytes }
        let frame = header.frame(bytes, at: position)
        guard frame.captured <= limits.packetBytes else {
            throw RecordFault(
                .malformedRecord,
                "captured length \(frame.captured), expected at most \(limits.packetBytes); "
                    + "where frames do not follow one another, \(FileSignature.convert)")
        }
        let length = header.frameHeaderBytes + frame.captured + header.trailer.byteCount
        guard offset + position + length <= header.tableOffset else {
            throw RecordFault(
                .malformedRecord,
                "the frame reaches into the frame table at byte \(header.tableOffset); "
                    + "where frames do not follow one another, \(FileSignature.convert)")
        }
        guard length <= left else { return length }
        let start = position + header.frameHeaderBytes
        let trailer = start + frame.captured
        let media = header.trailer == .none ? header.mediaType : bytes.uint16(at: trailer, .littleEndian)
        if !NetworkMonitorMedia.isPassedOver(media) {
            let linkType = NetworkMonitorMedia.linkType(media)
            let prefix = NetworkMonitorMedia.prefixBytes(
                media, bytes.extracting(start..<trailer))
            packets.append(
                CapturedPacket(
                    time: header.time(of: frame, bytes, trailerAt: trailer), offset: start + prefix,
                    capturedLength: frame.captured - prefix,
                    originalLength: max(frame.captured, frame.original) - prefix,
                    number: firstNumber + packets.count, linkType: linkType,
                    interface: interface(of: linkType, facts: &facts)))
        }
        add(place: offset + position)
        position += length
        framesLeft -= 1
        if framesLeft == 0 { state = .gap }
        return nil
    }

    /// One interface for each link type, since the file does not tell interfaces apart.
    private mutating func interface(of linkType: LinkType, facts: inout CaptureFileFacts) -> UInt16 {
        if let known = interfaces[linkType] { return known }
        let index = UInt16(clamping: facts.interfaces.count)
        var interface = CaptureFileFacts.Interface()
        interface.linkType = linkType
        facts.interfaces.append(interface)
        interfaces[linkType] = index
        return index
    }

    private mutating func add(place: Int) {
        let number = UInt64(clamping: place)
        placeSum &+= number
        placeDigest &+= Self.digest(number)
    }

    private mutating func takeOut(place: UInt32) {
        placeSum &-= UInt64(place)
        placeDigest &-= Self.digest(UInt64(place))
    }

    /// Sets places apart whose plain sums agree.
    private static func digest(_ number: UInt64) -> UInt64 {
        let mixed = (number ^ number >> 15) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ mixed >> 29
    }

    private func compareWithTable() throws(RecordFault) {
        guard placeSum == 0, placeDigest == 0 else {
            throw RecordFault(
                .malformedRecord,
                "the frame table names other places than those of the frames: \(FileSignature.convert)",
                concernsPacket: false)
        }
    }
}
