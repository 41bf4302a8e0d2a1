import SpeechDecoding
import Testing

/// Packets on their time line, as a receiver plays them.
@Suite struct StreamPlaybackTests {
    private struct Sent {
        var number: Int
        var delay: Double = 0
    }

    /// Plays packets of 20 ms whose samples all have the value 8 × (number + 1).
    private func play(
        _ packets: [Sent], buffer: Double? = nil, pauseBefore: Int? = nil
    ) throws -> (samples: [Int16], account: StreamPlayback.Account) {
        let playback = try StreamPlayback(
            coding: .linear16(sampleRate: 8_000, channels: 1), clockRate: 8_000, bufferMilliseconds: buffer)
        for packet in packets {
            let value = UInt16(8 * (packet.number + 1))
            let payload = (0..<160).flatMap { _ in [UInt8(value >> 8), UInt8(value & 255)] }
            let pause = pauseBefore.map { packet.number >= $0 ? 50 : 0 } ?? 0
            playback.add(
                sequence: UInt16(truncatingIfNeeded: 65_530 + packet.number),
                timestamp: UInt32(truncatingIfNeeded: 4_294_967_000 + (packet.number + pause) * 160),
                at: Int64((Double(packet.number + pause) * 20 + packet.delay) * 1e6), payload: payload.span.bytes)
        }
        playback.finish()
        return (playback.takeSamples(), playback.account)
    }

    /// The value at the middle of each 20 ms.
    private func values(_ samples: [Int16]) -> [Int] {
        stride(from: 80, to: samples.count, by: 160).map { Int(samples[$0]) }
    }

    @Test func packetsOutOfOrderAndTwiceArePlayedOnceAndInOrder() throws {
        let order = [0, 1, 3, 2, 2, 4, 6, 5, 7, 8, 9]
        let (samples, account) = try play(order.map { Sent(number: $0) })
        #expect(values(samples) == (1...10).map { 8 * $0 })
        #expect(account.played == 10 && account.concealedSamples == 0)
    }

    @Test func whatIsMissingIsConcealedInItsPlace() throws {
        let (samples, account) = try play((0..<10).filter { $0 != 4 && $0 != 5 }.map { Sent(number: $0) })
        #expect(samples.count == 1_600)
        #expect(account.concealedSamples == 320 && account.played == 8)
        let heard = values(samples)
        #expect(heard[3] == 32 && heard[6] == 56 && heard[9] == 80)
    }

    @Test func aPauseOfTheSenderIsSilenceAndNoLoss() throws {
        let (samples, account) = try play((0..<10).map { Sent(number: $0) }, pauseBefore: 5)
        #expect(samples.count == 60 * 160)
        #expect(account.silentSamples == 50 * 160 && account.concealedSamples == 0)
        #expect(values(samples)[30] == 0 && values(samples)[55] == 48)
    }

    @Test(arguments: [(60.0, 2), (200, 0)])
    func packetsTooLateForTheBufferAreNotHeard(buffer: Double, late: Int) throws {
        let packets = (0..<20).map { Sent(number: $0, delay: $0 == 7 || $0 == 12 ? 90 : 0) }
        let (samples, account) = try play(packets, buffer: buffer)
        #expect(account.late == late && account.played == 20 - late)
        #expect(samples.count == 3_200)
    }

    @Test func payloadsThatCannotBeReadAreCounted() throws {
        let playback = try StreamPlayback(coding: .gsm, clockRate: 8_000, bufferMilliseconds: nil)
        for number in 0..<5 {
            let payload = [UInt8](repeating: 1, count: 30)
            playback.add(
                sequence: UInt16(number), timestamp: UInt32(number * 160), at: Int64(number) * 20_000_000,
                payload: payload.span.bytes)
        }
        playback.finish()
        #expect(playback.account.undecodable == 5 && playback.account.played == 0)
    }
}
