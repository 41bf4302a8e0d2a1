/// What reading a submission refuses to exceed, whatever it holds.
enum IntakeLimits {
    /// Characters of a given value that are shown again.
    static let givenCharacters = 64
    /// More lines than this are not looked at, and said so.
    static let mailLines = 20_000
    /// Longer lines are looked at only so far.
    static let mailLineCharacters = 4_096
    /// Tables and quotations inside each other are followed so deep; what lies deeper is text of the last.
    static let htmlDepth = 32
    /// Forms that are attached are read up to this many.
    static let formsPerMail = 20
    /// Lists are looked for so deep.
    static let jsonDepth = 4
    /// Columns beyond this are not looked at.
    static let tableColumns = 400
    /// Longer forms are tables of something else.
    static let turnedTableRows = 60
    /// Longer texts are no headings.
    static let headingCharacters = 160
    /// Characters that can be a zone; longer text is none.
    static let zoneCharacters = 64
    /// Bytes of text that can be a date and time.
    static let timeCharacters = 100
}
