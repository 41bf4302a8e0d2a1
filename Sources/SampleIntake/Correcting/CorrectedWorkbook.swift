import Spreadsheets

/// A spreadsheet with what to change in columns of its sheets, in the same format.
enum CorrectedWorkbook {
    /// The corrected spreadsheet; `nil` if none of its sheets holds calls.
    static func write(_ bytes: [UInt8], _ corrections: SampleCorrections) -> [UInt8]? {
        guard let workbook = try? Workbook(bytes) else { return nil }
        let reading = WorkbookReading(policy: corrections.policy)
        let names = Set(reading.sheetsWithCalls(workbook).map(\.name))
        guard !names.isEmpty else { return nil }
        var sheets: [Workbook.Sheet] = []
        var first = 0
        for sheet in workbook.sheets {
            guard names.contains(sheet.name) else {
                sheets.append(sheet)
                continue
            }
            let rows = reading.rows(sheet)
            let count = reading.read(sheet).samples.count
            let part = corrections.part(first..<(first + count))
            first += count
            var corrected = sheet
            if let written = CorrectedRows.write(rows, delimiter: nil, part) {
                corrected.rows = written.map { Workbook.Row(number: $0.line, cells: $0.cells) }
            }
            sheets.append(corrected)
        }
        return WorkbookWriter.write(sheets, kind: workbook.kind)
    }
}
