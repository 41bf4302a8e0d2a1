import AudioLevels
import CallAnalysis
import CallVocabulary
import Findings

/// The parts of the document about calls, made of a finished analysis.
extension AnalysisCall {
    /// The call at `index`.
    init(_ document: AnalysisDocument, _ index: Int) {
        let result = document.result
        let call = result.calls[index]
        id = call.id
        callIDs = call.callIDs.map(\.rawValue)
        calling = AnalysisParty(call.calling)
        called = AnalysisParty(call.called)
        startedAt = call.startedAt
        answeredAt = call.answeredAt
        endedAt = call.endedAt
        endedBy = call.endedBy?.rawValue
        outcome = call.outcome.rawValue
        finalStatus = call.finalStatus
        endReason = call.endReason.map(AnalysisEndReason.init)
        requestDelaySeconds = call.requestDelaySeconds
        userAgents.calling = call.userAgents[.calling]
        userAgents.called = call.userAgents[.called]
        displayFilter = DisplayFilters.filter(index, in: result)
        let described = DescribedMedia.byPacket(of: call)
        messages = call.messages.map { AnalysisMessage($0, describing: described[$0.packet] ?? []) }
        streams = call.streams.map { result.streams[$0].id }
        doubleTalk = call.doubleTalk.map(AnalysisDoubleTalk.init)
        linkedCalls = call.linkedCalls.map { result.calls[$0].id }
        findings = document.findingIDsByCall[index] ?? []
        verdict = document.callVerdicts[index].rawValue
        holds = call.media.filter { media in
            !media.isEarly && media.kind == .audio
                && !(media.permitsMedia(from: .calling) && media.permitsMedia(from: .called))
        }.map { AnalysisSpan(from: $0.from, until: $0.until) }
    }
}

extension AnalysisParty {
    init(_ party: CallParty) {
        uri = party.uri
        number = party.number
        displayName = party.displayName
        withheld = party.withheld
        alternativeNumbers = party.alternativeNumbers
    }
}

extension AnalysisEndReason {
    init(_ reason: CallEndReason) {
        protocolName = reason.protocolName
        cause = reason.cause
        text = reason.text
    }
}

extension AnalysisMessage {
    init(_ message: SIPMessageSummary, describing media: [String]) {
        packet = message.packet.number
        capture = message.packet.capture
        at = message.at
        from = message.source.description
        to = message.destination.description
        method = message.method
        status = message.status
        reason = message.reason
        summary = MessageWords.summary(of: message, describing: media)
        isRetransmission = message.isRetransmission
    }
}

extension AnalysisFinding {
    /// A finding of `result`.
    init(_ finding: Finding, _ result: CallAnalysisResult) {
        id = finding.id
        code = finding.code.rawValue
        severity = finding.severity.rawValue
        symptom = finding.symptom?.rawValue
        cause = finding.cause?.rawValue
        cannotHear = finding.cannotHear?.rawValue
        confidence = finding.confidence
        call = finding.call.map { result.calls[$0].id }
        stream = finding.stream.map { result.streams[$0].id }
        let places = finding.streams.isEmpty ? finding.stream.map { [$0] } ?? [] : finding.streams
        streams = places.map { result.streams[$0].id }
        capture = finding.capture ?? finding.evidence.first?.packet.capture
        from = finding.from
        until = finding.until
        figures = finding.figures.map(AnalysisFigure.init)
        consequences = finding.consequences
        summary = finding.summary
        displayFilter = DisplayFilters.filter(finding)
        evidence = finding.evidence.map(AnalysisEvidence.init)
        excluded = finding.excluded.map(AnalysisExclusion.init)
        remedy = finding.remedy
    }
}

extension AnalysisFigure {
    init(_ figure: FindingFigure) {
        name = figure.name
        value = figure.value
        unit = figure.unit
        threshold = figure.threshold
    }
}

extension AnalysisEvidence {
    init(_ evidence: Evidence) {
        capture = evidence.packet.capture
        packet = evidence.packet.number
        at = evidence.at
        text = evidence.text
        displayFilter = "frame.number == \(evidence.packet.number)"
    }
}

extension AnalysisExclusion {
    init(_ excluded: ExcludedCause) {
        cause = excluded.cause.rawValue
        because = excluded.because
    }
}

extension AnalysisDoubleTalk {
    init(_ talk: DoubleTalk) {
        seconds = Double(talk.both) * 0.02
        speechSeconds = Double(talk.either) * 0.02
        share = talk.share
    }
}
