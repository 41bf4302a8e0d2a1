/// The text of HTML: tables as rows with tabs between the cells, blocks as lines, quotations with `>` in front.
struct HTMLText {

    /// Whether text begins as a page or a table does.
    static func looksLikeOne(_ text: String) -> Bool {
        let folded = text.lowercased()
        return folded.hasPrefix("<!doctype html") || folded.hasPrefix("<html") || folded.hasPrefix("<table")
            || folded.hasPrefix("<meta") || folded.hasPrefix("<div") || folded.hasPrefix("<p>")
            || (folded.hasPrefix("<?xml") && folded.contains("<html"))
            || (folded.hasPrefix("<!--") && folded.contains("<table"))
    }

    /// Whether a page has a table.
    static func holdsTable(_ html: String) -> Bool { html.lowercased().contains("<table") }

    static func text(_ html: String) -> String {
        var reader = HTMLText(html)
        return reader.read()
    }

    /// A table or a quotation that is open.
    private struct Frame {
        var isTable: Bool
        var text = ""
        var row: [String] = []
        var cell: String?
    }

    private let source: [UInt8]
    private var at = 0
    private var frames = [Frame(isTable: false)]
    /// The element whose content is no text, until its end: `script`, `style`.
    private var skipped: String?

    private init(_ html: String) {
        source = Array(html.utf8)
    }

    private mutating func read() -> String {
        var run: [UInt8] = []
        while at < source.count {
            if source[at] == UInt8(ascii: "<"), let tag = tag() {
                if skipped == nil { append(HTMLEntities.decoded(run)) }
                run = []
                apply(tag)
            } else {
                run.append(source[at])
                at += 1
            }
        }
        if skipped == nil { append(HTMLEntities.decoded(run)) }
        while frames.count > 1 { closeFrame() }
        return frames[0].text
    }

    /// Text, its blanks and line ends being one blank each.
    private mutating func append(_ text: String) {
        let words = text.split(whereSeparator: { $0.isWhitespace && $0 != "\u{A0}" })
        guard !words.isEmpty else {
            if !text.isEmpty { put(" ") }
            return
        }
        put(
            (text.first?.isWhitespace == true ? " " : "") + words.joined(separator: " ")
                + (text.last?.isWhitespace == true ? " " : ""))
    }

    private mutating func put(_ text: String) {
        let last = frames.count - 1
        if frames[last].isTable {
            // Between the cells is no text.
            if frames[last].cell != nil { frames[last].cell?.append(text) }
        } else {
            frames[last].text.append(text)
        }
    }

    private mutating func apply(_ tag: (name: String, isEnd: Bool)) {
        if let skipped {
            if tag.isEnd, tag.name == skipped { self.skipped = nil }
            return
        }
        switch (tag.name, tag.isEnd) {
        case ("script", false), ("style", false), ("title", false): skipped = tag.name
        case ("br", _), ("hr", _): put("\n")
        case ("p", _), ("div", _), ("li", _), ("ul", _), ("ol", _), ("h1", _), ("h2", _), ("h3", _), ("h4", _),
            ("pre", _):
            breakLine(isParagraph: tag.name == "p" && tag.isEnd)
        case ("table", false): if frames.count < IntakeLimits.htmlDepth { frames.append(Frame(isTable: true)) }
        case ("blockquote", false): if frames.count < IntakeLimits.htmlDepth { frames.append(Frame(isTable: false)) }
        case ("table", true): if frames.count > 1, frames[frames.count - 1].isTable { closeFrame() }
        case ("blockquote", true): if frames.count > 1, !frames[frames.count - 1].isTable { closeFrame() }
        case ("tr", _): closeRow()
        case ("td", false), ("th", false):
            closeCell()
            if frames[frames.count - 1].isTable { frames[frames.count - 1].cell = "" }
        case ("td", true), ("th", true): closeCell()
        default: break
        }
    }

