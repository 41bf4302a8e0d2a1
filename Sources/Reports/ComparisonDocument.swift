import JSONText
import PathComparison

/// Everything a report of a comparison is made from.
public struct ComparisonDocument: Sendable {
    /// The version of the program.
    public var toolVersion: String
    /// The file of NEAR.
    public var near: CaptureFileDescription
    /// The file of FAR.
    public var far: CaptureFileDescription
    /// What was found.
    public var result: PathComparisonResult

    /// A document of its parts.
    public init(
        toolVersion: String, near: CaptureFileDescription, far: CaptureFileDescription, result: PathComparisonResult
    ) {
        self.toolVersion = toolVersion
        self.near = near
        self.far = far
        self.result = result
    }
}

/// A comparison of two capture points, in the forms offered.
public enum ComparisonReport {
    /// Text for a terminal.
    public static func text(_ document: ComparisonDocument, style: TextStyle = TextStyle()) -> String {
        ComparisonText(document: document, style: style).render()
    }

    /// Markdown, for a ticket.
    public static func markdown(_ document: ComparisonDocument) -> String {
        ComparisonMarkdown(document: document).render()
    }

    /// One page that needs nothing else.
    public static func html(_ document: ComparisonDocument) -> String { ComparisonHTML(document: document).render() }

    /// The contract's JSON, `earshot.comparison/1`.
    public static func json(_ document: ComparisonDocument) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        ComparisonJSON.write(document, to: &json)
        return json.bytes + [0x0A]
    }
}
