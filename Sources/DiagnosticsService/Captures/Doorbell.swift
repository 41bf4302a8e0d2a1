import Synchronization

/// Wakes workers when there is work, so that nobody waits for a timer. It is a hint: workers also look by themselves.
final class Doorbell: Sendable {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

    func ring() {
        let all = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for one in all { one.resume() }
    }

    /// Waits for a ring, at most so long.
    func wait(milliseconds: Int) async {
        let timer = Task {
            try? await Task.sleep(for: .milliseconds(milliseconds))
            ring()
        }
        await withCheckedContinuation { continuation in waiting.withLock { $0.append(continuation) } }
        timer.cancel()
    }
}
