import CZlib
import LoadedLibraries
import Testing

@testable import Spreadsheets

/// Makes ZIP archives as spreadsheet programs do.
private struct Package {
    private var body: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    mutating func add(_ name: String, _ content: [UInt8], deflated: Bool = true, statedBytes: Int? = nil) {
        let packed = deflated ? Package.deflate(content) : content
        let stated = statedBytes ?? content.count
        let sizes = Package.bytes(0, 4) + Package.bytes(packed.count, 4) + Package.bytes(stated, 4)
        let method = Package.bytes(deflated ? 8 : 0, 2)
        let offset = body.count
        body += [0x50, 0x4B, 3, 4, 20, 0, 0, 0] + method + [0, 0, 0, 0] + sizes
        body += Package.bytes(name.utf8.count, 2) + [0, 0] + Array(name.utf8) + packed
        directory += [0x50, 0x4B, 1, 2, 20, 0, 20, 0, 0, 0] + method + [0, 0, 0, 0] + sizes
        directory += Package.bytes(name.utf8.count, 2) + [UInt8](repeating: 0, count: 12) + Package.bytes(offset, 4)
        directory += Array(name.utf8)
        count += 1
    }

    mutating func add(_ name: String, _ text: String) { add(name, Array(text.utf8)) }

    var file: [UInt8] {
        body + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + Package.bytes(count, 2) + Package.bytes(count, 2)
            + Package.bytes(directory.count, 4) + Package.bytes(body.count, 4) + [0, 0]
    }

    private static func bytes(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// Raw deflate data: zlib's, without its header and checksum.
    static func deflate(_ content: [UInt8]) -> [UInt8] {
        var length = compressBound(UInt(content.count))
        var packed = [UInt8](repeating: 0, count: Int(length))
        _ = compress2(&packed, &length, content, UInt(content.count), 9)
        return Array(packed[2..<(Int(length) - 4)])
    }
}

private func workbook(sheet: String, shared: String = "", styles: String = "") -> [UInt8] {
    var package = Package()
    package.add(
        "xl/workbook.xml",
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Calls\" r:id=\"rId1\"/><sheet name=\"Old\" state=\"hidden\" r:id=\"rId2\"/></sheets></workbook>"
    )
    package.add(
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/one.xml\"/></Relationships>")
    if !shared.isEmpty { package.add("xl/sharedStrings.xml", shared) }
    if !styles.isEmpty { package.add("xl/styles.xml", styles) }
    package.add("xl/worksheets/one.xml", sheet)
    return package.file
}

private func code(_ bytes: [UInt8]) -> WorkbookError.Code? {
    do throws(WorkbookError) {
        _ = try Workbook(bytes)
        return nil
    } catch {
        return error.code
    }
}

@Suite(.enabled(if: XMLLibrary.installed.loaded != nil, "libxml2 is not installed")) struct WorkbookTests {
    @Test func sharedTextsFormatsAndGaps() throws {
        let bytes = workbook(
            sheet: """
                <worksheet><sheetData><row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>
                <row r="5"><c r="A5" s="1"><v>46349.585474537</v></c><c r="B5"><v>442079460018</v></c>
                <c r="C5" t="b"><v>1</v></c><c r="D5" t="str"><f>A1</f><v>x &amp; y</v></c></row></sheetData></worksheet>
                """,
            shared: "<sst><si><t>When</t></si><si><r><t>Fr</t></r><r><t>om</t></r><rPh><t>no</t></rPh></si></sst>",
            styles:
                "<styleSheet><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
        )
        let sheet = try #require(try Workbook(bytes).sheets.first)
        #expect(sheet.name == "Calls")
        #expect(
            sheet.rows == [
                Workbook.Row(number: 2, cells: ["When", "", "From"]),
                Workbook.Row(number: 5, cells: ["2026-11-23 14:03:05", "442079460018", "yes", "x & y"]),
            ])
        #expect(try Workbook(bytes).sheets.count == 1)
    }

    @Test func openDocuments() throws {
        var package = Package()
        package.add("mimetype", Array("application/vnd.oasis.opendocument.spreadsheet".utf8), deflated: false)
        package.add(
            "content.xml",
            """
            <office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>
            <table:table table:name="Calls"><table:table-row><table:table-cell office:value-type="string"><text:p>From</text:p>
            </table:table-cell><table:table-cell table:number-columns-repeated="1000"/></table:table-row>
            <table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>
            <table:table-row><table:table-cell office:value-type="float" office:value="442079460018"><text:p>4.42E+11</text:p>
            </table:table-cell><table:table-cell office:value-type="float" office:value="2079460018"><text:p>02079460018</text:p>
            </table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-11-23T14:03:05"><text:p>23/11</text:p>
            </table:table-cell><table:table-cell office:value-type="time" office:time-value="PT14H03M05S"><text:p>14:03</text:p>
            </table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>
            """)
        let sheet = try #require(try Workbook(package.file).sheets.first)
        #expect(
            sheet.rows == [
                Workbook.Row(number: 1, cells: ["From"]),
                Workbook.Row(
                    number: 1_048_002, cells: ["442079460018", "02079460018", "2026-11-23 14:03:05", "14:03:05"]),
            ])
    }

    @Test(arguments: [
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]><worksheet>&a;</worksheet>",
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><worksheet/>",
        "<?xml version=\"1.0\" encoding=\"UTF-7\"?><worksheet/>",
    ])
    func documentTypesAndEntitiesAreRefused(sheet: String) {
        #expect(code(workbook(sheet: sheet)) == .refusedXML)
    }

    @Test func unknownEntitiesAndBrokenXMLAreDamage() {
        #expect(code(workbook(sheet: "<worksheet><sheetData>&unknown;</sheetData></worksheet>")) == .damaged)
        #expect(code(workbook(sheet: "<worksheet><sheetData><row></sheetData>")) == .damaged)
    }

    @Test func depthIsBounded() {
        #expect(code(workbook(sheet: String(repeating: "<a>", count: 100))) == .tooLarge)
    }

    /// What says that it is small and is not, and what says that it is large.
    @Test func sizesAreBounded() {
        var package = Package()
        package.add("xl/workbook.xml", [UInt8](repeating: 0x20, count: 8 << 20), statedBytes: 100)
        #expect(code(package.file) == .damaged)
        package = Package()
        package.add("xl/workbook.xml", Array("<workbook/>".utf8), statedBytes: WorkbookLimits.entryBytes + 1)
        #expect(code(package.file) == .tooLarge)
    }

    @Test func otherArchivesAreNamed() {
        for (name, word) in [
            ("word/document.xml", "document"), ("ppt/presentation.xml", "presentation"), ("a.txt", "ZIP"),
        ] {
            var package = Package()
            package.add(name, "x")
            do throws(WorkbookError) {
                _ = try Workbook(package.file)
                Issue.record("read \(name)")
            } catch {
                #expect(error.code == .otherKind && error.message.contains(word) && !error.remedy.isEmpty)
            }
        }
    }

    /// No beginning and no changed byte of a workbook stops the program.
    @Test func brokenArchivesAreAnswered() {
        let bytes = workbook(
            sheet: "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>",
            shared: "<sst><si><t>From</t></si></sst>")
        for length in 0..<bytes.count { #expect(code(Array(bytes.prefix(length))) != nil) }
        for index in bytes.indices {
            for value in [0, 0x50, 0x7F, 0xFF] as [UInt8] {
                var changed = bytes
                changed[index] = value
                _ = code(changed)
            }
        }
    }
}
