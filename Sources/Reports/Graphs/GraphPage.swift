import Escaping
import Plots

/// Graphs as pages and pictures of their own: no script, nothing from elsewhere, no style but those named by their
/// hashes.
public enum GraphPage {
    /// Calls on a page of many at most; more are told.
    public static let maximumCalls = 400

    /// What the page begins with; the policy names the style sheets by their hashes, which a test reckons again.
    static let head: StaticString = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-gb2hC19vkp8wgcJyvIKCFHAUcMcYrn7zKthnzBM44xw=' 'sha256-6FiSV69kBpXIdzXGJ23x2/0Bm4W7AVNxXI7H9+jGXto=' 'sha256-vT6KbROXO8lCjTFpJaPuPQchhq7hnZ2ydBjDE3lGPto='; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">

        """

    /// One call: what each side heard, then every stream; and the figures as tables.
    public static func call(_ call: PlottedCall, headings: [String]) -> String {
        var page = EscapedText(.html)
        begin(&page, title: call.name)
        page.add("<header><h1>\(call.name)</h1>\n")
        for heading in headings { page.add("<p>\(heading)</p>\n") }
        page.add("<p class=\"dim\">From \(call.begins) on; times below count from there.</p></header>\n")
        page.add("<section><h2>What each side heard</h2>\n")
        for width in PlotWidth.allCases { CallPlot(call, width: width).draw(into: &page) }
        legend(&page)
        page.add("</section>\n")
        for stream in call.streams {
            page.add("<section><h2>\(stream.id) <small>\(stream.codec)</small></h2><p>\(stream.path)</p>\n")
            for width in PlotWidth.allCases { StreamPlot(stream, in: call, width: width).draw(into: &page) }
            if let absences = StreamPlot(stream, in: call, width: .wide).absences {
                page.add("<p class=\"dim\">\(absences)</p>\n")
            }
            page.add("<details><summary>The same as a table</summary><div class=\"scroll\">\n")
            PlotTable.figures(of: stream, into: &page)
            page.add("</div></details></section>\n")
        }
        page.add("<section><details><summary>What was signaled, as a table</summary><div class=\"scroll\">\n")
        PlotTable.events(of: call, into: &page)
        page.add("</div></details></section>\n")
        end(&page)
        return page.content
    }

    /// All calls of an analysis at a glance, those with faults first, then streams that belong to no call.
    public static func many(_ document: AnalysisDocument, buffer: CallGraph.Buffer) -> String {
        let result = document.result
        var severity: [Int: Int] = [:]
        for finding in document.findings {
            guard let call = finding.call else { continue }
            severity[call] = max(
                severity[call] ?? 0, finding.severity == .fault ? 2 : finding.severity == .warning ? 1 : 0)
        }
        let order = result.calls.indices.sorted { (-(severity[$0] ?? 0), $0) < (-(severity[$1] ?? 0), $1) }
        let alone = result.streams.indices.filter {
            result.streams[$0].call == nil && result.streams[$0].role == .media
        }
        let calls = order.prefix(maximumCalls).map { CallGraph.call([$0], in: document, ladder: nil, buffer: buffer) }
        let streams = alone.prefix(maximumCalls - calls.count).map {
            CallGraph.stream(alone: $0, in: document, buffer: buffer)
        }
        let names = result.captures.map(\.name)
        let title = names.count == 1 ? names[0] : "\(names.count) captures"
        return many(calls + streams, title: title, of: order.count + alone.count)
    }

    /// Calls at a glance, of `total`.
    static func many(_ calls: [PlottedCall], title: String, of total: Int) -> String {
        var page = EscapedText(.html)
        begin(&page, title: title)
        page.add(
            "<header><h1>\(title)</h1>\n<p class=\"dim\">Above what the calling side heard, below the called side.</p></header>\n"
        )
        legend(&page)
        SmallMultiples.draw(calls, link: { _ in nil }, into: &page)
        if total > calls.count { page.add("<p>And \(total - calls.count) more calls that are not drawn.</p>\n") }
        end(&page)
        return page.content
    }

    /// One call as a picture that stands alone.
    public static func picture(_ call: PlottedCall, narrow: Bool) -> String {
        var page = EscapedText(.html)
        StandalonePicture.draw(call, width: narrow ? .narrow : .wide, into: &page)
        return page.content
    }

    private static func begin(_ page: inout EscapedText, title: String) {
        page.markup(head)
        page.element("title", title)
        page.markup("<style>")
        page.markup(PlotStyle.sheet)
        page.markup("</style><style>")
        page.markup(SmallMultiples.sheet)
        page.markup("</style><style>")
        page.markup(sheet)
        page.markup("</style></head><body><main>\n")
    }

    private static func end(_ page: inout EscapedText) { page.markup("</main></body></html>\n") }

    private static func legend(_ page: inout EscapedText) {
        page.add(
            """
            <p class="legend"><span class="k calling">sent by the calling side</span> <span class="k called">sent by the \
            called side</span> <span class="k lost">lost</span> <span class="k late">too late</span> <span class="k hold">on \
            hold</span> The band is the level; red and amber rise with the share not heard.</p>

            """)
    }

    /// How the page is laid out.
    static let sheet: StaticString = """
        :root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--line:#d5dae0;--dim:#57606a}
        @media(prefers-color-scheme:dark){:root{--fg:#e6e9ee;--bg:#14171b;--line:#39414b;--dim:#a3adb8}}
        body{font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:62rem;margin:1.5rem auto;padding:0 1rem}
        h1{font-size:1.5rem;line-height:1.25;margin:.2rem 0}h2{font-size:1.1rem;margin:1.8rem 0 .2rem}h2 small{font-weight:400;color:var(--dim)}
        p{margin:.3rem 0;overflow-wrap:anywhere}.dim{color:var(--dim)}.scroll{overflow-x:auto}
        table{border-collapse:collapse;font-size:.88rem}caption{text-align:left;font-weight:600;padding:.4rem 0;overflow-wrap:anywhere}
        th,td{text-align:left;padding:.2rem .6rem;border-bottom:1px solid var(--line)}.n{text-align:right;font-variant-numeric:tabular-nums}
        summary{cursor:pointer;color:var(--dim);padding:.3rem 0}
        .legend{font-size:.85rem;color:var(--dim)}.k{display:inline-block;margin-right:.9rem}
        .k::before{content:"";display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.35em;vertical-align:-.05em}
        .k.calling::before{background:#3b7dd8}.k.called::before{background:#9a5fd0}.k.lost::before{background:#d64545}.k.late::before{background:#d98200}.k.hold::before{background:#cdbb6a}
        @media print{body{max-width:none;margin:0}section{break-inside:avoid}}
        """
}
