import CallVocabulary

/// The state of offer and answer (RFC 3264) of one call, as spans of what was permitted.
struct MediaAgreement {
    /// What holds for one media line for a while.
    private struct Span {
        var line: Int32
        var isEarly: Bool
        var from: CaptureTime
        var until: CaptureTime?
        var calling: SessionSnapshot
        var called: SessionSnapshot
    }

    private var spans: [Span] = []
    private var calling: SessionSnapshot?
    private var called: SessionSnapshot?
    private var isEarly = true

    /// The spans as results.
    var media: [NegotiatedMedia] {
        spans.map { span in
            let calling = span.calling.lines[Int(span.line)]
            let called = span.called.lines[Int(span.line)]
            return NegotiatedMedia(
                line: Int(span.line), kind: calling.kind, from: span.from, until: span.until, isEarly: span.isEarly,
                sides: [
                    .calling: calling.description(in: span.calling.packet),
                    .called: called.description(in: span.called.packet),
                ])
        }
    }

    /// Where both sides receive by what was agreed last; empty without an agreement.
    var latestEnds: [(calling: TransportEndpoint, called: TransportEndpoint)] {
        guard let last = spans.last else { return [] }
        return spans.suffix(8).filter { $0.from == last.from }
            .map { span in
                (span.calling.lines[Int(span.line)].receivesAt, span.called.lines[Int(span.line)].receivesAt)
            }
    }

    /// Both sides' descriptions hold from now on.
    mutating func agree(offer: SessionSnapshot, by offerer: CallSide, answer: SessionSnapshot, at time: CaptureTime) {
        let caller = offerer == .calling ? offer : answer
        let callee = offerer == .calling ? answer : offer
        // Who carried them does not count.
        if let calling, let called, calling.lines == caller.lines, called.lines == callee.lines { return }
        calling = caller
        called = callee
        reopen(at: time)
    }

    /// The call was answered: what is agreed is no longer early media.
    mutating func answer(at time: CaptureTime) {
        guard isEarly else { return }
        isEarly = false
        if calling != nil { reopen(at: time) }
    }

    /// The call ended.
    mutating func end(at time: CaptureTime) {
        closeSpans(at: time)
        calling = nil
        called = nil
    }

    private mutating func closeSpans(at time: CaptureTime) {
        for index in spans.indices where spans[index].until == nil {
            spans[index].until = max(time, spans[index].from)
        }
    }

    private mutating func reopen(at time: CaptureTime) {
        closeSpans(at: time)
        guard let calling, let called else { return }
        for line in 0..<min(calling.lines.count, called.lines.count)
        where spans.count < AnalysisLimits.mediaSpansPerCall {
            spans.append(
                Span(
                    line: Int32(truncatingIfNeeded: line), isEarly: isEarly, from: time, until: nil, calling: calling,
                    called: called))
        }
    }
}
