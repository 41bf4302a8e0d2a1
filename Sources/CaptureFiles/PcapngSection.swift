import CallVocabulary

/// A section of a pcapng file (draft-ietf-opsawg-pcapng): its byte order and its interfaces.
///
/// ```
/// block: type 4 | total length 4 | body, padded to 4 | total length 4
/// ```
struct PcapngSection {
    private(set) var isSwapped = false
    private(set) var interfaces: [PcapngInterface] = []
    private var lastTime = CaptureTime(nanoseconds: 0)

    private static let sectionHeader: UInt32 = 0x0A0D_0D0A
    private static let nativeOrder: UInt32 = 0x1A2B_3C4D

    /// Reads the whole blocks among the first `end` bytes; returns where the first incomplete one begins.
    mutating func decode(
        _ batch: inout PacketBatch, to end: Int, decoder: inout CaptureDecoder
    ) throws(CaptureFileError) -> Int {
        var position = 0
        let base = decoder.facts.packets
        while end - position >= 12 {
            let offset = decoder.consumed + position
            var type = batch.bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self)
            if type == PcapngSection.sectionHeader {
                // Only the magic behind the length tells the order in which the length is written.
                let magic = batch.bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: position + 8, as: UInt32.self)
                guard magic == PcapngSection.nativeOrder || magic.byteSwapped == PcapngSection.nativeOrder else {
                    throw malformed("an unknown byte-order magic", offset, base + batch.packets.count)
                }
                isSwapped = magic != PcapngSection.nativeOrder
            } else if isSwapped {
                type = type.byteSwapped
            }
            let length = Int(word(batch.bytes.span.bytes, position + 4))
            guard length >= 12, length % 4 == 0, length <= decoder.limits.blockBytes else {
                throw malformed("a block length of \(length) bytes", offset, base + batch.packets.count)
            }
            guard end - position >= length else { break }
            guard Int(word(batch.bytes.span.bytes, position + length - 4)) == length else {
                throw malformed("two different block lengths", offset, base + batch.packets.count)
            }
            let body = (position + 8)..<(position + length - 4)
            try decodeBlock(type, body, &batch, &decoder, offset: offset, base: base)
            position += length
        }
        return position
    }

    private func malformed(_ detail: String, _ offset: Int, _ packets: Int) -> CaptureFileError {
        CaptureFileError(.malformedRecord, byteOffset: offset, packetNumber: packets + 1, detail: detail)
    }

    private mutating func decodeBlock(
        _ type: UInt32, _ body: Range<Int>, _ batch: inout PacketBatch, _ decoder: inout CaptureDecoder, offset: Int,
        base: Int
    ) throws(CaptureFileError) {
        switch type {
        case 6:
            try decodePacket(
                body, fixed: 20, interfaceOf: { Int($0) }, &batch, &decoder, offset: offset, base: base)
        case 2:
            // The obsolete packet block has interface and drop count in one word.
            let isBigEndian = isSwapped
            try decodePacket(
                body, fixed: 20, interfaceOf: { Int(isBigEndian ? $0 >> 16 : $0 & 0xFFFF) }, &batch, &decoder,
                offset: offset, base: base)
        case 3: try decodeSimplePacket(body, &batch, decoder, offset: offset, base: base)
        case 1: try decodeInterface(body, batch.bytes, &decoder, offset: offset, packets: base + batch.packets.count)
        case 5: decodeStatistics(body, batch.bytes, &decoder)
        case 0x0A: decodeSecrets(body, batch.bytes, &decoder)
        case PcapngSection.sectionHeader:
            interfaces = []
            noteComments(in: (body.lowerBound + 16)..<max(body.lowerBound + 16, body.upperBound), batch.bytes, &decoder)
        default: break  // name resolution, custom and unknown blocks
        }
    }

    // MARK: Packets

    private mutating func decodePacket(
        _ body: Range<Int>, fixed: Int, interfaceOf: (UInt32) -> Int, _ batch: inout PacketBatch,
        _ decoder: inout CaptureDecoder, offset: Int, base: Int
    ) throws(CaptureFileError) {
        let packets = base + batch.packets.count
        guard body.count >= fixed else { throw malformed("a packet block too short", offset, packets) }
        let first = body.lowerBound
        let index = interfaceOf(word(batch.bytes.span.bytes, first))
        guard interfaces.indices.contains(index) else {
            throw malformed("interface \(index), which no block describes", offset, packets)
        }
        let high = word(batch.bytes.span.bytes, first + 4)
        let low = word(batch.bytes.span.bytes, first + 8)
        let captured = Int(word(batch.bytes.span.bytes, first + 12))
        let original = Int(word(batch.bytes.span.bytes, first + 16))
        guard captured <= body.count - fixed, captured <= decoder.limits.packetBytes else {
            throw malformed("a captured length of \(captured) bytes", offset, packets)
        }
        let interface = interfaces[index]
        lastTime = interface.time(units: UInt64(high) << 32 | UInt64(low))
        batch.packets.append(
            CapturedPacket(
                time: lastTime, offset: first + fixed, capturedLength: captured, originalLength: original,
                number: packets + 1, linkType: interface.linkType, interface: interface.globalIndex))
        let options = first + fixed + (captured + 3) / 4 * 4
        if options < body.upperBound { notePacketOptions(options..<body.upperBound, batch.bytes, interface, &decoder) }
    }

    private mutating func decodeSimplePacket(
        _ body: Range<Int>, _ batch: inout PacketBatch, _ decoder: CaptureDecoder, offset: Int, base: Int
    ) throws(CaptureFileError) {
        let packets = base + batch.packets.count
        guard body.count >= 4, let interface = interfaces.first else {
            throw malformed("a simple packet without an interface", offset, packets)
        }
        let original = Int(word(batch.bytes.span.bytes, body.lowerBound))
        var captured = min(original, body.count - 4)
        if interface.snapLength > 0 { captured = min(captured, interface.snapLength) }
        // It carries no time; the last one known keeps the order.
        batch.packets.append(
            CapturedPacket(
                time: lastTime, offset: body.lowerBound + 4, capturedLength: captured, originalLength: original,
                number: packets + 1, linkType: interface.linkType, interface: interface.globalIndex))
    }

    // MARK: Everything else

    private mutating func decodeInterface(
        _ body: Range<Int>, _ bytes: [UInt8], _ decoder: inout CaptureDecoder, offset: Int, packets: Int
    ) throws(CaptureFileError) {
        guard body.count >= 8 else { throw malformed("an interface block too short", offset, packets) }
        guard decoder.facts.interfaces.count < decoder.limits.interfaces else {
            throw malformed("more than \(decoder.limits.interfaces) interfaces", offset, packets)
        }
        let span = bytes.span.bytes
        var interface = PcapngInterface(
            linkType: LinkType(rawValue: half(span, body.lowerBound)),
            snapLength: Int(word(span, body.lowerBound + 4)),
            globalIndex: UInt16(truncatingIfNeeded: decoder.facts.interfaces.count))
        var facts = CaptureFileFacts.Interface()
        for option in options(in: (body.lowerBound + 8)..<body.upperBound, bytes) {
            switch option.code {
            case 1: note(comment: bytes[option.value], &decoder)
            case 2: facts.name = String(decoding: bytes[option.value].prefix(256), as: UTF8.self)
            case 9 where option.value.count >= 1: interface.resolution = bytes[option.value.lowerBound]
            case 14 where option.value.count >= 8:
                interface.offsetSeconds = Int64(bitPattern: long(span, option.value.lowerBound))
            default: break
            }
        }
        interfaces.append(interface)
        decoder.facts.interfaces.append(facts)
    }

    private func decodeStatistics(_ body: Range<Int>, _ bytes: [UInt8], _ decoder: inout CaptureDecoder) {
        guard body.count >= 12 else { return }
        let span = bytes.span.bytes
        let index = Int(word(span, body.lowerBound))
        guard interfaces.indices.contains(index) else { return }
        let global = Int(interfaces[index].globalIndex)
        guard decoder.facts.interfaces.indices.contains(global) else { return }
        var drops: UInt64?
        for option in options(in: (body.lowerBound + 12)..<body.upperBound, bytes) where option.value.count >= 8 {
            let value = long(span, option.value.lowerBound)
            switch option.code {
            case 4: decoder.facts.interfaces[global].received = value
            case 5, 7: drops = (drops ?? 0) &+ value
            default: break
            }
        }
        if let drops {
            decoder.facts.interfaces[global].drops = max(decoder.facts.interfaces[global].drops ?? 0, drops)
        }
    }

    private func decodeSecrets(_ body: Range<Int>, _ bytes: [UInt8], _ decoder: inout CaptureDecoder) {
        guard body.count >= 8 else { return }
        let span = bytes.span.bytes
        let length = min(Int(word(span, body.lowerBound + 4)), body.count - 8)
        decoder.facts.decryptionSecretBytes += length
        let kept = decoder.secrets.reduce(0) { $0 + $1.bytes.count }
        guard kept + length <= decoder.limits.secretBytes else { return }
        let start = body.lowerBound + 8
        decoder.secrets.append(
            DecryptionSecrets(kind: word(span, body.lowerBound), bytes: Array(bytes[start..<(start + length)])))
    }

    private func notePacketOptions(
        _ range: Range<Int>, _ bytes: [UInt8], _ interface: PcapngInterface, _ decoder: inout CaptureDecoder
    ) {
        for option in options(in: range, bytes) {
            switch option.code {
            case 1: note(comment: bytes[option.value], &decoder)
            case 4 where option.value.count >= 8:
                let global = Int(interface.globalIndex)
                let dropped = long(bytes.span.bytes, option.value.lowerBound)
                if dropped > 0, decoder.facts.interfaces.indices.contains(global) {
                    decoder.facts.interfaces[global].drops =
                        (decoder.facts.interfaces[global].drops ?? 0) &+ dropped
                }
            default: break
            }
        }
    }

    private func noteComments(in range: Range<Int>, _ bytes: [UInt8], _ decoder: inout CaptureDecoder) {
        for option in options(in: range, bytes) where option.code == 1 { note(comment: bytes[option.value], &decoder) }
    }

    private func note(comment: ArraySlice<UInt8>, _ decoder: inout CaptureDecoder) {
        guard decoder.facts.comments.count < decoder.limits.comments else { return }
        decoder.facts.comments.append(
            String(decoding: comment.prefix(decoder.limits.commentBytes), as: UTF8.self))
    }

    // MARK: Fields in the section's byte order

    private func options(in range: Range<Int>, _ bytes: [UInt8]) -> [(code: UInt16, value: Range<Int>)] {
        var found: [(code: UInt16, value: Range<Int>)] = []
        var at = range.lowerBound
        while range.upperBound - at >= 4, found.count < 256 {
            let code = half(bytes.span.bytes, at)
            let length = Int(half(bytes.span.bytes, at + 2))
            guard code != 0, range.upperBound - at - 4 >= length else { break }
            found.append((code, (at + 4)..<(at + 4 + length)))
            at += 4 + (length + 3) / 4 * 4
        }
        return found
    }

    @inline(__always)
    private func word(_ bytes: RawSpan, _ offset: Int) -> UInt32 {
        let value = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return isSwapped ? value.byteSwapped : value
    }

    private func half(_ bytes: RawSpan, _ offset: Int) -> UInt16 {
        let value = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return isSwapped ? value.byteSwapped : value
    }

    private func long(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        let value = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return isSwapped ? value.byteSwapped : value
    }
}
