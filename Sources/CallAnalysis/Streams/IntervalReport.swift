import CallVocabulary
import QualityMeasures

/// Turns a finished stream's seconds and tens into intervals, and places its losses in them.
enum IntervalReport {
    /// The intervals of a stream, its losses not yet placed.
    static func intervals(_ tracker: RTPStreamTracker, packetMilliseconds: Double) -> [StreamInterval] {
        let meter = tracker.intervals
        let width = Double(max(1, meter.width))
        var tens = meter.tens.map {
            StreamInterval($0, width: max(1, meter.width), packetMilliseconds: packetMilliseconds)
        }
        guard !meter.seconds.isEmpty else { return tens }
        let seconds = meter.seconds.map { StreamInterval($0, width: 1, packetMilliseconds: packetMilliseconds) }
        for index in tens.indices {
            let from = tens[index].startSeconds
            tens[index].seconds = seconds.filter { $0.startSeconds >= from && $0.startSeconds < from + width }
        }
        return tens
    }

    /// Puts what is lost, and not merely missing from the capture, where it should have come.
    static func placeLosses(of stream: inout MediaStream) {
        guard stream.counts.lost > 0, let width = stream.intervals.first?.durationSeconds, width > 0 else { return }
        let losses = place(stream)
        if let series = stream.series {
            let finer = place(stream, pieceSeconds: Double(series.stepMilliseconds) / 1_000)
            stream.series?.place(finer.map { ($0.at, $0.count) })
        }
        add(losses, to: &stream.intervals, seconds: width)
        for index in stream.intervals.indices where !stream.intervals[index].seconds.isEmpty {
            let from = stream.intervals[index].startSeconds
            let own = losses.filter { $0.at >= from && $0.at < from + width }
            for second in stream.intervals[index].seconds.indices {
                let begin = stream.intervals[index].seconds[second].startSeconds
                for loss in own where loss.at >= begin && loss.at < begin + 1 {
                    stream.intervals[index].seconds[second].lost += loss.count
                }
            }
        }
    }

    private struct Loss {
        var at: Double
        var count: Int
    }

    /// Losses by the second in which the packets were due: before the packet that revealed them, at the stream's pace.
    private static func place(_ stream: MediaStream, pieceSeconds: Double = 1) -> [Loss] {
        let pace = (stream.packetMilliseconds ?? 20) / 1_000
        var placed: [Loss] = []
        var left = stream.counts.lost
        for run in stream.lossRuns where run.count > 0 {
            left -= run.count
            let end = max(0, run.at.seconds(since: stream.startedAt))
            // The first number missing was due one pace after the packet before it.
            let begin = max(0, end - Double(run.count) * pace)
            let pieces =
                placed.count < AnalysisLimits.lossPiecesPerStream
                ? min(max(1, Int(min((end - begin) / pieceSeconds, 86_400).rounded(.up))), run.count) : 1
            for piece in 0..<pieces {
                let share = run.count * (piece + 1) / pieces - run.count * piece / pieces
                placed.append(
                    Loss(at: begin + (end - begin) * (Double(piece) + 0.5) / Double(pieces), count: share))
            }
        }
        // The oldest runs of very many are no longer listed.
        if left > 0 { placed.append(Loss(at: 0, count: left)) }
        return placed
    }

    private static func add(_ losses: [Loss], to tens: inout [StreamInterval], seconds width: Double) {
        guard !losses.isEmpty else { return }
        var indexByBegin: [Int: Int] = [:]
        for (index, ten) in tens.enumerated() { indexByBegin[Int(ten.startSeconds / width)] = index }
        for loss in losses {
            let place = Int(loss.at / width)
            if let index = indexByBegin[place] {
                tens[index].lost += loss.count
            } else {
                indexByBegin[place] = tens.count
                tens.append(
                    StreamInterval(
                        startSeconds: Double(place) * width, width: Int32(clamping: Int(width)), lost: loss.count))
            }
        }
        tens.sort { $0.startSeconds < $1.startSeconds }
    }
}
