import Testing

@testable import CallAnalysis

/// The passes that put a result together are in an order that serves them.
@Suite struct ResultPassTests {
    @Test func eachPassFindsWhatItNeeds() {
        var there: Set<ResultPass.Part> = []
        for pass in ResultPass.all {
            #expect(pass.needs.isSubset(of: there), "\(pass.provides) needs \(pass.needs.subtracting(there))")
            #expect(there.insert(pass.provides).inserted, "\(pass.provides) is provided twice")
        }
        #expect(there == Set(ResultPass.Part.allCases))
    }

    @Test func categoriesAreCountedWhereTheyBelong() {
        var accounting = PacketAccounting()
        for (times, category) in PacketCategory.allCases.enumerated() { accounting.count(category, times: times + 1) }
        for (times, category) in PacketCategory.allCases.enumerated() { #expect(accounting[category] == times + 1) }
        let total = accounting.total
        accounting.move(2, from: .otherUDP, to: .rtp)
        #expect(accounting.total == total && accounting.rtp == 3)
    }
}
