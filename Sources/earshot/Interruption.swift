import Glibc
import Synchronization

/// How often Ctrl-C was pressed. A signal handler may touch nothing that locks, and reaches only what is global.
private let interruptions = Atomic<Int>(0)

private func noteInterruption(_ signal: Int32) {
    let (before, _) = interruptions.wrappingAdd(1, ordering: .relaxed)
    if before > 0 { _exit(130) }
}

/// Ctrl-C: the first asks the run to end and report what it has, the second ends the program.
enum Interruption {
    /// Takes Ctrl-C over for the rest of the program.
    static func watch() {
        // The global is made here, not in the handler.
        _ = interruptions.load(ordering: .relaxed)
        signal(SIGINT, noteInterruption)
        // Who starts this program may have left the signal blocked.
        var asked = sigset_t()
        sigemptyset(&asked)
        sigaddset(&asked, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &asked, nil)
    }

    /// True once Ctrl-C was pressed.
    static var wasAsked: Bool { interruptions.load(ordering: .relaxed) > 0 }
}
