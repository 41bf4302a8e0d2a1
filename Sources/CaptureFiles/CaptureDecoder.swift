import CallVocabulary

/// Turns the bytes of a capture file, in chunks of any size, into packets.
///
/// The decoder does no input or output: file, standard input and upload feed the same one. Call
/// ``decode(_:into:)`` with each chunk and ``finish()`` at the end. Packets are handed over in a ``PacketBatch``
/// whose buffer is reused, so nothing is copied or called per packet.
public struct CaptureDecoder: Sendable {
    enum Container {
        case undecided
        case pcap(PcapFormat)
        case pcapng(PcapngSection)
        case failed
    }

    /// What the file says about itself so far.
    public internal(set) var facts = CaptureFileFacts()
    /// Secrets met so far.
    public internal(set) var secrets: [DecryptionSecrets] = []
    let limits: CaptureFileLimits
    var container = Container.undecided
    /// Bytes of a record that is not complete yet.
    var carry: [UInt8] = []
    /// Where in the file the first byte of ``carry`` lies.
    var consumed = 0
    /// An error that lies behind packets already handed over.
    var pendingError: CaptureFileError?

    /// Damage to the compression, which ends the file where it was met.
    var pendingDamage: CaptureFileError?

    /// A decoder at the start of a file.
    public init(limits: CaptureFileLimits = CaptureFileLimits()) {
        self.limits = limits
    }

    /// Decodes the next chunk of the file into `batch`, whose former content is dropped.
    ///
    /// Throws what is wrong with the file once all packets before that place were handed over.
    public mutating func decode(_ chunk: [UInt8], into batch: inout PacketBatch) throws(CaptureFileError) {
        let start = prepare(&batch, room: chunk.count)
        batch.bytes.replaceSubrange(start..<(start + chunk.count), with: chunk)
        try decodePrepared(&batch, count: start + chunk.count)
    }

    /// Puts the bytes left over at the front of the batch's buffer, makes `room` behind them, and returns where that
    /// begins.
    mutating func prepare(_ batch: inout PacketBatch, room: Int) -> Int {
        batch.packets.removeAll(keepingCapacity: true)
        let needed = carry.count + room
        if batch.bytes.count < needed { batch.bytes = [UInt8](repeating: 0, count: needed) }
        if !carry.isEmpty { batch.bytes.replaceSubrange(0..<carry.count, with: carry) }
        return carry.count
    }

    /// Decodes the first `count` bytes of the batch's buffer.
    mutating func decodePrepared(_ batch: inout PacketBatch, count: Int) throws(CaptureFileError) {
        if let error = pendingError {
            container = .failed
            throw error
        }
        var position = 0
        do throws(CaptureFileError) {
            position = try decodeRecords(&batch, count: count)
        } catch {
            facts.packets += batch.packets.count
            carry = []
            container = .failed
            if batch.packets.isEmpty { throw error }
            pendingError = error
            return
        }
        facts.packets += batch.packets.count
        carry = position < count ? Array(batch.bytes[position..<count]) : []
        consumed += position
    }

    private mutating func decodeRecords(_ batch: inout PacketBatch, count: Int) throws(CaptureFileError) -> Int {
        switch container {
        case .failed: return count
        case .undecided:
            guard let recognised = try recognise(batch.bytes, count: count) else { return 0 }
            container = recognised
            if case .pcap(let format) = recognised {
                facts.interfaces = [CaptureFileFacts.Interface()]
                return try format.decode(&batch, from: 24, to: count, decoder: self)
            }
            return try decodeRecords(&batch, count: count)
        case .pcap(let format):
            return try format.decode(&batch, from: 0, to: count, decoder: self)
        case .pcapng(var section):
            defer { container = .pcapng(section) }
            return try section.decode(&batch, to: count, decoder: &self)
        }
    }

    /// Which format the first bytes belong to; `nil` while there are too few.
    private mutating func recognise(_ bytes: [UInt8], count: Int) throws(CaptureFileError) -> Container? {
        guard count >= 4 else { return nil }
        let magic = bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self).bigEndian
        if magic == 0x0A0D_0D0A {
            facts.format = .pcapng
            return .pcapng(PcapngSection())
        }
        if PcapFormat.isMagic(magic) {
            guard count >= 24 else { return nil }
            facts.format = .pcap
            return .pcap(PcapFormat(header: bytes))
        }
        throw FormatRecognition.error(firstBytes: bytes, count: count)
    }

    /// Ends the file: throws if it ends within a record or was empty.
    public mutating func finish() throws(CaptureFileError) {
        if let error = pendingError {
            pendingError = nil
            throw error
        }
        if let damage = pendingDamage {
            pendingDamage = nil
            throw damage
        }
        if case .failed = container { return }
        if case .undecided = container {
            guard !carry.isEmpty else { throw CaptureFileError(.emptyFile, byteOffset: 0) }
            throw FormatRecognition.error(firstBytes: carry, count: carry.count)
        }
        guard carry.isEmpty else {
            container = .failed
            throw CaptureFileError(
                .truncatedRecord, byteOffset: consumed + carry.count, packetNumber: facts.packets + 1)
        }
        facts.isComplete = true
    }
}
