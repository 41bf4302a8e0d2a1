import CallAnalysis
import CallVocabulary
import JSONText

/// The ten seconds in which a stream was heard worst, for people: the bad half minute of an hour-long call.
struct WorstInterval {
    let stream: MediaStream
    let interval: StreamInterval

    /// The share of a stream's packets below which an interval is not worth a word, per cent.
    static let leastUnheardPercent = 2.0

    /// The worst interval; `nil` where none stands out from a stream that was heard well, or there is only one.
    init?(of stream: MediaStream) {
        let full = stream.intervals.filter { $0.received + $0.lost >= 50 }
        guard full.count > 1, let worst = full.max(by: { $0.unheardPercent < $1.unheardPercent }),
            worst.unheardPercent >= Self.leastUnheardPercent
        else { return nil }
        self.stream = stream
        interval = worst
    }

    /// When it began.
    var startedAt: CaptureTime {
        stream.startedAt.advanced(byNanoseconds: Int64(min(max(interval.startSeconds, 0), 9e8)) * 1_000_000_000)
    }

    /// `14:03:20 to 14:03:30: 8.2 % lost, 12 packets late, MOS 2.9`.
    var words: String {
        let end = startedAt.advanced(byNanoseconds: Int64(min(max(interval.durationSeconds, 0), 9e8)) * 1_000_000_000)
        var text = "\(TimeText.clock(startedAt)) to \(TimeText.clock(end)): "
        text += DecimalText.fixed(interval.lossPercent, places: 1) + " % lost"
        if interval.lateDiscarded > 0 { text += ", \(interval.lateDiscarded) too late for a 60 ms buffer" }
        if let mos = interval.mosCQE { text += ", MOS \(DecimalText.fixed(mos, places: 1))" }
        return text
    }
}
