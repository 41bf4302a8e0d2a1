import CallAnalysis
import JSONText

/// A stream's tens of seconds, and the seconds of the bad ones.
enum IntervalJSON {
    static func write(_ intervals: [StreamInterval], to json: inout JSONWriter) {
        json.member("intervals", array: intervals) { json, interval in
            json.object { json in
                members(of: interval, &json)
                guard !interval.seconds.isEmpty else { return }
                json.member("seconds", array: interval.seconds) { json, second in
                    json.object { json in members(of: second, &json) }
                }
            }
        }
    }

    private static func members(of interval: StreamInterval, _ json: inout JSONWriter) {
        json.member("startSeconds", Int(interval.startSeconds))
        json.member("durationSeconds", Int(interval.durationSeconds))
        json.member("received", interval.received)
        json.member("lost", interval.lost)
        json.member("lateDiscarded", interval.lateDiscarded)
        json.member("jitterMilliseconds", interval.jitterMilliseconds, places: 3)
        json.member("delayVariationMilliseconds", interval.delayVariationMilliseconds, places: 3)
        json.member("mosCQE", interval.mosCQE, places: 2)
    }
}
