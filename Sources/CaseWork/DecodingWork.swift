import CallAnalysis
import Glibc

/// The side of ``DecoderProgram``: takes packets from standard input, decodes them, and answers on standard output.
public enum DecodingWork {
    /// Where it notes which stream it is at, so that another process can tell over which one it crashed.
    static let progressDescriptor: Int32 = 3

    /// Works until the input ends; returns the exit status.
    public static func run() -> Int32 {
        var room = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &room)
        // What the other process had open is none of our business.
        for descriptor in (progressDescriptor + 1)..<1_024 { close(descriptor) }
        do {
            try work(MessageChannel(STDIN_FILENO, patienceMilliseconds: -1))
            return 0
        } catch {
            return 2
        }
    }

    private static func work(_ channel: MessageChannel) throws {
        guard let hello = try channel.receive() else { return }
        let (streams, task) = try DecodingMessages.streams(hello)
        switch task {
        case .levels:
            let listeners = made(streams) { StreamListener($0) }
            try take(from: channel, streams.count) { listeners[$0].add($1, $2) }
            for (index, listener) in listeners.enumerated() {
                note(index)
                try channel.send(DecodingMessages.answer(listener.finish()))
            }
        case .samples(let buffer):
            let players = made(streams) { StreamPlayer($0, bufferMilliseconds: buffer) }
            try take(from: channel, streams.count) { players[$0].add($1, $2) }
            for (index, player) in players.enumerated() {
                note(index)
                for answer in DecodingMessages.answers(player.finish()) { try channel.send(answer) }
            }
        }
    }

    private static func made<Decoder>(_ streams: [StreamToHear], _ make: (StreamToHear) -> Decoder) -> [Decoder] {
        streams.indices.map { index in
            note(index)
            return make(streams[index])
        }
    }

    /// Takes packets until no more come.
    private static func take(
        from channel: MessageChannel, _ count: Int, _ add: (Int, StreamPayloads.Packet, RawSpan) -> Void
    ) throws {
        while let bytes = try channel.receive() {
            var message = MessageBytes(bytes)
            let index = Int(try message.next(UInt32.self))
            guard index < count else { throw MessageBytes.Malformed() }
            note(index)
            try DecodingMessages.packets(&message, of: index) { add(index, $0, $1) }
        }
    }

    private static func note(_ index: Int) {
        var place = UInt32(clamping: index + 1)
        pwrite(progressDescriptor, &place, 4, 0)
    }
}
