import CallVocabulary

/// The map: what was removed, what stands in its place, and the functions that decide it.
///
/// Every replacement has the length of what it replaces and is of the same kind, byte for byte: digits for digits, letters
/// of the same case for letters. So no length in any header changes.
public struct Replacements: Sendable {
    /// What a removed value was.
    public enum Kind: String, Sendable, CaseIterable {
        /// A telephone number or another run of digits.
        case number
        /// A user, a display name, an account.
        case name
        /// A Call-ID, tag, branch, CNAME or another identifier.
        case identifier
        /// What proves who somebody is: digests, nonces, cookies, signatures, ICE passwords.
        case credential
        /// A key of media.
        case key
        /// Product names, reasons, subjects and other text.
        case text
        /// An IP address.
        case address
        /// A hardware address.
        case hardwareAddress = "hardware-address"
    }

    struct Entry: Sendable {
        var kind: Kind
        var replacement: [UInt8]
    }

    let key: RedactionKey
    /// Words and numbers as they stood, and what stands there now.
    private(set) var texts: [[UInt8]: Entry] = [:]
    /// IP addresses; those that stay are not listed.
    var addresses: [IPAddress: IPAddress] = [:]
    var hardwareAddresses: [UInt64: UInt64] = [:]
    /// Values that are made of several words, such as `name.example`, to be searched for as a whole.
    private(set) var phrases: Set<[UInt8]> = []
    var permutations: [UInt64: [UInt8]] = [:]

    /// The most phrases remembered.
    static let maximumPhrases = 200_000

    init(key: RedactionKey) { self.key = key }

    /// How many different values of each kind were replaced.
    public var counts: [(kind: Kind, count: Int)] {
        var counts: [Kind: Int] = [:]
        for entry in texts.values { counts[entry.kind, default: 0] += 1 }
        counts[.address, default: 0] += addresses.count
        counts[.hardwareAddress, default: 0] += hardwareAddresses.count
        return Kind.allCases.compactMap { kind in counts[kind].map { (kind, $0) } }
    }

    mutating func note(phrase: ArraySlice<UInt8>) {
        guard (6...128).contains(phrase.count), phrases.count < Replacements.maximumPhrases else { return }
        phrases.insert(phrase.map(ASCIIByte.lowercased))
    }

    // MARK: Words

    /// What stands for a word.
    mutating func word(_ original: ArraySlice<UInt8>, _ kind: Kind) -> [UInt8] {
        let word = Array(original)
        if let known = texts[word] { return known.replacement }
        let lower = word.map(ASCIIByte.lowercased)
        var replacement = shifted(lower)
        // By chance one of the words that stand for nobody.
        if ProtocolWords.reserved.contains(replacement) {
            replacement[0] = Replacements.shift(replacement, 0, by: 0, Replacements.isHexadecimal(lower))
        }
        for index in word.indices where ASCIIByte.isUppercase(word[index]) && ASCIIByte.isLetter(replacement[index]) {
            replacement[index] &= 0xDF
        }
        texts[word] = Entry(kind: kind, replacement: replacement)
        return replacement
    }

    private func shifted(_ word: [UInt8]) -> [UInt8] {
        let isHexadecimal = Replacements.isHexadecimal(word)
        var result = word
        if word.count >= 10 {
            var stream = NumberStream(key.number(.word, word))
            for index in word.indices {
                result[index] = Replacements.shift(word, index, by: stream.next(), isHexadecimal)
            }
            return result
        }
        // Short words would meet by chance; each place is shifted by what stands right of it, then left of it, which can be
        // undone and so never makes two words one.
        let count = UInt8(truncatingIfNeeded: word.count)
        for index in word.indices {
            let amount = key.number(.fromRight, [count] + word[(index + 1)...])
            result[index] = Replacements.shift(word, index, by: amount, isHexadecimal)
        }
        guard word.count > 1 else { return result }
        let half = result
        for index in half.indices {
            let amount = key.number(.fromLeft, [count] + half[..<index])
            result[index] = Replacements.shift(half, index, by: amount, isHexadecimal)
        }
        if result == word {
            let last = word.count - 1
            result[last] = Replacements.shift(result, last, by: 0, isHexadecimal)
        }
        return result
    }

