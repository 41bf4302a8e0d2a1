/// What a person typed as a number, reduced to digits; anything that belongs to no number is refused, never dropped.
struct DiallingText {
    /// Digit values 0 to 9.
    var digits: [UInt8]
    /// A plus sign stood before them.
    var isInternational: Bool
    /// The digits of an extension suffix.
    var extensionDigits: String?

    /// Digits a number may have before it is refused as none: far more than E.164's 15.
    static let maximumDigits = 40
    /// Letters in a row that make a vanity number.
    static let vanityLetters = 4

    /// Reads `text`; `nil` if it holds anything but a number.
    init?(_ text: String) {
        if let (plain, isInternational) = DiallingText.plainDigits(text) {
            digits = plain
            self.isInternational = isInternational
            extensionDigits = nil
            return
        }
        let address = DiallingText.address(text)
        var characters = DiallingText.plain(address.number)
        if characters.first == "'" { characters.removeFirst() }
        extensionDigits = DiallingText.takeExtension(&characters)
        digits = []
        isInternational = false
        // "+44 (0)20": the trunk prefix that is not dialled from abroad.
        let joined = String(characters)
        if joined.hasPrefix("+") || joined.hasPrefix("00") {
            characters = Array(joined.replacing("(0)", with: ""))
        } else if let context = address.context {
            // RFC 3966: a local number with what stands before it from everywhere.
            characters = Array(context + joined)
        }
        // Letters in one run, whatever marks stand between them: "GO-FEDEX".
        var run: [Character] = []
        func isVanity(_ run: [Character]) -> Bool {
            // O and I alone are zeros and ones mistyped.
            run.count >= DiallingText.vanityLetters && !run.allSatisfy { "OoIilL".contains($0) }
        }
        for character in characters {
            if let digit = character.wholeNumberValue, character.isASCII {
                if !run.isEmpty {
                    guard isVanity(run) else { return nil }
                    run = []
                }
                digits.append(UInt8(digit))
            } else if let digit = DiallingText.keypad(character) {
                // Letters count only behind digits.
                guard !digits.isEmpty else { return nil }
                digits.append(digit)
                run.append(character)
            } else if character == "+" {
                guard digits.isEmpty, !isInternational else { return nil }
                isInternational = true
            } else if !"()-./ ".contains(character) {
                return nil
            }
        }
        guard run.isEmpty || isVanity(run) else { return nil }
        // "+0044": both signs of a number from abroad.
        if isInternational, digits.starts(with: [0, 0]) { digits.removeFirst(2) }
        guard !digits.isEmpty, digits.count <= DiallingText.maximumDigits else { return nil }
    }

    /// The usual case at once: a plus sign perhaps, ASCII digits, and marks between them; `nil` for anything else.
    private static func plainDigits(_ text: String) -> ([UInt8], isInternational: Bool)? {
        var digits: [UInt8] = []
        digits.reserveCapacity(20)
        var isInternational = false
        var before: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39:
                // "(0)" is the trunk prefix that is not dialled from abroad.
                if byte == 0x30, before == UInt8(ascii: "(") { return nil }
                guard digits.count < maximumDigits else { return nil }
                digits.append(byte - 0x30)
            case UInt8(ascii: "+"):
                guard digits.isEmpty, !isInternational else { return nil }
                isInternational = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"),
                UInt8(ascii: "/"):
                break
            default: return nil
            }
            before = byte
        }
        if isInternational, digits.starts(with: [0, 0]) { digits.removeFirst(2) }
        return digits.isEmpty ? nil : (digits, isInternational)
    }

    /// The number within `tel:` and `sip:` addresses, with or without a display name, and the digits a `tel:` address
    /// says belong before it.
    private static func address(_ text: String) -> (number: Substring, context: String?) {
        var body = text[...]
        var context: String?
        if let open = body.lastIndex(of: "<"), let close = body.lastIndex(of: ">"), open < close {
            body = body[body.index(after: open)..<close]
        } else if let number = NumberRemark.number(beside: body) {
            body = number
        }
        let lowered = body.lowercased()
        for scheme in ["tel:", "sip:", "sips:"] where lowered.hasPrefix(scheme) {
            body = body.dropFirst(scheme.count)
            if scheme != "tel:" { body = body.prefix { $0 != "@" } }
            let parts = body.split(separator: ";")
            let named = parts.first { $0.lowercased().hasPrefix("phone-context=+") }
            context = named.map { String($0.dropFirst("phone-context=".count)) }
            // Parameters other than the extension say nothing about the number.
            if let number = parts.first, parts.count > 1 {
                let own = parts.dropFirst().first { $0.lowercased().hasPrefix("ext=") }
                body = own.map { number + ";" + $0 } ?? number
            }
        }
        return (body, context)
    }

    /// Unicode digits, dashes, plus signs and spaces in their plain form; invisible marks gone; ends trimmed.
    private static func plain(_ text: Substring) -> [Character] {
        var result: [Character] = []
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xAD: continue
            case 0x9, 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: result.append(" ")
            case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: result.append("-")
            case 0xFF0B: result.append("+")
            case 0xFF08: result.append("(")
            case 0xFF09: result.append(")")
            case 0xFF0E: result.append(".")
            case 0xFF0F: result.append("/")
            default:
                if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue,
                    let digit = Int(exactly: value)
                {
                    result += String(digit)
                } else {
                    result.append(Character(scalar))
                }
            }
        }
        while result.first == " " { result.removeFirst() }
        while result.last == " " { result.removeLast() }
        return result
    }

    /// Takes `ext. 4455`, `(ext 204)`, `x12`, `#12` or `;ext=12` off the end.
    private static func takeExtension(_ characters: inout [Character]) -> String? {
        if characters.last == ")", let open = characters.lastIndex(of: "("),
            characters[open...].contains(where: { "xX#".contains($0) })
        {
            var inner = Array(characters[..<open] + characters[(open + 1)...].dropLast())
            guard let found = takeExtension(&inner) else { return nil }
            characters = inner
            return found
        }
        var start = characters.count
        while start > 0, characters[start - 1].isASCII, characters[start - 1].isNumber { start -= 1 }
        let digits = characters[start...]
        guard (1...8).contains(digits.count), start > 0 else { return nil }
        var end = start
        while end > 0, " .=:".contains(characters[end - 1]) { end -= 1 }
        for word in ["extension", "extn", "ext", "x", "#"] {
            let tail = String(characters[..<end].suffix(word.count)).lowercased()
            guard tail == word else { continue }
            var rest = characters[..<(end - word.count)]
            while let last = rest.last, " ,;".contains(last) { rest.removeLast() }
            // A letter before it would make it part of a word; without digits before it there is no number.
            guard let last = rest.last, last.isNumber || last == ")" else { return nil }
            characters = Array(rest)
            return String(digits)
        }
        return nil
    }

    private static func keypad(_ character: Character) -> UInt8? {
        guard character.isASCII, let letter = character.uppercased().utf8.first, (0x41...0x5A).contains(letter) else {
            return nil
        }
        return Array("22233344455566677778889999".utf8)[Int(letter - 0x41)] - 0x30
    }
}
