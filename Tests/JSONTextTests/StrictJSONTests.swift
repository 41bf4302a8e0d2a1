import Escaping
import Foundation
import JSONText
import Testing

/// RFC 8259 to the letter, in the families in which readers of JSON are known to err.
@Suite struct StrictJSONTests {
    private func reads(_ bytes: [UInt8]) -> Bool { (try? JSONReader.read(bytes)) != nil }

    @Test(arguments: [
        "0", "-0", "1", "-1", "10", "1.5", "-0.1", "1e5", "1E5", "1e+5", "1e-5", "0e0", "0.0e-0", "123.456e78", "1e400",
        "0.00000000000000000000000000000000000000000000000000000000000000000000000000000001",
    ])
    func numbers(text: String) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == .number(text))
        #expect(try JSONReader.read(Array("[\(text)]".utf8)) == .array([.number(text)]))
        #expect(reads(Array(" {\"a\":\(text) } ".utf8)))
    }

    @Test(arguments: [
        "+1", "01", "-01", "00", "-", "--1", "1.", ".5", "-.5", "1.e5", "1e", "1e+", "1E-", "1e5.5", "1.5.5", "0x10",
        "1_000",
        "NaN", "Infinity", "-Infinity", "-NaN", "inf", "1 000", "1,5e", "２", "1\u{FF0E}5", "1a", "1e1e1", "-foo", "- 1",
        "0e+-1",
        "9.3e+", "012", "-012", "1eE2", "0.3e", "1+2", "+Inf", "1\u{0}", "2.", "0.e1",
    ])
    func noNumbers(text: String) {
        #expect(!reads(Array(text.utf8)), "\(text)")
        #expect(!reads(Array("[\(text)]".utf8)), "\(text)")
    }

    @Test func numbersAreLimited() {
        #expect(reads(Array(String(repeating: "9", count: JSONLimits.maximumNumberBytes).utf8)))
        #expect(!reads(Array(String(repeating: "9", count: JSONLimits.maximumNumberBytes + 1).utf8)))
    }

    @Test(arguments: [
        #""""#, #""a""#, #""\"\\\/\b\f\n\r\t""#, #""\u0000""#, #""\u00e9\uD83D\ude00""#, "\"\u{7F}\"",
        "\"\u{2028}\u{2029}\"",
        "\"\u{10FFFF}\"", "\"é\"", #""\uFFFF""#,
    ])
    func texts(text: String) { #expect(reads(Array(text.utf8)), "\(text)") }

    @Test(arguments: [
        #"""#, #""\""#, #""\x41""#, #""\a""#, #""\u""#, #""\u1""#, #""\u12""#, #""\u123""#, #""\u+12F""#, #""\u-123""#,
        #""\u 12F""#, #""\uqqqq""#, #""\U0041""#, #""\uD83D""#, #""\uDE00""#, #""\uD83D\u0041""#, #""\uD83Dx""#,
        #""\uDE00\uD83D""#, #"'a'"#, "\"\u{0}\"", "\"\u{1F}\"", "\"\n\"", "\"\t\"", #""\""#, "\"\\\u{E9}\"", "a",
        #""a"b"#,
    ])
    func noTexts(text: String) { #expect(!reads(Array(text.utf8)), "\(text)") }

    /// UTF-8 as Unicode has it: no bytes alone, nothing overlong, no surrogates, nothing beyond the last character.
    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0xAF], [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xE9],
        ] as [[UInt8]])
    func brokenEncodings(bytes: [UInt8]) {
        #expect(!reads([0x22] + bytes + [0x22]))
        #expect(!reads([0x5B, 0x22] + bytes + [0x22, 0x5D]))
        #expect(!reads([0x7B, 0x22] + bytes + Array("\":1}".utf8)))
        #expect(!reads(bytes))
    }

    @Test(arguments: [
        "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1}", "{]", "[\"a\"",
        "{\"a\"",
        "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{1:1}", "{a:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
        "{'a':1}",
        "{\"a\":1}}", "{\"a\":1}#", "{\"a\":/*x*/1}", "[1]//", "[1]x", "nul", "nulll", "True", "FALSE", "tru",
        "[null,]",
        "\u{B}1", "\u{C}1", "\u{A0}1", "\u{2060}1", "[\u{0}]", "1 2", "[1]]", "<null>", "[a]", "{\"a\":\"b\":\"c\"}",
        "*", "\\u0031",
    ])
    func noStructures(text: String) { #expect(!reads(Array(text.utf8)), "\(text)") }

    @Test(arguments: [
        "[]", "{}", " [ ] ", "\t\n\r [1]\t\n\r ", "{\"\":0}", "{\"a\":{\"a\":{}}}", "[[],[[]]]", "null", "true",
        "false", "[null]",
        "{\"a\\u0000b\":1}", "\u{FEFF}[1]", "\"\"",
    ])
    func structures(text: String) { #expect(reads(Array(text.utf8)), "\(text)") }

    @Test func errorsHaveAPlace() throws {
        #expect(throws: JSONError(message: "these bytes are no UTF-8; save the text as UTF-8", line: 2, column: 3)) {
            try JSONReader.read(Array("[\n1,".utf8).dropLast() + [0x20, 0xFF, 0x5D])
        }
        #expect(
            throws: JSONError(
                message: "a number does not begin with a zero; a telephone number is a text, in quotes", line: 1,
                column: 7)
        ) { try JSONReader.read(Array("{\"a\":020}".utf8)) }
    }

    /// What is written is ASCII where a reader would see nothing, and reads back the same, by another reader too.
    @Test func everyScalarIsWrittenVisiblyAndReadBack() throws {
        let all = (0...0x10FFFF as ClosedRange<UInt32>).compactMap { Unicode.Scalar($0) }
        for start in stride(from: 0, to: all.count, by: 50_000) {
            let text = String(String.UnicodeScalarView(all[start..<min(start + 50_000, all.count)]))
            var json = JSONWriter(pretty: false)
            json.array([text]) { $0.text($1) }
            let written = json.bytes
            let shown = String(decoding: written, as: UTF8.self)
            #expect(HiddenCharacters.areAbsent(from: shown))
            #expect(try JSONReader.read(written) == .array([.string(text)]))
            let other = try #require(try JSONSerialization.jsonObject(with: Data(written)) as? [String])
            #expect(other == [text])
        }
    }

    @Test(arguments: ["a", "ab\u{85}", "\u{9B}31m", "abcdefgh\u{200B}", "é", "\u{E9}\u{1}\"", "x\u{202E}y", "\u{7F}"])
    func shortAndLongTextsAreEscapedAlike(text: String) throws {
        for padding in 0..<20 {
            let padded = text + String(repeating: "p", count: padding)
            var json = JSONWriter(pretty: false)
            json.text(padded)
            #expect(HiddenCharacters.areAbsent(from: String(decoding: json.bytes, as: UTF8.self)))
            #expect(try JSONReader.read(json.bytes) == .string(padded))
        }
    }
}
