import CallAnalysis
import JSONText

/// What receivers said they heard.
enum FarEndJSON {
    static func write(_ reports: [FarEndReport], to json: inout JSONWriter) {
        guard !reports.isEmpty else { return }
        json.member("farEnd", array: reports) { json, report in
            json.object { json in
                json.member("kind", report.kind.rawValue)
                json.member("at", report.at)
                json.member("packet", report.packet.number)
                json.member("lossPercent", report.lossPercent, places: 2)
                json.member("discardPercent", report.discardPercent, places: 2)
                json.member("burstLossPercent", report.burstLossPercent, places: 2)
                json.member("burstMilliseconds", report.burstMilliseconds, places: 1)
                json.member("gapLossPercent", report.gapLossPercent, places: 2)
                json.member("gapMilliseconds", report.gapMilliseconds, places: 1)
                json.member("roundTripMilliseconds", report.roundTripMilliseconds, places: 1)
                json.member("endSystemMilliseconds", report.endSystemMilliseconds, places: 1)
                json.member("jitterMilliseconds", report.jitterMilliseconds, places: 3)
                json.member("signalLevelDBm0", report.signalLevel, places: 1)
                json.member("noiseLevelDBm0", report.noiseLevel, places: 1)
                json.member("residualEchoReturnLossDB", report.residualEchoReturnLoss, places: 1)
                json.member("rFactor", report.rFactor, places: 1)
                json.member("mosLQ", report.mosListening, places: 1)
                json.member("mosCQ", report.mosConversational, places: 1)
                json.member("bufferMilliseconds", report.bufferMilliseconds, places: 1)
            }
        }
    }
}
