import CallVocabulary
import Glibc

/// What was read of several files at once and waits until it is their turn.
///
/// The file whose turn it is always has room for a few batches; the others share what room there is, so none of them can
/// keep it from going on.
final class FilesAhead: @unchecked Sendable {
    typealias Step = CaptureReadAhead.Step
    typealias ReadBatch = CaptureReadAhead.ReadBatch

    private struct Waiting {
        var steps: [Step?] = []
        var next = 0
        var hasEnded = false

        var count: Int { steps.count - next }

        mutating func take() -> Step? {
            guard next < steps.count else { return nil }
            defer {
                next += 1
                if next == steps.count {
                    steps.removeAll(keepingCapacity: true)
                    next = 0
                }
            }
            return steps[next].take()
        }
    }

    // Everything below is touched under the lock only.
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let hasChanged = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var files: [Int: Waiting] = [:]
    private var turn = 0
    private var heldBytes = 0
    private var isClosed = false
    private var spares: [ReadBatch] = []
    private let roomBytes: Int
    /// About the bytes of a batch, to reckon with.
    private static let usualBatchBytes = 128 << 10
    private let maximumSpares: Int

    /// Room of `roomBytes` for the packets of files whose turn has not come.
    init(roomBytes: Int) {
        self.roomBytes = roomBytes
        maximumSpares = roomBytes / FilesAhead.usualBatchBytes
        pthread_mutex_init(lock, nil)
        pthread_cond_init(hasChanged, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        pthread_cond_destroy(hasChanged)
        lock.deallocate()
        hasChanged.deallocate()
    }

    /// Takes note that a thread will read the file at `index`.
    func begin(_ index: Int) {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        files[index] = Waiting()
    }

    /// Hands over a step of the file at `index` when there is room; false if nobody takes any more.
    func give(_ step: consuming Step, of index: Int) -> Bool {
        let bytes = step.heldBytes
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while !isClosed, !hasRoom(index) { pthread_cond_wait(hasChanged, lock) }
        guard !isClosed else { return false }
        heldBytes += bytes
        files[index]?.steps.append(step)
        if index == turn { pthread_cond_broadcast(hasChanged) }
        return true
    }

    private func hasRoom(_ index: Int) -> Bool {
        guard index == turn else { return heldBytes < roomBytes }
        return (files[index]?.count ?? 0) < CaptureReadAhead.batchesAhead
    }

    /// The file at `index` has nothing more to give.
    func end(_ index: Int) {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        files[index]?.hasEnded = true
        pthread_cond_broadcast(hasChanged)
    }

    /// The next step of the file at `index`, whose turn it now is; `nil` at its end.
    func take(from index: Int) -> Step? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        if turn != index {
            turn = index
            pthread_cond_broadcast(hasChanged)
        }
        while files[index]?.count == 0, files[index]?.hasEnded == false { pthread_cond_wait(hasChanged, lock) }
        guard let step = files[index]?.take() else { return nil }
        heldBytes -= step.heldBytes
        pthread_cond_broadcast(hasChanged)
        return step
    }

    /// Nobody takes any more; returns when every file has ended.
    func close() {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        isClosed = true
        pthread_cond_broadcast(hasChanged)
        while files.values.contains(where: { !$0.hasEnded }) { pthread_cond_wait(hasChanged, lock) }
    }

    /// Memory to read into.
    func spare() -> ReadBatch {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return spares.popLast() ?? ReadBatch()
    }

    /// Memory that is not needed any more. What a huge packet made large is not kept, or many such would be.
    func giveBack(_ batch: consuming ReadBatch) {
        guard batch.batch.bytes.count <= 8 * FilesAhead.usualBatchBytes else { return }
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        if spares.count < maximumSpares { spares.append(batch) }
    }
}

extension CaptureReadAhead.Step {
    /// About the memory that it keeps.
    fileprivate var heldBytes: Int {
        guard case .packets(let read, _, _) = self else { return 0 }
        return read.batch.bytes.count + read.batch.packets.count * MemoryLayout<CapturedPacket>.stride
    }
}
