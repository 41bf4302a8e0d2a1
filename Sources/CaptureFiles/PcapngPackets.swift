import CallVocabulary

/// The three blocks that hold packets. The caller has checked the block's length; its data are checked here.
extension PcapngBlocks {
    /// ```
    /// |         interface             |        time, upper half       |
    /// |       time, lower half        |        captured length        |
    /// |       original length         |  data, padded; options ...    |
    /// ```
    @inline(__always)
    mutating func enhancedPacket(
        _ bytes: RawSpan, at position: Int, length: Int, number: Int
    ) throws(RecordFault) -> CapturedPacket {
        guard length >= 32 else { throw tooShort(length, minimum: 32) }
        let interface = try interface(Int(bytes.uint32(at: position + 8, order)))
        let high = UInt64(bytes.uint32(at: position + 12, order))
        let low = UInt64(bytes.uint32(at: position + 16, order))
        let captured = Int(bytes.uint32(at: position + 20, order))
        guard captured <= length - 32 else { throw overlong(captured, room: length - 32) }
        lastTime = interface.resolution.time(high << 32 | low)
        return CapturedPacket(
            time: lastTime, offset: position + 28, capturedLength: captured,
            originalLength: max(captured, Int(bytes.uint32(at: position + 24, order))), number: number,
            linkType: interface.linkType, interface: interface.index)
    }

    /// ```
    /// |       original length         |  data, padded ...             |
    /// ```
    /// The packet is of the section's first interface, whose snap length cut it; it carries no time, so it
    /// is given the time of the packet before it.
    mutating func simplePacket(
        _ bytes: RawSpan, at position: Int, length: Int, number: Int
    ) throws(RecordFault) -> CapturedPacket {
        guard length >= 16 else { throw tooShort(length, minimum: 16) }
        let interface = try interface(0)
        let original = Int(bytes.uint32(at: position + 8, order))
        let captured = interface.snapLength == 0 ? original : min(original, interface.snapLength)
        guard captured <= length - 16 else { throw overlong(captured, room: length - 16) }
        return CapturedPacket(
            time: lastTime, offset: position + 12, capturedLength: captured, originalLength: original, number: number,
            linkType: interface.linkType, interface: interface.index)
    }

    /// ```
    /// |   interface   |    drops      |        time, upper half       |
    /// |       time, lower half        |        captured length        |
    /// |       original length         |  data, padded; options ...    |
    /// ```
    /// The obsolete packet block; drops of 0xFFFF mean that nobody counted.
    mutating func oldPacket(
        _ bytes: RawSpan, at position: Int, length: Int, number: Int, facts: inout CaptureFileFacts
    ) throws(RecordFault) -> CapturedPacket {
        guard length >= 32 else { throw tooShort(length, minimum: 32) }
        let interface = try interface(Int(bytes.uint16(at: position + 8, order)))
        let drops = bytes.uint16(at: position + 10, order)
        let high = UInt64(bytes.uint32(at: position + 12, order))
        let low = UInt64(bytes.uint32(at: position + 16, order))
        let captured = Int(bytes.uint32(at: position + 20, order))
        guard captured <= length - 32 else { throw overlong(captured, room: length - 32) }
        if drops != 0xFFFF {
            countDrops(UInt64(drops), interface: interface.index, facts: &facts)
        }
        lastTime = interface.resolution.time(high << 32 | low)
        return CapturedPacket(
            time: lastTime, offset: position + 28, capturedLength: captured,
            originalLength: max(captured, Int(bytes.uint32(at: position + 24, order))), number: number,
            linkType: interface.linkType, interface: interface.index)
    }

    /// Comments and drop counts of one packet.
    func readPacketOptions(
        _ bytes: RawSpan, from start: Int, to end: Int, interface: UInt16, facts: inout CaptureFileFacts,
        limits: CaptureFileLimits
    ) {
        var options = PcapngOptions(from: start, to: end, order)
        while let option = options.next(in: bytes) {
            switch option.code {
            case PcapngOptions.comment:
                keepComment(bytes, option.value, facts: &facts, limits: limits)
            case 4 where option.value.count == 8:
                let drops = bytes.uint64(at: option.value.lowerBound, order)
                countDrops(drops, interface: interface, facts: &facts)
            default:
                break
            }
        }
    }

    private func countDrops(_ drops: UInt64, interface: UInt16, facts: inout CaptureFileFacts) {
        guard Int(interface) < facts.interfaces.count else { return }
        let counted = facts.interfaces[Int(interface)].dropsBetweenPackets ?? 0
        facts.interfaces[Int(interface)].dropsBetweenPackets = saturatingSum(counted, drops)
        facts.interfaces[Int(interface)].recountDrops()
    }

    @inline(__always)
    private func interface(_ index: Int) throws(RecordFault) -> Interface {
        guard index < interfaces.count else {
            throw RecordFault(
                .malformedRecord, "interface \(index) is not described; the section has \(interfaces.count)")
        }
        return interfaces[index]
    }

    private func tooShort(_ length: Int, minimum: Int) -> RecordFault {
        RecordFault(.malformedRecord, "packet block of \(length) bytes, expected at least \(minimum)")
    }

    private func overlong(_ captured: Int, room: Int) -> RecordFault {
        RecordFault(.malformedRecord, "captured length \(captured) in a block with room for \(room)")
    }
}
