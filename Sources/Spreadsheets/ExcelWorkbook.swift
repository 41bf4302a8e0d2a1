/// Sheets of an Excel workbook (ECMA-376, SpreadsheetML).
enum ExcelWorkbook {
    private struct Listed {
        var name: String
        var relation: String
    }

    static func sheets(_ archive: inout ZipArchive) throws(WorkbookError) -> [Workbook.Sheet] {
        var listed: [Listed] = []
        var since1904 = false
        if let book = try archive.file("xl/workbook.xml") {
            try SheetXML.walk(
                book,
                start: { name, attributes in
                    if name == "workbookPr" { since1904 = ["1", "true"].contains(attributes["date1904"] ?? "") }
                    if name == "sheet", attributes["state"] ?? "visible" == "visible", let title = attributes["name"] {
                        listed.append(Listed(name: title, relation: attributes["r:id"] ?? attributes["id"] ?? ""))
                    }
                }, text: { _ in }, end: { _ in true })
        }
        let files = try relations(&archive)
        let texts = try sharedTexts(&archive)
        let formats = try formats(&archive)
        var sheets: [Workbook.Sheet] = []
        var cells = 0
        for (index, entry) in listed.prefix(WorkbookLimits.sheets).enumerated() {
            let name = files[entry.relation] ?? "xl/worksheets/sheet\(index + 1).xml"
            guard let bytes = try archive.file(name) else { continue }
            var reader = SheetReader(
                name: entry.name, texts: texts, formats: formats, since1904: since1904, cells: cells)
            try reader.read(bytes)
            cells = reader.cells
            sheets.append(reader.sheet)
        }
        return sheets
    }

    /// Files of the sheets by the ids of their relations.
    private static func relations(_ archive: inout ZipArchive) throws(WorkbookError) -> [String: String] {
        guard let bytes = try archive.file("xl/_rels/workbook.xml.rels") else { return [:] }
        var files: [String: String] = [:]
        try SheetXML.walk(
            bytes,
            start: { name, attributes in
                guard name == "Relationship", let id = attributes["Id"], let target = attributes["Target"] else {
                    return
                }
                files[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/\(target)"
            }, text: { _ in }, end: { _ in true })
        return files
    }

    /// The texts that cells name by number; readings of Asian characters left out.
    private static func sharedTexts(_ archive: inout ZipArchive) throws(WorkbookError) -> [String] {
        guard let bytes = try archive.file("xl/sharedStrings.xml") else { return [] }
        var texts: [String] = []
        var current = ""
        var isText = false
        var readings = 0
        try SheetXML.walk(
            bytes,
            start: { name, _ in
                switch name {
                case "si": current = ""
                case "t": isText = true
                case "rPh": readings += 1
                default: break
                }
            }, text: { if isText, readings == 0 { current += $0 } },
            end: { name in
                switch name {
                case "si": texts.append(current)
                case "t": isText = false
                case "rPh": readings -= 1
                default: break
                }
                return texts.count < WorkbookLimits.sharedTexts
            })
        return texts
    }

    /// The number format of each cell style.
    private static func formats(_ archive: inout ZipArchive) throws(WorkbookError) -> [NumberFormat] {
        guard let bytes = try archive.file("xl/styles.xml") else { return [] }
        var codes: [Int: String] = [:]
        var formats: [NumberFormat] = []
        var isCellStyles = false
        try SheetXML.walk(
            bytes,
            start: { name, attributes in
                switch name {
                case "numFmt":
                    if let id = attributes["numFmtId"].flatMap({ Int($0) }) {
                        codes[id] = attributes["formatCode"] ?? ""
                    }
                case "cellXfs": isCellStyles = true
                case "xf" where isCellStyles && formats.count < 100_000:
                    let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
                    formats.append(codes[id].map { NumberFormat(code: $0) } ?? NumberFormat(builtIn: id) ?? .general)
                default: break
                }
            }, text: { _ in },
            end: { name in
                if name == "cellXfs" { isCellStyles = false }
                return true
            })
        return formats
    }
}

/// Reads the cells of one sheet.
private struct SheetReader {
    let texts: [String]
    let formats: [NumberFormat]
    let since1904: Bool
    private(set) var sheet: Workbook.Sheet
    /// Cells of all sheets so far.
    private(set) var cells: Int

    init(name: String, texts: [String], formats: [NumberFormat], since1904: Bool, cells: Int) {
        self.texts = texts
        self.formats = formats
        self.since1904 = since1904
        self.cells = cells
        sheet = Workbook.Sheet(name: name, rows: [])
    }

    mutating func read(_ bytes: [UInt8]) throws(WorkbookError) {
        var rows: [Workbook.Row] = []
        var row = Workbook.Row(number: 0, cells: [])
        var column = 0
        var type = ""
        var style = 0
        var value = ""
        var isValue = false
        var isCut = false
        var count = cells
        let (texts, formats, since1904) = (texts, formats, since1904)
        try SheetXML.walk(
            bytes,
            start: { name, attributes in
                switch name {
                case "row":
                    row = Workbook.Row(number: attributes["r"].flatMap { Int($0) } ?? row.number + 1, cells: [])
                    column = 0
                case "c":
                    column = attributes["r"].flatMap { Self.column($0) } ?? column + 1
                    type = attributes["t"] ?? "n"
                    style = attributes["s"].flatMap { Int($0) } ?? 0
                    value = ""
                case "v", "t": isValue = true
                default: break
                }
            }, text: { if isValue { value += $0 } },
            end: { name in
                switch name {
                case "v", "t": isValue = false
                case "c":
                    guard !value.isEmpty, (1...WorkbookLimits.columns).contains(column) else { break }
                    count += 1
                    while row.cells.count < column { row.cells.append("") }
                    let format = formats.indices.contains(style) ? formats[style] : .general
                    row.cells[column - 1] = Self.text(value, type, format, texts, since1904)
                case "row":
                    if row.cells.contains(where: { !$0.isEmpty }) { rows.append(row) }
                    if rows.count >= WorkbookLimits.rows || count >= WorkbookLimits.cells {
                        isCut = true
                        return false
                    }
                case "sheetData": return false
                default: break
                }
                return true
            })
        cells = count
        sheet.rows = rows
        sheet.isCut = isCut
    }

    /// The column of a cell's name, from 1: `AB12` is in column 28.
    private static func column(_ reference: String) -> Int? {
        var column = 0
        for byte in reference.utf8.prefix(4) {
            guard (0x41...0x5A).contains(byte) else { break }
            column = column * 26 + Int(byte - 0x40)
        }
        return column == 0 ? nil : column
    }

    private static func text(
        _ value: String, _ type: String, _ format: NumberFormat, _ texts: [String], _ since1904: Bool
    ) -> String {
        switch type {
        case "s": return Int(value).flatMap { texts.indices.contains($0) ? texts[$0] : nil } ?? ""
        case "b": return value == "1" ? "yes" : "no"
        case "n": return Double(value).map { format.text($0, since1904: since1904) } ?? value
        default: return value
        }
    }
}
