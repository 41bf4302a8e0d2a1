import Glibc

/// Archives in the ustar format (POSIX.1-1988), as `tar` reads and writes them.
enum TarFile {
    static let blockBytes = 512
    /// The largest entry kept in memory when reading: 256 MiB. Captures are streamed and have no such limit.
    static let maximumSmallEntry = 256 << 20
    /// The largest number of entries read.
    static let maximumEntries = 100_000

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

/// Writes an archive beside its place and moves it there when it is whole.
struct TarWriter: ~Copyable {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private let seconds: Int64

    init(path: String, seconds: Int64) throws(CaseStoreError) {
        self.path = path
        self.seconds = seconds
        temporary = "\(path).partial-\(getpid())"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreFolder.failure("cannot write \(path)") }
    }

    func add(_ name: String, _ bytes: [UInt8]) throws(CaseStoreError) {
        try head(name, bytes.count)
        try StoreFolder.write(bytes, to: descriptor, named: path)
        try StoreFolder.write(Array(repeating: 0, count: TarFile.padding(bytes.count)), to: descriptor, named: path)
    }

    func add(_ name: String, fileAt source: String, size: Int) throws(CaseStoreError) {
        try head(name, size)
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw StoreFolder.failure("cannot read \(source)") }
        defer { close(input) }
        var block = [UInt8](repeating: 0, count: 1 << 20)
        var left = size
        while left > 0 {
            let wanted = min(left, block.count)
            let count = block.withUnsafeMutableBytes { Glibc.read(input, $0.baseAddress, wanted) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw StoreFolder.failure("cannot read \(source)") }
            try StoreFolder.write(Array(block[0..<count]), to: descriptor, named: path)
            left -= count
        }
        try StoreFolder.write(Array(repeating: 0, count: TarFile.padding(size)), to: descriptor, named: path)
    }

    private func head(_ name: String, _ size: Int) throws(CaseStoreError) {
        guard let header = TarFile.header(name: name, size: size, seconds: seconds) else {
            throw CaseStoreError(.archiveUnusable, "the name \(name) does not fit into an archive.")
        }
        try StoreFolder.write(header, to: descriptor, named: path)
    }

    consuming func finish() throws(CaseStoreError) {
        try StoreFolder.write(Array(repeating: 0, count: 2 * TarFile.blockBytes), to: descriptor, named: path)
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw StoreFolder.failure("cannot write \(path)")
        }
    }

    deinit {
        close(descriptor)
        unlink(temporary)
    }
}
