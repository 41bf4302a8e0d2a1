import Escaping

/// A whole call as one picture that needs no page: the lanes, then every stream, with the style sheet within.
public enum StandalonePicture {
    /// Streams that are drawn at most.
    public static let maximumStreams = 24

    /// Adds the picture to a text.
    public static func draw(_ call: PlottedCall, width: PlotWidth, into page: inout EscapedText) {
        let heard = CallPlot(call, width: width)
        let streams = call.streams.prefix(maximumStreams).map { ($0, StreamPlot($0, in: call, width: width)) }
        let title = 34.0
        let headed = 24.0
        let height = title + heard.height + streams.reduce(0) { $0 + headed + $1.1.height } + 10
        PlotCanvas.open(
            "alone \(width == .wide ? "wide" : "narrow")", label: "\(call.name) from \(call.begins)",
            width: width.pixels, height: height, &page)
        page.add("<style>")
        page.add(Markup(stringLiteral: PlotStyle.sheet))
        page.add(Markup(stringLiteral: PlotStyle.alone))
        page.add("</style>\n")
        PlotCanvas.rect("ground", x: 0, y: 0, width: width.pixels, height: height, &page)
        PlotCanvas.text("title", "\(call.name), from \(call.begins)", x: 8, y: 20, &page)
        var y = title
        shifted(y, &page) { heard.marks(&$0) }
        y += heard.height
        for (stream, plot) in streams {
            let words = StreamWords.cut("\(stream.id)  \(stream.codec)  \(stream.path)", room: width.pixels - 20)
            PlotCanvas.text("title", words, x: 8, y: y + 16, &page)
            y += headed
            shifted(y, &page) { plot.marks(&$0) }
            y += plot.height
        }
        PlotCanvas.close(&page)
    }

    private static func shifted(_ y: Double, _ page: inout EscapedText, _ body: (inout EscapedText) -> Void) {
        page.add("<g transform=\"translate(0 \(PlotCanvas.number(y)))\">")
        body(&page)
        page.add("</g>\n")
    }
}
