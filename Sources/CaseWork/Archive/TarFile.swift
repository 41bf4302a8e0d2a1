/// Archives in the ustar format (POSIX.1-1988), as `tar` reads and writes them.
enum TarFile {
    static let blockBytes = 512

    /// The header of an entry. Sizes beyond eleven octal digits are written in base 256, as GNU tar does.
    static func header(name: String, size: Int, seconds: Int64) -> [UInt8]? {
        let bytes = Array(name.utf8)
        guard !bytes.isEmpty, bytes.count <= 100, size >= 0 else { return nil }
        var block = [UInt8](repeating: 0, count: blockBytes)
        func put(_ text: some Sequence<UInt8>, _ at: Int) {
            for (index, byte) in text.enumerated() { block[at + index] = byte }
        }
        func octal(_ value: Int, _ width: Int) -> [UInt8] {
            let digits = String(value, radix: 8)
            return Array((String(repeating: "0", count: max(0, width - digits.count)) + digits).utf8)
        }
        put(bytes, 0)
        put(octal(0o600, 7), 100)
        put(octal(0, 7), 108)
        put(octal(0, 7), 116)
        if size <= 0o77777777777 {
            put(octal(size, 11), 124)
        } else {
            block[124] = 0x80
            for index in 0..<8 { block[128 + index] = UInt8(truncatingIfNeeded: size >> (56 - 8 * index)) }
        }
        put(octal(Int(max(0, min(seconds, 0o77777777777))), 11), 136)
        put(Array(repeating: 0x20, count: 8), 148)
        block[156] = 0x30
        put("ustar".utf8, 257)
        put("00".utf8, 263)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(octal(sum, 6) + [0, 0x20], 148)
        return block
    }

    /// What a header says: `nil` for the end of the archive; throws nothing, a broken header is `name` empty.
    static func parse(_ block: [UInt8]) -> (name: String, size: Int, isFile: Bool)? {
        guard block.count == blockBytes, block.contains(where: { $0 != 0 }) else { return nil }
        var sum = 0
        for (index, byte) in block.enumerated() { sum += (148..<156).contains(index) ? 0x20 : Int(byte) }
        guard number(block[148..<156]) == sum else { return ("", 0, false) }
        let name = String(decoding: block[0..<100].prefix { $0 != 0 }, as: UTF8.self)
        let size: Int
        if block[124] == 0x80 {
            var value: UInt64 = 0
            for byte in block[128..<136] { value = value << 8 | UInt64(byte) }
            guard value < UInt64(Int.max / 2) else { return ("", 0, false) }
            size = Int(value)
        } else {
            guard let value = number(block[124..<136]) else { return ("", 0, false) }
            size = value
        }
        return (name, size, block[156] == 0x30 || block[156] == 0)
    }

    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in field {
            if byte == 0 || byte == 0x20 {
                if value > 0 { break }
                continue
            }
            guard (0x30...0x37).contains(byte) else { return nil }
            value = value << 3 | Int(byte - 0x30)
        }
        return value
    }

    static func padding(_ size: Int) -> Int { (blockBytes - size % blockBytes) % blockBytes }
}
