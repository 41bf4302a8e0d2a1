/// Text of one format under construction: markup enters as a literal of this program, everything else is escaped.
///
///     var page = EscapedText(.html)
///     page.add("<p>\(summary)</p>")
///
/// There is no way in for text that was put together elsewhere.
public struct EscapedText: Sendable {
    /// The text so far.
    public private(set) var content = ""
    private let escaping: Escaping

    /// An empty text that is written by the rules of `escaping`.
    public init(_ escaping: Escaping) {
        self.escaping = escaping
    }

    /// Adds markup, with what is interpolated escaped.
    public mutating func add(_ markup: Markup) {
        for part in markup.parts {
            switch part {
            case .literal(let text): content += text
            case .text(let text): content += escaping(text)
            case .whole(let text): content += Escaping.markup(text)
            case .lines(let text):
                var isFirst = true
                for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
                    if !isFirst { content += "\n" }
                    isFirst = false
                    content += escaping(String(line), limit: Escaping.maximumLineScalars)
                }
            case .code(let text):
                content += escaping.format == .markdown ? MarkdownCharacters.code(text) : escaping(text)
            case .made(let page):
                // By the same rules it is what it is; by others it is text like any.
                content += page.escaping.format == escaping.format ? page.content : escaping(page.content)
            }
        }
    }

    /// Hands on what was written so far, and goes on with an empty text.
    public mutating func passOn(to sink: ([UInt8]) -> Void) {
        guard !content.isEmpty else { return }
        sink(Array(content.utf8))
        content = ""
    }

    /// Adds text, escaped; beyond `limit` scalars only their number is told.
    public mutating func text(_ text: String, limit: Int = Escaping.maximumScalars) {
        content += escaping(text, limit: limit)
    }
}

/// Markup as it stands in the source, and the texts between it: made by literals alone.
public struct Markup: Sendable, ExpressibleByStringInterpolation {
    enum Part: Sendable {
        case literal(String)
        case text(String)
        case code(String)
        case whole(String)
        case lines(String)
        case made(EscapedText)
    }
    let parts: [Part]

    /// Nothing.
    public static let nothing = Markup([])

    /// Markup one after the other.
    public init(_ pieces: [Markup]) {
        parts = pieces.flatMap(\.parts)
    }

    /// Markup without text in it.
    public init(stringLiteral value: StaticString) {
        parts = [.literal("\(value)")]
    }

    /// Markup with texts in it.
    public init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    /// What collects literals and texts.
    public struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        /// An empty collection.
        public init(literalCapacity: Int, interpolationCount: Int) { parts.reserveCapacity(2 * interpolationCount + 1) }

        /// Markup of this program.
        public mutating func appendLiteral(_ literal: StaticString) { parts.append(.literal("\(literal)")) }

        /// Text of anybody.
        public mutating func appendInterpolation(_ text: some StringProtocol) { parts.append(.text(String(text))) }

        /// A whole number.
        public mutating func appendInterpolation(_ number: some BinaryInteger) { parts.append(.text(String(number))) }

        /// Text of anybody, however long, with what is hidden in it: the value of a form's field in HTML, to be sent again.
        public mutating func appendInterpolation(whole text: String) { parts.append(.whole(text)) }

        /// Text of anybody with its line ends.
        public mutating func appendInterpolation(lines text: String) { parts.append(.lines(text)) }

        /// Text of anybody as code, where the format has it.
        public mutating func appendInterpolation(code text: String) { parts.append(.code(text)) }

        /// A page or a drawing that was made by the same rules.
        public mutating func appendInterpolation(_ made: EscapedText) { parts.append(.made(made)) }

        /// Markup within markup.
        public mutating func appendInterpolation(_ markup: Markup) { parts += markup.parts }
    }
}
