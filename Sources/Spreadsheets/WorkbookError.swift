/// Why a spreadsheet could not be read.
///
/// Match on ``code``; read ``message`` and ``remedy``.
package struct WorkbookError: Error, Equatable, Sendable {
    /// What stands in the way.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        /// A code from its text.
        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The archive is cut or its parts contradict each other.
        package static let damaged = Code(rawValue: "workbook.damaged")
        /// The archive holds something else than a spreadsheet.
        package static let otherKind = Code(rawValue: "workbook.other-kind")
        /// A bound of ``WorkbookLimits`` was met.
        package static let tooLarge = Code(rawValue: "workbook.too-large")
        /// What it takes to read spreadsheets is not on this machine.
        package static let unsupported = Code(rawValue: "workbook.unsupported")
        /// The XML declares a document type or entities, which spreadsheets never do.
        package static let refusedXML = Code(rawValue: "workbook.refused-xml")
    }

    /// What stands in the way.
    package let code: Code
    /// What is wrong, one sentence.
    package let message: String
    /// What to do, one imperative sentence.
    package let remedy: String

    init(_ code: Code, _ message: String, _ remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

/// Bounds of what is unpacked and read of one spreadsheet.
package enum WorkbookLimits {
    /// Files in the archive.
    package static let entries = 4_096
    /// Bytes of one file, unpacked.
    package static let entryBytes = 96 << 20
    /// Bytes of all files that are read, unpacked.
    package static let unpackedBytes = 160 << 20
    /// Elements inside each other.
    package static let depth = 64
    /// Sheets that are read.
    package static let sheets = 64
    /// Rows of one sheet.
    package static let rows = 200_000
    /// Columns of one row; cells beyond are not read.
    package static let columns = 400
    /// Cells of all sheets.
    package static let cells = 4_000_000
    /// Texts that cells share.
    package static let sharedTexts = 2_000_000
}
