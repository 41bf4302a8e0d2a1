import CallAnalysis
import JSONText

/// How a stream belongs to others: what it repairs, what was repaired of it, where it is seen too.
enum RepairJSON {
    static func write(_ stream: MediaStream, _ result: CallAnalysisResult, to json: inout JSONWriter) {
        json.member("role", stream.role.rawValue)
        json.member("repairs", stream.repairs.map { result.streams[$0].id })
        json.member("repair", object: stream.repair) { json, repair in
            json.member("means", array: repair.means) { $0.text($1.rawValue) }
            json.member("repaired", repair.repaired)
            json.member("lostAfterRepair", repair.lostAfterRepair)
        }
        json.member("numberedGaps", object: stream.counts.lost > 0 ? stream.numberedGaps : nil) { json, gaps in
            json.member("sent", gaps.sent)
            json.member("skipped", gaps.skipped)
        }
        json.member("sameMedia", object: stream.sameMedia) { json, same in
            json.member("stream", result.streams[same.stream].id)
            json.member("relation", same.relation.rawValue)
            json.member("delayMilliseconds", same.delayMilliseconds, places: 3)
            json.member("lostBetween", same.lostBetween)
        }
    }
}
