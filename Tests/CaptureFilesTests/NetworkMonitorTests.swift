import CallVocabulary
import Testing

@testable import CaptureFiles

@Suite struct NetworkMonitorTests {
    @Test(arguments: [(2, 0), (2, 1), (2, 2), (2, 3)] as [(UInt8, UInt8)], [1, 9, nil] as [Int?])
    func everyVersionIsRead(version: (UInt8, UInt8), chunk: Int?) {
        let decoded = decode(BuiltCaptures.networkMonitor(major: version.0, minor: version.1), chunk: chunk)
        let start = BuiltCaptures.networkMonitorStart
        let times =
            version.1 == 3 ? BuiltCaptures.times : [start - 1_000_000_000, start, start + 1_000_000_000]
        #expect(decoded.error == nil)
        #expect(decoded.packets.map(\.bytes) == BuiltCaptures.payloads)
        #expect(decoded.packets.map(\.nanoseconds) == times)
        #expect(decoded.packets.map(\.originalLength) == [10, 11, 71])
        #expect(decoded.packets.map(\.number) == [1, 2, 3])
        #expect(decoded.facts.format == .networkMonitor)
        #expect(decoded.facts.timesLackZone == (version.1 < 3))
        #expect(decoded.facts.isComplete)
        #expect(decoded.facts.interfaces.map(\.linkType) == [.ethernet])
    }

    @Test(arguments: [1, nil] as [Int?])
    func version1CountsMilliseconds(chunk: Int?) {
        let decoded = decode(BuiltCaptures.networkMonitor(major: 1, minor: 1, media: [9, 9, 9]), chunk: chunk)
        let start = BuiltCaptures.networkMonitorStart
        #expect(decoded.error == nil)
        #expect(decoded.packets.map(\.bytes) == BuiltCaptures.payloads)
        #expect(decoded.packets.map(\.nanoseconds) == [start, start, start + 1_000_000_000])
        #expect(decoded.packets.map(\.originalLength) == [10, 11, 71])
        #expect(decoded.packets.map(\.linkType) == [.raw, .raw, .raw])
    }

    @Test func framesStateTheirMediaTypes() {
        let decoded = decode(BuiltCaptures.networkMonitor(minor: 2, media: [8, 0, 0xE071]))
        #expect(decoded.packets.map(\.linkType) == [.raw, .ethernet, LinkType(rawValue: 113)])
        #expect(decoded.packets.map(\.interface) == [0, 1, 2])
        #expect(decoded.facts.interfaces.map(\.linkType) == decoded.packets.map(\.linkType))
        // What holds no frame is passed over; what has no registered type is given all the same, and so counted.
        let mixed = decode(BuiltCaptures.networkMonitor(minor: 1, media: [0xFFFD, 0xFFE0, 5]))
        #expect(mixed.error == nil)
        #expect(mixed.packets.map(\.number) == [1, 2])
        #expect(mixed.packets.map(\.linkType.rawValue) == [0xFFE0, 0xF005])
    }

    @Test func theRadioReportBefore80211IsTakenOff() {
        // The last payload counts up from 0, so that its length field reads 0x0201 and is not believed.
        let unbelieved = decode(BuiltCaptures.networkMonitor(minor: 1, media: [6, 6, 6]))
        #expect(unbelieved.packets.map(\.bytes) == BuiltCaptures.payloads)
        #expect(unbelieved.packets.allSatisfy { $0.linkType == .ieee80211 })
        var file = BuiltCaptures.networkMonitor(minor: 1, media: [6, 6, 6])
        let place = 128 + (16 + 2) + (16 + 1 + 2) + 16
        file.replaceSubrange(place..<place + 3, with: [2, 32, 0])
        let decoded = decode(file)
        #expect(decoded.packets.last?.bytes == Array(BuiltCaptures.payloads[2].dropFirst(32)))
        #expect(decoded.packets.last?.originalLength == 71 - 32)
    }

    @Test(arguments: [1, nil] as [Int?])
    func whatStandsAroundTheTableIsPassedOver(chunk: Int?) {
        let file = BuiltCaptures.networkMonitor(
            minor: 2, gap: [UInt8](repeating: 0xFF, count: 77), tail: [UInt8](repeating: 0xFF, count: 99))
        let decoded = decode(file, chunk: chunk)
        #expect(decoded.error == nil)
        #expect(decoded.packets.count == 3)
        let reordered = BuiltCaptures.networkMonitor(minor: 2) { [$0[2], $0[0], $0[1]] }
        #expect(decode(reordered, chunk: chunk).error == nil)
    }

    @Test(arguments: [1, nil] as [Int?])
    func aTableThatNamesOtherPlacesIsFound(chunk: Int?) {
        for change in [
            { [$0[0], $0[1] + 1, $0[2] - 1] }, { [$0[0], $0[1], $0[2] + 4] }, { [$0[0], $0[2]] },
        ] as [([UInt32]) -> [UInt32]] {
            let decoded = decode(BuiltCaptures.networkMonitor(minor: 0, change: change), chunk: chunk)
            #expect(decoded.error?.code == .malformedRecord)
            #expect(decoded.error?.description.contains("other places") == true)
            #expect(decoded.packets.count >= 2)
        }
        let longer = decode(BuiltCaptures.networkMonitor(minor: 0) { $0 + [4] }, chunk: chunk)
        #expect(longer.packets.count == 3)
        #expect(longer.error?.code == .malformedRecord)
        #expect(longer.error?.description.contains("editcap") == true)
    }

    @Test func aCaptureThatWasNeverFinishedGivesItsFrames() {
        let whole = BuiltCaptures.networkMonitor(minor: 1)
        var file = Array(whole.dropLast(12))
        file.replaceSubrange(24..<32, with: [UInt8](repeating: 0, count: 8))
        let decoded = decode(file)
        #expect(decoded.packets == decode(whole).packets)
        #expect(decoded.error?.code == .truncatedRecord)
        #expect(!decoded.facts.isComplete)
    }

    @Test func headersThatMakeNoSenseAreRefused() {
        let file = BuiltCaptures.networkMonitor(minor: 1)
        for (place, bytes, code) in [
            (5, [3], .unsupportedFormat), (10, [13, 0], .malformedRecord), (16, [24, 0], .malformedRecord),
            (24, [127, 0, 0, 0], .malformedRecord), (28, [13, 0, 0, 0], .malformedRecord),
        ] as [(Int, [UInt8], CaptureFileError.Code)] {
            var damaged = file
            damaged.replaceSubrange(place..<place + bytes.count, with: bytes)
            let decoded = decode(damaged)
            #expect(decoded.error?.code == code)
            #expect(decoded.error?.packetNumber == nil)
            #expect(decoded.packets.isEmpty)
        }
        var early = file
        early.replaceSubrange(24..<26, with: [150, 0])
        #expect(decode(early).error?.code == .malformedRecord)
    }
}
