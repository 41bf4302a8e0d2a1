/// What a file is by its first bytes, where it is no text.
enum FileKind: Equatable {
    case archive
    case capture, compressed
    case oldOffice, pdf, image, richText, audio
    case text

    /// Recognises a file by how it begins.
    init(_ bytes: [UInt8]) {
        func begins(_ marks: [UInt8]...) -> Bool { marks.contains { bytes.starts(with: $0) } }
        func ascii(_ text: String, at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
        if begins([0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06]) {
            self = .archive
        } else if begins(
            [0xD4, 0xC3, 0xB2, 0xA1], [0xA1, 0xB2, 0xC3, 0xD4], [0x4D, 0x3C, 0xB2, 0xA1], [0xA1, 0xB2, 0x3C, 0x4D],
            [0x0A, 0x0D, 0x0D, 0x0A], [0x34, 0xCD, 0xB2, 0xA1]) || ascii("snoop\0") || ascii("HEP3")
        {
            self = .capture
        } else if begins([0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD], [0x04, 0x22, 0x4D, 0x18], [0x37, 0x7A, 0xBC, 0xAF])
            || ascii("BZh") || ascii("Rar!") || begins([0xFD, 0x37, 0x7A, 0x58, 0x5A])
        {
            self = .compressed
        } else if begins([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            self = .oldOffice
        } else if ascii("%PDF-") {
            self = .pdf
        } else if begins(
            [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], [0x49, 0x49, 0x2A, 0x00], [0x4D, 0x4D, 0x00, 0x2A])
            || ascii("GIF8")
            || (ascii("BM") && bytes.count > 26 && bytes[14] <= 124 && bytes[15] == 0 && bytes[16] == 0)
            || (ascii("RIFF") && ascii("WEBP", at: 8))
            || (ascii("ftyp", at: 4) && (ascii("hei", at: 8) || ascii("mif", at: 8) || ascii("avif", at: 8)))
        {
            self = .image
        } else if ascii("RIFF") || ascii("ID3") || ascii("OggS") || ascii("ftyp", at: 4) || ascii(".snd") {
            self = .audio
        } else if ascii("{\\rtf") {
            self = .richText
        } else {
            self = .text
        }
    }

    /// Why a file of this kind is no form, and what to do; `nil` for text and archives, which are looked into.
    var refusal: (message: String, remedy: String)? {
        let form = "a table (CSV, Excel .xlsx, OpenDocument .ods), JSON, or an e-mail"
        switch self {
        case .capture:
            return (
                "This file is a capture of network packets, not the form with the call samples.",
                "Give the form as the file, and hand this in as its capture."
            )
        case .compressed:
            return (
                "This file is compressed, and what it holds was not read.",
                "Unpack it and send the form itself: \(form)."
            )
        case .oldOffice:
            return (
                "This file is of an older Office format (.xls, .doc or .msg), which is not read.",
                "Open it and save a table as .xlsx or CSV, or a message as .eml."
            )
        case .pdf:
            return (
                "This file is a PDF, from which calls cannot be read reliably.",
                "Send the table it was made from, as CSV, Excel .xlsx or OpenDocument .ods, or type the calls into an e-mail."
            )
        case .image:
            return (
                "This file is a picture, from which calls cannot be read.", "Type the calls, or export them as \(form)."
            )
        case .audio:
            return ("This file is a recording, not the form with the call samples.", "Send the form as \(form).")
        case .richText:
            return ("This file is formatted text (RTF), which is not read.", "Save it as plain text (.txt) or CSV.")
        case .archive, .text: return nil
        }
    }
}
