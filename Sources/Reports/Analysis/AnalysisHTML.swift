import CallAnalysis
import CivilTime
import Escaping
import Findings
import JSONText
import ReportModel
import SampleIntake

/// What a page of an analysis holds besides the analysis itself.
public struct AnalysisPageOptions: Sendable {
    /// A message as it stood, for reading.
    public struct Message: Sendable {
        /// Packet, time and ends.
        public var title: String
        /// Its lines, without credentials and keys.
        public var lines: [String]

        /// A message of its parts.
        public init(title: String, lines: [String]) {
            self.title = title
            self.lines = lines
        }
    }

    /// The order of calls.
    public var order = AnalysisListing.Order.worst
    /// Calls listed; `nil` for as many as a page holds.
    public var top: Int?
    /// The zone of times; UTC without one.
    public var zone: ZoneRules?
    /// Messages as they stood, by the id of their call.
    public var messages: [String: [Message]] = [:]
    /// Sound in WAVE files, by the id of its stream.
    public var sound: [String: [UInt8]] = [:]
    /// What else is to be said at the head of the page: what was asked for and is not there.
    public var remarks: [String] = []

    /// The usual: no messages, no sound.
    public init() {}

    /// Messages of `look` with these Call-IDs, as they stood but for credentials and keys.
    public static func messages(_ look: CloseLook, of callIDs: Set<String>) -> [Message] {
        look.messages.filter { callIDs.contains($0.callID) }.map { message in
            Message(
                title: "Packet \(message.packet.number), \(LadderTime.clock(message.at)), "
                    + "\(message.source) → \(message.destination)", lines: MessageText.lines(message))
        }
    }

    /// Calls listed at most.
    public static let maximumRows = 5_000
    /// Calls with a section of their own at most.
    public static let maximumSections = 400
    /// Sound of all streams together at most, as bytes of its files.
    public static let maximumSoundBytes = 48 << 20
}

/// An analysis as one page that needs nothing else: the list of calls with search and sort, a section for each, findings
/// beside where they happen. It is read without its script as well.
struct AnalysisHTML<Source: AnalysisSource> {
    let source: Source
    let options: AnalysisPageOptions
    private let overview: AnalysisOverview
    private let listing: AnalysisListing

    init(source: Source, options: AnalysisPageOptions = AnalysisPageOptions()) {
        self.source = source
        self.options = options
        overview = source.overview
        listing = AnalysisListing(source, order: options.order)
    }

    /// Sections that are open from the start.
    private static var openSections: Int { 5 }

    /// Hands on the page piece by piece.
    func write(
        submission: CheckAnswer? = nil, comparison: [SymptomComparison] = [], checklist: [ChecklistText] = [],
        to sink: ([UInt8]) -> Void
    ) {
        var page = EscapedText(.html)
        AnalysisPage.begin(&page, title: "Call analysis: \(names)")
        header(&page)
        if let submission { SubmissionSection.write(submission, &page) }
        SubmissionSection.write(comparison, &page)
        SubmissionSection.write(checklist, &page)
        page.passOn(to: sink)
        findings(&page)
        patterns(&page)
        page.passOn(to: sink)
        if source.callCount > 1 { list(&page, to: sink) }
        sections(&page, to: sink)
        streams(&page, to: sink)
        captures(&page)
        AnalysisPage.end(&page, isSearchable: source.callCount > 1)
        page.passOn(to: sink)
    }

    private var names: String {
        let count = source.captureCount
        let shown = (0..<min(count, 3)).map { source.capture($0).name }.joined(separator: ", ")
        return count > 3 ? "\(shown) and \(count - 3) more" : shown
    }

    private func header(_ page: inout EscapedText) {
        page.markup("<header>")
        switch overview.verdict {
        case "fault": page.element("h1", overview.headline, attributes: " class=\"fault\"")
        case "warning": page.element("h1", overview.headline, attributes: " class=\"warning\"")
        case "clear": page.element("h1", overview.headline, attributes: " class=\"clear\"")
        default: page.element("h1", overview.headline)
        }
        page.element("p", names, attributes: " class=\"dim\"")
        if let selection = overview.selection { page.element("p", "Shown: \(selection).") }
        if source.callCount > 1 {
            page.element("p", "\(CountText.of(source.callCount, "call")): \(listing.rest(after: 0)).")
        }
        for remark in options.remarks { page.element("p", remark) }
        page.markup("</header>\n")
    }

    // MARK: The list

    private var listed: ArraySlice<AnalysisListing.Entry> {
        listing.calls.prefix(min(options.top ?? .max, AnalysisPageOptions.maximumRows))
    }

    private var detailed: ArraySlice<AnalysisListing.Entry> { listed.prefix(AnalysisPageOptions.maximumSections) }

