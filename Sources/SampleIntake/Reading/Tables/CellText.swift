/// What a cell of a table says, without what spreadsheets put around it.
enum CellText {
    /// Without `="…"`, which keeps spreadsheets from changing a number, and without the apostrophe that does the same.
    static func plain(_ cell: String) -> String {
        guard let first = cell.utf8.first, first == UInt8(ascii: "=") || first == UInt8(ascii: "'") else {
            return cell
        }
        if first == UInt8(ascii: "=") {
            guard cell.utf8.count > 3, cell.hasPrefix("=\""), cell.hasSuffix("\"") else { return cell }
            let inner = cell.dropFirst(2).dropLast()
            return inner.contains("\"") ? cell : String(inner).trimmingBlanks
        }
        // An apostrophe in front of anything a spreadsheet would reckon with; one that quotes stays.
        let rest = cell.dropFirst()
        guard let next = rest.unicodeScalars.first, ("0"..."9").contains(next) || "+-=@(".unicodeScalars.contains(next)
        else { return cell }
        return String(rest).trimmingBlanks
    }

    /// Whether the cell may be a telephone number, as against a place or a name.
    static func mayBeNumber(_ cell: String, _ policy: SamplePolicy) -> Bool {
        let digits = cell.utf8.count { (0x30...0x39).contains($0) }
        if digits >= 3 { return cell.unicodeScalars.count { $0.properties.isAlphabetic } <= 24 }
        return digits == 0 && !cell.isEmpty && WithheldCallers.isOne(cell, policy)
    }

    /// Whether the cell is a telephone number in full, and nothing beside it.
    static func isNumberAlone(_ cell: String) -> Bool {
        guard cell.utf8.count <= 40 else { return false }
        let digits = cell.utf8.count { (0x30...0x39).contains($0) }
        return (7...15).contains(digits)
            && cell.utf8.allSatisfy { (0x30...0x39).contains($0) || " +()-.".utf8.contains($0) }
            && (digits >= 10 || cell.utf8.contains { !(0x30...0x39).contains($0) })
    }

    /// Whether the cell may be a date, a time of day, or both.
    static func mayBeTime(_ cell: String) -> Bool {
        let digits = cell.utf8.count { (0x30...0x39).contains($0) }
        return digits >= 3 && cell.utf8.count <= 48
            && (hasClock(cell) || cell.utf8.count { "/-.".utf8.contains($0) } >= 2
                || cell.split(separator: " ").count >= 3)
    }

    /// Whether a time of day is among the words: digits, a colon, digits.
    static func hasClock(_ cell: String) -> Bool {
        let bytes = Array(cell.utf8.prefix(64))
        for index in bytes.indices.dropFirst().dropLast() where bytes[index] == UInt8(ascii: ":") {
            if (0x30...0x39).contains(bytes[index - 1]), (0x30...0x39).contains(bytes[index + 1]) { return true }
        }
        return false
    }

    /// Whether the cell is a time of day without a date: `14:03`, `2:03:05 PM`, `14:03 GMT`.
    static func isClockAlone(_ cell: String) -> Bool {
        guard cell.utf8.count <= 24, hasClock(cell), let first = cell.utf8.first, (0x30...0x39).contains(first) else {
            return false
        }
        return !cell.utf8.contains { "/-".utf8.contains($0) } && cell.split(separator: " ").count <= 3
            && (cell.firstIndex(of: ":").map { cell.distance(from: cell.startIndex, to: $0) <= 2 } ?? false)
    }

    /// Whether the cell is a word for the way of a call.
    static func mayBeDirection(_ cell: String) -> Bool {
        cell.utf8.count <= 64 && DirectionWords.read(cell) != nil
    }
}
