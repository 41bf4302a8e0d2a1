import CallAnalysis
import CallVocabulary
import CaptureFiles
import Synchronization

/// A batch on its way to the thread that measures levels.
struct HeardBatch: Sendable {
    var read: CaptureReadAhead.ReadBatch
    var deferred: DeferredLevels
}

/// Reading, analysing and listening, each on a thread of its own where that pays. Batches pass from one to the next in
/// order, so the result is that of one thread.
///
/// Reading pays where it is more than copying: decompression, hashing, a pipe. Listening pays wherever levels are
/// measured, for that is half of the work.
struct AnalysisPipeline {
    let options: AnalyzeCapture.Options

    /// Whether levels are measured beside the analysis.
    static func listensBeside(_ options: AnalyzeCapture.Options) -> Bool {
        options.threads > 1 && options.audio == .levels
    }

    /// Work on as many threads, this one included.
    static func parallel(_ threads: Int) -> ParallelWork {
        guard threads > 1 else { return inTurn }
        return { count, body in
            let others = min(threads, count) - 1
            guard others > 0 else { return inTurn(count, body) }
            // Each takes the next that is left, so that none waits for a slow one.
            let left = SharedCounter()
            let ended = HandoverQueue<Bool>(limit: threads)
            let work: @Sendable () -> Void = {
                while true {
                    let index = left.take()
                    guard index < count else { break }
                    body(index)
                }
            }
            var started = 0
            for _ in 0..<others {
                let thread = WorkThread {
                    work()
                    _ = ended.give(true)
                }
                guard let thread else { break }
                thread.detach()
                started += 1
            }
            work()
            for _ in 0..<started { _ = ended.take() }
        }
    }

    /// What the listening thread leaves behind when it has ended.
    private final class Heard: @unchecked Sendable {
        var listener = LevelListener()
    }

    /// Reads `sources` and gives everything to `run`.
    func process(_ sources: [CaptureReadAhead.Source], into run: inout AnalysisRun) {
        let spares = HandoverQueue<CaptureReadAhead.ReadBatch>(limit: 2 * CaptureReadAhead.batchesAhead + 3)
        for _ in 0..<(CaptureReadAhead.batchesAhead + 2) { _ = spares.give(CaptureReadAhead.ReadBatch()) }
        guard AnalysisPipeline.listensBeside(options) else { return read(sources, spares, into: &run) }
        let queue = HandoverQueue<HeardBatch>(limit: CaptureReadAhead.batchesAhead)
        let heard = Heard()
        let listening = WorkThread {
            while let next = queue.take() {
                heard.listener.listen(next.deferred, in: next.read.batch)
                _ = spares.give(next.read)
            }
        }
        guard let thread = listening else { return read(sources, spares, into: &run) }
        run.listeners = queue
        read(sources, spares, into: &run)
        queue.close()
        thread.join()
        run.listeners = nil
        run.adopt(heard.listener)
    }

    private func read(
        _ sources: [CaptureReadAhead.Source], _ spares: HandoverQueue<CaptureReadAhead.ReadBatch>,
        into run: inout AnalysisRun
    ) {
        let take = { (step: CaptureReadAhead.Step, run: inout AnalysisRun) -> Bool in
            let goesOn = run.take(step)
            if let spare = run.takeSpare() { _ = spares.give(spare) }
            return goesOn
        }
        let options = options
        guard sources.contains(where: takesMoreThanReading) else {
            CaptureReadAhead.read(
                sources, options: options, spare: { spares.take() }, take: { take($0, &run) })
            return
        }
        let steps = HandoverQueue<CaptureReadAhead.Step>(limit: CaptureReadAhead.batchesAhead)
        let reading = WorkThread {
            CaptureReadAhead.read(
                sources, options: options, spare: { spares.take() }, take: { steps.give($0) })
            steps.close()
        }
        run.isReadAhead = reading != nil
        guard let thread = reading else {
            // No thread to spare: the same work, one step after the other.
            CaptureReadAhead.read(
                sources, options: options, spare: { spares.take() }, take: { take($0, &run) })
            return
        }
        while let step = steps.take() {
            if !take(step, &run) { break }
        }
        steps.close()
        // Nobody reads on, so nobody may wait for a batch.
        spares.close()
        thread.join()
    }

    private func takesMoreThanReading(_ source: CaptureReadAhead.Source) -> Bool {
        guard source.path != "-" else { return true }
        guard let opening = CaptureFileReader.opening(of: source.path) else { return false }
        if opening.isCompressed { return true }
        guard let bytes = opening.bytes else { return true }
        if bytes <= options.hashedBytes { return true }
        // Where nobody listens, reading and locating are half of the work.
        return !AnalysisPipeline.listensBeside(options)
    }
}

/// Numbers from 0 on, each given once.
private final class SharedCounter: Sendable {
    private let next = Atomic<Int>(0)

    func take() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
}