    private func list(_ page: inout EscapedText, to sink: ([UInt8]) -> Void) {
        page.add(
            """
            <section><h2>Calls</h2><div class="scroll" tabindex="0" role="region" aria-label="List of calls"><table id="calls" class="list">
            <thead><tr><th scope="col">verdict</th><th scope="col">call</th><th scope="col">calling</th>
            <th scope="col">called</th><th scope="col">start, \(TimeText.name(of: options.zone))</th>
            <th scope="col" class="n">talk</th><th scope="col">outcome</th><th scope="col">found</th></tr></thead><tbody>

            """)
        let day = source.captureCount > 0 ? source.capture(0).firstPacketAt : nil
        let sections = detailed.count
        for (place, entry) in listed.enumerated() {
            let call = source.call(entry.index)
            page.markup("<tr>")
            Self.verdict(entry.verdict, &page)
            if place < sections {
                page.add("<td class=\"s\"><a href=\"#\(call.id)\">\(call.id)</a></td>")
            } else {
                page.add("<td class=\"s\">\(call.id)</td>")
            }
            page.element("td", AnalysisTextCalls<Source>.name(call.calling))
            page.element("td", AnalysisTextCalls<Source>.name(call.called))
            page.add("<td class=\"s\" data-v=\"\(call.startedAt.description)\">")
            page.add("\(TimeText.clock(call.startedAt, since: day, in: options.zone))</td>")
            let seconds = call.answeredAt.flatMap { answered in call.endedAt.map { $0.seconds(since: answered) } } ?? -1
            page.add(
                "<td class=\"n\" data-v=\"\(DecimalText.fixed(seconds, places: 1))\">\(AnalysisTextCalls<Source>.talk(call))</td>"
            )
            page.element("td", AnalysisTextCalls<Source>.outcome(call), attributes: " class=\"s\"")
            page.element("td", AnalysisTextCalls<Source>.codes(entry.codes))
            page.markup("</tr>\n")
            if place % 200 == 199 { page.passOn(to: sink) }
        }
        page.markup("</tbody></table></div>")
        let left = source.callCount - listed.count
        if left > 0 {
            page.element(
                "p", "And \(CountText.of(left)) more calls that are not listed: \(listing.rest(after: listed.count)).")
        }
        if listed.count > sections {
            page.element(
                "p",
                "The first \(CountText.of(sections)) of them have a section below; the other \(CountText.of(listed.count - sections)) have none."
            )
        }
        page.markup("</section>\n")
    }

    static func verdict(_ verdict: String, _ page: inout EscapedText) {
        switch verdict {
        case "fault": page.element("td", "✗ fault", attributes: " class=\"s fault\"")
        case "warning": page.element("td", "! warning", attributes: " class=\"s warning\"")
        case "clear": page.element("td", "✓ clear", attributes: " class=\"s clear\"")
        case "cannot-tell": page.element("td", "– cannot tell", attributes: " class=\"s\"")
        default: page.element("td", verdict, attributes: " class=\"s\"")
        }
    }

    // MARK: Findings that stand in no section, and kinds

    private func findings(_ page: inout EscapedText) {
        let groups = listing.groups + listing.notes
        if source.callCount > Self.openSections, !groups.isEmpty {
            page.markup(
                """
                <section><h2>What was found, by kind</h2><div class="scroll" tabindex="0" role="region" aria-label="Kinds of findings"><table><thead><tr>
                <th scope="col">severity</th><th scope="col">kind</th><th scope="col" class="n">calls</th><th scope="col">the worst, or the first</th></tr></thead><tbody>

                """)
            for group in groups {
                let worst = source.finding(group.worst)
                page.markup("<tr>")
                page.element("td", group.severity, attributes: " class=\"s\"")
                page.add("<td>\(group.title)<br><code>\(group.code)\(group.cause.map { " · " + $0 } ?? "")</code></td>")
                page.element(
                    "td", group.calls.isEmpty ? "—" : CountText.of(group.calls.count), attributes: " class=\"n\"")
                page.markup("<td>")
                if let call = worst.call, hasSection(call) {
                    page.add("<a href=\"#\(call)\">\(call)</a> ")
                } else if let call = worst.call {
                    page.add("\(call) ")
                }
                page.add("\(worst.summary)</td></tr>\n")
            }
            page.markup("</tbody></table></div></section>\n")
        }
        // What no section of a call holds is told here; of calls without a section the kinds above tell.
        let here = (0..<source.findingCount).filter { !listing.consequences.contains($0) }.map(source.finding).filter {
            finding in
            finding.call.flatMap { source.callIndex($0) } == nil
                && FindingGroup.calls(of: finding, in: source).isEmpty
        }
        guard !here.isEmpty else { return }
        page.markup("<section><h2>About capture and streams</h2>\n")
        for finding in here.prefix(60) { AnalysisHTMLFinding.write(finding, zone: options.zone, &page) }
        if here.count > 60 {
            page.element("p", "And \(CountText.of(here.count - 60)) more findings that are about no call.")
        }
        page.markup("</section>\n")
    }

