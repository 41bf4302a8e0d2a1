import Escaping

/// Lines as a page: rows with tabs as tables, everything else as lines.
enum CorrectedPage {
    static func write(_ lines: [String]) -> [UInt8] {
        var page = EscapedText(.html)
        page.add("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Call samples</title></head><body>\n")
        var isTable = false
        for line in lines {
            let isRow = line.contains("\t")
            // What to change in a row stands below it.
            let isNote = isTable && CorrectedText.isOwn(line)
            if isTable, !isRow, !isNote {
                page.add("</table>\n")
                isTable = false
            }
            if isRow, !isTable {
                page.add("<table border=\"1\">\n")
                isTable = true
            }
            if isRow || isNote {
                page.add("<tr>")
                for cell in line.split(separator: "\t", omittingEmptySubsequences: false) {
                    page.add(isNote ? "<td colspan=\"9\">" : "<td>")
                    page.text(String(cell), limit: Escaping.maximumLineScalars)
                    page.add("</td>")
                }
                page.add("</tr>\n")
            } else if line.trimmingBlanks.isEmpty {
                page.add("<br>\n")
            } else {
                page.add("<div>")
                page.text(line, limit: Escaping.maximumLineScalars)
                page.add("</div>\n")
            }
        }
        if isTable { page.add("</table>\n") }
        page.add("</body></html>\n")
        return Array(page.content.utf8)
    }
}
