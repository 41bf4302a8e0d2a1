import CivilTime
import Escaping
import Plots
import ReportModel

/// Drawings of a call of a stored analysis, for pages of others: both directions on one axis of time, each stream, and the
/// ladder. They have classes and no styles; ``sheet`` is theirs.
public struct CallDrawing {
    private let call: AnalysisCall
    private let streams: [AnalysisStream]
    private let findings: [AnalysisFinding]
    private let zone: ZoneRules?
    private let plotted: PlottedCall

    /// Streams that are drawn one by one at most.
    private static let maximumStreams = 8

    /// Drawings of `call` with its streams and what was found of it; times are of `zone`, or UTC.
    public init(call: AnalysisCall, streams: [AnalysisStream], findings: [AnalysisFinding], zone: ZoneRules? = nil) {
        self.call = call
        self.streams = streams
        self.findings = findings
        self.zone = zone
        let verdict =
            findings.contains { $0.severity == "fault" }
            ? "fault" : findings.contains { $0.severity == "warning" } ? "warning" : "clear"
        plotted = AnalysisPlot.call(call, streams: streams, findings: findings, verdict: verdict, zone: zone)
    }

    /// Whether there is media to draw.
    public var hasMedia: Bool { !plotted.streams.isEmpty }

    /// Whether there are messages to draw.
    public var hasLadder: Bool { !call.messages.isEmpty }

    /// What each side heard, on one axis of time, for wide and for narrow screens.
    public var heard: EscapedText {
        drawing { page in for width in PlotWidth.allCases { CallPlot(plotted, width: width).draw(into: &page) } }
    }

    /// Every stream by itself: level, what is missing, delay, estimate of quality.
    public var streamByStream: EscapedText {
        drawing { page in
            for stream in plotted.streams.prefix(Self.maximumStreams) {
                page.add("<h4>\(stream.id) <span class=\"dim\">\(stream.codec), \(stream.path)</span></h4>\n")
                for width in PlotWidth.allCases { StreamPlot(stream, in: plotted, width: width).draw(into: &page) }
                if let absences = StreamPlot(stream, in: plotted, width: .wide).absences {
                    page.add("<p class=\"dim small\">\(absences)</p>\n")
                }
            }
        }
    }

    /// The figures of all drawings as tables.
    public var figures: EscapedText {
        drawing { page in
            for stream in plotted.streams.prefix(Self.maximumStreams) {
                page.add(
                    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Figures of \(stream.id)\">")
                PlotTable.figures(of: stream, into: &page)
                page.add("</div>\n")
            }
        }
    }

    /// The messages between the ends with the streams and findings where they happen, and the same as a table.
    public var ladder: EscapedText {
        drawing { page in
            AnalysisHTMLLadder(call: call, streams: streams, findings: findings, zone: zone, showsAstray: true)
                .writeBody(&page)
        }
    }

    private func drawing(_ body: (inout EscapedText) -> Void) -> EscapedText {
        var page = EscapedText(.html)
        body(&page)
        return page
    }

    /// The style sheet of the graphs; ladders take the rules of the page for `.ladder`.
    public static var sheet: String { "\(PlotStyle.sheet)" }
}
