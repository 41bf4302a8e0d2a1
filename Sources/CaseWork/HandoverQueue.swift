import CProcessor
import Glibc
import Synchronization

/// How often is looked before sleeping, where that has paid.
private let looksBeforeSleep = 2_000
/// How often is looked where it has not; now and then it is tried again.
private let fewestLooks = 16
private let waitsBetweenTrials = 32

/// A bounded queue between two threads: the giver waits while it is full, the taker while it is empty.
///
/// Both look again for some ten microseconds before they sleep: a batch takes not much longer, and to wake a thread that
/// sleeps takes as long. Where batches take longer, as those do that must be unpacked, looking would only keep another
/// thread from the processor, so it is given up.
final class HandoverQueue<Element: Sendable>: @unchecked Sendable {
    // Everything below is touched under the lock only.
    private var lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var hasRoom = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var hasElements = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var elements: [Element] = []
    private var isClosed = false
    private let limit: Int
    /// How many elements there are, for a look without the lock; 0 or ``limit`` mean to wait. -1 once closed.
    private let level = Atomic<Int>(0)
    private var sleeping = 0
    private let giving = Patience()
    private let taking = Patience()

    /// A queue that holds at most `limit` elements.
    init(limit: Int) {
        self.limit = limit
        pthread_mutex_init(lock, nil)
        pthread_cond_init(hasRoom, nil)
        pthread_cond_init(hasElements, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        pthread_cond_destroy(hasRoom)
        pthread_cond_destroy(hasElements)
        lock.deallocate()
        hasRoom.deallocate()
        hasElements.deallocate()
    }

    /// Hands an element over; false if nobody takes any more.
    func give(_ element: consuming Element) -> Bool {
        look(giving) { $0 >= limit }
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while elements.count >= limit, !isClosed { sleep(hasRoom) }
        guard !isClosed else { return false }
        elements.append(element)
        level.store(elements.count, ordering: .releasing)
        if sleeping > 0 { pthread_cond_signal(hasElements) }
        return true
    }

    /// The next element; `nil` once the queue is closed and empty.
    func take() -> Element? {
        look(taking) { $0 == 0 }
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while elements.isEmpty, !isClosed { sleep(hasElements) }
        guard !elements.isEmpty else { return nil }
        let element = elements.removeFirst()
        if !isClosed { level.store(elements.count, ordering: .releasing) }
        if sleeping > 0 { pthread_cond_signal(hasRoom) }
        return element
    }

    /// Looks, without the lock, until there seems to be no reason to wait any more, or for long enough.
    private func look(_ patience: Patience, _ waits: (Int) -> Bool) {
        guard waits(level.load(ordering: .acquiring)) else { return }
        var left = patience.looks()
        while left > 0 {
            earshot_pause()
            guard waits(level.load(ordering: .acquiring)) else { return patience.note(wasRewarded: true) }
            left &-= 1
        }
        patience.note(wasRewarded: false)
    }

    private func sleep(_ reason: UnsafeMutablePointer<pthread_cond_t>) {
        sleeping += 1
        pthread_cond_wait(reason, lock)
        sleeping -= 1
    }

    /// Ends the queue: what is in it can still be taken, nothing more is accepted.
    func close() {
        pthread_mutex_lock(lock)
        isClosed = true
        level.store(-1, ordering: .releasing)
        pthread_cond_broadcast(hasRoom)
        pthread_cond_broadcast(hasElements)
        pthread_mutex_unlock(lock)
    }
}

/// How long it pays to look before sleeping, from what came of it before.
private final class Patience: Sendable {
    private let current = Atomic<Int>(looksBeforeSleep)
    private let waits = Atomic<Int>(0)

    func looks() -> Int {
        let count = waits.wrappingAdd(1, ordering: .relaxed).newValue
        return count % waitsBetweenTrials == 0 ? looksBeforeSleep : current.load(ordering: .relaxed)
    }

    func note(wasRewarded: Bool) {
        let before = current.load(ordering: .relaxed)
        current.store(wasRewarded ? looksBeforeSleep : max(fewestLooks, before / 2), ordering: .relaxed)
    }
}

/// A thread that runs one piece of work and can be waited for.
struct WorkThread: ~Copyable {
    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    private var thread = pthread_t()

    /// Starts `body`; `nil` if the system has no thread to spare.
    init?(_ body: @escaping @Sendable () -> Void) {
        let work = Unmanaged.passRetained(Work(body))
        let status = pthread_create(
            &thread, nil,
            { pointer in
                if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard status == 0 else {
            work.release()
            return nil
        }
    }

    /// Lets the thread end by itself.
    consuming func detach() {
        pthread_detach(thread)
    }

    /// Waits until the work is done.
    consuming func join() {
        pthread_join(thread, nil)
    }
}
