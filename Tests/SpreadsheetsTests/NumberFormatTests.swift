import Testing

@testable import Spreadsheets

/// Formats decide what a number in a cell means.
@Suite struct NumberFormatTests {
    @Test(arguments: [
        ("dd/mm/yyyy hh:mm", 46349.585474537, "2026-11-23 14:03:05"),
        ("dd/mm/yyyy hh:mm", 46349.5854166667, "2026-11-23 14:03"),
        ("yyyy\\-mm\\-dd\\ hh:mm:ss", 46349.5854166667, "2026-11-23 14:03:00"),
        ("[$-409]m/d/yy h:mm AM/PM;@", 46349.5854166667, "2026-11-23 14:03"),
        ("hh:mm:ss", 0.585474537, "14:03:05"), ("[h]:mm:ss", 1.5, "36:00:00"), ("d-mmm-yy", 46349, "2026-11-23"),
        ("General", 442_079_460_018, "442079460018"), ("\"+\"0", 442_079_460_018, "+442079460018"),
        ("\\+#", 442_079_460_018, "+442079460018"), ("00000000000", 2_079_460_018, "02079460018"),
        ("0.00E+00", 442_079_460_018, "442079460018"), ("#,##0", 442_079_460_018, "442079460018"),
        ("General", 1.5, "1.5"), ("General", 4.4e20, "4.4e+20"), ("dd/mm/yyyy", 1, "1900-01-01"),
        ("dd/mm/yyyy", 61, "1900-03-01"),
    ])
    func texts(code: String, value: Double, text: String) {
        #expect(NumberFormat(code: code).text(value, since1904: false) == text)
    }

    @Test func theOtherCalendar() {
        #expect(NumberFormat(code: "yyyy-mm-dd").text(44_887, since1904: true) == "2026-11-23")
    }

    @Test func builtInFormats() {
        #expect(NumberFormat(builtIn: 22)?.text(46349.5854166667, since1904: false) == "2026-11-23 14:03")
        #expect(NumberFormat(builtIn: 46) == .span)
        #expect(NumberFormat(builtIn: 200) == nil)
    }
}