    /// The byte moved on within its kind, never by nothing.
    private static func shift(_ word: [UInt8], _ index: Int, by amount: UInt64, _ isHexadecimal: Bool) -> UInt8 {
        func moved(_ byte: UInt8, from first: UInt8, count: UInt64) -> UInt8 {
            let place = (UInt64(byte &- first) + 1 + amount % (count - 1)) % count
            return first &+ UInt8(truncatingIfNeeded: place)
        }
        let byte = word[index]
        switch byte {
        case 0x30...0x39: return moved(byte, from: 0x30, count: 10)
        case 0x61...0x7A: return moved(byte, from: 0x61, count: isHexadecimal ? 6 : 26)
        case 0x80...0xBF:
            // UTF-8 stays UTF-8: behind these two, not every byte may follow.
            if index > 0, word[index - 1] == 0xED || word[index - 1] == 0xF4 { return byte }
            return moved(byte & 0x1F | 0xA0, from: 0xA0, count: 32)
        case 0xC0... where String(validating: word, as: UTF8.self) == nil:
            return moved(byte & 0x3F | 0xC0, from: 0xC0, count: 64)
        default: return byte
        }
    }

    static func isHexadecimal(_ word: [UInt8]) -> Bool {
        word.count >= 4 && word.contains(where: ASCIIByte.isDigit)
            && word.allSatisfy { ASCIIByte.hexadecimalValue($0) != nil }
    }

    // MARK: Numbers

    /// Numbers that reach a service and nobody in particular.
    static let services: Set<[UInt8]> = Set(["110", "112", "911", "999"].map { Array($0.utf8) })

    /// What stands for a number. Each digit is shifted by those right of it, so that numbers that end alike still do, with
    /// or without their country code; that and the zeros dialled before it stay.
    mutating func number(_ digits: [UInt8], hasPlus: Bool) -> [UInt8] {
        // Zeros say nothing.
        guard digits.contains(where: { $0 != 0x30 }), !Replacements.services.contains(digits) else { return digits }
        let plus: [UInt8] = hasPlus ? [0x2B] : []
        if let known = texts[plus + digits] { return Array(known.replacement.dropFirst(plus.count)) }
        let kept = Replacements.keptDigits(digits, hasPlus: hasPlus)
        var replacement = digits
        for index in digits.indices where index >= kept {
            let amount = key.number(.digit, digits[(index + 1)...])
            if index == kept, digits.count >= 7 {
                // The first digit of a national number is no zero.
                guard digits[index] != 0x30 else { continue }
                let moved = (UInt64(digits[index] &- 0x31) + 1 + amount % 8) % 9
                replacement[index] = 0x31 + UInt8(truncatingIfNeeded: moved)
            } else {
                let moved = (UInt64(digits[index] &- 0x30) + 1 + amount % 9) % 10
                replacement[index] = 0x30 + UInt8(truncatingIfNeeded: moved)
            }
        }
        texts[plus + digits] = Entry(kind: .number, replacement: plus + replacement)
        return replacement
    }

    /// How many digits at the beginning stay: prefixes and the country code (ITU-T E.164).
    static func keptDigits(_ digits: [UInt8], hasPlus: Bool) -> Int {
        func code(from start: Int) -> Int {
            guard digits.count >= start + 5 else { return start }
            let first = digits[start] &- 0x30
            let second = digits[start + 1] &- 0x30
            switch first {
            case 1, 7: return start + 1
            case 2 where second == 0 || second == 7: return start + 2
            case 3 where second <= 4 || second == 6 || second == 9: return start + 2
            case 4 where second != 2: return start + 2
            case 5 where second != 0 && second != 9: return start + 2
            case 6 where second <= 6: return start + 2
            case 8 where [1, 2, 4, 6].contains(second): return start + 2
            case 9 where second <= 5 || second == 8: return start + 2
            case 0: return start
            default: return start + 3
            }
        }
        if hasPlus { return code(from: 0) }
        guard digits.count >= 7 else { return 0 }
        if digits[0] == 0x30 {
            if digits[1] == 0x30 { return code(from: 2) }
            return digits.count >= 12 && digits[1] == 0x31 && digits[2] == 0x31 ? code(from: 3) : 1
        }
        return digits.count >= 11 ? code(from: 0) : 0
    }
}
