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
        let streams = try DecodingMessages.streams(hello)
        let listeners = streams.indices.map { index in
            note(index)
            return StreamListener(streams[index])
        }
        while let bytes = try channel.receive() {
            var message = MessageBytes(bytes)
            let index = Int(try message.next(UInt32.self))
            guard listeners.indices.contains(index) else { throw MessageBytes.Malformed() }
            note(index)
            try DecodingMessages.packets(&message, of: index) { listeners[index].add($0, $1) }
        }
        for (index, listener) in listeners.enumerated() {
            note(index)
            try channel.send(DecodingMessages.answer(listener.finish()))
        }
    }

    private static func note(_ index: Int) {
        var place = UInt32(clamping: index + 1)
        pwrite(progressDescriptor, &place, 4, 0)
    }
}
