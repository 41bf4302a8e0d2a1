import CallAnalysis
import CallVocabulary
import Testing

/// Calls between hosts, each both ways, 20 ms packets for `seconds`; `isKept` decides which packets are recorded.
private func record(
    calls: Int, seconds: Int = 8, _ isKept: (_ call: Int, _ isForward: Bool, _ milliseconds: Int) -> Bool
) throws -> CallAnalysisResult {
    var packets: [(Double, [UInt8])] = []
    for call in 0..<calls {
        for isForward in [true, false] {
            let near = "192.0.2.\(10 + call)"
            let far = "198.51.100.\(10 + call)"
            for index in 0..<(seconds * 50) {
                let at = index * 20 + call * 3 + (isForward ? 0 : 7)
                guard isKept(call, isForward, at) else { continue }
                let payload = rtp(index, timestamp: index * 160, ssrc: UInt32(call * 2 + (isForward ? 1 : 2)))
                packets.append(
                    (
                        Double(at),
                        try udpPacket(
                            from: isForward ? near : far, 4_000, to: isForward ? far : near, 4_000, payload)
                    ))
            }
        }
    }
    return analyze(packets.sorted { $0.0 < $1.0 })
}

/// The recording stops for 300 ms, twice: nothing of it is the network's.
@Test func gapsOfEverybodyAreTheCaptures() throws {
    let result = try record(calls: 3) { _, _, at in !(2_000..<2_300).contains(at) && !(5_000..<5_400).contains(at) }
    #expect(result.captureOutages.count == 2)
    #expect(result.streams.count == 6)
    for stream in result.streams {
        #expect(stream.counts.lost == 0 && (30...40).contains(stream.counts.missingFromCapture))
        #expect(stream.counts.expected == stream.counts.received + stream.counts.missingFromCapture)
    }
}

/// One direction fails for everybody: that is a network, before this point.
@Test func gapsOfOneDirectionAreTheNetworks() throws {
    let result = try record(calls: 4) { _, isForward, at in isForward || !(2_000..<2_300).contains(at) }
    #expect(result.captureOutages.isEmpty)
    #expect(result.streams.reduce(0) { $0 + $1.counts.lost } == 60)
}

/// One call goes on: the recording was there.
@Test func oneStreamThatGoesOnProvesTheRecording() throws {
    let result = try record(calls: 4) { call, isForward, at in
        (call == 3 && isForward) || !(2_000..<2_300).contains(at)
    }
    #expect(result.captureOutages.isEmpty && result.streams.allSatisfy { $0.counts.missingFromCapture == 0 })
}

@Test func aSingleCallProvesNothing() throws {
    let result = try record(calls: 1) { _, _, at in !(2_000..<2_300).contains(at) }
    #expect(result.captureOutages.isEmpty)
}

/// Both directions of one call are gone for seconds, from the same moment to the same moment: the file was shortened.
@Test func bothDirectionsOfOneCallGoneTogetherForSecondsAreTheCaptures() throws {
    let result = try record(calls: 1) { _, _, at in !(2_000..<5_000).contains(at) }
    #expect(result.captureOutages.count == 1)
    #expect(result.streams.count == 2 && result.streams.allSatisfy { $0.counts.lost == 0 })
    // Not from the same moment: one link after the other.
    let apart = try record(calls: 1) { _, isForward, at in
        !((isForward ? 2_000 : 3_000)..<5_000).contains(at)
    }
    #expect(apart.captureOutages.isEmpty)
}
