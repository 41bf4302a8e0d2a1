import Dispatch
import Synchronization

/// Something asynchronous that a command waits for.
struct DispatchedRun {
    private let end = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () async -> Void) {
        let end = end
        Task.detached {
            await body()
            end.signal()
        }
    }

    func wait() { end.wait() }
}

/// Why a service ended.
final class ServiceOutcome: Sendable {
    private let reason = Mutex<String?>(nil)

    var failure: String? { reason.withLock { $0 } }

    func fail(_ text: String) { reason.withLock { $0 = text } }
}
