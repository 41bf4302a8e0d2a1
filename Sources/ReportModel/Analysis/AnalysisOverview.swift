/// What an analysis says besides its captures, calls, streams and findings.
public struct AnalysisOverview: Sendable, Equatable {
    /// The schema that this type reads and writes.
    public static let schema = "earshot.analysis/1"

    /// The program that made it.
    public var tool = AnalysisTool()
    /// `fault`, `warning`, `clear`, `cannot-tell` or `nothing-to-analyze`.
    public var verdict = ""
    /// The verdict in one sentence.
    public var headline = ""
    /// What was chosen of the analysis, in words: `3 of 250 calls: number 0119`; `nil` for all of it.
    public var selection: String?
    /// Conclusions that the result contradicts.
    public var refusedFindings: [AnalysisRefusal] = []
    /// Registrations, in order of their first request.
    public var registrations: [AnalysisRegistration] = []
    /// Requests that belong to no call and register nothing.
    public var otherRequests: [AnalysisRequestSeries] = []
    /// The complaints of the checklist against the capture.
    public var symptoms: [AnalysisSymptom] = []
    /// What the affected calls share.
    public var patterns: [PatternText] = []
    /// Messages that begin like SIP and cannot be read.
    public var unreadableMessages = 0
    /// Session descriptions that cannot be read.
    public var unreadableDescriptions = 0
    /// Limits that were met, by name.
    public var limitsMet: [NamedCount] = []

    /// One with nothing known.
    public init() {}

    /// The members before the lists of captures, calls, streams and findings.
    struct Head: DocumentPart {
        var schema = AnalysisOverview.schema
        var tool = AnalysisTool()
        var verdict = ""
        var headline = ""
        var selection: String?

        mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
            fields.member("schema", &schema)
            fields.part("tool", &tool)
            fields.member("verdict", &verdict)
            fields.member("headline", &headline)
            fields.present("selection", &selection)
        }
    }

    /// The members behind the lists.
    mutating func tail(_ fields: inout some DocumentFields & ~Copyable) {
        fields.parts("refusedFindings", &refusedFindings)
        fields.parts("registrations", &registrations)
        fields.parts("otherRequests", &otherRequests)
        fields.parts("symptoms", &symptoms)
        fields.parts("patterns", &patterns)
        fields.member("unreadableMessages", &unreadableMessages)
        fields.member("unreadableDescriptions", &unreadableDescriptions)
        fields.counts("limitsMet", &limitsMet)
    }

    var head: Head {
        get { Head(tool: tool, verdict: verdict, headline: headline, selection: selection) }
        set {
            tool = newValue.tool
            verdict = newValue.verdict
            headline = newValue.headline
            selection = newValue.selection
        }
    }
}

/// The program that made a document.
public struct AnalysisTool: DocumentPart, Equatable {
    /// Its name.
    public var name = "earshot"
    /// Its version.
    public var version = ""

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("name", &name)
        fields.member("version", &version)
    }
}
