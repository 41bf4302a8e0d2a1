/// A sentence below a call that puts something right in it: "Sorry, the number called should be +1 212 555 0142".
///
/// Which value it changes cannot be told for certain; a call must not be accepted as it stands beside such a sentence.
enum CorrectionInWords {
    private static let marks = [
        "should be", "should have been", "should read", "should say", "correction", "corrected", "typo", "i meant",
        "we meant", "instead of", "disregard", "ignore the", "ignore that", "ignore call", "not correct", "is wrong",
        "was wrong", "was actually", "is actually", "were actually", "it was in fact", "my mistake", "by mistake",
        "scrap that", "strike that", "change that to", "make that",
    ]
    private static let apologies: Set<Substring> = ["sorry", "apologies", "oops", "actually"]
    private static let sides: Set<Substring> = [
        "incoming", "outgoing", "inbound", "outbound", "caller", "called", "calling", "direction", "time", "date",
        "number",
        "call",
    ]

    private static let ways: Set<Substring> = ["incoming", "outgoing", "inbound", "outbound"]

    static func isOne(_ text: String) -> Bool {
        let folded = text.lowercased()
        let digits = folded.utf8.count { (0x30...0x39).contains($0) }
        let words = folded.split { !$0.isLetter }
        let isNumber = digits >= 7
        let isClock = CellText.hasClock(folded)
        if marks.contains(where: { folded.contains($0) }) {
            return isNumber || isClock || words.contains { sides.contains($0) }
        }
        // "Sorry, call me on 07700 900123" corrects nothing.
        guard words.contains(where: { apologies.contains($0) }) else { return false }
        if words.contains(where: { ways.contains($0) }), words.count <= 12 { return true }
        guard isNumber || isClock else { return false }
        return words.contains("was") || words.contains("it")
            || words.contains { sides.subtracting(["call"]).contains($0) }
    }
}
