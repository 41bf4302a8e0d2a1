"""Spreadsheets and other files that are no text."""

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from .forms import FormSample, advice, blocking

RECEIVED = "2026-11-23T15:00:00Z"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def archive(files):
    """Files in a ZIP archive that is the same on every machine: nothing compressed, one date."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as package:
        for name, text in files:
            info = ZipInfo(name, (2026, 11, 23, 14, 30, 0))
            package.writestr(info, text.encode() if isinstance(text, str) else text)
    return out.getvalue()


def workbook(rows):
    """An Excel workbook of one sheet; a cell is a text, or a number with the index of its style."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, cell in enumerate(row):
            name = "%s%d" % ("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column], number)
            if isinstance(cell, tuple):
                cells.append('<c r="%s" s="%d"><v>%r</v></c>' % (name, cell[1], cell[0]))
            elif cell:
                cells.append('<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (name, escape(cell)))
        lines.append('<row r="%d">%s</row>' % (number, "".join(cells)))
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return archive([
        ("[Content_Types].xml", head + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
        ("xl/workbook.xml", head + '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="Calls" sheetId="1" r:id="rId1"/>'
         "</sheets></workbook>" % (SHEET, RELATIONS)),
        ("xl/_rels/workbook.xml.rels", head + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
         'relationships"><Relationship Id="rId1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
         % RELATIONS),
        ("xl/styles.xml", head + '<styleSheet xmlns="%s"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy'
         '\\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="&quot;+&quot;0"/></numFmts><cellXfs count="3">'
         '<xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>' % SHEET),
        ("xl/worksheets/sheet1.xml", head + '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>'
         % (SHEET, "".join(lines))),
    ])


def open_document(rows):
    """An OpenDocument spreadsheet of one sheet; a cell is a text, or a pair of attributes and the text shown."""
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            kind, shown = cell if isinstance(cell, tuple) else ('office:value-type="string"', cell)
            cells.append("<table:table-cell %s><text:p>%s</text:p></table:table-cell>" % (kind, escape(shown)))
        lines.append("<table:table-row>%s</table:table-row>" % "".join(cells))
    names = "".join(
        ' xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (name, name) for name in ("office", "table", "text"))
    return archive([
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content%s><office:body>'
         '<office:spreadsheet><table:table table:name="Calls">%s</table:table></office:spreadsheet></office:body>'
         "</office:document-content>" % (names, "".join(lines))),
    ])


HEADINGS = ["Number calling", "Number called", "Date and time of call", "Call direction", "Duration"]
# 23 November 2026, 14:03:05, as days since the end of 1899.
START = 46349.58547453704

SHEETS = [
    FormSample(
        "sheet-excel", "An Excel workbook", RECEIVED, "accepted-with-advice",
        workbook([
            ["Call samples of this week"], ["Time zone", "Europe/London"], [],
            HEADINGS,
            [(442079460018, 2), "+1 212 555 0142", (START, 1), "Outgoing", (85, 0)],
        ]), "submission.xlsx",
        problems=[advice("submission.rows-left-out")],
        story="Dates are numbers with a format, and so is the plus in front of the first number. The zone stands above the"
              " headings."),
    FormSample(
        "sheet-open-document", "An OpenDocument spreadsheet", RECEIVED, "accepted",
        open_document([
            HEADINGS[:4],
            ["+44 20 7946 0018", "+1 212 555 0142",
             ('office:value-type="date" office:date-value="2026-11-23T14:03:05"', "23/11/26 14:03"), "Outgoing"],
            ["", "", "", ""],
            ["Zone", "UTC", "", ""],
        ]), "submission.ods",
        story="The cell shows the minute; its value knows the second."),
    FormSample(
        "sheet-form-turned", "A form filled in downwards", RECEIVED, "accepted",
        "Severity,S2\nTime zone,Europe/London\nNumber calling,+44 20 7946 0018,+1 212 555 0160\n"
        "Number called,+1 212 555 0142,+44 20 7946 0018\nDate of call,23/11/2026,23/11/2026\nTime of call,14:03,14:20\n"
        "Direction,outgoing,incoming\n", "submission.csv",
        story="Names stand in the first column, each call in a column of its own."),
    FormSample(
        "refused-document", "A text document", RECEIVED, "returned",
        archive([("word/document.xml", "<document/>")]), "submission.docx",
        problems=[blocking("submission.unreadable")],
        story="A Word document is known by what is in it, and answered with what to do."),
]
