import Testing

@testable import CallAnalysis

/// Every name that a report can give for a limit that was met has its figure in the limits type.
@Suite struct LimitNameTests {
    @Test func everyNameHasAFigure() {
        let limits = AnalysisLimits()
        // Kept only where it is asked for.
        for name in LimitName.allCases { #expect(limits.figure(of: name) > 0, "\(name)") }
    }

    @Test func whatACallerSetsIsTheFigure() {
        var limits = AnalysisLimits()
        limits.streams = 7
        limits.tcpBytes = 8
        #expect(limits.figure(of: .streams) == 7 && limits.figure(of: .tcpBytes) == 8)
    }

    @Test func namesAreToldAsReportsHaveThem() {
        let tally: LimitTally = [.streams: 2, .keyLog: 1]
        #expect(tally.byName == ["streams": 2, "keyLog": 1])
    }
}
