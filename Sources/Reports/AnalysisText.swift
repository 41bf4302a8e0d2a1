import CallAnalysis
import CallVocabulary
import Escaping
import Findings
import JSONText

/// An analysis as a person reads it on a terminal: verdict first.
struct AnalysisText {
    let document: AnalysisDocument
    let style: TextStyle
    private var result: CallAnalysisResult { document.result }

    /// Rows shown in a table before the rest is only counted.
    static let maximumRows = 40
    /// Packets shown of one finding.
    static let maximumEvidence = 5

    func render() -> String {
        var parts = [verdict]
        let noted = document.findings.filter { $0.severity != .note }
        if !noted.isEmpty { parts.append(noted.map(finding).joined(separator: "\n\n")) }
        if !document.patterns.isEmpty {
            parts.append(PatternReport.text(document.patternTexts, style: style))
        }
        if !result.calls.isEmpty { parts.append(calls) }
        if !result.streams.isEmpty { parts.append(streams) }
        let notes = document.findings.filter { $0.severity == .note }
        if !notes.isEmpty { parts.append(notes.prefix(10).map(note).joined(separator: "\n")) }
        let named = NamedTrafficWords.sentences(result)
        if !named.isEmpty {
            parts.append(named.map { PlainText.wrap($0, width: style.width) }.joined(separator: "\n"))
        }
        parts.append(result.captures.indices.map(capture).joined(separator: "\n"))
        if result.unreadableMessages > 0 {
            let count = result.unreadableMessages
            parts.append("\(count) \(count == 1 ? "message begins" : "messages begin") like SIP and cannot be read.")
        }
        if result.unreadableDescriptions > 0 {
            let count = result.unreadableDescriptions
            parts.append("\(count) session \(count == 1 ? "description" : "descriptions") cannot be read.")
        }
        if !result.limitsMet.isEmpty {
            let met = result.limitsMet.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value) times)" }
            parts.append(
                PlainText.wrap(
                    "Limits met, so that something was left out: " + met.joined(separator: ", "), width: style.width))
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// One sentence that answers the question.
    private var verdict: String {
        let verdict = document.verdict
        func line(_ mark: String) -> String {
            PlainText.wrap("\(mark) \(Escaping.terminal(verdict.headline, limit: 600))", width: style.width, rest: "  ")
        }
        switch verdict.kind {
        case .fault: return style.red(line("✗"))
        case .warning: return style.yellow(line("!"))
        case .clear: return style.green(line("✓"))
        case .cannotTell, .nothingToAnalyze: return style.bold(line("–"))
        }
    }

    // MARK: Findings

    private func finding(_ finding: Finding) -> String {
        let mark = finding.severity == .fault ? style.red("FAULT") : style.yellow("WARNING")
        let place = finding.call.map { "  \(result.calls[$0].id)" } ?? ""
        var lines = [
            "\(mark)\(place)  \(style.bold(finding.code.rawValue))" + (finding.cause.map { "  (\($0.rawValue))" } ?? "")
        ]
        lines.append(paragraph(finding.summary))
        for evidence in finding.evidence.prefix(Self.maximumEvidence) {
            lines.append(
                PlainText.wrap(
                    Escaping.terminal(evidence.text, limit: 200), width: style.width,
                    first: "  packet \(pad(evidence.packet.number, 6))  ",
                    rest: "                 "))
        }
        if finding.evidence.count > Self.maximumEvidence {
            lines.append("  … and \(finding.evidence.count - Self.maximumEvidence) more packets")
        }
        if !finding.excluded.isEmpty {
            lines.append("  Not the cause:")
            for excluded in finding.excluded {
                lines.append(
                    PlainText.wrap(
                        "\(excluded.cause.rawValue): \(Escaping.terminal(excluded.because, limit: 200))",
                        width: style.width,
                        first: "    · ", rest: "      "))
            }
        }
        lines.append(
            PlainText.wrap(
                "What to do: " + Escaping.terminal(finding.remedy, limit: 1_000), width: style.width, first: "  ",
                rest: "  "))
        lines.append(style.dim("  Confidence \(Int((finding.confidence * 100).rounded())) %"))
        return lines.joined(separator: "\n")
    }

    private func note(_ finding: Finding) -> String {
        let place = finding.call.map { result.calls[$0].id + ": " } ?? ""
        return PlainText.wrap(
            place + Escaping.terminal(finding.summary, limit: 600) + " "
                + Escaping.terminal(finding.remedy, limit: 600),
            width: style.width, first: "Note  ", rest: "      ")
    }

    private func paragraph(_ text: String) -> String {
        PlainText.wrap(Escaping.terminal(text, limit: 2_000), width: style.width, first: "  ", rest: "  ")
    }

    private func pad(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }

    // MARK: Tables

