import CallAnalysis
import CallVocabulary
import Testing

@testable import Findings

/// A capturing program that looks once in a while, and a queue that holds back what goes one way.
@Suite struct BatchedTimesTests {
    private static func call() -> Conversation {
        var talk = Conversation()
        talk.connect()
        talk.talk(fromCaller: true)
        talk.talk(fromCaller: false)
        return talk
    }

    private static func look(_ time: Double, every: Double) -> Double {
        let whole = (time / every).rounded(.up) * every
        return whole + (time - whole + every) * 0.01
    }

    @Test(arguments: [400.0, 1_000])
    func whatIsRecordedInBatchesIsNotCalledUneven(every: Double) throws {
        let result = Self.call().result { time, _ in Self.look(time, every: every) }
        let found = FindingCatalog.findings(in: result)
        let note = try #require(found.first { $0.code == .captureBatchedTimes })
        #expect(note.severity == .note && !note.evidence.isEmpty)
        #expect(!found.contains { [.breakUp, .jitter, .delayStep].contains($0.code) })
        #expect(result.streams.allSatisfy { $0.jitter == nil && $0.playout.isEmpty && $0.counts.lost == 0 })
    }

    @Test func aQueueOfOneDirectionIsTheNetworks() {
        let result = Self.call().result { time, isOfCaller in isOfCaller ? Self.look(time, every: 700) : time }
        let found = FindingCatalog.findings(in: result)
        #expect(!found.contains { $0.code == .captureBatchedTimes })
        #expect(found.contains { $0.code == .breakUp })
    }

    @Test func silencesOfAllLengthsAreNoLooks() {
        // Both directions wait for the same radio, now longer and now shorter.
        let lengths = [900.0, 600, 1_200, 300, 1_600, 500, 1_900, 300, 1_900, 700, 2_100, 400, 2_600, 1_100]
        let ends = lengths.indices.map { lengths[...$0].reduce(0, +) }
        let result = Self.call().result { time, _ in
            let end = ends.first { $0 >= time } ?? time
            return time > 16_100 ? time : end + (time - end) * 0.01
        }
        #expect(!FindingCatalog.findings(in: result).contains { $0.code == .captureBatchedTimes })
    }
}