    private mutating func breakLine(isParagraph: Bool) {
        let frame = frames[frames.count - 1]
        let text = frame.isTable ? frame.cell ?? "" : frame.text
        let bare = text.reversed().prefix { $0 == " " || $0 == "\n" }
        if text.count > bare.count, !bare.contains("\n") { put("\n") }
        if isParagraph, bare.count(where: { $0 == "\n" }) < 2 { put("\n") }
    }

    private mutating func closeCell() {
        let last = frames.count - 1
        guard frames[last].isTable, let cell = frames[last].cell else { return }
        frames[last].row.append(cell)
        frames[last].cell = nil
    }

    private mutating func closeRow() {
        let last = frames.count - 1
        guard frames[last].isTable else { return }
        closeCell()
        let row = frames[last].row
        frames[last].row = []
        guard !row.isEmpty else { return }
        // A table inside a cell, or one cell alone: the table is there for the layout.
        let isLayout = row.count == 1 || row.contains { $0.contains("\t") }
        let lines =
            isLayout
            ? row.map { $0.trimmingBlanks }.joined(separator: "\n")
            : row.map { cell in
                cell.split(whereSeparator: { $0.isNewline || $0 == "\t" }).map { String($0).trimmingBlanks }
                    .filter { !$0.isEmpty }.joined(separator: " ")
            }.joined(separator: "\t")
        frames[last].text += lines + "\n"
    }

    private mutating func closeFrame() {
        closeRow()
        let frame = frames.removeLast()
        if frame.isTable {
            put("\n" + frame.text + "\n")
        } else {
            let quoted = frame.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                .map { "> " + $0 }.joined(separator: "\n")
            put("\n" + quoted + "\n")
        }
    }

    /// The tag at the place; `nil` if the bracket is none. Comments and declarations have an empty name.
    private mutating func tag() -> (name: String, isEnd: Bool)? {
        var index = at + 1
        guard index < source.count else { return nil }
        if source[index...].starts(with: "!--".utf8) {
            while index + 2 < source.count, !source[index...].starts(with: "-->".utf8) { index += 1 }
            at = min(index + 3, source.count)
            return ("", false)
        }
        let isEnd = source[index] == UInt8(ascii: "/")
        if isEnd { index += 1 }
        let start = index
        while index < source.count,
            (0x41...0x5A).contains(source[index] & 0xDF) || (0x30...0x39).contains(source[index])
        {
            index += 1
        }
        let name = String(decoding: source[start..<index], as: UTF8.self).lowercased()
        guard
            !name.isEmpty
                || (start < source.count && (source[start] == UInt8(ascii: "!") || source[start] == UInt8(ascii: "?")))
        else { return nil }
        // Attributes may hold brackets in quotation marks.
        var quote: UInt8?
        while index < source.count {
            let byte = source[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                break
            }
            index += 1
        }
        at = min(index + 1, source.count)
        return (name, isEnd)
    }
}

/// Characters that HTML writes by name or number.
enum HTMLEntities {
    private static let named: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "ndash": "\u{2013}",
        "mdash": "\u{2014}", "rsquo": "\u{2019}", "lsquo": "\u{2018}", "ldquo": "\u{201C}", "rdquo": "\u{201D}",
        "hellip": "…", "plus": "+", "colon": ":", "shy": "", "zwnj": "", "bull": "•", "middot": "·",
    ]

    static func decoded(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var result = ""
        var rest = text[...]
        while let mark = rest.firstIndex(of: "&") {
            result += rest[..<mark]
            let behind = rest[rest.index(after: mark)...]
            guard let end = behind.prefix(12).firstIndex(of: ";"), let character = character(String(behind[..<end]))
            else {
                result += "&"
                rest = behind
                continue
            }
            result += character
            rest = behind[behind.index(after: end)...]
        }
        return result + rest
    }

    private static func character(_ name: String) -> String? {
        if let known = named[name] { return known }
        guard name.first == "#" else { return nil }
        let digits = name.dropFirst()
        let code =
            digits.first.map { $0 == "x" || $0 == "X" } == true ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return code.flatMap { Unicode.Scalar($0) }.map { String(Character($0)) }
    }
}
