/// Writes a ZIP archive of files that are stored as they are (APPNOTE 4.3).
///
/// ```
/// [ local header, name, data ] … [ directory entry ] … [ end of directory ]
/// ```
struct ZipWriter {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0
    /// Midnight of 1 January 1980, the first date there is: the same files make the same archive.
    private static let date: UInt16 = 0x0021

    mutating func add(_ name: String, _ data: [UInt8]) {
        let offset = UInt32(clamping: bytes.count)
        let size = UInt32(clamping: data.count)
        var shared: [UInt8] = []
        // Version 2.0, names in UTF-8, stored.
        for field in [20, 0x0800, 0, 0, Self.date] as [UInt16] { shared.append(littleEndian: field) }
        for field in [Self.crc32(data), size, size] { shared.append(littleEndian: field) }
        shared.append(littleEndian: UInt16(clamping: name.utf8.count))
        shared.append(littleEndian: 0 as UInt16)
        bytes.append(littleEndian: 0x0403_4B50 as UInt32)
        bytes += shared + Array(name.utf8) + data
        directory.append(littleEndian: 0x0201_4B50 as UInt32)
        directory.append(littleEndian: 20 as UInt16)
        directory += shared
        // No comment, first disk, no attributes.
        for field in [0, 0, 0] as [UInt16] { directory.append(littleEndian: field) }
        for field in [0, offset] as [UInt32] { directory.append(littleEndian: field) }
        directory += Array(name.utf8)
        count &+= 1
    }

    func finish() -> [UInt8] {
        var end: [UInt8] = []
        end.append(littleEndian: 0x0605_4B50 as UInt32)
        for field in [0, 0, count, count] as [UInt16] { end.append(littleEndian: field) }
        for field in [UInt32(clamping: directory.count), UInt32(clamping: bytes.count)] {
            end.append(littleEndian: field)
        }
        end.append(littleEndian: 0 as UInt16)
        return bytes + directory + end
    }

    private static let table: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        return value
    }

    /// CRC-32 as ZIP and Ethernet have it.
    static func crc32(_ data: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in data { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8) }
        return value ^ 0xFFFF_FFFF
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian value: UInt16) {
        append(UInt8(truncatingIfNeeded: value))
        append(UInt8(truncatingIfNeeded: value >> 8))
    }

    fileprivate mutating func append(littleEndian value: UInt32) {
        append(littleEndian: UInt16(truncatingIfNeeded: value))
        append(littleEndian: UInt16(truncatingIfNeeded: value >> 16))
    }
}
