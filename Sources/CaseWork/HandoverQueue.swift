import Glibc

/// A bounded queue between two threads: the giver waits while it is full, the taker while it is empty.
final class HandoverQueue<Element: Sendable>: @unchecked Sendable {
    // Everything below is touched under the lock only.
    private var lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var hasRoom = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var hasElements = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var elements: [Element] = []
    private var isClosed = false
    private let limit: Int

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
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while elements.count >= limit, !isClosed { pthread_cond_wait(hasRoom, lock) }
        guard !isClosed else { return false }
        elements.append(element)
        pthread_cond_signal(hasElements)
        return true
    }

    /// The next element; `nil` once the queue is closed and empty.
    func take() -> Element? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while elements.isEmpty, !isClosed { pthread_cond_wait(hasElements, lock) }
        guard !elements.isEmpty else { return nil }
        let element = elements.removeFirst()
        pthread_cond_signal(hasRoom)
        return element
    }

    /// Ends the queue: what is in it can still be taken, nothing more is accepted.
    func close() {
        pthread_mutex_lock(lock)
        isClosed = true
        pthread_cond_broadcast(hasRoom)
        pthread_cond_broadcast(hasElements)
        pthread_mutex_unlock(lock)
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
