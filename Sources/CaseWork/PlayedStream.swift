import CallAnalysis
import SpeechDecoding

/// What became of playing one stream.
enum PlayedStream: Equatable, Sendable {
    /// What was heard.
    case played(samples: [Int16], sampleRate: Int, account: StreamPlayback.Account)
    /// Why there is nothing.
    case obstacle(AudioObstacle)
}

/// Takes the packets of one stream and plays them, wherever that is done.
enum StreamPlayer {
    case playing(StreamPlayback, payloadType: UInt8)
    case obstacle(AudioObstacle)

    /// Begins to play in this process, through a buffer of so many milliseconds; `nil` plays whatever came.
    init(_ stream: StreamToHear, bufferMilliseconds: Double?) {
        guard let coding = stream.coding else {
            self = .obstacle(.undecodedCodec)
            return
        }
        do {
            self = .playing(
                try StreamPlayback(
                    coding: coding, clockRate: stream.codec.clockRate, bufferMilliseconds: bufferMilliseconds),
                payloadType: stream.payloadType)
        } catch .missing {
            self = .obstacle(.missingLibrary)
        } catch {
            self = .obstacle(.decoderFailed)
        }
    }

    func add(_ packet: StreamPayloads.Packet, _ payload: RawSpan) {
        guard case .playing(let playback, let type) = self, packet.payloadType == type else { return }
        playback.add(sequence: packet.sequence, timestamp: packet.timestamp, at: packet.arrival, payload: payload)
    }

    func finish() -> PlayedStream {
        switch self {
        case .obstacle(let obstacle): return .obstacle(obstacle)
        case .playing(let playback, _):
            playback.finish()
            guard playback.account.played > 0 else { return .obstacle(.nothingDecodable) }
            return .played(
                samples: playback.takeSamples(), sampleRate: playback.sampleRate, account: playback.account)
        }
    }
}

/// Plays streams: here what is decoded here, and what needs a library in a process of its own where there is a program for it.
struct StreamPlaying {
    private let streams: [StreamToHear]
    private let program: DecoderProgram?
    private let bufferMilliseconds: Double?

    init(_ streams: [StreamToHear], program: DecoderProgram?, bufferMilliseconds: Double?) {
        self.streams = streams
        self.program = program
        self.bufferMilliseconds = bufferMilliseconds
    }

    /// Plays what `read` hands over.
    func run(_ read: ((StreamPayloads.Packet, RawSpan) -> Void) throws -> Void) throws -> [PlayedStream] {
        let apart = streams.indices.filter { program != nil && streams[$0].coding?.library != nil }
        let here = streams.indices.filter { !apart.contains($0) }
        let players = here.map { StreamPlayer(streams[$0], bufferMilliseconds: bufferMilliseconds) }
        let own = apart.map { streams[$0] }
        let process =
            apart.isEmpty
            ? nil
            : program.flatMap { DecodingProcess($0, own, task: .samples(bufferMilliseconds: bufferMilliseconds)) }
        try read { packet, payload in
            if let place = apart.firstIndex(of: packet.stream) {
                process?.add(packet, payload, to: place)
            } else if let place = here.firstIndex(of: packet.stream) {
                players[place].add(packet, payload)
            }
        }
        var outcomes = [PlayedStream](repeating: .obstacle(.decoderFailed), count: streams.count)
        for (player, index) in zip(players, here) { outcomes[index] = player.finish() }
        if case .done(let played)? = process?.finishPlaying() {
            for (played, index) in zip(played, apart) { outcomes[index] = played }
        }
        return outcomes
    }
}
