import AudioLevels
import CallAnalysis
import CallVocabulary
import SpeechDecoding
import Testing

@testable import CaseWork

/// What passes between the program and the process that decodes for it, and processes that do not do their part.
@Suite struct DecodingProcessTests {
    private let streams = [
        StreamToHear(codec: Codec(encoding: "G722", clockRate: 8_000), payloadType: 9),
        StreamToHear(codec: Codec(encoding: "opus", clockRate: 48_000, channels: 2), payloadType: 111),
    ]

    private var levels: AudioLevels {
        var levels = AudioLevels(
            basis: .decoded, seconds: 2.5, activeSpeechLevel: nil, activityFactor: 0.5, longTermLevel: -31,
            digitalSilenceSeconds: 0.25, longestDigitalSilenceSeconds: 0.125, firstSoundAt: 1, lastSoundAt: nil,
            clippedSamples: 7, repeatedPackets: 0, undecodablePackets: 3, packets: 100, isWrongLaw: false)
        levels.noiseFloor = -70
        return levels
    }

    @Test func whatIsSaidIsUnderstood() throws {
        for task in [
            DecodingMessages.Task.levels, .samples(bufferMilliseconds: nil), .samples(bufferMilliseconds: 60),
        ] {
            let understood = try DecodingMessages.streams(DecodingMessages.hello(streams, task: task).bytes)
            #expect(understood.streams == streams && understood.task == task)
        }
        for heard in [
            HeardStream.heard(levels, envelope: [1, 2, 3]), .heard(levels, envelope: []), .obstacle(.missingLibrary),
        ] {
            #expect(try DecodingMessages.heard(DecodingMessages.answer(heard).bytes) == heard)
        }
    }

    @Test func noPrefixAndNoOtherByteOfAnAnswerIsTakenForMoreThanItIs() throws {
        let answer = DecodingMessages.answer(.heard(levels, envelope: [9, 9])).bytes
        for length in 0..<answer.count {
            #expect(throws: MessageBytes.Malformed.self) { try DecodingMessages.heard(Array(answer.prefix(length))) }
        }
        #expect(throws: MessageBytes.Malformed.self) { try DecodingMessages.heard(answer + [0]) }
        for index in answer.indices {
            for value in [UInt8.min, 0x7F, 0x80, 0xFF] {
                var other = answer
                other[index] = value
                guard case .heard(let levels, _)? = try? DecodingMessages.heard(other) else { continue }
                #expect(levels.seconds.isFinite && levels.packets >= 0)
            }
        }
        let hello = DecodingMessages.hello(streams).bytes
        for length in 0..<hello.count {
            #expect(throws: MessageBytes.Malformed.self) { try DecodingMessages.streams(Array(hello.prefix(length))) }
        }
    }

    @Test func soundComesInPiecesAndNothingElseIsTakenForIt() throws {
        var account = StreamPlayback.Account()
        account.played = 3
        account.late = 1
        let samples = (0..<WorkLimits.samplesPerMessage + 5).map { Int16(truncatingIfNeeded: $0) }
        for played in [
            PlayedStream.played(samples: samples, sampleRate: 16_000, account: account),
            .played(samples: [], sampleRate: 8_000, account: account), .obstacle(.missingLibrary),
        ] {
            let messages = DecodingMessages.answers(played).map(\.bytes)
            #expect(messages.allSatisfy { $0.count <= WorkLimits.decodingMessageBytes })
            #expect(try self.played(messages) == played)
            // One message fewer, or one with a byte too many or too few, is not taken.
            #expect(throws: (any Error).self) { try self.played(messages.dropLast()) }
            guard let last = messages.last else { continue }
            for wrong in [last + [0], Array(last.dropLast())] where messages.count > 1 || wrong.count < last.count {
                #expect(throws: (any Error).self) { try self.played(messages.dropLast() + [wrong]) }
            }
        }
    }

    private func played(_ messages: [[UInt8]]) throws -> PlayedStream {
        var rest = messages[...]
        return try DecodingMessages.played {
            guard let next = rest.popFirst() else { throw MessageBytes.Malformed() }
            return next
        }
    }

    private func hearing(_ program: DecoderProgram) throws -> [HeardStream?] {
        var hearing = StreamHearing(streams, program: program, threads: 2)
        try hearing.run { feed($0) }
        return hearing.outcomes
    }

    private func feed(_ add: (StreamPayloads.Packet, RawSpan) -> Void) {
        let payload = [UInt8](repeating: 1, count: 160)
        for number in 0..<2_000 {
            for stream in 0..<2 {
                add(
                    StreamPayloads.Packet(
                        stream: stream, arrival: Int64(number) * 20_000_000,
                        sequence: UInt16(truncatingIfNeeded: number), timestamp: UInt32(number * 160),
                        payloadType: stream == 0 ? 9 : 111), payload.span.bytes)
            }
        }
    }

    @Test(arguments: [
        // Never takes anything and never says anything; says nothing; says what came; cannot be started.
        DecoderProgram(path: "/bin/sleep", arguments: ["600"], patienceMilliseconds: 300),
        DecoderProgram(path: "/bin/true", arguments: []),
        DecoderProgram(path: "/bin/cat", arguments: [], patienceMilliseconds: 2_000),
        DecoderProgram(path: "/nowhere/at/all", arguments: []),
    ])
    func aProgramThatDoesNotDecodeIsGivenUp(program: DecoderProgram) throws {
        #expect(try hearing(program) == [.obstacle(.decoderFailed), .obstacle(.decoderFailed)])
        let playing = StreamPlaying(streams, program: program, bufferMilliseconds: 60)
        #expect(try playing.run { feed($0) } == [.obstacle(.decoderFailed), .obstacle(.decoderFailed)])
    }
}