    private func hasSection(_ call: String) -> Bool {
        guard let index = source.callIndex(call) else { return false }
        return detailed.contains { $0.index == index }
    }

    /// What the calls with trouble share.
    private func patterns(_ page: inout EscapedText) {
        guard !overview.patterns.isEmpty else { return }
        page.markup("<section><h2>What the affected calls share</h2><ul>")
        for pattern in overview.patterns { page.element("li", pattern.summary) }
        page.markup("</ul></section>\n")
    }

    // MARK: A section for each call

    private func sections(_ page: inout EscapedText, to sink: ([UInt8]) -> Void) {
        guard source.callCount > 0 else { return }
        page.markup("<section><h2>Call by call</h2>\n")
        let isOpen = source.callCount <= Self.openSections
        var findings: [String: Int] = [:]
        for index in 0..<source.findingCount { findings[source.finding(index).id] = index }
        let streamFindings = streamFindings
        for entry in detailed {
            let call = source.call(entry.index)
            var own = call.findings.compactMap { findings[$0] }
            for stream in call.streams {
                // What is said of a stream alone is said of its call.
                own += streamFindings[stream, default: []].filter { !own.contains($0) }
            }
            own.removeAll { listing.consequences.contains($0) }
            AnalysisHTMLCall(
                source: source, call: call, verdict: entry.verdict, findings: own.map(source.finding), options: options
            ).write(&page, isOpen: isOpen)
            page.passOn(to: sink)
        }
        page.markup("</section>\n")
    }

    /// Findings that name a stream and no call, by stream.
    private var streamFindings: [String: [Int]] {
        var found: [String: [Int]] = [:]
        for index in 0..<source.findingCount {
            let finding = source.finding(index)
            guard finding.call == nil else { continue }
            for stream in finding.streams { found[stream, default: []].append(index) }
        }
        return found
    }

    // MARK: Streams of no call, and files

    private func streams(_ page: inout EscapedText, to sink: ([UInt8]) -> Void) {
        var alone: [AnalysisStream] = []
        var count = 0
        var relations = StreamRelationText()
        var encryption = EncryptionText()
        for index in 0..<source.streamCount {
            let stream = source.stream(index)
            relations.add(stream)
            encryption.add(stream)
            guard stream.call == nil else { continue }
            count += 1
            if alone.count < 200 { alone.append(stream) }
        }
        if !alone.isEmpty {
            page.markup("<section><h2>Streams that belong to no call</h2>\n")
            AnalysisHTMLStreams.table(alone, &page)
            if count > alone.count {
                page.element("p", "And \(CountText.of(count - alone.count)) more such streams that are not listed.")
            }
            for stream in alone.prefix(40) where options.sound[stream.id] != nil {
                AnalysisHTMLStreams.player(stream, options, &page)
            }
            page.markup("</section>\n")
        }
        let sentences = relations.sentences(most: 40) + encryption.sentences
        if !sentences.isEmpty {
            page.markup("<section><h2>How streams belong together</h2>\n")
            for sentence in sentences { page.element("p", sentence) }
            page.markup("</section>\n")
        }
        page.passOn(to: sink)
    }

    private func captures(_ page: inout EscapedText) {
        page.element("h2", source.captureCount == 1 ? "The capture" : "The captures")
        page.markup("<section>")
        for sentence in NamedTrafficWords.sentences(source) { page.element("p", sentence) }
        for index in 0..<min(source.captureCount, 200) {
            let capture = source.capture(index)
            let accounting = capture.accounting
            var text = "\(capture.name): \(CountText.of(capture.packets, "packet"))"
            if let first = capture.firstPacketAt, let seconds = capture.durationSeconds {
                text += " in \(TimeText.duration(seconds)), from \(TimeText.full(first, in: options.zone))"
            }
            text += "; \(CountText.of(accounting.rtp)) RTP, \(CountText.of(accounting.rtcp)) RTCP, "
            text += "\(CountText.of(accounting.sip)) SIP. Fitness: \(capture.fitness.grade)."
            page.element("p", text)
            if let hash = capture.sha256 { page.add("<p class=\"dim\">SHA-256 <code>\(hash)</code></p>") }
            for problem in capture.fitness.problems { page.element("p", "\(problem.message) \(problem.remedy)") }
        }
        if source.captureCount > 200 { page.element("p", "And \(CountText.of(source.captureCount - 200)) more files.") }
        for met in overview.limitsMet {
            page.element(
                "p", "Limit met, so that something was left out: \(met.name) (\(CountText.of(met.count, "time"))).")
        }
        page.element("p", "\(overview.tool.name) \(overview.tool.version)", attributes: " class=\"dim\"")
        page.markup("</section>\n")
    }
}
