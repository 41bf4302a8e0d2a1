import Glibc

/// Bytes that wait: added at the end, taken from the start, in one array that is filled with zeros only once.
struct ByteQueue: Sendable {
    private var storage: [UInt8] = []
    private var start = 0
    private var end = 0

    /// Room is added in steps of this many bytes.
    private static let growth = 64 << 10

    var count: Int { end - start }
    var isEmpty: Bool { end == start }

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        storage.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
    }

    /// The first bytes, at most `maximum`.
    func prefix(_ maximum: Int) -> [UInt8] {
        Array(storage[start..<min(end, start + maximum)])
    }

    /// Appends what `fill` writes and returns how many bytes that were.
    mutating func append(upTo maximum: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        let maximum = max(0, maximum)
        makeRoom(maximum)
        let room = end..<end + maximum
        let added = storage.withUnsafeMutableBytes { fill(UnsafeMutableRawBufferPointer(rebasing: $0[room])) }
        end += min(max(0, added), maximum)
        return min(max(0, added), maximum)
    }

    mutating func append(_ bytes: RawSpan) {
        _ = append(upTo: bytes.byteCount) { room in
            bytes.withUnsafeBytes { room.copyMemory(from: $0) }
            return bytes.byteCount
        }
    }

    mutating func removeFirst(_ count: Int) {
        start += min(count, self.count)
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Gives its bytes away, at the front of `bytes`, and goes on with the array that it gets.
    ///
    /// - Returns: how many of `bytes` count.
    mutating func exchangeBytes(with bytes: inout [UInt8]) -> Int {
        moveToFront()
        swap(&storage, &bytes)
        defer { end = 0 }
        return end
    }

    private mutating func makeRoom(_ count: Int) {
        if storage.count - end >= count { return }
        moveToFront()
        let lacking = end + count - storage.count
        if lacking > 0 { grow(by: max(lacking, storage.count / 2)) }
    }

    private mutating func grow(by count: Int) {
        let steps = (count + Self.growth - 1) / Self.growth
        let size = storage.count + steps * Self.growth
        let kept = min(end, storage.count)
        storage = storage.withUnsafeBytes { old in
            [UInt8](unsafeUninitializedCapacity: size) { room, initialized in
                let room = UnsafeMutableRawBufferPointer(room)
                room.copyMemory(from: UnsafeRawBufferPointer(rebasing: old[..<kept]))
                if let rest = room.baseAddress { memset(rest + kept, 0, size - kept) }
                initialized = size
            }
        }
    }

    private mutating func moveToFront() {
        guard start > 0 else { return }
        let moved = start..<end
        storage.withUnsafeMutableBytes { bytes in
            // The two ranges may overlap; copyMemory allows that.
            bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[moved]))
        }
        start = 0
        end = moved.count
    }
}
