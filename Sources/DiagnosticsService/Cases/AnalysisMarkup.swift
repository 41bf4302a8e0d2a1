import CallVocabulary
import Escaping
import JSONText
import ReportModel

/// What was found in captures, as the pages show it: findings with their packets first, then calls with their figures.
struct AnalysisMarkup {
    let analysis: AnalysisReading
    var times = PeoplesTime(zone: nil)
    let now: CaptureTime
    /// Where the pages of its calls begin: `/cases/CASE-000001`.
    let place: String
    /// Whether whoever looks at it may hear the calls, and may take their packets away.
    var mayListen = false
    var mayCut = false

    /// Calls that are drawn on a page of several.
    private static let maximumDrawn = 2
    private static let marks = ["❶", "❷", "❸", "❹", "❺", "❻", "❼", "❽", "❾", "❿"]

    var findings: Markup {
        guard !analysis.findings.isEmpty else {
            return "<p>Nothing was found that would explain a fault.</p>" as Markup
        }
        let items = analysis.findings.enumerated().map { finding($1, $0) }
        let more: Markup =
            analysis.findingCount > items.count
            ? "<p>And \(analysis.findingCount - items.count) more findings.</p>" as Markup : .nothing
        return "\(Markup(items))\(more)"
    }

    private func finding(_ finding: AnalysisFinding, _ index: Int) -> Markup {
        let tone = finding.severity == "fault" ? "bad" : finding.severity == "warning" ? "warn" : "info"
        let evidence = finding.evidence.prefix(12).map { one -> Markup in
            """
            <li>\(one.text) <span class="nowrap"><code>\(one.displayFilter)</code> <button type="button" class="link small" \
            data-copy="\(one.displayFilter)">Copy<span class="vh"> the filter of packet \(one.packet)</span></button></span></li>
            """
        }
        let packets: Markup =
            evidence.isEmpty
            ? .nothing
            : """
            <h3>The packets that show it</h3><ol>\(Markup(Array(evidence)))</ol>
            """
        let excluded = finding.excluded.map { one -> Markup in
            """
            <li>\(one.because) <span class="dim">(not \(one.cause))</span></li>
            """
        }
        let others: Markup =
            excluded.isEmpty
            ? .nothing
            : """
            <details><summary>\(excluded.count == 1 ? "Another cause" : "\(excluded.count) other causes"), excluded</summary>\
            <ul>\(Markup(excluded))</ul></details>
            """
        let remedy: Markup =
            finding.remedy.isEmpty ? .nothing : "<p><strong>What to do.</strong> \(finding.remedy)</p>" as Markup
        let cause = finding.cause.map { " · cause \($0)" } ?? ""
        let place = finding.call.map { " · \($0)" } ?? ""
        let mark = index < Self.marks.count ? Self.marks[index] + " " : ""
        return """
            <article class="panel \(tone)"><h2 class="tight">\(mark)\(finding.summary)</h2>\(remedy)\(packets)\(others)\
            <p class="small dim">\(Int((finding.confidence * 100).rounded())) % sure · \(finding.code)\(cause)\(place)</p></article>
            """
    }

    var symptoms: [AnalysisSymptom] { analysis.overview.symptoms }

    /// What the customer reports beside what the captures show.
    func comparison(reported: [String]) -> Markup {
        guard !symptoms.isEmpty else { return .nothing }
        let rows = symptoms.map { one -> Markup in
            let said: Markup =
                reported.contains(one.symptom)
                ? "<strong>Reported</strong>" as Markup : "<span class=\"dim\">–</span>" as Markup
            let (tone, words) =
                one.verdict == "confirmed"
                ? ("t-bad", "Confirmed")
                : one.verdict == "not-seen" ? ("t-good", "Not seen") : ("t-warn", "Cannot tell")
            return """
                <tr><th scope="row">\(FormWording.words(one.symptom))</th><td data-l="Customer">\(said)</td>\
                <td data-l="Capture"><span class="tag \(tone)">\(words)</span></td><td data-l="Why">\(one.because)</td></tr>
                """
        }
        return """
            <h2>What the customer reports, and what the captures show</h2>
            <table class="flow"><caption class="vh">Symptoms</caption><thead><tr><th scope="col">Symptom</th>\
            <th scope="col">Customer</th><th scope="col">Capture</th><th scope="col">Why</th></tr></thead><tbody>\
            \(Markup(rows))</tbody></table>
            """
    }

    // MARK: Calls

    /// The calls; of a few that matter most everything is drawn, the others have pages of their own.
    var calls: Markup {
        guard !analysis.calls.isEmpty else { return "<p>There is no call in it.</p>" as Markup }
        let drawn = Set(mostTelling.prefix(Self.maximumDrawn))
        let items = analysis.calls.map { call in
            CallMarkup(
                analysis: analysis, call: call, place: place, mayListen: mayListen, mayCut: mayCut,
                isDrawn: drawn.contains(call.id), now: now
            ).section
        }
        let more: Markup =
            analysis.callCount > items.count
            ? "<p>And \(analysis.callCount - items.count) more calls.</p>" as Markup : .nothing
        return "\(Markup(items))\(more)"
    }

    /// Calls by what was found of them, the worst first.
    private var mostTelling: [String] {
        func weight(_ call: AnalysisCall) -> Int {
            let own = analysis.findings(of: call)
            return own.contains { $0.severity == "fault" } ? 2 : own.contains { $0.severity == "warning" } ? 1 : 0
        }
        return analysis.calls.enumerated().sorted { left, right in
            (-weight(left.element), left.offset) < (-weight(right.element), right.offset)
        }.map(\.element.id)
    }

    /// What the files were.
    var files: Markup {
        let rows = analysis.captures.map { capture -> Markup in
            let problems = capture.fitness.problems.map { problem -> Markup in
                """
                <li>\(problem.message) \(problem.remedy)</li>
                """
            }
            let list: Markup = problems.isEmpty ? .nothing : "<ul class=\"small\">\(Markup(problems))</ul>"
            let error: Markup =
                capture.readError.map {
                    """
                    <p class="t-bad">\($0)</p>
                    """
                } ?? .nothing
            return """
                <li><strong>\(capture.name)</strong>: \(capture.packets) packets\
                \(capture.firstPacketAt.map { " from \(times.day($0, now: now)) UTC" } ?? "")\
                \(capture.durationSeconds.map { ", \(DecimalText.shortest($0, places: 1)) s" } ?? ""); \
                \(capture.fitness.grade) to judge by.\(error)\(list)</li>
                """
        }
        return """
            <h2>The captures</h2><ul>\(Markup(rows))</ul>
            """
    }
}
