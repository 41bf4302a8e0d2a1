import Spreadsheets

/// Reads the calls in a spreadsheet: every sheet with headings, and what other sheets say of the whole submission.
struct WorkbookReading {
    let policy: SamplePolicy

    func read(_ bytes: [UInt8]) -> SubmissionDraft {
        let workbook: Workbook
        do throws(WorkbookError) {
            workbook = try Workbook(bytes)
        } catch {
            return .unreadable(error.message, error.remedy)
        }
        let filled = workbook.sheets.filter { !$0.rows.isEmpty }
        guard let first = filled.first else {
            return .unreadable("The spreadsheet is empty.", "Fill in the calls, save it, and send it again.")
        }
        let withCalls = sheetsWithCalls(workbook)
        var draft = SubmissionDraft()
        for sheet in withCalls.isEmpty ? [first] : withCalls {
            add(read(sheet), from: sheet, isOnly: withCalls.count <= 1, to: &draft)
        }
        let names = Set(withCalls.map(\.name))
        for sheet in filled where !names.contains(sheet.name) && !withCalls.isEmpty {
            for row in sheet.rows.prefix(200) {
                if let stated = StatedWhole(cells: row.cells.filter { !$0.isEmpty }) {
                    draft.state(stated.field, stated.value)
                }
            }
        }
        return draft
    }

    /// The sheets that hold calls, in their order.
    func sheetsWithCalls(_ workbook: Workbook) -> [Workbook.Sheet] {
        workbook.sheets.filter { !$0.rows.isEmpty && holdsCalls($0) }
    }

    func rows(_ sheet: Workbook.Sheet) -> [TableRow] {
        sheet.rows.map { row in TableRow(cells: row.cells.map { $0.trimmingBlanks }, line: row.number) }
    }

    private func holdsCalls(_ sheet: Workbook.Sheet) -> Bool {
        let beginning = sheet.rows.prefix(60).map { TableRow(cells: $0.cells, line: $0.number) }
        return beginning.prefix(TableReading.headingRows).contains { TableLayout.score($0.cells) >= 2 }
            || TurnedTable.rows(Array(beginning)) != nil
    }

    func read(_ sheet: Workbook.Sheet) -> SubmissionDraft {
        var table = TableReading(policy: policy, delimiter: nil)
        for row in rows(sheet) { table.take(row) }
        var draft = table.finish()
        if sheet.isCut {
            draft.problems.append(
                Problem(
                    code: .submissionUnreadable, severity: .blocking,
                    message:
                        "The sheet \(GivenText.shown(sheet.name)) has more rows than are read, \(sheet.rows.count).",
                    remedy: "Send only the rows of the calls."))
        }
        return draft
    }

    private func add(_ part: SubmissionDraft, from sheet: Workbook.Sheet, isOnly: Bool, to draft: inout SubmissionDraft)
    {
        if isOnly {
            draft = part
            return
        }
        draft.add(part, from: "Sheet \(GivenText.shown(sheet.name))")
    }
}

extension SubmissionDraft {
    /// Adds the samples and problems of a part that comes from `source`.
    mutating func add(_ part: SubmissionDraft, from source: String) {
        let offset = samples.count
        samples += part.samples
        coveredFields.formUnion(part.coveredFields)
        for var problem in part.problems {
            if let sample = problem.sample {
                problem.sample = sample + offset
                problem.field = problem.field?.replacing(
                    "/samples/\(sample)", with: "/samples/\(sample + offset)", maxReplacements: 1)
            }
            problem.message = "\(source): \(problem.message)"
            problems.append(problem)
        }
        for field in CaseField.allCases { if let value = part.stated(field) { state(field, value) } }
    }
}
