import CallVocabulary
import Glibc

/// Reads a capture file from a path or from an open descriptor, such as standard input.
///
/// ```swift
/// var reader = try CaptureFileReader(path: "call.pcapng")
/// var batch = PacketBatch()
/// while try reader.nextBatch(&batch) {
///     // batch.packets point into batch.bytes
/// }
/// ```
///
/// Memory stays constant however large the file is. The descriptor is closed with the reader.
public struct CaptureFileReader: ~Copyable, Sendable {
    /// How the file is named in errors: its path, or `standard input`.
    public let name: String
    /// The size of the file, if it has one: a pipe has none.
    public let totalBytes: Int?
    /// Bytes read so far, for progress against ``totalBytes``.
    public private(set) var bytesRead = 0

    private let descriptor: Int32
    private let closesDescriptor: Bool
    private let blockBytes: Int
    private var decoder: CaptureDecoder
    private var isAtEnd = false

    /// Bytes asked for with one `read`.
    public static let defaultBlockBytes = 128 << 10

    /// Opens the file at `path`.
    public init(
        path: String, limits: CaptureFileLimits = CaptureFileLimits(), blockBytes: Int = defaultBlockBytes
    ) throws(CaptureFileError) {
        var opened: Int32
        repeat {
            opened = open(path, O_RDONLY | O_CLOEXEC)
        } while opened < 0 && errno == EINTR
        guard opened >= 0 else {
            throw CaptureFileError(.unreadable, byteOffset: 0, detail: Self.text(ofError: errno), path: path)
        }
        self.init(descriptor: opened, name: path, closesDescriptor: true, limits: limits, blockBytes: blockBytes)
    }

    /// What the first bytes of a file say, without reading on: whether it is compressed, and how long it is (`nil` for
    /// what is no regular file, which is not read from at all). `nil` if it cannot be opened.
    package static func opening(of path: String) -> (isCompressed: Bool, bytes: Int?)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        guard status.st_mode & S_IFMT == S_IFREG else { return (false, nil) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        var start = [UInt8](repeating: 0, count: FileSignature.longest)
        let count = start.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        switch FileSignature(Array(start.prefix(max(0, count)))) {
        case .gzip, .zstd, .lz4, .skippableFrame: return (true, Int(status.st_size))
        default: return (false, Int(status.st_size))
        }
    }

    /// Reads from an open descriptor, from where it stands.
    ///
    /// - Parameters:
    ///   - descriptor: open for reading.
    ///   - name: how errors name it.
    ///   - closesDescriptor: true if the descriptor ends with the reader.
    ///   - limits: what the file may ask for.
    ///   - blockBytes: bytes asked for with one `read`.
    public init(
        descriptor: Int32, name: String = "standard input", closesDescriptor: Bool = false,
        limits: CaptureFileLimits = CaptureFileLimits(), blockBytes: Int = defaultBlockBytes
    ) {
        self.descriptor = descriptor
        self.name = name
        self.closesDescriptor = closesDescriptor
        self.blockBytes = max(1, blockBytes)
        decoder = CaptureDecoder(limits: limits)
        var status = stat()
        let isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        totalBytes = isRegular ? Int(status.st_size) : nil
    }

    deinit {
        if closesDescriptor { _ = close(descriptor) }
    }

    /// What the file has said about itself so far.
    public var facts: CaptureFileFacts {
        var facts = decoder.facts
        facts.fileBytes = bytesRead
        return facts
    }
    /// Keys stored in the file; never print them.
    public var secrets: [DecryptionSecrets] { decoder.secrets }

    /// Reads on until there are packets.
    ///
    /// - Parameter batch: gets at least one packet; its former content is given up. Reuse it.
    /// - Returns: false at the proper end of the file.
    public mutating func nextBatch(_ batch: inout PacketBatch) throws(CaptureFileError) -> Bool {
        try nextBatch(&batch, observing: { _ in })
    }

    /// Reads on until there are packets, and shows the bytes of the file as stored, each once and in order.
    ///
    /// - Parameters:
    ///   - batch: gets at least one packet; its former content is given up. Reuse it.
    ///   - observe: is given each block as it was read, such as for a checksum of the file.
    /// - Returns: false at the proper end of the file.
    public mutating func nextBatch(
        _ batch: inout PacketBatch, observing observe: (RawSpan) -> Void
    ) throws(CaptureFileError) -> Bool {
        do throws(CaptureFileError) {
            while true {
                if try decoder.nextBatch(&batch) { return true }
                if !isAtEnd { try readBlock(observe) }
                if isAtEnd {
                    try decoder.finish()
                    return false
                }
            }
        } catch {
            var named = error
            named.path = name
            throw named
        }
    }

    /// Reads the rest of the file without decoding it, after an error ended the packets early.
    ///
    /// A checksum of the whole file can so be completed.
    public mutating func readRemainder(observing observe: (RawSpan) -> Void) throws(CaptureFileError) {
        var block = [UInt8](repeating: 0, count: blockBytes)
        while !isAtEnd {
            let count = block.withUnsafeMutableBytes { Self.read(descriptor, into: $0) }
            try note(count)
            if count > 0 { observe(block.span.bytes.extracting(first: count)) }
        }
    }

    /// Reads one block, or takes note of the end of the file.
    private mutating func readBlock(_ observe: (RawSpan) -> Void) throws(CaptureFileError) {
        var count = 0
        let descriptor = descriptor
        decoder.append(upTo: blockBytes) { room in
            count = Self.read(descriptor, into: room)
            if count > 0 { observe(UnsafeRawBufferPointer(room).bytes.extracting(first: count)) }
            return max(0, count)
        }
        try note(count)
    }

    /// Takes down the result of ``read(_:into:)``.
    private mutating func note(_ count: Int) throws(CaptureFileError) {
        guard count >= 0 else {
            let text = Self.text(ofError: Int32(clamping: -count))
            throw CaptureFileError(.unreadable, byteOffset: bytesRead, detail: text, path: name)
        }
        bytesRead += count
        isAtEnd = count == 0
    }

    /// Bytes read, 0 at the end of the file, or the negative number of the system's error.
    private static func read(_ descriptor: Int32, into room: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = Glibc.read(descriptor, room.baseAddress, room.count)
            if count >= 0 { return count }
            if errno != EINTR { return -Int(errno) }
        }
    }

    private static func text(ofError number: Int32) -> String {
        String(cString: strerror(number))
    }
}
