import Escaping

/// Writes sheets of texts as a spreadsheet, in either format. Cells are texts and never formulas.
package enum WorkbookWriter {
    /// The bytes of a spreadsheet with these sheets; rows keep their numbers.
    package static func write(_ sheets: [Workbook.Sheet], kind: Workbook.Kind) -> [UInt8] {
        kind == .excel ? excel(sheets) : openDocument(sheets)
    }

    private static let declaration: Markup = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let office: Markup = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let packages: Markup = "http://schemas.openxmlformats.org/package/2006"

    private static func file(_ markup: Markup) -> [UInt8] {
        var text = EscapedText(.html)
        text.add(declaration)
        text.add(markup)
        return Array(text.content.utf8)
    }

    /// What XML 1.0 allows, in full.
    private static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { scalar in
                    (scalar.value >= 0x20 || scalar == "\t" || scalar == "\n") && scalar.value != 0xFFFE
                        && scalar.value != 0xFFFF
                }))
    }

    // MARK: Excel

    private static func excel(_ sheets: [Workbook.Sheet]) -> [UInt8] {
        var archive = ZipWriter()
        let types = Markup(
            sheets.indices.map { index -> Markup in
                "<Override PartName=\"/xl/worksheets/sheet\(index + 1).xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
            })
        archive.add(
            "[Content_Types].xml",
            file(
                "<Types xmlns=\"\(packages)/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\(types)</Types>"
            ))
        archive.add(
            "_rels/.rels",
            file(
                "<Relationships xmlns=\"\(packages)/relationships\"><Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ))
        let listed = Markup(
            sheets.enumerated().map { index, sheet -> Markup in
                "<sheet name=\"\(whole: plain(sheet.name))\" sheetId=\"\(index + 1)\" r:id=\"rId\(index + 1)\"/>"
            })
        archive.add(
            "xl/workbook.xml",
            file(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"\(office)\"><sheets>\(listed)</sheets></workbook>"
            ))
        let relations = Markup(
            sheets.indices.map { index -> Markup in
                "<Relationship Id=\"rId\(index + 1)\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet\(index + 1).xml\"/>"
            })
        archive.add(
            "xl/_rels/workbook.xml.rels",
            file(
                "<Relationships xmlns=\"\(packages)/relationships\">\(relations)</Relationships>"))
        for (index, sheet) in sheets.enumerated() {
            var text = EscapedText(.html)
            text.add(declaration)
            text.add(
                "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>")
            for row in sheet.rows {
                text.add("<row r=\"\(row.number)\">")
                for (column, cell) in row.cells.enumerated() where !cell.isEmpty {
                    text.add(
                        "<c r=\"\(name(ofColumn: column))\(row.number)\" t=\"inlineStr\"><is><t xml:space=\"preserve\">\(whole: plain(cell))</t></is></c>"
                    )
                }
                text.add("</row>")
            }
            text.add("</sheetData></worksheet>")
            archive.add("xl/worksheets/sheet\(index + 1).xml", Array(text.content.utf8))
        }
        return archive.finish()
    }

    /// `A` for 0, `AB` for 27.
    private static func name(ofColumn column: Int) -> String {
        var rest = column
        var letters: [UInt8] = []
        repeat {
            letters.append(UInt8(0x41 + rest % 26))
            rest = rest / 26 - 1
        } while rest >= 0
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    // MARK: OpenDocument

    private static func openDocument(_ sheets: [Workbook.Sheet]) -> [UInt8] {
        var text = EscapedText(.html)
        text.add(declaration)
        text.add(
            "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"><office:body><office:spreadsheet>"
        )
        for sheet in sheets {
            text.add("<table:table table:name=\"\(whole: plain(sheet.name))\">")
            var next = 1
            for row in sheet.rows {
                if row.number > next {
                    text.add(
                        "<table:table-row table:number-rows-repeated=\"\(row.number - next)\"><table:table-cell/></table:table-row>"
                    )
                }
                next = row.number + 1
                text.add("<table:table-row>")
                for cell in row.cells {
                    if cell.isEmpty {
                        text.add("<table:table-cell/>")
                    } else {
                        text.add(
                            "<table:table-cell office:value-type=\"string\"><text:p>\(whole: plain(cell))</text:p></table:table-cell>"
                        )
                    }
                }
                text.add("</table:table-row>")
            }
            text.add("</table:table>")
        }
        text.add("</office:spreadsheet></office:body></office:document-content>")
        var archive = ZipWriter()
        archive.add("mimetype", Array("application/vnd.oasis.opendocument.spreadsheet".utf8))
        archive.add(
            "META-INF/manifest.xml",
            file(
                "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
            ))
        archive.add("content.xml", Array(text.content.utf8))
        return archive.finish()
    }
}
