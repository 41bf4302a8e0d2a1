import LoadedLibraries

/// Walks through XML element by element: no document types, no entities of its own, bounded depth.
enum SheetXML {
    /// An element that begins: its name without prefix, its attributes with theirs.
    typealias Start = (_ name: String, _ attributes: [String: String]) -> Void

    /// Walks through `bytes`. `end` is told when an element ends; where it says false, the walk is over.
    static func walk(
        _ bytes: [UInt8], start: Start, text: (String) -> Void, end: (_ name: String) -> Bool
    ) throws(WorkbookError) {
        let library: XMLLibrary
        switch XMLLibrary.installed {
        case .success(let installed): library = installed
        case .failure(let obstacle): throw unsupported(because: obstacle)
        }
        guard !declaresMore(bytes) else { throw refused }
        let fault = bytes.withUnsafeBytes { memory -> WorkbookError? in
            let place = memory.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard let size = Int32(exactly: memory.count),
                let reader = library.open(place, size, nil, "UTF-8", XMLLibrary.options)
            else { return damaged }
            defer { library.close(reader) }
            return walk(library, reader, start, text, end)
        }
        if let fault { throw fault }
    }

    /// What it means that libxml2 cannot be used.
    static func unsupported(because obstacle: LibraryObstacle) -> WorkbookError {
        var words = "libxml2 is not installed"
        if case .notInstalled = obstacle {} else { words = "libxml2 cannot be used: \(obstacle)" }
        return WorkbookError(
            .unsupported, "Spreadsheets cannot be read on this machine, because \(words).",
            "Save the table as CSV, or install libxml2.")
    }

    private static func walk(
        _ library: XMLLibrary, _ reader: XMLLibrary.Reader, _ start: Start, _ text: (String) -> Void,
        _ end: (String) -> Bool
    ) -> WorkbookError? {
        func string(_ text: XMLLibrary.Text?) -> String { text.map { String(cString: $0) } ?? "" }
        while true {
            let step = library.read(reader)
            guard step == 1 else { return step == 0 ? nil : damaged }
            guard library.depth(reader) <= WorkbookLimits.depth else { return tooDeep }
            switch library.kind(reader) {
            case XMLLibrary.Kind.element:
                let name = string(library.localName(reader))
                let isEmpty = library.isEmptyElement(reader) == 1
                var attributes: [String: String] = [:]
                while library.nextAttribute(reader) == 1 {
                    attributes[string(library.name(reader))] = string(library.value(reader))
                }
                start(name, attributes)
                if isEmpty, !end(name) { return nil }
            case XMLLibrary.Kind.endOfElement: if !end(string(library.localName(reader))) { return nil }
            case XMLLibrary.Kind.text, XMLLibrary.Kind.verbatim, XMLLibrary.Kind.blank:
                text(string(library.value(reader)))
            case XMLLibrary.Kind.documentType: return refused
            default: break
            }
        }
    }

    private static let damaged = WorkbookError(
        .damaged, "The spreadsheet's XML is damaged.", "Save the spreadsheet again and send the new file.")
    private static let refused = WorkbookError(
        .refusedXML, "The spreadsheet's XML declares a document type or entities, which is not read.",
        "Open it in a spreadsheet program and save it again.")
    private static let tooDeep = WorkbookError(
        .tooLarge, "The spreadsheet's elements lie more than \(WorkbookLimits.depth) deep inside each other.",
        "Save the table as CSV.")

    /// Whether there is `<!DOCTYPE` or `<!ENTITY`, or another encoding than UTF-8 that could hide them.
    private static func declaresMore(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.prefix(4).contains(0) {
            return true
        }
        let declaration = String(decoding: bytes.prefix(200).prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
            .lowercased()
        if declaration.contains("<?xml"), declaration.contains("encoding"), !declaration.contains("utf-8"),
            !declaration.contains("us-ascii")
        {
            return true
        }
        for index in bytes.indices.dropLast(2)
        where bytes[index] == UInt8(ascii: "<") && bytes[index + 1] == UInt8(ascii: "!") {
            // Comments and CDATA are harmless.
            let next = bytes[index + 2]
            if next != UInt8(ascii: "-"), next != UInt8(ascii: "[") { return true }
        }
        return false
    }
}
