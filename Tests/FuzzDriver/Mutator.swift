/// Changes inputs the way damage and malice do; the same seed makes the same changes.
struct Mutator {
    private var state: UInt64
    private let dictionary: [[UInt8]]
    /// Where lengths of the inputs' own format stand, if that is known: changes gather there.
    private let places: ([UInt8]) -> [Int]

    /// Numbers that lengths and counters break at.
    private static let numbers: [UInt32] = [
        0, 1, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFC,
        0xFFFF_FFFF,
    ]

    init(seed: UInt64, dictionary: [String], places: @escaping ([UInt8]) -> [Int]) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        self.dictionary = dictionary.map { Array($0.utf8) }
        self.places = places
    }

    private mutating func random(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(truncatingIfNeeded: state >> 11) % max(1, bound)
    }

    /// `bytes` with one to five changes; `other` is another input to take pieces from.
    mutating func mutate(_ bytes: [UInt8], with other: [UInt8], limit: Int) -> [UInt8] {
        var bytes = bytes
        let known = places(bytes)
        for _ in 0...random(5) {
            guard !bytes.isEmpty else { return bytes }
            change(&bytes, known, other)
        }
        if bytes.count > limit { bytes.removeLast(bytes.count - limit) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8], _ known: [Int], _ other: [UInt8]) {
        let inHeader = !known.isEmpty && random(3) == 0
        let place = min(bytes.count - 1, inHeader ? known[random(known.count)] + random(60) : random(bytes.count))
        let length = 1 + random(min(64, bytes.count - place))
        switch random(11) {
        case 0: bytes[place] ^= 1 << UInt8(random(8))
        case 1: bytes[place] = UInt8(random(256))
        case 2, 3: put(Mutator.numbers[random(Mutator.numbers.count)], 1 << random(3), &bytes, place)
        case 4: put(UInt32(truncatingIfNeeded: bytes.count - place + random(9) - 4), 2 << random(2), &bytes, place)
        case 5: bytes[place] = bytes[place] &+ UInt8(truncatingIfNeeded: random(9) - 4)
        case 6: bytes.removeSubrange(place..<place + length)
        case 7: bytes.insert(contentsOf: bytes[place..<place + length], at: random(bytes.count))
        case 8 where !dictionary.isEmpty:
            let word = dictionary[random(dictionary.count)]
            bytes.replaceSubrange(place..<min(bytes.count, place + (random(2) == 0 ? 0 : word.count)), with: word)
        case 9 where !other.isEmpty:
            let from = random(other.count)
            let piece = other[from..<min(other.count, from + 1 + random(512))]
            bytes.replaceSubrange(place..<min(bytes.count, place + (random(2) == 0 ? 0 : piece.count)), with: piece)
        case 10 where random(4) == 0: bytes.removeLast(bytes.count - place)
        default: bytes[place] = ~bytes[place]
        }
    }

    /// Writes the low bytes of a number, in either order.
    private mutating func put(_ value: UInt32, _ count: Int, _ bytes: inout [UInt8], _ place: Int) {
        let isBig = random(2) == 0
        for index in 0..<count where place + index < bytes.count {
            let shift = UInt32(8 * (isBig ? count - 1 - index : index))
            bytes[place + index] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }
}

/// Where the records of a plain capture file begin.
enum RecordPlaces {
    /// The file header, and each record as far as the file's own lengths tell.
    static func of(_ bytes: [UInt8]) -> [Int] {
        guard bytes.count > 28 else { return [0] }
        let isPcapng = bytes[0] == 0x0A && bytes[1] == 0x0D
        let isBig = isPcapng ? bytes[8] == 0x1A : bytes[0] == 0xA1
        func number(_ at: Int) -> Int {
            let four = bytes[at..<at + 4]
            return (isBig ? Array(four) : four.reversed()).reduce(0) { $0 << 8 | Int($1) }
        }
        var places = [0]
        var at = isPcapng ? 0 : 24
        while at + 16 <= bytes.count, places.count < 4_096 {
            places.append(at)
            let length = isPcapng ? number(at + 4) : 16 + number(at + 8)
            guard length >= 12, length < bytes.count else { break }
            at += length
        }
        return places
    }
}
