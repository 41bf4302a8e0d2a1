import CallAnalysis
import CallVocabulary
import Glibc

/// The program that decodes for this one in a process of its own.
public struct DecoderProgram: Sendable {
    /// Its file.
    public var path: String
    /// What it is told, so that it calls ``DecodingWork/run()``.
    public var arguments: [String]
    /// How long it may take nothing, or say nothing, in milliseconds, before it is ended.
    public var patienceMilliseconds: Int32

    /// The program at `path`, told `arguments`.
    public init(path: String, arguments: [String], patienceMilliseconds: Int32 = 30_000) {
        self.path = path
        self.arguments = arguments
        self.patienceMilliseconds = patienceMilliseconds
    }
}

/// Decodes streams in another process, so that a library which crashes takes nothing with it but the sound of one stream.
final class DecodingProcess {
    /// What became of the streams, and which of them it was when the process failed.
    enum Outcome<Answer> {
        case done([Answer])
        /// The process crashed or hung, over the stream at this index if it could be told.
        case failed(during: Int?)
    }

    /// The bytes of packets that are handed over at once.
    private static let workBytes = 1 << 18

    private let process: pid_t
    private let socket: Int32
    /// Where the process notes which stream it is at: memory shared with it; `nil` where the system has none to share.
    private let progress: Int32?
    private let channel: MessageChannel
    private let count: Int
    private var waiting: [Int: MessageBytes] = [:]
    private var waitingBytes = 0
    private var isFailed = false
    private var isOver = false

    /// Starts `program`; `nil` where the system refuses.
    init?(_ program: DecoderProgram, _ streams: [StreamToHear], task: DecodingMessages.Task = .levels) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        defer { close(ends[1]) }
        let progress = Self.note()
        guard let process = Self.start(program, socket: ends[1], progress: progress ?? ends[1]) else {
            close(ends[0])
            if let progress { close(progress) }
            return nil
        }
        self.process = process
        self.progress = progress
        socket = ends[0]
        channel = MessageChannel(socket, patienceMilliseconds: program.patienceMilliseconds)
        count = streams.count
        var room = Int32(1 << 20)
        setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        send(DecodingMessages.hello(streams, task: task))
    }

    deinit { if !isOver { end() } }

    /// Takes a packet of the stream at `index`.
    func add(_ packet: StreamPayloads.Packet, _ payload: RawSpan, to index: Int) {
        guard !isFailed else { return }
        if waiting[index] == nil {
            var message = MessageBytes()
            message.append(UInt32(clamping: index))
            waiting[index] = message
        }
        let before = waiting[index]?.bytes.count ?? 0
        waiting[index]?.append(packet, payload)
        waitingBytes += (waiting[index]?.bytes.count ?? 0) - before
        if waitingBytes >= Self.workBytes { handOver() }
    }

    /// Waits until all is decoded whose levels were asked for.
    func finish() -> Outcome<HeardStream> {
        finish { receive in try DecodingMessages.heard(try receive()) }
    }

    /// Waits until all is decoded whose sound was asked for.
    func finishPlaying() -> Outcome<PlayedStream> {
        finish { receive in try DecodingMessages.played(receive) }
    }

    private func finish<Answer>(_ next: (() throws -> [UInt8]) throws -> Answer) -> Outcome<Answer> {
        handOver()
        channel.close()
        var answers: [Answer] = []
        while !isFailed, answers.count < count {
            // Whatever fails here, the other side did not do its part: that is the outcome, and the reason adds nothing.
            do {
                answers.append(
                    try next {
                        guard let bytes = try channel.receive() else { throw MessageBytes.Malformed() }
                        return bytes
                    })
            } catch {
                isFailed = true
            }
        }
        let place = end()
        return isFailed ? .failed(during: place) : .done(answers)
    }

    private func handOver() {
        for (_, message) in waiting.sorted(by: { $0.key < $1.key }) { send(message) }
        waiting = [:]
        waitingBytes = 0
    }

    private func send(_ message: MessageBytes) {
        guard !isFailed else { return }
        do { try channel.send(message) } catch { isFailed = true }
    }

    /// Ends the process; returns which stream it was at.
    @discardableResult
    private func end() -> Int? {
        isOver = true
        if isFailed { kill(process, SIGKILL) }
        close(socket)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard let progress else { return nil }
        defer { close(progress) }
        var place: UInt32 = 0
        guard pread(progress, &place, 4, 0) == 4, place > 0, Int(place) <= count else { return nil }
        return Int(place) - 1
    }

    /// Memory that has no name but could have had one for a moment.
    private static func note() -> Int32? {
        let name = "/earshot-\(getpid())-" + String(UInt64.random(in: .min ... .max), radix: 36)
        let descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { return nil }
        shm_unlink(name)
        return descriptor
    }

    /// The process: the socket is its standard input and output, the note its descriptor 3.
    private static func start(_ program: DecoderProgram, socket: Int32, progress: Int32) -> pid_t? {
        // Out of the way of the numbers that they shall have there.
        let highSocket = fcntl(socket, F_DUPFD_CLOEXEC, 10)
        let highProgress = fcntl(progress, F_DUPFD_CLOEXEC, 10)
        defer {
            close(highSocket)
            close(highProgress)
        }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        guard highSocket >= 0, highProgress >= 0, posix_spawn_file_actions_init(&actions) == 0 else { return nil }
        defer { posix_spawn_file_actions_destroy(&actions) }
        guard posix_spawnattr_init(&attributes) == 0 else { return nil }
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawn_file_actions_adddup2(&actions, highSocket, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, highSocket, STDOUT_FILENO)
        if access("/dev/null", W_OK) == 0 {
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, highProgress, DecodingWork.progressDescriptor)
        // A Ctrl-C is for us: the process ends when we do.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var words: [UnsafeMutablePointer<CChar>?] = ([program.path] + program.arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        guard posix_spawn(&process, program.path, &actions, &attributes, words, environ) == 0 else { return nil }
        return process
    }
}

extension MessageBytes {
    fileprivate mutating func append(_ packet: StreamPayloads.Packet, _ payload: RawSpan) {
        DecodingMessages.append(packet, payload, to: &self)
    }
}
