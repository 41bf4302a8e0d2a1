import CallVocabulary
import ReportModel

/// The columns of calls.
enum CallColumns {
    struct Row {
        var call: AnalysisCall
        var streams: [AnalysisStream]
        var severities: [String]
        var worst: String? { ["fault", "warning", "note"].first { severities.contains($0) } }
    }

    static let all: [TableColumn<Row>] = [
        .text("call", "the call's id") { $0.call.id },
        .text("callID", "its first Call-ID") { $0.call.callIDs.first },
        .text("callingNumber", "who called; empty where withheld") {
            $0.call.calling.withheld ? nil : $0.call.calling.number
        },
        .text("callingURI", "the caller's address of SIP; empty where withheld") {
            $0.call.calling.withheld ? nil : $0.call.calling.uri
        },
        .text("calledNumber", "who was called") { $0.call.called.number },
        .text("calledURI", "the called party's address of SIP") { $0.call.called.uri },
        .time("startedAt", "the first message") { $0.call.startedAt },
        .time("answeredAt", "the answer") { $0.call.answeredAt },
        .time("endedAt", "the end") { $0.call.endedAt },
        .number("talkSeconds", "from the answer to the end") { row in
            row.call.answeredAt.flatMap { answered in row.call.endedAt.map { $0.seconds(since: answered) } }
        },
        .text("outcome", "answered, cancelled, rejected, failed, unanswered, in-progress or unknown") {
            $0.call.outcome
        },
        .integer("finalStatus", "the last status of the INVITE") { $0.call.finalStatus },
        .text("endedBy", "calling or called") { $0.call.endedBy },
        .number("requestDelaySeconds", "post-dial delay") { $0.call.requestDelaySeconds },
        .text("callingUserAgent", "what the calling side says it is") { $0.call.userAgents.calling },
        .text("calledUserAgent", "what the called side says it is") { $0.call.userAgents.called },
        .integer("messages", "messages of SIP") { $0.call.messages.count },
        .integer("streams", "streams of RTP") { $0.call.streams.count },
        .number("lossPercent", "the worst stream's packets lost, in per cent", places: 4) {
            $0.streams.map(\.counts.lossPercent).max()
        },
        .number("mosCQE", "the lowest estimate of the streams", places: 2) {
            $0.streams.compactMap { $0.quality?.mosCQE }.min()
        },
        .text("severity", "the worst finding: fault, warning, note, or empty") { $0.worst },
        .text("findings", "ids of findings, separated by blanks") {
            $0.call.findings.isEmpty ? nil : $0.call.findings.joined(separator: " ")
        },
    ]
}

