import CallVocabulary
import Cases
import Glibc
import Logging
import NIOPosix
import ServiceLifecycle
import Synchronization

/// How a job is done in a process of its own.
public struct WorkProgram: Sendable {
    /// The program's file.
    public var path: String
    /// What it is told; the job's number follows.
    public var arguments: [String]
    /// Seconds after which it is killed.
    public var seconds: Int

    /// A program at `path`, told `arguments`, that may take `seconds`.
    public init(path: String, arguments: [String], seconds: Int) {
        self.path = path
        self.arguments = arguments
        self.seconds = seconds
    }
}

/// Takes jobs and has each done in a process of its own: one that crashes, hangs, or eats too much hurts one job.
struct WorkService: Service {
    let portal: Portal
    let program: WorkProgram
    let logger: Logger
    /// Threads of its own: a job's thread waits for its process.
    let threads: NIOThreadPool

    /// Seconds for which a job is leased, and after which the lease is renewed.
    static let leaseSeconds = 30
    static let renewSeconds = 10
    /// Milliseconds after which one looks for work without being told of any.
    static let pollMilliseconds = 2_000

    func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<portal.settings.workers { group.addTask { await work() } }
                group.addTask { await sweep() }
            }
        } onCancelOrGracefulShutdown: {
            isOver.set()
            portal.doorbell.ring()
        }
    }

    private let isOver: SharedFlag

    init(portal: Portal, program: WorkProgram, logger: Logger, threads: NIOThreadPool) {
        self.portal = portal
        self.program = program
        self.logger = logger
        self.threads = threads
        isOver = SharedFlag()
    }

    private func work() async {
        while !isOver.isSet {
            do {
                if let job = try await threads.runIfActive({ try next() }) {
                    try await threads.runIfActive {
                        defer { portal.uploads.remove([portal.uploads.progressPath(job.id)]) }
                        try finish(job, run(job))
                    }
                    continue
                }
            } catch {
                logger.error("work on a job failed", metadata: ["error": "\(type(of: error))"])
            }
            await portal.doorbell.wait(milliseconds: Self.pollMilliseconds)
        }
    }

    private func next() throws -> Job? {
        for kind in PortalWork.kinds {
            if let job = try portal.store.take(kind, seconds: Self.leaseSeconds, clock: portal.clock) { return job }
        }
        return nil
    }

    /// Hourly: what nobody goes on with is removed.
    private func sweep() async {
        var waited = 0
        while !isOver.isSet {
            if waited % 30 == 0 {
                _ = try? await threads.runIfActive {
                    portal.uploads.removeProducts(olderThan: Product.keptSeconds)
                }
            }
            if waited == 0 {
                _ = try? await threads.runIfActive {
                    let limit = portal.clock.now.advanced(byNanoseconds: -DraftLimits.draftSeconds * 1_000_000_000)
                    portal.uploads.remove(try portal.store.expire(draftsBefore: limit, clock: portal.clock))
                }
            }
            await portal.doorbell.wait(milliseconds: 10_000)
            waited = (waited + 1) % 360
        }
    }

    // MARK: One job

    private enum Outcome {
        case done
        case failed(String)
        /// Others have it by now.
        case lost
    }

    private func run(_ job: Job) -> Outcome {
        guard let process = start(job) else { return .failed("no process could be started for it") }
        let began = now()
        var renewed = began
        var status: Int32 = 0
        var pause: UInt32 = 2_000
        while true {
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process { break }
            if ended < 0, errno != EINTR { return .failed("its process was lost") }
            usleep(pause)
            pause = min(pause * 2, 50_000)
            let time = now()
            if time - began > Double(program.seconds) {
                end(process)
                return .failed("it took longer than \(program.seconds) s")
            }
            if time - renewed > Double(Self.renewSeconds) {
                renewed = time
                let isOurs = try? portal.store.renew(job, seconds: Self.leaseSeconds, clock: portal.clock)
                if isOurs == false {
                    end(process)
                    return .lost
                }
            }
        }
        let signal = status & 0x7F
        if signal == 0, (status >> 8) & 0xFF == 0 { return .done }
        if signal == SIGXCPU || signal == SIGKILL { return .failed("it took more than it may") }
        return .failed(signal != 0 ? "reading it crashed (signal \(signal))" : "it could not be done")
    }

    private func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func end(_ process: pid_t) {
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    private func finish(_ job: Job, _ outcome: Outcome) throws {
        switch outcome {
        case .lost: return
        case .done: _ = try portal.store.finish(job, clock: portal.clock)
        case .failed(let reason):
            logger.warning(
                "a job failed", metadata: ["job": "\(job.id)", "kind": "\(job.kind.rawValue)", "why": "\(reason)"])
            guard try portal.store.fail(job, because: reason, clock: portal.clock) else { return }
            guard try portal.store.job(job.id)?.state == .failed else { return portal.doorbell.ring() }
            try PortalWork(portal).giveUp(
                job, because: "The captures could not be analyzed: \(reason). They are kept; tell support.")
        }
    }

    private func start(_ job: Job) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        guard posix_spawnattr_init(&attributes) == 0 else { return nil }
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var words: [UnsafeMutablePointer<CChar>?] = ([program.path] + program.arguments + [String(job.id)]).map {
            strdup($0)
        }
        words.append(nil)
        defer { for word in words { free(word) } }
        // The environment of the service may hold secrets; the work needs none of it.
        let path = strdup("PATH=/usr/bin:/bin")
        let folder = strdup("TMPDIR=" + (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"))
        defer {
            free(path)
            free(folder)
        }
        var process: pid_t = 0
        guard posix_spawn(&process, program.path, &actions, &attributes, words, [path, folder, nil]) == 0 else {
            return nil
        }
        return process
    }
}

/// A flag that is shared.
final class SharedFlag: Sendable {
    private let value = Atomic<Bool>(false)

    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
