import CZlib

/// A ZIP archive in memory, its files found by the directory at its end (APPNOTE 4.3.12), unpacked one by one.
///
/// ```
/// [ local header, name, data ] … [ directory entry ] … [ end of directory ]
/// ```
struct ZipArchive {
    private struct Entry {
        var method: UInt16
        var flags: UInt16
        var packedBytes: Int
        var unpackedBytes: Int
        var headerOffset: Int
    }

    private let bytes: [UInt8]
    private var entries: [String: Entry] = [:]
    private var unpacked = 0

    /// The names of all files.
    var names: [String] { entries.keys.sorted() }

    private static let damaged = WorkbookError(
        .damaged, "The file is damaged: it is no complete archive.", "Save the spreadsheet again and send the new file."
    )

    init(_ bytes: [UInt8]) throws(WorkbookError) {
        self.bytes = bytes
        guard let end = ZipArchive.endOfDirectory(bytes) else { throw Self.damaged }
        let count = bytes.uint16(end + 10)
        var at = bytes.uint32(end + 16)
        guard count <= WorkbookLimits.entries else {
            throw WorkbookError(
                .tooLarge, "The archive holds \(count) files; the limit is \(WorkbookLimits.entries).",
                "Save the table as CSV.")
        }
        for _ in 0..<count {
            guard at + 46 <= bytes.count, bytes.uint32(at) == 0x0201_4B50 else { throw Self.damaged }
            let nameCount = bytes.uint16(at + 28)
            let next = at + 46 + nameCount + bytes.uint16(at + 30) + bytes.uint16(at + 32)
            guard next <= bytes.count else { throw Self.damaged }
            let name = String(decoding: bytes[(at + 46)..<(at + 46 + nameCount)], as: UTF8.self)
            entries[name] = Entry(
                method: UInt16(bytes.uint16(at + 10)), flags: UInt16(bytes.uint16(at + 8)),
                packedBytes: bytes.uint32(at + 20), unpackedBytes: bytes.uint32(at + 24),
                headerOffset: bytes.uint32(at + 42))
            at = next
        }
    }

    /// The last record of the archive, behind which only a comment may stand.
    private static func endOfDirectory(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        var at = bytes.count - 22
        let first = max(0, at - 65_535)
        while at >= first {
            if bytes[at] == 0x50, bytes.uint32(at) == 0x0605_4B50, at + 22 + bytes.uint16(at + 20) <= bytes.count {
                return at
            }
            at -= 1
        }
        return nil
    }

    func holds(_ name: String) -> Bool { entries[name] != nil }

    /// A file's bytes; `nil` if there is none of this name.
    mutating func file(_ name: String) throws(WorkbookError) -> [UInt8]? {
        guard let entry = entries[name] else { return nil }
        guard entry.flags & 1 == 0 else {
            throw WorkbookError(
                .damaged, "The file is encrypted.", "Take the password off, save it, and send the new file.")
        }
        guard entry.unpackedBytes <= WorkbookLimits.entryBytes,
            unpacked + entry.unpackedBytes <= WorkbookLimits.unpackedBytes
        else { throw Self.tooLarge }
        let header = entry.headerOffset
        guard header + 30 <= bytes.count, bytes.uint32(header) == 0x0403_4B50 else { throw Self.damaged }
        let start = header + 30 + bytes.uint16(header + 26) + bytes.uint16(header + 28)
        guard start + entry.packedBytes <= bytes.count else { throw Self.damaged }
        let packed = bytes[start..<(start + entry.packedBytes)]
        let content: [UInt8]
        switch entry.method {
        case 0: content = Array(packed)
        case 8:
            guard let inflated = DeflatedData.inflate(packed, limit: entry.unpackedBytes) else { throw Self.damaged }
            content = inflated
        default: throw Self.damaged
        }
        guard content.count == entry.unpackedBytes else { throw Self.damaged }
        unpacked += content.count
        return content
    }

    private static let tooLarge = WorkbookError(
        .tooLarge,
        "The spreadsheet is larger than \(WorkbookLimits.entryBytes >> 20) MB unpacked.",
        "Send only the rows of the calls, or save them as CSV.")
}

/// Raw deflate data (RFC 1951).
enum DeflatedData {
    /// What `packed` unpacks to; `nil` if it is damaged or has more than `limit` bytes.
    static func inflate(_ packed: ArraySlice<UInt8>, limit: Int) -> [UInt8]? {
        // zlib keeps a pointer to its stream, so the stream has a place of its own that never moves.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer {
            stream.deinitialize(count: 1)
            stream.deallocate()
        }
        guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { _ = inflateEnd(stream) }
        // One byte more than there may be shows that there are more.
        let isDone: (inout UnsafeMutableBufferPointer<UInt8>, inout Int) -> Void = { target, count in
            packed.withUnsafeBufferPointer { source in
                stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.pointee.avail_in = UInt32(clamping: source.count)
                stream.pointee.next_out = target.baseAddress
                stream.pointee.avail_out = UInt32(clamping: target.count)
                let status = CZlib.inflate(stream, Z_FINISH)
                count = status == Z_STREAM_END ? target.count - Int(stream.pointee.avail_out) : target.count
                stream.pointee.next_in = nil
                stream.pointee.next_out = nil
            }
        }
        let unpacked = [UInt8](unsafeUninitializedCapacity: limit + 1, initializingWith: isDone)
        return unpacked.count <= limit ? unpacked : nil
    }
}

extension [UInt8] {
    /// Two bytes at `offset`, the low one first; 0 beyond the end.
    fileprivate func uint16(_ offset: Int) -> Int {
        offset >= 0 && offset + 1 < count ? Int(self[offset]) | Int(self[offset + 1]) << 8 : 0
    }

    /// Four bytes at `offset`, the lowest first; 0 beyond the end.
    fileprivate func uint32(_ offset: Int) -> Int { uint16(offset) | uint16(offset + 2) << 16 }
}
