import CallAnalysis
import CallVocabulary
import Findings
import JSONText

/// Puts a ladder together from what a close look found.
struct LadderMaking {
    private let document: AnalysisDocument
    private let look: CloseLook
    private let calls: [Int]
    private var lanes = LadderLanes([])
    private var rows: [CallLadder.Row] = []

    init(_ document: AnalysisDocument, look: CloseLook, calls: [Int]) {
        self.document = document
        self.look = look
        self.calls = calls
    }

    private var result: CallAnalysisResult { document.result }

    // MARK: Calls

    mutating func ladder() -> CallLadder {
        var legByCallID: [String: Int] = [:]
        for (leg, call) in calls.enumerated() {
            for id in result.calls[call].callIDs { legByCallID[id.rawValue] = leg }
        }
        let own = look.messages.indices.filter { legByCallID[look.messages[$0].callID] != nil }
        let caller = calls.first.flatMap { result.calls[$0].signalingAddresses[.calling] }
        lanes = LadderLanes(own.map { look.messages[$0] }, first: caller)
        noteParties()
        addMessages(own, legByCallID: legByCallID)
        addStreams()
        addPassages()
        rows.sort { ($0.at, $0.packet) < ($1.at, $1.packet) }
        addFindings()
        let begin =
            rows.map(\.at).min() ?? calls.first.map { result.calls[$0].startedAt } ?? CaptureTime(nanoseconds: 0)
        var end = rows.map(\.at).max() ?? begin
        for stream in streams { end = max(end, result.streams[stream].endedAt) }
        var ladder = CallLadder(
            headings: calls.map { LadderWords.heading(result.calls[$0]) }, lanes: lanes.lanes, rows: rows, bars: [],
            begin: begin, end: end)
        ladder.bars = streams.map { bar(of: $0, begin: begin) }
        ladder.omissions = look.limitsMet.sorted { $0.key < $1.key }
            .map { "\($0.value) \($0.key) are not shown: there were too many." }
        return ladder
    }

    /// The streams of the calls, in order of their first packet.
    private var streams: [Int] {
        calls.flatMap { result.calls[$0].streams }.sorted {
            (result.streams[$0].firstPacket, $0) < (result.streams[$1].firstPacket, $1)
        }
    }

    private mutating func noteParties() {
        for call in calls {
            for side in CallSide.allCases {
                guard let address = result.calls[call].signalingAddresses[side] else { continue }
                let agent = result.calls[call].userAgents[side].map { ", " + $0 } ?? ""
                lanes.note("\(side.rawValue) side" + agent, lane: lanes.lane(of: address))
            }
        }
    }

    // MARK: Messages outside of calls

    mutating func ladder(ofMessages own: [Int]) -> CallLadder {
        lanes = LadderLanes(own.map { look.messages[$0] })
        addMessages(own, legByCallID: [:])
        let begin = rows.first?.at ?? CaptureTime(nanoseconds: 0)
        let first = own.first.map { look.messages[$0] }
        let heading = "\(first?.method ?? "") \(first?.target ?? ""), Call-ID \(first?.callID ?? "")"
        return CallLadder(
            headings: [heading], lanes: lanes.lanes, rows: rows, bars: [], begin: begin, end: rows.last?.at ?? begin)
    }

    // MARK: Rows

    private mutating func addMessages(_ own: [Int], legByCallID: [String: Int]) {
        var repeated = RepeatedMessages(calls.map { result.calls[$0] })
        var described: [String: [DescribedMediaLine]] = [:]
        for index in own {
            let message = look.messages[index]
            let from = lanes.lane(of: message.source)
            let to = lanes.lane(of: message.destination)
            let speaker = "\(message.callID) \(from) \(to)"
            let isAgain = repeated.contains(message)
            var details: [String] = []
            if let media = message.media {
                details = LadderWords.lines(media, before: described[speaker])
                if !isAgain { described[speaker] = media }
            }
            details += LadderWords.facts(of: message)
            rows.append(
                CallLadder.Row(
                    kind: .message, at: message.at, packet: message.packet, from: from, to: to,
                    title: LadderWords.title(of: message) + (isAgain ? ", again" : ""), details: details,
                    tone: isAgain ? .again : LadderWords.tone(of: message.status),
                    leg: legByCallID[message.callID] ?? 0, message: index))
        }
    }

    private mutating func addStreams() {
        for (leg, call) in calls.enumerated() {
            for index in result.calls[call].streams {
                let stream = result.streams[index]
                let from = lanes.laneOfMedia(at: stream.source)
                let to = lanes.laneOfMedia(at: stream.destination)
                rows.append(
                    CallLadder.Row(
                        kind: .media, at: stream.startedAt, packet: stream.firstPacket, from: from, to: to,
                        title: LadderWords.title(of: stream),
                        details: [
                            "\(stream.source) → \(stream.destination), \(LadderWords.figures(of: stream))"
                        ], tone: .plain, leg: leg))
                addDigits(of: stream, from: from, to: to, leg: leg)
            }
        }
    }

