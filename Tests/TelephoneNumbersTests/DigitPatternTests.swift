import Testing

@testable import TelephoneNumbers

/// Groups are the same whether a pattern is matched node by node, as at first, or by its table, as after some uses.
@Test(arguments: [
    ("(\\d{2})(\\d{4})(\\d{4})", "2079460018", [2, 4, 4]), ("([2-9]\\d{2})(\\d{3})(\\d{4})", "2125550100", [3, 3, 4]),
    ("(1[2-5]|2\\d)(\\d{3})", "13456", [2, 3]), ("(\\d{2,3})(\\d{4})", "1234567", [3, 4]),
    ("(20)(\\d)", "201", [2, 1]),
])
func groupsStayTheSame(_ text: String, _ digits: String, _ expected: [Int]) throws {
    let pattern = try #require(DigitPattern(text))
    // A slice that does not begin at 0, as those behind a prefix.
    let padded = [9] + digits.utf8.map { $0 - 0x30 }
    for _ in 0..<60 {
        let groups = try #require(pattern.groups(of: padded[1...]))
        #expect(groups.map { $0?.count } == expected)
        #expect(groups.first??.lowerBound == 1 && groups.last??.upperBound == padded.count)
        #expect(pattern.groups(of: padded[...]) == nil)
    }
}

@Test func alternativesOfDifferentLengthsAreMatchedNodeByNode() throws {
    let pattern = try #require(DigitPattern("(1|23)(\\d{2})"))
    for _ in 0..<60 {
        #expect(pattern.groups(of: [2, 3, 4, 5])?.map { $0?.count } == [2, 2])
        #expect(pattern.groups(of: [1, 4, 5])?.map { $0?.count } == [1, 2])
    }
}
