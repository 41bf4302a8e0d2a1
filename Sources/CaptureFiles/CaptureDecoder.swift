import CallVocabulary

/// Turns the bytes of a capture file into packets; files, sockets and clocks belong to the caller.
///
/// Append the file's bytes in pieces of any size, take batches until there are none, and go on; when the
/// file ends, call ``finish()``:
///
/// ```swift
/// var decoder = CaptureDecoder()
/// var batch = PacketBatch()
/// for piece in pieces {
///     decoder.append(piece)
///     while try decoder.nextBatch(&batch) {
///         // batch.packets point into batch.bytes
///     }
/// }
/// try decoder.finish()
/// ```
///
/// No packet is copied: the buffer the bytes were appended to changes places with the batch's, and only
/// an unfinished record at its end is carried over. Reuse one batch for the whole file.
/// Errors are thrown after all packets before the error were handed out, and then again by every further call.
/// A decoder cannot be copied, since the state of a half unpacked file cannot.
public struct CaptureDecoder: ~Copyable, Sendable {
    /// What the file has said about itself so far.
    public private(set) var facts = CaptureFileFacts()
    /// Bytes in which compressed data are unpacked at a time.
    public static let blockBytes = 128 << 10

    private let limits: CaptureFileLimits
    /// The format's own reader, once the first bytes were seen.
    private var records: (any CaptureRecords)?
    private var unpacker: (any Unpacker)?
    /// Bytes as stored, while they are compressed.
    private var packed = ByteQueue()
    /// Bytes of the capture itself that are not decoded yet.
    private var plain = ByteQueue()
    private var plainOffset = 0
    private var inflatedBytes = 0
    /// True if unpacking stopped for want of room, so that there may be more without more input.
    private var inflaterHoldsMore = false
    /// Bytes in ``plain`` without which nothing more can be decoded.
    private var needed = 4
    /// A fault of the compressed data, due after what was unpacked before it.
    private var inputFailure: CaptureFileError?
    private var failure: CaptureFileError?

    /// A decoder at the start of a file.
    public init(limits: CaptureFileLimits = CaptureFileLimits()) {
        self.limits = limits
    }

    /// Keys stored in the file, at most ``CaptureFileLimits/secretBytes``; never print them.
    public var secrets: [DecryptionSecrets] { (records as? PcapngBlocks)?.secrets ?? [] }

    /// Appends the next bytes of the file.
    public mutating func append(_ bytes: RawSpan) {
        append(upTo: bytes.byteCount) { room in
            bytes.withUnsafeBytes { room.copyMemory(from: $0) }
            return bytes.byteCount
        }
    }

    /// Appends the next bytes of the file.
    public mutating func append(_ bytes: [UInt8]) {
        append(bytes.span.bytes)
    }

    /// Appends the next bytes of the file, which `fill` writes into the room it is given, such as with `read`.
    ///
    /// - Parameters:
    ///   - count: how many bytes there is room for.
    ///   - fill: writes bytes and returns how many.
    public mutating func append(upTo count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) {
        let added = unpacker == nil ? plain.append(upTo: count, fill) : packed.append(upTo: count, fill)
        facts.fileBytes += added
    }

    /// Hands out the packets that are complete.
    ///
    /// - Parameter batch: gets at least one packet if there is any; its former content is given up.
    /// - Returns: false if more bytes are needed first.
    public mutating func nextBatch(_ batch: inout PacketBatch) throws(CaptureFileError) -> Bool {
        batch.packets.removeAll(keepingCapacity: true)
        while true {
            if let failure { throw failure }
            inflate()
            if plain.count >= needed {
                if records == nil {
                    identify(atEnd: false)
                    continue
                }
                decode(&batch)
                if !batch.packets.isEmpty { return true }
                continue
            }
            if let inputFailure {
                failure = inputFailure
                continue
            }
            if packed.isEmpty && !inflaterHoldsMore { return false }
        }
    }

    /// Says that the file has ended, once ``nextBatch(_:)`` has returned false for its last bytes.
    ///
    /// Throws if the file ends inside a record; the packets handed out before stay usable.
    public mutating func finish() throws(CaptureFileError) {
        if failure == nil { failure = endFailure() }
        if let failure { throw failure }
        facts.isComplete = true
    }

    private mutating func endFailure() -> CaptureFileError? {
        if facts.fileBytes == 0 { return CaptureFileError(.emptyFile, byteOffset: 0) }
        if let unpacker, !unpacker.mayEnd {
            return CaptureFileError(
                .damagedCompression, byteOffset: plainOffset + plain.count, packetNumber: packetBeingRead,
                detail: "the compressed data end too early")
        }
        if records == nil {
            guard !plain.isEmpty else {
                return CaptureFileError(.emptyFile, byteOffset: 0, detail: "the compressed data hold nothing")
            }
            identify(atEnd: true)
            if let failure { return failure }
        }
        guard let records else { return truncation(in: "file header") }
        return plain.isEmpty && records.mayEnd ? nil : truncation(in: records.recordName)
    }

    private func truncation(in record: String) -> CaptureFileError {
        CaptureFileError(
            .truncatedRecord, byteOffset: plainOffset, packetNumber: packetBeingRead,
            detail: "\(plain.count) of the \(record)’s \(max(needed, plain.count + 1)) or more bytes are there")
    }