    private var calls: String {
        var table = TextTable([
            .init("call"), .init("calling"), .init("called"), .init("start (UTC)", dispensability: 1),
            .init("talk", .right, dispensability: 2), .init("outcome"), .init("findings", dispensability: 3),
        ])
        let day = result.captures.first?.firstPacketAt
        var ids: [Int: [String]] = [:]
        for finding in document.findings { if let call = finding.call { ids[call, default: []].append(finding.id) } }
        for (index, call) in result.calls.enumerated().prefix(Self.maximumRows) {
            let talk = call.answeredAt.map { answered in
                call.endedAt.map { TimeText.duration($0.seconds(since: answered)) } ?? "goes on"
            }
            table.add([
                call.id, name(call.calling), name(call.called), TimeText.clock(call.startedAt, day: day), talk ?? "—",
                call.outcome.rawValue + (call.outcome == .answered ? "" : call.finalStatus.map { " \($0)" } ?? ""),
                (ids[index] ?? []).map { $0.replacing("finding-", with: "#") }.joined(separator: " "),
            ])
        }
        return style.bold("Calls") + "\n" + table.render(style) + more(result.calls.count)
    }

    private var streams: String {
        var table = TextTable([
            .init("stream"), .init("call", dispensability: 1), .init("from"), .init("to"),
            .init("codec", dispensability: 2), .init("packets", .right), .init("lost", .right), .init("lost %", .right),
            .init("jitter mean", .right), .init("max ms", .right, dispensability: 4),
            .init("MOS", .right, dispensability: 3),
            .init("dup", .right, dispensability: 5), .init("late", .right, dispensability: 6),
        ])
        for stream in result.streams.prefix(Self.maximumRows) {
            let jitter = stream.jitter
            table.add([
                stream.id.replacing("stream-", with: "s"),
                stream.call.map { result.calls[$0].id.replacing("call-", with: "c") } ?? "—",
                stream.source.description, stream.destination.description,
                stream.payloadTypes.first.map { $0.encoding ?? "type \($0.number)" } ?? "—",
                String(stream.counts.received), String(stream.counts.lost),
                DecimalText.fixed(stream.counts.lossPercent, places: 1),
                jitter.map { DecimalText.fixed($0.meanMilliseconds, places: 1) } ?? "—",
                jitter.map { DecimalText.fixed($0.maximumMilliseconds, places: 1) } ?? "—",
                QualityText.mos(stream.quality),
                String(stream.counts.duplicated), String(stream.counts.reordered),
            ])
        }
        return style.bold("Streams") + "\n" + table.render(style) + more(result.streams.count) + worst + encryption
    }

    private var encryption: String {
        (StreamRelationText.sentences(result) + EncryptionText.sentences(result)).map {
            "\n" + PlainText.wrap($0, width: style.width, first: "  ", rest: "    ")
        }.joined()
    }

    /// The worst ten seconds of the streams shown that had bad ones, worst first.
    private var worst: String {
        let found = result.streams.prefix(Self.maximumRows).compactMap { WorstInterval(of: $0) }
            .sorted { $0.interval.unheardPercent > $1.interval.unheardPercent }
        guard !found.isEmpty else { return "" }
        return "\n"
            + found.prefix(5).map { worst in
                PlainText.wrap(
                    "Worst of \(worst.stream.id), \(worst.words)", width: style.width, first: "  ", rest: "    ")
            }.joined(separator: "\n")
    }

    private func more(_ count: Int) -> String {
        count > Self.maximumRows ? "\n  … and \(count - Self.maximumRows) more (use --format json)" : ""
    }

    private func name(_ party: CallParty) -> String {
        if party.withheld { return "withheld" }
        return Escaping.terminal(party.number ?? party.uri, limit: 40)
    }

    // MARK: The capture

    private func capture(_ index: Int) -> String {
        let capture = result.captures[index]
        let file = document.files.indices.contains(index) ? document.files[index] : nil
        var text = "\(Escaping.terminal(capture.name, limit: 200)): \(capture.packets) packets"
        if let first = capture.firstPacketAt, let last = capture.lastPacketAt {
            text += " in \(TimeText.duration(last.seconds(since: first))), from \(TimeText.full(first))"
        }
        let accounting = capture.accounting
        text += "; \(accounting.rtp) RTP, \(accounting.rtcp) RTCP, \(accounting.sip) SIP"
        if accounting.duplicate > 0 { text += ", \(accounting.duplicate) copies" }
        if accounting.undecodable > 0 { text += ", \(accounting.undecodable) not readable" }
        let fitness = document.capture(index).fitness
        text += ". Fitness: \(fitness.grade)"
        if fitness.grade != "good" {
            var codes: [String] = []
            for problem in fitness.problems where !codes.contains(problem.code) { codes.append(problem.code) }
            text += codes.isEmpty ? "" : " (\(codes.joined(separator: ", ")))"
        }
        text += "."
        if let error = file?.readError { text += " Reading ended early: \(error)." }
        return style.dim(PlainText.wrap(text, width: style.width))
    }
}
