import CallVocabulary
import CivilTime
import JSONText
import ReportModel

/// The ten seconds in which a stream was heard worst, for people: the bad half minute of an hour-long call.
struct WorstInterval {
    let stream: String
    let startedAt: CaptureTime
    let interval: AnalysisInterval

    /// The share of a stream's packets below which an interval is not worth a word, per cent.
    static let leastUnheardPercent = 2.0

    /// The worst interval; `nil` where none stands out from a stream that was heard well, or there is only one.
    init?(of stream: AnalysisStream) {
        let full = stream.intervals.filter { $0.received + $0.lost >= 50 }
        guard full.count > 1, let worst = full.max(by: { $0.unheardPercent < $1.unheardPercent }),
            worst.unheardPercent >= Self.leastUnheardPercent
        else { return nil }
        self.stream = stream.id
        interval = worst
        startedAt = stream.startedAt.advanced(bySeconds: Double(min(max(worst.startSeconds, 0), 900_000_000)))
    }

    /// `14:03:20 to 14:03:30: 8.2 % lost, 12 packets late, MOS 2.9`.
    func words(in zone: ZoneRules?) -> String {
        let end = startedAt.advanced(bySeconds: Double(min(max(interval.durationSeconds, 0), 900_000_000)))
        var text = "\(TimeText.clock(startedAt, in: zone)) to \(TimeText.clock(end, in: zone)): "
        text += DecimalText.fixed(interval.lossPercent, places: 1) + " % lost"
        if interval.lateDiscarded > 0 { text += ", \(interval.lateDiscarded) too late for a 60 ms buffer" }
        if let mos = interval.mosCQE { text += ", MOS \(DecimalText.fixed(mos, places: 1))" }
        return text
    }
}

extension AnalysisInterval {
    /// Lost of all packets, per cent.
    var lossPercent: Double {
        received + lost > 0 ? 100 * Double(lost) / Double(received + lost) : 0
    }

    /// Lost or late of all packets, per cent.
    var unheardPercent: Double {
        received + lost > 0 ? min(100, 100 * Double(lost + lateDiscarded) / Double(received + lost)) : 0
    }
}
