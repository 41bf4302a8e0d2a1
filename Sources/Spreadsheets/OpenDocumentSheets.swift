/// Sheets of an OpenDocument spreadsheet (ISO/IEC 26300).
enum OpenDocumentSheets {
    static func sheets(_ archive: inout ZipArchive) throws(WorkbookError) -> [Workbook.Sheet] {
        guard let bytes = try archive.file("content.xml") else { return [] }
        let hidden = try hiddenStyles(bytes)
        var walk = Walk(hidden: hidden)
        try SheetXML.walk(
            bytes, start: { walk.start($0, $1) }, text: { walk.text($0) }, end: { walk.end($0) })
        return walk.sheets
    }

    /// Styles of sheets that are not displayed.
    private static func hiddenStyles(_ bytes: [UInt8]) throws(WorkbookError) -> Set<String> {
        var hidden: Set<String> = []
        var style = ""
        try SheetXML.walk(
            bytes,
            start: { name, attributes in
                if name == "style" { style = attributes["style:name"] ?? "" }
                if name == "table-properties", attributes["table:display"] == "false" { hidden.insert(style) }
            }, text: { _ in }, end: { $0 != "automatic-styles" })
        return hidden
    }

    /// Where the walk through the document stands.
    private struct Walk {
        let hidden: Set<String>
        var sheets: [Workbook.Sheet] = []
        private var sheet: Workbook.Sheet?
        private var isHidden = false
        private var number = 0
        private var row: [String] = []
        private var rowRepeats = 1
        private var cell: [String: String] = [:]
        private var paragraphs: [String] = []
        private var isParagraph = false
        private var notes = 0
        private var cells = 0

        init(hidden: Set<String>) {
            self.hidden = hidden
        }

        mutating func start(_ name: String, _ attributes: [String: String]) {
            switch name {
            case "table":
                sheet = Workbook.Sheet(name: attributes["table:name"] ?? "", rows: [])
                isHidden = attributes["table:style-name"].map { hidden.contains($0) } ?? false
                number = 0
            case "table-row":
                row = []
                rowRepeats = attributes["table:number-rows-repeated"].flatMap { Int($0) } ?? 1
            case "table-cell", "covered-table-cell":
                cell = attributes
                paragraphs = []
            case "annotation": notes += 1
            case "p" where notes == 0:
                isParagraph = true
                paragraphs.append("")
            case "s" where isParagraph:
                add(String(repeating: " ", count: min(attributes["text:c"].flatMap { Int($0) } ?? 1, 100)))
            case "tab", "line-break": if isParagraph { add(" ") }
            default: break
            }
        }

        mutating func text(_ text: String) { if isParagraph { add(text) } }

        private mutating func add(_ text: String) {
            if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1] += text }
        }

        mutating func end(_ name: String) -> Bool {
            switch name {
            case "p": isParagraph = false
            case "annotation": notes -= 1
            case "table-cell", "covered-table-cell": endCell()
            case "table-row": endRow()
            case "table":
                if let sheet, !isHidden, sheets.count < WorkbookLimits.sheets { sheets.append(sheet) }
                sheet = nil
            default: break
            }
            return cells < WorkbookLimits.cells
        }

        private mutating func endCell() {
            let text = OpenDocumentSheets.text(of: cell, shown: paragraphs.joined(separator: " "))
            let repeats = max(1, cell["table:number-columns-repeated"].flatMap { Int($0) } ?? 1)
            let room = WorkbookLimits.columns - row.count
            // Blank cells up to the end of the sheet are written as one that repeats.
            row += Array(repeating: text, count: max(0, min(repeats, room)))
            if !text.isEmpty { cells += 1 }
        }

        private mutating func endRow() {
            while row.last?.isEmpty == true { row.removeLast() }
            let count = sheet?.rows.count ?? 0
            if !row.isEmpty {
                let copies = max(1, min(rowRepeats, WorkbookLimits.rows - count))
                if count >= WorkbookLimits.rows {
                    sheet?.isCut = true
                } else {
                    for copy in 0..<copies {
                        sheet?.rows.append(Workbook.Row(number: number + copy + 1, cells: row))
                        cells += row.count
                        if cells >= WorkbookLimits.cells { break }
                    }
                }
            }
            number = number.addingReportingOverflow(max(1, rowRepeats)).partialValue
        }
    }

    /// What a cell says: numbers in full, instants by their value, all else as shown.
    static func text(of cell: [String: String], shown: String) -> String {
        switch cell["office:value-type"] ?? cell["calcext:value-type"] {
        case "float"?:
            guard let value = cell["office:value"].flatMap({ Double($0) }) else { return shown }
            let digits = NumberFormat.digits(value)
            // A format may add a plus or zeros in front; one that rounds or groups is not what is meant.
            let bare = shown.filter { $0.isASCII && $0.isNumber }
            let isSame = bare.drop { $0 == "0" } == digits.drop { $0 == "0" }
            return isSame && shown.allSatisfy { $0.isNumber || "+ ()-".contains($0) } && !shown.isEmpty ? shown : digits
        case "date"?:
            guard let value = cell["office:date-value"] else { return shown }
            return value.replacing("T", with: " ").replacing(",", with: ".")
        case "time"?: return cell["office:time-value"].flatMap { clock($0) } ?? shown
        case "boolean"?: return cell["office:boolean-value"] == "true" ? "yes" : "no"
        default: return shown
        }
    }

    /// `PT14H03M05S` as `14:03:05`.
    private static func clock(_ text: String) -> String? {
        guard text.hasPrefix("PT") else { return nil }
        var numbers: [Character: Int] = [:]
        var digits = ""
        for character in text.dropFirst(2) {
            if character.isNumber {
                digits.append(character)
            } else if "HMS.,".contains(character) {
                let unit: Character = ".,".contains(character) ? "S" : character
                if numbers[unit] == nil { numbers[unit] = Int(digits) }
                digits = ""
            } else {
                return nil
            }
        }
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(numbers["H"] ?? 0)):\(two(numbers["M"] ?? 0)):\(two(numbers["S"] ?? 0))"
    }
}