/// The columns of streams.
enum StreamColumns {
    static let all: [TableColumn<AnalysisStream>] = [
        .text("stream", "the stream's id") { $0.id },
        .text("call", "its call's id; empty without one") { $0.call },
        .text("direction", "calling-to-called, called-to-calling or unknown") { $0.direction },
        .text("sourceAddress", "where it comes from") { $0.source.address.description },
        .integer("sourcePort", "its port") { $0.source.port },
        .text("destinationAddress", "where it goes") { $0.destination.address.description },
        .integer("destinationPort", "its port") { $0.destination.port },
        .text("ssrc", "the source's number, hexadecimal") { Hexadecimal.ssrc($0.ssrc) },
        .text("media", "audio, video, other or unknown") { $0.media },
        .text("encoding", "the codec most packets are of") { $0.payloadTypes.first?.encoding },
        .integer("clockRate", "its clock in Hz") { $0.payloadTypes.first?.clockRate },
        .truth("encrypted", "whether the payload is encrypted") { $0.isEncrypted },
        .time("startedAt", "the first packet") { $0.startedAt },
        .number("durationSeconds", "from the first packet to the last", places: 6) { $0.durationSeconds },
        .integer("firstPacket", "the first packet's number") { $0.firstPacket },
        .integer("expected", "packets due") { $0.counts.expected },
        .integer("received", "packets that came") { $0.counts.received },
        .integer("lost", "packets lost in the network") { $0.counts.lost },
        .integer("duplicated", "second copies") { $0.counts.duplicated },
        .integer("reordered", "packets out of order") { $0.counts.reordered },
        .integer("missingFromCapture", "packets that only the capture lacks") {
            $0.counts.missingFromCapture
        },
        .number("lossPercent", "lost, in per cent of those due", places: 4) { $0.counts.lossPercent },
        .number("jitterMeanMilliseconds", "mean jitter (RFC 3550)") { $0.jitter?.meanMilliseconds },
        .number("jitterMaximumMilliseconds", "greatest jitter") { $0.jitter?.maximumMilliseconds },
        .number("delayVariation95Milliseconds", "what 95 % of the packets stay below above the least transit") {
            $0.delayVariation?.percentile95
        },
        .integer("lateFor60Milliseconds", "packets too late for a buffer of 60 ms") { $0.playout.first?.lateDiscarded },
        .number("mosCQE", "estimated quality, 1 to 5", places: 2) { $0.quality?.mosCQE },
        .number("rFactor", "the same as the E-model's rating", places: 1) { $0.quality?.rFactor },
        .integer("digits", "digits keyed") {
            $0.events.filter { $0.kind == "dtmf" }.reduce(0) { $0 + $1.digits }
        },
        .number("clockSkewPartsPerMillion", "how slow the sender's clock is", places: 1) {
            $0.clockSkewPartsPerMillion
        },
        .text("displayFilter", "its packets in Wireshark") { $0.displayFilter },
    ]
}

/// The columns of findings.
enum FindingColumns {
    static let all: [TableColumn<AnalysisFinding>] = [
        .text("finding", "the finding's id") { $0.id },
        .text("code", "its permanent code") { $0.code },
        .text("severity", "fault, warning or note") { $0.severity },
        .text("symptom", "what a person hears") { $0.symptom },
        .text("cause", "why") { $0.cause },
        .number("confidence", "0 to 1", places: 2) { $0.confidence },
        .text("call", "the call's id") { $0.call },
        .text("stream", "the stream's id") { $0.stream },
        .time("fromTime", "where it begins; empty where it concerns the whole") { $0.from },
        .time("untilTime", "where it ends") { $0.until },
        .time("evidenceAt", "the first packet that shows it") { $0.evidence.first?.at },
        .integer("evidencePacket", "its number") { $0.evidence.first?.packet },
        .text("summary", "one sentence") { $0.summary },
        .text("remedy", "what to do") { $0.remedy },
        .text("displayFilter", "the packets that show it, in Wireshark") { $0.displayFilter },
    ]
}

/// The columns of tens of seconds.
enum IntervalColumns {
    struct Row {
        var stream: AnalysisStream
        var interval: AnalysisInterval
    }

    static let all: [TableColumn<Row>] = [
        .text("stream", "the stream's id") { $0.stream.id },
        .text("call", "its call's id") { $0.stream.call },
        .time("startedAt", "the interval's begin") { row in
            row.stream.startedAt.advanced(
                byNanoseconds: Int64(min(max(0, row.interval.startSeconds), 900_000_000)) * 1_000_000_000)
        },
        .integer("startSeconds", "seconds from the stream's first packet") { $0.interval.startSeconds },
        .integer("durationSeconds", "the interval's length") { $0.interval.durationSeconds },
        .integer("received", "packets that came") { $0.interval.received },
        .integer("lost", "packets missing") { $0.interval.lost },
        .integer("lateFor60Milliseconds", "packets too late for a buffer of 60 ms") { $0.interval.lateDiscarded },
        .number("jitterMilliseconds", "mean jitter (RFC 3550)") { $0.interval.jitterMilliseconds },
        .number("delayVariationMilliseconds", "the worst packet above the least transit") {
            $0.interval.delayVariationMilliseconds
        },
        .number("mosCQE", "estimated quality, 1 to 5", places: 2) { $0.interval.mosCQE },
    ]
}