    private mutating func addDigits(of stream: MediaStream, from: Int, to: Int, leg: Int) {
        var index = 0
        let digits = stream.events.filter { $0.kind == .dtmf }
        while index < digits.count {
            var count = digits[index].digits
            var next = index + 1
            // Digits keyed one after another are one step.
            while next < digits.count, digits[next].at.seconds(since: digits[next - 1].at) < 4 {
                count += digits[next].digits
                next += 1
            }
            rows.append(
                CallLadder.Row(
                    kind: .digits, at: digits[index].at, packet: digits[index].packet, from: from, to: to,
                    title: "DTMF, \(LadderWords.count(count, "digit"))", details: [], leg: leg))
            index = next
        }
    }

    /// Datagrams of one kind on one way.
    private struct Group {
        var first: CloseLook.Passage
        var from: Int
        var to: Int
        var count = 1
        var last: CaptureTime
        var texts: [String]
    }

    private mutating func addPassages() {
        var placeByKey: [String: Int] = [:]
        var groups: [Group] = []
        for passage in look.passages {
            let text = LadderWords.groups(passage.kind) ? "" : passage.text
            let from = lanes.laneOfMedia(at: passage.source)
            let to = lanes.laneOfMedia(at: passage.destination)
            let key = "\(passage.kind.rawValue) \(from) \(to) \(text)"
            if let place = placeByKey[key] {
                groups[place].count += 1
                groups[place].last = passage.at
                if !groups[place].texts.contains(passage.text), groups[place].texts.count < 6 {
                    groups[place].texts.append(passage.text)
                }
            } else {
                placeByKey[key] = groups.count
                groups.append(Group(first: passage, from: from, to: to, last: passage.at, texts: [passage.text]))
            }
        }
        for group in groups {
            let passage = group.first
            var details: [String] = []
            if group.count > 1 {
                details.append("\(LadderWords.count(group.count, "packet")) until \(TimeText.clock(group.last))")
            }
            rows.append(
                CallLadder.Row(
                    kind: .passage, at: passage.at, packet: passage.packet, from: group.from, to: group.to,
                    title: LadderWords.title(of: passage.kind, texts: group.texts), details: details,
                    tone: passage.kind == .icmp ? .bad : .plain))
        }
    }

    /// Findings stand at the step whose packet shows them, else at a step of their own.
    private mutating func addFindings() {
        var rowByPacket: [PacketReference: Int] = [:]
        for (index, row) in rows.enumerated() where rowByPacket[row.packet] == nil { rowByPacket[row.packet] = index }
        var further: [CallLadder.Row] = []
        for finding in document.findings where finding.call.map({ calls.contains($0) }) == true {
            let text = "\(finding.severity.rawValue): \(finding.summary)"
            guard let evidence = finding.evidence.first else { continue }
            if let shown = finding.evidence.lazy.compactMap({ rowByPacket[$0.packet] }).first {
                rows[shown].findings.append(text)
            } else {
                let stream = finding.stream.map { result.streams[$0] }
                further.append(
                    CallLadder.Row(
                        kind: .finding, at: evidence.at, packet: evidence.packet,
                        from: stream.map { lanes.laneOfMedia(at: $0.source) } ?? 0,
                        to: stream.map { lanes.laneOfMedia(at: $0.destination) } ?? max(0, lanes.lanes.count - 1),
                        title: text, details: [], tone: finding.severity == .fault ? .bad : .plain))
            }
        }
        rows += further
        rows.sort { ($0.at, $0.packet) < ($1.at, $1.packet) }
    }

    // MARK: Bars

    private mutating func bar(of index: Int, begin: CaptureTime) -> CallLadder.Bar {
        let stream = result.streams[index]
        return CallLadder.Bar(
            stream: stream.id, title: LadderWords.title(of: stream), figures: LadderWords.figures(of: stream),
            from: lanes.laneOfMedia(at: stream.source), to: lanes.laneOfMedia(at: stream.destination),
            startSeconds: stream.startedAt.seconds(since: begin), durationSeconds: stream.durationSeconds,
            points: stream.series?.points(envelope: stream.envelope) ?? [],
            stepSeconds: Double(stream.series?.stepMilliseconds ?? 1_000) / 1_000)
    }
}

/// Which messages of the calls repeat an earlier one.
private struct RepeatedMessages {
    private var left: [PacketReference: [(title: String, isAgain: Bool)]] = [:]

    init(_ calls: [Call]) {
        for call in calls {
            for message in call.messages {
                left[message.packet, default: []].append(
                    ("\(message.method) \(message.status ?? 0)", message.isRetransmission))
            }
        }
    }

    /// Takes the next message of a packet; true if it repeats one.
    mutating func contains(_ message: SeenMessage) -> Bool {
        let title = "\(message.method) \(message.status ?? 0)"
        guard let place = left[message.packet]?.firstIndex(where: { $0.title == title }) else { return false }
        return left[message.packet]?.remove(at: place).isAgain ?? false
    }
}
