import CallVocabulary

/// The body of a pcap file: a file header, then records until the file ends.
///
/// ```
/// |            seconds            |   microseconds or nanoseconds |
/// |        captured length        |        original length        |
/// |  (Kuznetsov only) interface   | protocol | direction | padding|
/// ```
struct PcapRecords: CaptureRecords {
    private var variant: PcapVariant
    private var headerIsRead = false
    private var linkType = LinkType.ethernet
    private var maximumCaptured = 0
    private var lengthOrder = LengthOrder.capturedFirst

    /// Files before version 2.3 stored the two lengths the other way round; 2.3 files exist both ways.
    private enum LengthOrder {
        case capturedFirst, originalFirst, smallerIsCaptured
    }

    init(variant: PcapVariant) {
        self.variant = variant
    }

    var recordName: String { headerIsRead ? "packet record" : "file header" }
    var mayEnd: Bool { headerIsRead }
    var isInPacket: Bool { headerIsRead }

    mutating func decode(
        _ bytes: RawSpan, firstNumber: Int, into packets: inout [CapturedPacket], facts: inout CaptureFileFacts,
        limits: CaptureFileLimits
    ) -> DecodeStep {
        var position = 0
        if !headerIsRead {
            guard bytes.byteCount >= PcapVariant.fileHeaderBytes else {
                return DecodeStep(consumed: 0, needed: PcapVariant.fileHeaderBytes)
            }
            if let fault = readHeader(bytes, facts: &facts, limits: limits) {
                return DecodeStep(consumed: 0, needed: 0, fault: fault)
            }
            position = PcapVariant.fileHeaderBytes
        }
        return decodeRecords(bytes, from: position, firstNumber: firstNumber, into: &packets)
    }

    private mutating func readHeader(
        _ bytes: RawSpan, facts: inout CaptureFileFacts, limits: CaptureFileLimits
    ) -> RecordFault? {
        let order = variant.order
        let major = bytes.uint16(at: 4, order)
        let minor = bytes.uint16(at: 6, order)
        // 543.0 was written by one vendor; its lengths stand the old way round.
        guard major == 2 || major == 543 else {
            return RecordFault(.unsupportedFormat, "pcap version \(major).\(minor)", concernsPacket: false)
        }
        if major == 543 || minor < 3 {
            lengthOrder = .originalFirst
        } else if minor == 3 {
            lengthOrder = .smallerIsCaptured
        }
        let snapLength = Int(bytes.uint32(at: 16, order))
        maximumCaptured = max(min(snapLength, limits.snapLengthBytes), limits.packetBytes)
        // The upper half says how many checksum bytes end each frame.
        linkType = LinkType(rawValue: UInt16(truncatingIfNeeded: bytes.uint32(at: 20, order)))
        var interface = CaptureFileFacts.Interface()
        interface.linkType = linkType
        interface.snapLength = snapLength == 0 ? nil : snapLength
        facts.interfaces = [interface]
        headerIsRead = true
        return nil
    }

    private func decodeRecords(
        _ bytes: RawSpan, from start: Int, firstNumber: Int, into packets: inout [CapturedPacket]
    ) -> DecodeStep {
        // Two copies of one loop, so that the order is not asked for in every field.
        variant.order == .littleEndian
            ? decodeRecords(bytes, from: start, firstNumber: firstNumber, order: .littleEndian, into: &packets)
            : decodeRecords(bytes, from: start, firstNumber: firstNumber, order: .bigEndian, into: &packets)
    }

    @inline(__always)
    private func decodeRecords(
        _ bytes: RawSpan, from start: Int, firstNumber: Int, order: CaptureByteOrder,
        into packets: inout [CapturedPacket]
    ) -> DecodeStep {
        let headerBytes = variant.recordHeaderBytes
        let fractionNanoseconds = variant.fractionNanoseconds
        let maximumCaptured = maximumCaptured
        let lengthOrder = lengthOrder
        let isUsual = lengthOrder == .capturedFirst
        let linkType = linkType
        let end = bytes.byteCount
        var position = start
        var number = firstNumber
        var step: DecodeStep?
        while step == nil {
            packets.append(addingCapacity: 256) { room in
                while !room.isFull {
                    // Positions lie within the bytes that are there, lengths are 32-bit numbers: no sum overflows.
                    guard end &- position >= headerBytes else {
                        step = DecodeStep(consumed: position, needed: headerBytes)
                        return
                    }
                    let header = bytes.extracting(position..<position &+ headerBytes)
                    var captured = Int(header.uint32(at: 8, order))
                    var original = Int(header.uint32(at: 12, order))
                    if !isUsual, lengthOrder == .originalFirst || captured > original {
                        swap(&captured, &original)
                    }
                    guard captured <= maximumCaptured else {
                        let detail = "captured length \(captured), expected at most \(maximumCaptured)"
                        let fault = RecordFault(.malformedRecord, detail)
                        step = DecodeStep(consumed: position, needed: 0, fault: fault)
                        return
                    }
                    guard captured <= end &- position &- headerBytes else {
                        step = DecodeStep(consumed: position, needed: headerBytes + captured)
                        return
                    }
                    // Both fields are unsigned 32-bit numbers: their sum in nanoseconds stays below 2^62.
                    let seconds = Int64(header.uint32(at: 0, order))
                    let fraction = Int64(header.uint32(at: 4, order))
                    let time = seconds &* 1_000_000_000 &+ fraction &* fractionNanoseconds
                    room.append(
                        CapturedPacket(
                            time: CaptureTime(nanoseconds: time), offset: position &+ headerBytes,
                            capturedLength: captured, originalLength: max(captured, original), number: number,
                            linkType: linkType, interface: 0))
                    number &+= 1
                    position &+= headerBytes &+ captured
                }
            }
        }
        return step ?? DecodeStep(consumed: position, needed: headerBytes)
    }
}
