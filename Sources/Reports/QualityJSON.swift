import CallAnalysis
import JSONText
import QualityMeasures

/// What a stream's packets say about what was heard: bursts, buffers, delay variation, the E-model's rating.
enum QualityJSON {
    /// The names of ``BurstGap/histogram``'s places: 1, 2, 3, 4, 5-9, 10-19, 20-49, 50+.
    private static let histogramNames: [String] = {
        let bounds = BurstGap.histogramBounds
        return bounds.indices.map { index in
            guard index + 1 < bounds.count else { return "\(bounds[index])+" }
            let last = bounds[index + 1] - 1
            return last == bounds[index] ? "\(last)" : "\(bounds[index])-\(last)"
        }
    }()

    static func write(_ stream: MediaStream, to json: inout JSONWriter) {
        let length = stream.packetMilliseconds ?? 20
        json.member("packetMilliseconds", stream.packetMilliseconds, places: 3)
        json.member("packetMillisecondsBasis", stream.packetMillisecondsBasis?.rawValue)
        json.member("burst", object: stream.burst) { json, burst in
            json.member("bursts", Int(burst.bursts))
            json.member("burstDensity", burst.burstDensity, places: 6)
            json.member("gapDensity", burst.gapDensity, places: 6)
            json.member(
                "meanBurstMilliseconds", burst.meanBurstMilliseconds(packetMilliseconds: length), places: 3)
            json.member("meanGapMilliseconds", burst.meanGapMilliseconds(packetMilliseconds: length), places: 3)
            json.member("burstRatio", burst.burstRatio, places: 4)
            json.member("lossRuns", Int(burst.runs))
            json.member("longestLossRun", Int(burst.longestRun))
            json.member("lossRunHistogram", object: burst.histogram) { json, histogram in
                for (name, runs) in zip(histogramNames, histogram) { json.member(name, Int(runs)) }
            }
        }
        json.member("playout", array: stream.playout) { json, outcome in
            json.object { json in
                json.member("buffer", outcome.buffer)
                json.member("played", outcome.played)
                json.member("lateDiscarded", outcome.lateDiscarded)
                json.member("lost", stream.counts.lost)
                json.member(
                    "concealedMilliseconds", outcome.concealedMilliseconds + Double(stream.counts.lost) * length,
                    places: 1)
                json.member("insertedMilliseconds", outcome.insertedMilliseconds, places: 1)
                json.member("meanDelayMilliseconds", outcome.meanDelayMilliseconds, places: 3)
                json.member("maximumDelayMilliseconds", outcome.maximumDelayMilliseconds, places: 3)
            }
        }
        json.member("delayVariation", object: stream.delayVariation) { json, variation in
            json.member("medianMilliseconds", variation.median, places: 3)
            json.member("percentile95Milliseconds", variation.percentile95, places: 3)
            json.member("percentile99Milliseconds", variation.percentile99, places: 3)
            json.member("maximumMilliseconds", variation.maximum, places: 3)
            json.member("meanMilliseconds", variation.mean, places: 3)
        }
        json.member("delaySteps", array: stream.delaySteps) { json, step in
            json.object { json in
                json.member("at", step.at)
                json.member("packet", step.packet.number)
                json.member("milliseconds", step.milliseconds, places: 1)
            }
        }
        json.member("timestampJumps", array: stream.timestampJumps) { json, jump in
            json.object { json in
                json.member("at", jump.at)
                json.member("packet", jump.packet.number)
                json.member("milliseconds", jump.milliseconds, places: 1)
            }
        }
        json.member("senderClock", object: stream.senderClock) { json, clock in
            json.member("partsPerMillion", clock.partsPerMillion, places: 0)
            json.member("basis", clock.basis.rawValue)
        }
        switch stream.quality {
        case .unknown(let reason):
            json.member("quality", nil as String?)
            json.member("qualityUnavailable", reason)
        case .rated(let rating):
            json.member("quality", object: rating) { json, rating in
                json.member("model", rating.model.rawValue)
                json.member("rFactor", rating.rFactor, places: 4)
                json.member("mosCQE", rating.mosCQE, places: 4)
                json.member("basis", object: rating) { json, rating in
                    json.member("codec", rating.codec)
                    json.member("source", rating.source)
                    json.member("buffer", rating.buffer)
                    input("equipmentImpairment", rating.impairment, &json)
                    input("lossRobustness", rating.robustness, &json)
                    input("lossPercent", rating.lossPercent, &json)
                    input("burstRatio", rating.burstRatio, &json)
                    input("networkDelayMilliseconds", rating.networkDelayMilliseconds, &json)
                    input("packetMilliseconds", rating.packetMilliseconds, &json)
                    input("bufferMilliseconds", rating.bufferMilliseconds, &json)
                }
            }
        }
    }

    private static func input(_ name: StaticString, _ input: QualityEstimate.Input?, _ json: inout JSONWriter) {
        json.member(name, object: input) { json, input in
            json.member("value", input.value, places: 4)
            json.member("origin", input.origin.rawValue)
        }
    }
}
