import CallAnalysis
import Findings
import Glibc
import Reports

/// The rolling display of a live capture on standard error: redrawn in place once a second, only on a terminal.
struct LiveScreen {
    private let isShown: Bool
    private let style: TextStyle
    private var linesShown = 0
    private var nextAt = 0.0
    /// Looking may take this share of the time at most, however many streams there are.
    private static let share = 0.1

    init(quiet: Bool, color: ColorChoice) {
        isShown = !quiet && Terminal.isTerminal(STDERR_FILENO)
        style = OutputOptions.style(color: color, toFile: false)
    }

    /// Whether a picture is due at `now`.
    func isDue(at now: Double) -> Bool { isShown && now >= nextAt }

    /// Draws what a copy of `analyzer` knows at this moment.
    mutating func draw(
        _ analyzer: CallAnalyzer, _ status: LiveReport.Status, thresholds: FindingThresholds, at now: Double
    ) {
        var copy = analyzer
        let result = copy.finish()
        let text = LiveReport.text(
            result, findings: FindingCatalog.findings(in: result, thresholds: thresholds), status: status,
            lines: Terminal.height, style: style)
        clear()
        Terminal.writeError(text + "\n", styled: style.color)
        linesShown = text.count { $0 == "\n" } + 1
        let taken = MonotonicClock.now() - now
        nextAt = now + max(1, taken / Self.share)
    }

    /// Removes the last picture.
    mutating func clear() {
        guard linesShown > 0 else { return }
        Terminal.clearError(linesAbove: linesShown)
        linesShown = 0
    }
}
