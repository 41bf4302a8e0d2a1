import LoadedLibraries

/// libxml2, loaded when a spreadsheet is to be read and not before: with it come others that would make every start
/// slower, and most submissions are no spreadsheets. A machine without it reads everything else.
struct XMLLibrary: Sendable {
    typealias Reader = OpaquePointer
    typealias Text = UnsafePointer<CChar>
    typealias Question = @convention(c) @Sendable (Reader?) -> Int32
    typealias Name = @convention(c) @Sendable (Reader?) -> Text?

    let open: @convention(c) @Sendable (Text?, Int32, Text?, Text?, Int32) -> Reader?
    let close: @convention(c) @Sendable (Reader?) -> Void
    let read: Question
    let kind: Question
    let depth: Question
    let isEmptyElement: Question
    let nextAttribute: Question
    let localName: Name
    let name: Name
    let value: Name

    /// No network, no output of its own; and none of the options that substitute entities, load document types or lift
    /// the library's own bounds (`libxml/parser.h`: NOERROR, NOWARNING, NONET).
    static let options: Int32 = 1 << 5 | 1 << 6 | 1 << 11

    /// What a node is (`libxml/xmlreader.h`).
    enum Kind {
        static let element: Int32 = 1
        static let text: Int32 = 3
        static let verbatim: Int32 = 4
        static let documentType: Int32 = 10
        static let blank: Int32 = 14
        static let endOfElement: Int32 = 15
    }

    /// The library of this machine, under the name that Debian or its authors give it.
    static let installed = Result(loading: { () throws(LibraryObstacle) in
        try XMLLibrary(named: fileNames)
    })
    static let fileNames = ["libxml2.so.2", "libxml2.so.16"]

    /// Loads the first library that is there under one of these names, with its functions as `libxml/xmlreader.h` has them.
    init(named names: [String]) throws(LibraryObstacle) {
        let library = try LoadedLibrary(named: names)
        open = try library.function("xmlReaderForMemory")
        close = try library.function("xmlFreeTextReader")
        read = try library.function("xmlTextReaderRead")
        kind = try library.function("xmlTextReaderNodeType")
        depth = try library.function("xmlTextReaderDepth")
        isEmptyElement = try library.function("xmlTextReaderIsEmptyElement")
        nextAttribute = try library.function("xmlTextReaderMoveToNextAttribute")
        localName = try library.function("xmlTextReaderConstLocalName")
        name = try library.function("xmlTextReaderConstName")
        value = try library.function("xmlTextReaderConstValue")
    }
}

/// The library that spreadsheets are read with.
package enum SpreadsheetLibrary {
    /// What is to be known of it, and whether it is here; asking loads it.
    package static var loadable: LoadableLibrary {
        LoadableLibrary(
            name: "libxml2", purpose: "spreadsheets", debianPackage: "libxml2", fileNames: XMLLibrary.fileNames,
            obstacle: XMLLibrary.installed.obstacle)
    }
}
