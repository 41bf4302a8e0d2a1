/// A saved message whose text, or whose attached form, is replaced by the corrected one; everything else stays as it came.
enum CorrectedMail {
    /// The corrected message; `nil` if the part that holds the calls cannot be replaced.
    static func write(_ bytes: [UInt8], _ corrections: SampleCorrections) -> [UInt8]? {
        let reading = MailReading(policy: corrections.policy)
        var replaced: [(place: MailMessage.Place, headers: [String], body: [UInt8])] = []
        for part in reading.parts(of: MailMessage(bytes)) {
            guard let place = part.leaf.place else { return nil }
            var inner = corrections.part(part.samples)
            if !part.isForm, part.samples.lowerBound == 0 { inner.general = corrections.general }
            if part.isForm {
                let body = CorrectedSubmission.write(part.leaf.body, format: nil, inner)
                replaced.append((place, ["Content-Transfer-Encoding: base64"], base64(body)))
            } else {
                let isPage = part.leaf.contentType == "text/html"
                let text = isPage ? HTMLText.text(part.leaf.text) : part.leaf.text
                let lines = CorrectedText.lines(text, part.draft, inner)
                let body = isPage ? CorrectedPage.write(lines) : Array(lines.joined(separator: "\r\n").utf8)
                let type = isPage ? "html" : "plain"
                replaced.append(
                    (
                        place,
                        [
                            "MIME-Version: 1.0", "Content-Type: text/\(type); charset=utf-8",
                            "Content-Transfer-Encoding: 8bit",
                        ], body
                    ))
            }
        }
        guard !replaced.isEmpty else { return nil }
        var result = bytes
        for (place, headers, body) in replaced.sorted(by: { $0.place.headers.lowerBound > $1.place.headers.lowerBound })
        {
            guard place.headers.upperBound <= place.body.lowerBound, place.body.upperBound <= bytes.count else {
                return nil
            }
            let kept = kept(bytes[place.headers], without: Set(headers.map { name($0) }))
            let part = Array((kept + headers).map { $0 + "\r\n" }.joined().utf8) + Array("\r\n".utf8) + body
            let end = place.body.upperBound < bytes.count || body.last != 0x0A ? Array("\r\n".utf8) : []
            result.replaceSubrange(place.headers.lowerBound..<place.body.upperBound, with: part + end)
        }
        return result
    }

    private static func name(_ header: String) -> String { header.prefix { $0 != ":" }.lowercased() }

    /// The header lines but for those that are written anew, folded ones whole.
    private static func kept(_ headers: ArraySlice<UInt8>, without names: Set<String>) -> [String] {
        var lines: [String] = []
        var isDropped = false
        for line in headers.split(separator: 0x0A) {
            let text = String(decoding: line.filter { $0 != 0x0D }, as: UTF8.self)
            guard !text.isEmpty else { continue }
            if text.first != " ", text.first != "\t" { isDropped = names.contains(name(text)) }
            if !isDropped { lines.append(text) }
        }
        return lines
    }

    /// Base64 in lines of 76 characters (RFC 2045 §6.8).
    static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        var column = 0
        var at = 0
        while at < bytes.count {
            let group = bytes[at..<min(at + 3, bytes.count)]
            var bits: UInt32 = 0
            for byte in group { bits = bits << 8 | UInt32(byte) }
            bits <<= UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                result.append(
                    place > group.count ? UInt8(ascii: "=") : letters[Int(bits >> UInt32(18 - 6 * place)) & 0x3F])
            }
            column += 4
            if column >= 76 {
                result += [0x0D, 0x0A]
                column = 0
            }
            at += 3
        }
        return result + [0x0D, 0x0A]
    }
}