    private var packetBeingRead: Int? {
        records?.isInPacket == true ? facts.packets + 1 : nil
    }

    /// Tells the format from the first bytes; at the end of the file there may be few.
    private mutating func identify(atEnd: Bool) {
        let start = plain.prefix(FileSignature.longest)
        switch FileSignature(start) {
        case .pcap(let variant):
            begin(PcapRecords(variant: variant), .pcap, headerBytes: PcapVariant.fileHeaderBytes)
        case .pcapng:
            begin(PcapngBlocks(), .pcapng, headerBytes: PcapngBlocks.minimumBytes)
        case .snoop:
            begin(SnoopRecords(), .snoop, headerBytes: SnoopRecords.fileHeaderBytes)
        case .networkMonitor:
            begin(NetworkMonitorFrames(), .networkMonitor, headerBytes: NetworkMonitorFrames.fileHeaderBytes)
        case .gzip:
            unpack(LockedUnpacker(GzipStream()), named: "gzip")
        case .zstd:
            unpack(LockedUnpacker(FrameStream(windowBytes: limits.windowBytes)), named: "zstd")
        case .lz4:
            unpack(LockedUnpacker(FrameStream(windowBytes: limits.windowBytes)), named: "lz4")
        case .skippableFrame:
            unpack(LockedUnpacker(FrameStream(windowBytes: limits.windowBytes)), named: "zstd or lz4")
        case .unsupported, .unrecognized:
            guard atEnd || start.count == FileSignature.longest else {
                needed = FileSignature.longest
                return
            }
            refuse(start)
        }
    }

    private mutating func begin(_ records: any CaptureRecords, _ format: CaptureFileFacts.Format, headerBytes: Int) {
        self.records = records
        facts.format = format
        needed = headerBytes
    }

    private mutating func unpack(_ unpacker: any Unpacker, named name: String) {
        if let outer = self.unpacker?.compression.rawValue {
            failure = CaptureFileError(
                .unsupportedFormat, byteOffset: 0,
                detail: "\(name) inside \(outer): unpack it once with `\(outer) -d FILE`")
            return
        }
        self.unpacker = unpacker
        facts.compression = unpacker.compression
        swap(&plain, &packed)
        needed = 4
    }

    private mutating func refuse(_ start: [UInt8]) {
        if case .unsupported(let advice) = FileSignature(start) {
            failure = CaptureFileError(.unsupportedFormat, byteOffset: 0, detail: advice)
            return
        }
        let shown = start.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        failure = CaptureFileError(.unrecognizedFormat, byteOffset: 0, detail: "it starts with the bytes \(shown)")
    }

    /// Unpacks up to a block of compressed data.
    private mutating func inflate() {
        guard let unpacker, !packed.isEmpty || inflaterHoldsMore, inputFailure == nil else { return }
        let target = max(Self.blockBytes, needed)
        guard plain.count < target else { return }
        var step = UnpackStep()
        let source = packed
        let allowed = limits.inflatedBytes - inflatedBytes
        // One byte more than allowed shows that there is more.
        let room = min(target - plain.count, max(0, allowed) + 1)
        _ = plain.append(upTo: room) { room in
            step = source.withUnsafeBytes { unpacker.unpack($0, into: room) }
            return step.produced
        }
        packed.removeFirst(step.consumed)
        facts.compression = unpacker.compression
        inflaterHoldsMore = step.produced == room
        inflatedBytes += step.produced
        if step.produced > allowed {
            inputFailure = CaptureFileError(
                .limitExceeded, byteOffset: limits.inflatedBytes,
                detail: "the compressed data unpack to more than \(limits.inflatedBytes) bytes")
        } else if let fault = step.fault {
            inputFailure = CaptureFileError(
                fault.code, byteOffset: inflatedBytes, packetNumber: packetBeingRead, detail: fault.detail)
        }
    }

    private mutating func decode(_ batch: inout PacketBatch) {
        // Both arrays change hands, so that the packets can grow while the bytes are being read.
        var packets: [CapturedPacket] = []
        swap(&packets, &batch.packets)
        let count = plain.exchangeBytes(with: &batch.bytes)
        let step = decode(batch.bytes.span.bytes.extracting(first: count), into: &packets)
        swap(&packets, &batch.packets)
        if let fault = step.fault {
            let number = fault.concernsPacket ? facts.packets + 1 : nil
            failure = CaptureFileError(
                fault.code, byteOffset: plainOffset, packetNumber: number, detail: fault.detail)
        }
    }

    /// Decodes, and carries over what is left at the end.
    private mutating func decode(_ bytes: RawSpan, into packets: inout [CapturedPacket]) -> DecodeStep {
        let step =
            records?.decode(
                bytes, firstNumber: facts.packets + 1, into: &packets, facts: &facts, limits: limits)
            ?? DecodeStep(consumed: 0, needed: bytes.byteCount + 1)
        plain.append(bytes.extracting(droppingFirst: step.consumed))
        plainOffset += step.consumed
        needed = step.needed
        facts.packets += packets.count
        return step
    }
}
