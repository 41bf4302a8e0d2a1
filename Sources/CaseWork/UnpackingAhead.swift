import CaptureFiles

/// Unpacks the compressed files of a run, as many at once as there are threads. Their packets wait until it is their
/// turn, so the steps and their order are those of reading one file after the other.
struct UnpackingAhead: ~Copyable {
    typealias Source = CaptureReadAhead.Source
    typealias Step = CaptureReadAhead.Step
    typealias ReadBatch = CaptureReadAhead.ReadBatch

    private let sources: [Source]
    private let options: AnalyzeCapture.Options
    private let filesAtOnce: Int
    private let ahead: FilesAhead
    private var isBegun: [Bool]
    private var next = 0

    /// `nil` where nothing can be gained: with one thread, or one file.
    init?(_ sources: [Source], options: AnalyzeCapture.Options) {
        guard options.threads > 1, sources.count > 1 else { return nil }
        self.sources = sources
        self.options = options
        filesAtOnce = min(options.threads, WorkLimits.filesUnpackedAhead)
        ahead = FilesAhead(roomBytes: options.aheadBytes(files: filesAtOnce))
        isBegun = Array(repeating: false, count: sources.count)
    }

    deinit { ahead.close() }

    /// Passes on the steps of the file at `index`, whose turn it is, its packets located.
    ///
    /// - Returns: false to end reading; `nil` if nobody reads that file ahead.
    mutating func pass(_ index: Int, spare: () -> ReadBatch?, _ take: (Step) -> Bool) -> Bool? {
        next = max(next, index)
        while next < sources.count, next < index + filesAtOnce {
            isBegun[next] = begin(next)
            next += 1
        }
        guard isBegun[index] else { return nil }
        while let step = ahead.take(from: index) {
            switch step {
            case .packets(var read, let bytesRead, let total):
                // As many batches as before are on their way: this one takes the place of a spare one.
                var place = spare() ?? ReadBatch()
                swap(&read.located, &place.located)
                swap(&read.locator, &place.locator)
                ahead.giveBack(place)
                read.locate()
                guard take(.packets(read, bytesRead: bytesRead, of: total)) else { return false }
            case .end(let file):
                return take(step) && !file.wasStopped
            case .unreadable:
                _ = take(step)
                return false
            case .begin, .secrets:
                guard take(step) else { return false }
            }
        }
        return false
    }

    /// Starts to read the file at `index` on a thread of its own, if that pays.
    private func begin(_ index: Int) -> Bool {
        let source = sources[index]
        guard source.path != "-", CaptureFileReader.opening(of: source.path)?.isCompressed == true else { return false }
        let (ahead, options) = (ahead, options)
        ahead.begin(index)
        let thread = WorkThread {
            _ = CaptureReadAhead.readFile(
                source, options, spare: { ahead.spare() }, unfilled: { ahead.giveBack($0) },
                { ahead.give($0, of: index) })
            ahead.end(index)
        }
        guard let thread else {
            ahead.end(index)
            return false
        }
        thread.detach()
        return true
    }
}
