/// A sentence below a call that puts something right in it: "Sorry, the number called should be +1 212 555 0142".
///
/// Which value it changes cannot be told for certain; a call must not be accepted as it stands beside such a sentence.
enum CorrectionInWords {
    /// Behind these stands the right value.
    private static let marks = [
        "should be", "should have been", "should read", "should say", "correction", "corrected to", "i meant",
        "we meant",
        "instead of", "it was in fact", "make that", "change that to", "change it to",
    ]
    /// These take something back, whatever stands behind them.
    private static let withdrawals = [
        "ignore call", "ignore the call", "ignore the first", "ignore the second", "ignore the last", "disregard call",
        "disregard the call", "disregard the first", "disregard the second", "disregard the last", "scrap that",
        "strike that", "a typo", "my typo",
    ]
    private static let values = ["number", "time", "date", "direction", "caller", "time zone"]
    private static let faults = [
        "is wrong", "was wrong", "is not correct", "is incorrect", "was incorrect", "is not right",
    ]
    private static let ways: Set<Substring> = ["incoming", "outgoing", "inbound", "outbound"]
    private static let apologies: Set<Substring> = ["sorry", "apologies", "oops", "actually", "pardon"]
    private static let states: Set<Substring> = ["was", "is", "were", "it's", "be", "an"]

    static func isOne(_ text: String) -> Bool {
        let folded = text.lowercased()
        guard folded.utf8.count <= 2_000 else { return false }
        if withdrawals.contains(where: { folded.contains($0) }) { return true }
        if faults.contains(where: { fault in values.contains { folded.contains("\($0) \(fault)") } }) { return true }
        for mark in marks {
            guard let found = folded.firstRange(of: mark) else { continue }
            let behind = folded[found.upperBound...].split(whereSeparator: \.isWhitespace)
            if behind.prefix(8).contains(where: isValue) { return true }
            if behind.prefix(3).contains(where: { ways.contains($0.trimmingPunctuation) }) { return true }
        }
        // "Sorry, it was +1 212 555 0142", "Actually it was incoming"; "Sorry, call me on 07700 900123" corrects nothing.
        let words = folded.split { !$0.isLetter && $0 != "'" }
        guard words.contains(where: { apologies.contains($0) }) else { return false }
        for (word, next) in zip(words, words.dropFirst()) where states.contains(word) && ways.contains(next) {
            return true
        }
        let isGiven = folded.split(whereSeparator: \.isWhitespace).contains(where: isValue)
        return isGiven
            && (words.contains("was") || words.contains("is") || words.contains("number") || words.contains("time"))
            && !words.contains("me")
    }

    /// Figures enough for a number, or a clock.
    private static func isValue(_ word: Substring) -> Bool {
        word.utf8.count { (0x30...0x39).contains($0) } >= 3 || CellText.hasClock(String(word))
    }
}

extension Substring {
    fileprivate var trimmingPunctuation: Substring {
        var rest = self
        while let last = rest.last, !last.isLetter { rest = rest.dropLast() }
        return rest
    }
}
