import CallVocabulary
import Glibc

/// Reads a capture file, or standard input, into batches of packets; gzip is unpacked on the way.
///
/// ```swift
/// var reader = try CaptureFileReader(path: "call.pcap.gz")
/// var batch = PacketBatch()
/// while try reader.nextBatch(&batch) { … }
/// ```
public struct CaptureFileReader {
    /// Bytes read at a time: 1 MiB, which measured best.
    static let blockBytes = 1 << 20

    private var decoder: CaptureDecoder
    private let source: FileDescriptorSource
    private var inflater: GzipInflater?
    /// Compressed bytes read and not unpacked yet.
    private var packed: [UInt8] = []
    private var packedStart = 0
    private var packedEnd = 0
    private var isStarted = false
    private var isAtEnd = false
    /// Bytes of the file read so far, as stored.
    public private(set) var bytesRead = 0
    /// Bytes of the file as stored; `nil` for standard input and pipes.
    public var totalBytes: Int? { source.size }
    /// Sees the bytes of the file as they are read, for instance to hash them.
    public var onRawBytes: ((UnsafeRawBufferPointer) -> Void)?

    /// What the file says about itself so far.
    public var facts: CaptureFileFacts {
        var facts = decoder.facts
        facts.fileBytes = bytesRead
        if inflater != nil { facts.compression = .gzip }
        return facts
    }
    /// Decryption secrets met so far.
    public var secrets: [DecryptionSecrets] { decoder.secrets }

    /// Opens the file at `path`, `-` being standard input.
    public init(path: String, limits: CaptureFileLimits = CaptureFileLimits()) throws(CaptureFileError) {
        source = try FileDescriptorSource(path: path)
        decoder = CaptureDecoder(limits: limits)
    }

    /// Reads on until `batch` holds packets; false at the end of the file.
    ///
    /// Throws what is wrong with the file once all packets before that place were handed over.
    public mutating func nextBatch(_ batch: inout PacketBatch) throws(CaptureFileError) -> Bool {
        while true {
            if isAtEnd {
                batch.packets.removeAll(keepingCapacity: true)
                try decoder.finish()
                return false
            }
            let count = try inflater == nil ? readPlain(&batch) : readPacked(&batch)
            guard let count else { continue }
            try decoder.decodePrepared(&batch, count: count)
            if !batch.packets.isEmpty { return true }
        }
    }

    /// Fills the batch's buffer with file bytes; `nil` if the file turned out to be compressed or has ended.
    private mutating func readPlain(_ batch: inout PacketBatch) throws(CaptureFileError) -> Int? {
        let start = decoder.prepare(&batch, room: CaptureFileReader.blockBytes)
        let source = self.source
        let outcome = batch.bytes.withUnsafeMutableBytes { buffer in
            source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]), limit: Self.blockBytes)
        }
        let count = try outcome.get()
        guard count > 0 else {
            isAtEnd = true
            return nil
        }
        note(batch.bytes, start..<(start + count))
        if !isStarted {
            isStarted = true
            if count >= 2, batch.bytes[start] == 0x1F, batch.bytes[start + 1] == 0x8B {
                guard let inflater = GzipInflater() else {
                    throw CaptureFileError(.unreadable, byteOffset: 0, detail: "zlib could not start")
                }
                self.inflater = inflater
                packed = Array(batch.bytes[start..<(start + count)])
                packedEnd = count
                return nil
            }
        }
        return start + count
    }

    /// Fills the batch's buffer with unpacked bytes; `nil` if the file has ended.
    private mutating func readPacked(_ batch: inout PacketBatch) throws(CaptureFileError) -> Int? {
        guard let inflater else { return nil }
        if packedStart == packedEnd {
            let source = self.source
            if packed.count < 1 << 17 { packed = [UInt8](repeating: 0, count: 1 << 17) }
            let count = try packed.withUnsafeMutableBytes { source.read(into: $0, limit: $0.count) }.get()
            packedStart = 0
            packedEnd = count
            guard count > 0 else {
                isAtEnd = true
                if !inflater.isAtMemberEnd {
                    throw CaptureFileError(
                        .damagedCompression, byteOffset: bytesRead, packetNumber: decoder.facts.packets + 1,
                        detail: "they end too early")
                }
                return nil
            }
            note(packed, 0..<count)
        }
        let start = decoder.prepare(&batch, room: CaptureFileReader.blockBytes)
        let room = start..<(start + CaptureFileReader.blockBytes)
        let step = packed.withUnsafeBytes { input in
            batch.bytes.withUnsafeMutableBytes { output in
                inflater.inflate(
                    UnsafeRawBufferPointer(rebasing: input[packedStart..<packedEnd]),
                    into: UnsafeMutableRawBufferPointer(rebasing: output[room]))
            }
        }
        packedStart += step.consumed
        guard inflater.totalOut <= decoder.limits.inflatedBytes else {
            isAtEnd = true
            throw CaptureFileError(
                .damagedCompression, byteOffset: bytesRead, packetNumber: decoder.facts.packets + 1,
                detail: "they unfold to more than the limit of \(decoder.limits.inflatedBytes) bytes")
        }
        if step.isDamaged {
            isAtEnd = true
            packedStart = packedEnd
            if step.produced == 0 {
                throw CaptureFileError(
                    .damagedCompression, byteOffset: bytesRead - (packedEnd - packedStart),
                    packetNumber: decoder.facts.packets + 1)
            }
            decoder.pendingDamage = CaptureFileError(
                .damagedCompression, byteOffset: bytesRead, packetNumber: nil)
        }
        return start + step.produced
    }

    private mutating func note(_ bytes: [UInt8], _ range: Range<Int>) {
        bytesRead += range.count
        guard let onRawBytes else { return }
        bytes.withUnsafeBytes { onRawBytes(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
