import CallAnalysis
import CallVocabulary
import JSONText

/// Where a stream lost packets, and its finest course where that was kept.
enum SeriesJSON {
    /// Runs of loss written of one stream, unless details were asked for.
    static let usualRuns = 1_000

    static func write(_ stream: MediaStream, to json: inout JSONWriter) {
        let shown = stream.series == nil ? min(stream.lossRuns.count, usualRuns) : stream.lossRuns.count
        json.member("lossRuns", array: stream.lossRuns.prefix(shown)) { json, run in
            json.object { json in
                json.member("at", run.at)
                json.member("packets", run.count)
                json.member("beforePacket", run.revealedBy.number)
                json.member("capture", run.revealedBy.capture)
            }
        }
        json.member("lossRunsNotListed", stream.lossRuns.count - shown)
        guard let series = stream.series else { return }
        json.member("series", object: series) { json, series in
            let points = series.points(envelope: stream.envelope)
            json.member("stepMilliseconds", series.stepMilliseconds)
            json.member("points", array: points) { json, point in
                json.object { json in
                    json.member("startMilliseconds", point.startMilliseconds)
                    json.member("received", point.received)
                    json.member("lost", point.lost)
                    json.member("late", point.late)
                    json.member("jitterMilliseconds", point.jitterMilliseconds, places: 1)
                    json.member("delayVariationMilliseconds", point.delayVariationMilliseconds, places: 1)
                    json.member("levelDBov", point.levelDBov, places: 1)
                }
            }
        }
    }
}
