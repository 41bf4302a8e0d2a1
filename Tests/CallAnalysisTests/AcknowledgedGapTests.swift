import CallAnalysis
import CallVocabulary
import Testing

/// TCP as a witness of what a capture lacks.
@Suite struct AcknowledgedGapTests {
    private let server: UInt32 = 0xC000_0201
    private let client: UInt32 = 0xC633_6402

    private func segment(
        fromServer: Bool, sequence: UInt32, acknowledges: UInt32, bytes: Int, flags: UInt8 = 0x10
    ) -> [UInt8] {
        typealias Frames = EncapsulationFrames
        let ports = fromServer ? (443, 50_000) : (50_000, 443)
        let header =
            Frames.word(ports.0) + Frames.word(ports.1) + Frames.long(sequence) + Frames.long(acknowledges)
            + [0x50, flags] + Frames.word(65_000) + Frames.word(0) + Frames.word(0)
        return Frames.ip(
            header + [UInt8](repeating: 7, count: bytes), next: 6, from: fromServer ? server : client,
            to: fromServer ? client : server, number: Int(sequence & 0x7FFF) + 1)
    }

    private func gaps(_ segments: [[UInt8]]) -> CaptureSummary? {
        analyze(segments.enumerated().map { (Double($0.offset), $0.element) }).captures.first
    }

    private func transfer(start: UInt32, without missing: Set<Int>, swapped: Bool = false) -> [[UInt8]] {
        var all: [[UInt8]] = []
        for index in 0..<50 {
            let sequence = start &+ UInt32(index) &* 1_000
            let data = segment(fromServer: true, sequence: sequence, acknowledges: 77, bytes: 1_000)
            let acknowledgment = segment(
                fromServer: false, sequence: 77, acknowledges: sequence &+ 1_000, bytes: 0)
            let pair = missing.contains(index) ? [acknowledgment] : [data, acknowledgment]
            all += swapped ? pair.reversed() : pair
        }
        return all
    }

    @Test(arguments: [1_000, 0xFFFF_8000] as [UInt32])
    func acknowledgedDataThatIsNotThereIsCounted(start: UInt32) throws {
        let capture = try #require(gaps(transfer(start: start, without: [10, 20, 21, 30])))
        #expect(capture.acknowledgedGaps == 4)
        #expect(capture.firstAcknowledgedGap?.number == 21)
        #expect(try #require(gaps(transfer(start: start, without: []))).acknowledgedGaps == 0)
    }

    @Test func anOrderThatOnlyTheCaptureHasIsNoGap() throws {
        #expect(try #require(gaps(transfer(start: 5, without: [], swapped: true))).acknowledgedGaps == 0)
    }

    @Test func oneDirectionAloneProvesNothing() throws {
        let acknowledgments = (0..<50).map {
            segment(fromServer: false, sequence: 77, acknowledges: UInt32($0) * 1_000, bytes: 0)
        }
        #expect(try #require(gaps(acknowledgments)).acknowledgedGaps == 0)
    }

    @Test func anotherConnectionWithTheSamePortsIsNoGap() throws {
        var segments = transfer(start: 1_000, without: [])
        segments.append(segment(fromServer: true, sequence: 900_000_000, acknowledges: 0, bytes: 0, flags: 2))
        segments.append(segment(fromServer: false, sequence: 77, acknowledges: 900_000_001, bytes: 0))
        #expect(try #require(gaps(segments)).acknowledgedGaps == 0)
    }
}
