import CallVocabulary

/// A conclusion of an analysis.
public struct AnalysisFinding: DocumentPart, Equatable {
    /// `finding-1`, `finding-2`, … most severe first.
    public var id = ""
    /// Its code.
    public var code = ""
    /// `fault`, `warning` or `note`.
    public var severity = ""
    /// The complaint that it explains.
    public var symptom: String?
    /// Why, as far as the capture shows.
    public var cause: String?
    /// The side that cannot hear.
    public var cannotHear: String?
    /// 0 to 1.
    public var confidence = 0.0
    /// The id of the call it is about.
    public var call: String?
    /// The id of the stream it is about.
    public var stream: String?
    /// The ids of all streams it is about.
    public var streams: [String] = []
    /// Index of the capture it is about.
    public var capture: Int?
    /// When what it says began.
    public var from: CaptureTime?
    /// When that ended.
    public var until: CaptureTime?
    /// The figures it rests on.
    public var figures: [AnalysisFigure] = []
    /// What follows from it.
    public var consequences: [String] = []
    /// Verdict and figures in words.
    public var summary = ""
    /// The packets that show it, for Wireshark.
    public var displayFilter: String?
    /// The packets that show it.
    public var evidence: [AnalysisEvidence] = []
    /// Causes ruled out.
    public var excluded: [AnalysisExclusion] = []
    /// What to do.
    public var remedy = ""

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("id", &id)
        fields.member("code", &code)
        fields.member("severity", &severity)
        fields.member("symptom", &symptom)
        fields.member("cause", &cause)
        fields.member("cannotHear", &cannotHear)
        fields.member("confidence", &confidence, places: 2)
        fields.member("call", &call)
        fields.member("stream", &stream)
        fields.texts("streams", &streams)
        fields.member("capture", &capture)
        fields.member("from", &from)
        fields.member("until", &until)
        fields.parts("figures", &figures)
        fields.texts("consequences", &consequences)
        fields.member("summary", &summary)
        fields.member("displayFilter", &displayFilter)
        fields.parts("evidence", &evidence)
        fields.parts("excluded", &excluded)
        fields.member("remedy", &remedy)
    }
}

/// A figure of a finding.
public struct AnalysisFigure: DocumentPart, Equatable {
    /// What it is.
    public var name = ""
    /// Its value.
    public var value = 0.0
    /// Its unit.
    public var unit = ""
    /// The value from which the rule speaks up.
    public var threshold: Double?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("name", &name)
        fields.member("value", &value, places: 3)
        fields.member("unit", &unit)
        fields.member("threshold", &threshold, places: 3)
    }
}

/// A packet that shows something.
public struct AnalysisEvidence: DocumentPart, Equatable {
    /// Index of its capture.
    public var capture = 0
    /// Its number.
    public var packet = 0
    /// Its time.
    public var at = CaptureTime(nanoseconds: 0)
    /// What it shows.
    public var text = ""
    /// The packet, for Wireshark.
    public var displayFilter = ""

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("capture", &capture)
        fields.member("packet", &packet)
        fields.member("at", &at)
        fields.member("text", &text)
        fields.member("displayFilter", &displayFilter)
    }
}

/// A cause that was ruled out.
public struct AnalysisExclusion: DocumentPart, Equatable {
    /// The cause.
    public var cause = ""
    /// Why it cannot be.
    public var because = ""

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("cause", &cause)
        fields.member("because", &because)
    }
}

/// A conclusion that the result contradicts: a fault of its rule.
public struct AnalysisRefusal: DocumentPart, Equatable {
    /// The code.
    public var code = ""
    /// The id of the call.
    public var call: String?
    /// The id of the stream.
    public var stream: String?
    /// What it said.
    public var summary = ""
    /// Why it was refused.
    public var because = ""

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("code", &code)
        fields.member("call", &call)
        fields.member("stream", &stream)
        fields.member("summary", &summary)
        fields.member("because", &because)
    }
}

/// A complaint of the checklist against the capture.
public struct AnalysisSymptom: DocumentPart, Equatable {
    /// `no-audio`, `one-way-audio`, …
    public var symptom = ""
    /// `confirmed`, `not-seen` or `cannot-tell`.
    public var verdict = ""
    /// Why.
    public var because = ""
    /// The ids of the findings that show it.
    public var findings: [String] = []

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("symptom", &symptom)
        fields.member("verdict", &verdict)
        fields.member("because", &because)
        fields.texts("findings", &findings)
    }
}
