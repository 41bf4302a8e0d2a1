import CallAnalysis
import Findings

/// The parts of a document, made of a finished analysis when they are asked for.
extension AnalysisDocument: AnalysisSource {
    /// Verdict, symptoms, patterns and the rest, reckoned anew each time.
    public var overview: AnalysisOverview { FieldRounding.rounded(exactOverview) }
    /// How many captures there are.
    public var captureCount: Int { result.captures.count }
    /// How many calls there are.
    public var callCount: Int { result.calls.count }
    /// How many streams there are.
    public var streamCount: Int { result.streams.count }
    /// How many findings there are.
    public var findingCount: Int { findings.count }

    /// The capture at a place from 0.
    public func capture(_ index: Int) -> AnalysisCapture { FieldRounding.rounded(exactCapture(index)) }
    /// The call at a place from 0.
    public func call(_ index: Int) -> AnalysisCall { FieldRounding.rounded(exactCall(index)) }
    /// The stream at a place from 0.
    public func stream(_ index: Int) -> AnalysisStream { FieldRounding.rounded(exactStream(index)) }
    /// The finding at a place from 0.
    public func finding(_ index: Int) -> AnalysisFinding { FieldRounding.rounded(exactFinding(index)) }

    /// The place of the call with an id.
    public func callIndex(_ id: String) -> Int? {
        place(in: id, after: "call-").flatMap { result.calls.indices.contains($0) ? $0 : nil }
    }

    /// The place of the stream with an id.
    public func streamIndex(_ id: String) -> Int? {
        place(in: id, after: "stream-").flatMap { result.streams.indices.contains($0) ? $0 : nil }
    }

    /// Ids count from 1.
    private func place(in id: String, after prefix: String) -> Int? {
        guard id.hasPrefix(prefix), let number = Int(id.dropFirst(prefix.count)), number > 0 else { return nil }
        return number - 1
    }

    // MARK: With all their digits, for writing

    func exactCapture(_ index: Int) -> AnalysisCapture { AnalysisCapture(self, index) }
    func exactCall(_ index: Int) -> AnalysisCall { AnalysisCall(self, index) }
    func exactStream(_ index: Int) -> AnalysisStream { AnalysisStream(result.streams[index], result) }
    func exactFinding(_ index: Int) -> AnalysisFinding { AnalysisFinding(findings[index], result) }

    var exactOverview: AnalysisOverview {
        var overview = AnalysisOverview()
        overview.tool.version = toolVersion
        let verdict = self.verdict
        overview.verdict = verdict.kind.rawValue
        overview.headline = verdict.headline
        overview.refusedFindings = refusedFindings.map { AnalysisRefusal($0, result) }
        overview.registrations = result.registrations.map(AnalysisRegistration.init)
        overview.otherRequests = result.otherRequests.map(AnalysisRequestSeries.init)
        overview.symptoms = SymptomAssessment.all(result, findings: findings).map(AnalysisSymptom.init)
        overview.patterns = patternTexts
        overview.unreadableMessages = result.unreadableMessages
        overview.unreadableDescriptions = result.unreadableDescriptions
        overview.limitsMet = result.limitsMet.sorted { $0.key < $1.key }.map { NamedCount($0.key, $0.value) }
        return overview
    }
}

extension AnalysisOverview: DocumentPart {
    /// All members but those of the lists.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        var head = self.head
        head.fields(&fields)
        self.head = head
        tail(&fields)
    }
}

extension AnalysisCapture {
    /// The capture at `index`.
    init(_ document: AnalysisDocument, _ index: Int) {
        let capture = document.result.captures[index]
        let file = document.files.indices.contains(index) ? document.files[index] : nil
        name = capture.name
        sha256 = file?.sha256
        format = file?.format
        compression = file?.compression
        packets = capture.packets
        bytes = file?.fileBytes
        firstPacketAt = capture.firstPacketAt
        lastPacketAt = capture.lastPacketAt
        durationSeconds = capture.firstPacketAt.flatMap { first in
            capture.lastPacketAt.map { $0.seconds(since: first) }
        }
        linkTypes = capture.linkTypes.map(\.name)
        isComplete = file?.isComplete
        readError = file?.readError
        accounting = AnalysisAccounting(capture.accounting)
        otherSignaling = capture.otherSignaling.map(AnalysisOtherSignaling.init)
        unread = capture.unread.map(AnalysisUnread.init)
        acknowledgedGaps = capture.acknowledgedGaps
        truncatedPackets = capture.truncatedPackets
        interfaceDrops = file?.interfaceDrops.map { Int(clamping: $0) }
        let judged = CaptureFitness(document, capture: index)
        fitness.grade = judged.grade.rawValue
        fitness.problems = judged.problems
    }
}

extension AnalysisAccounting {
    init(_ accounting: PacketAccounting) {
        rtp = accounting.rtp
        rtcp = accounting.rtcp
        sip = accounting.sip
        stun = accounting.stun
        dtls = accounting.dtls
        turn = accounting.turn
        fragment = accounting.fragment
        tcpSegment = accounting.tcpSegment
        duplicate = accounting.duplicate
        icmp = accounting.icmp
        otherUDP = accounting.otherUDP
        other = accounting.other
        undecodable = accounting.undecodable
    }
}

extension AnalysisOtherSignaling {
    init(_ other: OtherSignaling) {
        name = other.name.rawValue
        packets = other.packets
        firstPacket = other.firstPacket.number
    }
}

extension AnalysisUnread {
    init(_ unread: UnreadContent) {
        message = unread.description
        packets = unread.packets
        firstPacket = unread.firstPacket.number
    }
}

extension AnalysisRefusal {
    init(_ refused: RefusedFinding, _ result: CallAnalysisResult) {
        code = refused.finding.code.rawValue
        call = refused.finding.call.map { result.calls[$0].id }
        stream = refused.finding.stream.map { result.streams[$0].id }
        summary = refused.finding.summary
        because = refused.because
    }
}

extension AnalysisSymptom {
    init(_ one: SymptomAssessment) {
        symptom = one.symptom.rawValue
        verdict = one.verdict.rawValue
        because = one.because
        findings = one.findings
    }
}

extension AnalysisRegistration {
    init(_ registration: Registration) {
        address = registration.address
        let series = AnalysisRequestSeries(registration.series)
        source = series.source
        destination = series.destination
        requests = series.requests
        repetitions = series.repetitions
        answered = series.answered
        refusals = series.refusals
        outcome = series.outcome
        lastStatus = series.lastStatus
        lastReason = series.lastReason
        firstAt = series.firstAt
        lastAt = series.lastAt
        firstPacket = series.firstPacket
        lastPacket = series.lastPacket
    }
}

extension AnalysisRequestSeries {
    init(_ series: RequestSeries) {
        method = series.method
        source = AnalysisEndpoint(series.source)
        destination = AnalysisEndpoint(series.destination)
        requests = series.requests
        repetitions = series.repetitions
        answered = series.answered
        refusals = series.refusals
        outcome = series.outcome.rawValue
        lastStatus = series.lastStatus
        lastReason = series.lastReason
        firstAt = series.firstAt
        lastAt = series.lastAt
        firstPacket = series.firstPacket.number
        lastPacket = series.lastPacket.number
    }
}
