import CallVocabulary

/// The blocks that describe: sections, interfaces, statistics, secrets.
extension PcapngBlocks {
    mutating func readSectionHeader(
        _ bytes: RawSpan, at position: Int, to end: Int, facts: inout CaptureFileFacts, limits: CaptureFileLimits
    ) throws(RecordFault) {
        guard end - position >= 24 else {
            throw RecordFault(.malformedRecord, "section header shorter than 28 bytes", concernsPacket: false)
        }
        let major = bytes.uint16(at: position + 12, order)
        guard major == 1 else {
            throw RecordFault(.unsupportedFormat, "pcapng version \(major)", concernsPacket: false)
        }
        // The section length is not needed: blocks are followed one by one. Interfaces are numbered anew.
        interfaces.removeAll(keepingCapacity: true)
        lastTime = CaptureTime(nanoseconds: 0)
        var options = PcapngOptions(from: position + 24, to: end, order)
        while let option = options.next(in: bytes) {
            guard option.code == PcapngOptions.comment else { continue }
            keepComment(bytes, option.value, facts: &facts, limits: limits)
        }
    }

    mutating func readInterface(
        _ bytes: RawSpan, at position: Int, to end: Int, facts: inout CaptureFileFacts, limits: CaptureFileLimits
    ) throws(RecordFault) {
        guard end - position >= 16 else {
            throw RecordFault(.malformedRecord, "interface description shorter than 20 bytes", concernsPacket: false)
        }
        guard facts.interfaces.count < min(limits.interfaces, Int(UInt16.max)) else {
            throw RecordFault(
                .limitExceeded, "more than \(facts.interfaces.count) interfaces", concernsPacket: false)
        }
        var described = CaptureFileFacts.Interface()
        let linkType = LinkType(rawValue: bytes.uint16(at: position + 8, order))
        let snapLength = Int(bytes.uint32(at: position + 12, order))
        described.linkType = linkType
        described.snapLength = snapLength == 0 ? nil : snapLength
        var resolution: UInt8 = 6
        var offsetSeconds: Int64 = 0
        var options = PcapngOptions(from: position + 16, to: end, order)
        while let option = options.next(in: bytes) {
            switch option.code {
            case PcapngOptions.comment:
                keepComment(bytes, option.value, facts: &facts, limits: limits)
            case 2:
                described.name = text(bytes, option.value, limits: limits)
            case 9 where option.value.count == 1:
                resolution = bytes.uint8(at: option.value.lowerBound)
            case 14 where option.value.count == 8:
                offsetSeconds = Int64(bitPattern: bytes.uint64(at: option.value.lowerBound, order))
            default:
                break
            }
        }
        interfaces.append(
            Interface(
                linkType: linkType, index: UInt16(clamping: facts.interfaces.count), snapLength: snapLength,
                resolution: TimestampResolution(code: resolution, offsetSeconds: offsetSeconds)))
        facts.interfaces.append(described)
    }

    /// Later statistics of an interface replace earlier ones: the counters run from the start of the capture.
    /// Statistics of an interface that nobody described are passed over, since no packet depends on them.
    mutating func readStatistics(
        _ bytes: RawSpan, at position: Int, to end: Int, facts: inout CaptureFileFacts, limits: CaptureFileLimits
    ) {
        guard end - position >= 20 else { return }
        let local = Int(bytes.uint32(at: position + 8, order))
        guard local < interfaces.count, Int(interfaces[local].index) < facts.interfaces.count else { return }
        let index = Int(interfaces[local].index)
        var options = PcapngOptions(from: position + 20, to: end, order)
        while let option = options.next(in: bytes) {
            if option.code == PcapngOptions.comment {
                keepComment(bytes, option.value, facts: &facts, limits: limits)
                continue
            }
            guard option.value.count == 8 else { continue }
            let count = bytes.uint64(at: option.value.lowerBound, order)
            switch option.code {
            case 4: facts.interfaces[index].received = count
            case 5: facts.interfaces[index].interfaceDrops = count
            case 7: facts.interfaces[index].systemDrops = count
            default: break
            }
        }
        facts.interfaces[index].recountDrops()
    }

    mutating func readSecrets(
        _ bytes: RawSpan, at position: Int, to end: Int, facts: inout CaptureFileFacts, limits: CaptureFileLimits
    ) throws(RecordFault) {
        guard end - position >= 16 else {
            throw RecordFault(.malformedRecord, "decryption secrets shorter than 20 bytes", concernsPacket: false)
        }
        let kind = DecryptionSecrets.Kind(rawValue: bytes.uint32(at: position + 8, order))
        let length = Int(bytes.uint32(at: position + 12, order))
        guard length <= end - position - 16 else {
            throw RecordFault(
                .malformedRecord, "decryption secrets of \(length) bytes in room for \(end - position - 16)",
                concernsPacket: false)
        }
        facts.decryptionSecretBytes += length
        guard length <= limits.secretBytes - secretBytesKept, secrets.count < limits.secretBlocks else { return }
        secretBytesKept += length
        secrets.append(
            DecryptionSecrets(kind: kind, bytes: bytes.copy(position + 16..<position + 16 + length)))
    }

    func keepComment(
        _ bytes: RawSpan, _ range: Range<Int>, facts: inout CaptureFileFacts, limits: CaptureFileLimits
    ) {
        guard facts.comments.count < limits.comments else { return }
        facts.comments.append(text(bytes, range, limits: limits))
    }

    /// Text of a file, which may be cut and repaired, and may end in a zero byte that sloppy writers count.
    private func text(_ bytes: RawSpan, _ range: Range<Int>, limits: CaptureFileLimits) -> String {
        let kept = bytes.copy(range.lowerBound..<range.lowerBound + min(range.count, max(0, limits.textBytes)))
        return String(decoding: kept.prefix { $0 != 0 }, as: UTF8.self)
    }
}
