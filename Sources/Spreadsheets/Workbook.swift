/// A spreadsheet as rows of texts: Excel's `.xlsx` (ECMA-376) and OpenDocument's `.ods`.
///
/// Cells are the texts a reader of the sheet means: dates by the workbook's formats, numbers in full, nothing rounded.
package struct Workbook: Sendable {
    /// A row with something in it.
    package struct Row: Sendable, Equatable {
        /// The row's number in the sheet, from 1.
        package var number: Int
        /// The cells from the first column on, empty ones included.
        package var cells: [String]

        /// A row of its cells.
        package init(number: Int, cells: [String]) {
            self.number = number
            self.cells = cells
        }
    }

    /// A sheet.
    package struct Sheet: Sendable {
        /// The name on its tab.
        package var name: String
        /// Its rows, blank ones left out.
        package var rows: [Row]
        /// Whether it has more rows than were read.
        package var isCut = false
    }

    /// A format of spreadsheets.
    package enum Kind: Sendable {
        case excel, openDocument
    }

    /// The format it came in.
    package let kind: Kind
    /// The sheets that are not hidden, in their order.
    package private(set) var sheets: [Sheet]

    /// Reads a spreadsheet; refuses other archives by what they are.
    package init(_ bytes: [UInt8]) throws(WorkbookError) {
        var archive = try ZipArchive(bytes)
        if archive.holds("xl/workbook.xml") {
            kind = .excel
            sheets = try ExcelWorkbook.sheets(&archive)
        } else if archive.holds("content.xml") {
            let kind = try archive.file("mimetype").map { String(decoding: $0.prefix(128), as: UTF8.self) } ?? ""
            guard kind.contains("opendocument.spreadsheet") else { throw Workbook.otherKind(archive) }
            self.kind = .openDocument
            sheets = try OpenDocumentSheets.sheets(&archive)
        } else {
            throw Workbook.otherKind(archive)
        }
    }

    private static func otherKind(_ archive: ZipArchive) -> WorkbookError {
        let form = "a table (CSV, Excel .xlsx, OpenDocument .ods), JSON, or an e-mail"
        if archive.holds("word/document.xml") || archive.holds("content.xml") {
            return WorkbookError(
                .otherKind, "This file is a text document (Word or OpenDocument), not a table.",
                "Copy its table into a spreadsheet and save it as .xlsx or CSV, or paste the calls into an e-mail.")
        }
        if archive.holds("ppt/presentation.xml") {
            return WorkbookError(.otherKind, "This file is a presentation, not a table.", "Send the calls as \(form).")
        }
        if archive.holds("xl/workbook.bin") {
            return WorkbookError(
                .otherKind, "This file is a binary Excel workbook (.xlsb), which is not read.",
                "Save it as Excel workbook (.xlsx) or CSV.")
        }
        return WorkbookError(
            .otherKind, "This file is a ZIP archive, and what it holds was not read.",
            "Unpack it and send the form itself: \(form).")
    }
}
