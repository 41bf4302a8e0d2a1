import CivilTime
import Escaping
import JSONText
import ReportModel

/// Streams on a page.
enum AnalysisHTMLStreams {
    static func table(_ streams: [AnalysisStream], zone: ZoneRules? = nil, _ page: inout EscapedText) {
        page.markup(
            """
            <div class="scroll" tabindex="0" role="region" aria-label="Streams"><table><thead><tr>
            <th scope="col">stream</th><th scope="col">from</th><th scope="col">to</th><th scope="col">codec</th>
            <th scope="col" class="n">packets</th><th scope="col" class="n">lost</th>
            <th scope="col" class="n">jitter, max ms</th><th scope="col" class="n">MOS</th>
            <th scope="col">start</th><th scope="col" class="n">length</th><th scope="col">SSRC</th></tr></thead><tbody>

            """)
        for stream in streams {
            page.markup("<tr>")
            page.element("td", stream.id, attributes: " class=\"s\"")
            page.element("td", stream.source.description, attributes: " class=\"s\"")
            page.element("td", stream.destination.description, attributes: " class=\"s\"")
            page.element(
                "td", stream.payloadTypes.first.map { $0.encoding ?? "type \($0.number)" } ?? "—",
                attributes: " class=\"s\"")
            for cell in [
                CountText.of(stream.counts.received),
                stream.counts.lost == 0
                    ? "0"
                    : "\(CountText.of(stream.counts.lost)) (\(DecimalText.fixed(stream.counts.lossPercent, places: 2)) %)",
                stream.jitter.map {
                    DecimalText.fixed($0.meanMilliseconds, places: 1) + ", "
                        + DecimalText.fixed($0.maximumMilliseconds, places: 1)
                } ?? "—",
                QualityText.mos(stream.quality),
            ] { page.element("td", cell, attributes: " class=\"n\"") }
            page.element("td", TimeText.clock(stream.startedAt, in: zone), attributes: " class=\"s\"")
            page.element("td", TimeText.duration(stream.durationSeconds), attributes: " class=\"n\"")
            page.element("td", Hexadecimal.ssrc(stream.ssrc), attributes: " class=\"s\"")
            page.markup("</tr>\n")
        }
        page.markup("</tbody></table></div>\n")
    }

    /// The sound of a stream, if the page holds it.
    static func player(_ stream: AnalysisStream, _ options: AnalysisPageOptions, _ page: inout EscapedText) {
        guard let sound = options.sound[stream.id] else { return }
        page.add("<p>\(stream.id), \(stream.source.description) → \(stream.destination.description):</p>")
        page.add("<audio controls preload=\"none\" aria-label=\"Sound of \(stream.id)\" src=\"data:audio/wav;base64,")
        page.text(Base64.text(sound), limit: .max)
        page.markup("\"></audio>\n")
    }
}

/// Bytes as text (RFC 4648 §4).
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var at = 0
        while at < bytes.count {
            let left = bytes.count - at
            let group =
                UInt32(bytes[at]) << 16 | (left > 1 ? UInt32(bytes[at + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[at + 2]) : 0)
            text.append(digits[Int(group >> 18 & 63)])
            text.append(digits[Int(group >> 12 & 63)])
            text.append(left > 1 ? digits[Int(group >> 6 & 63)] : 0x3D)
            text.append(left > 2 ? digits[Int(group & 63)] : 0x3D)
            at += 3
        }
        return String(decoding: text, as: UTF8.self)
    }
}
