import CivilTime
import Escaping
import JSONText
import ReportModel

/// The list of streams, and what is said of how they belong together; read from the source once.
struct AnalysisTextStreams<Source: AnalysisSource> {
    private let source: Source
    private let style: TextStyle
    private let zone: ZoneRules?
    private var shown: [AnalysisStream] = []
    private var most = 40
    private var relations = StreamRelationText()
    private var encryption = EncryptionText()
    private var worst: [WorstInterval] = []
    private var count = 0

    init(_ source: Source, style: TextStyle, zone: ZoneRules?) {
        self.source = source
        self.style = style
        self.zone = zone
    }

    /// Reads the streams and keeps `most`: all in order, or of `calls` those that lost most.
    mutating func read(calls: Set<String>?, most: Int) {
        self.most = most
        count = source.streamCount
        for index in 0..<count {
            let stream = source.stream(index)
            relations.add(stream)
            encryption.add(stream)
            if let interval = WorstInterval(of: stream) { worst.append(interval) }
            if let calls {
                guard stream.call.map({ calls.contains($0) }) ?? true,
                    Self.isWorse(stream, shown.last, shown.count < most)
                else { continue }
                let place = shown.firstIndex { Self.loss($0) < Self.loss(stream) } ?? shown.count
                shown.insert(stream, at: place)
                if shown.count > most { shown.removeLast() }
            } else if shown.count < most {
                shown.append(stream)
            }
        }
    }

    private static func isWorse(_ stream: AnalysisStream, _ last: AnalysisStream?, _ hasRoom: Bool) -> Bool {
        hasRoom || loss(stream) > (last.map(loss) ?? -1)
    }

    private static func loss(_ stream: AnalysisStream) -> Double {
        stream.role == "media" ? stream.counts.lossPercent : -1
    }

    func table(showsDetails: Bool) -> String {
        guard !shown.isEmpty else { return "" }
        var table = TextTable([
            .init("stream"), .init("call", dispensability: 2), .init("from", keepsEnd: true),
            .init("to", keepsEnd: true),
            .init("codec"), .init("packets", .right, dispensability: 1), .init("lost", .right), .init("lost %", .right),
            .init("jitter", .right, dispensability: 3), .init("max ms", .right, dispensability: 6),
            .init("MOS", .right, dispensability: 4), .init("twice", .right, dispensability: 7),
            .init("reordered", .right, dispensability: 8),
            .init("SSRC", dispensability: 9, isForWide: true),
            .init("start (\(TimeText.name(of: zone)))", dispensability: 9, isForWide: true),
            .init("length", .right, dispensability: 9, isForWide: true),
            .init("back", dispensability: 9, isForWide: true),
        ])
        let day = source.captureCount > 0 ? source.capture(0).firstPacketAt : nil
        for stream in shown {
            let jitter = stream.jitter
            table.add([
                Self.short(stream.id), stream.call.map(Self.short) ?? "—",
                stream.source.description, stream.destination.description, Self.codec(stream),
                String(stream.counts.received), String(stream.counts.lost),
                DecimalText.fixed(stream.counts.lossPercent, places: 1),
                jitter.map { DecimalText.fixed($0.meanMilliseconds, places: 1) } ?? "—",
                jitter.map { DecimalText.fixed($0.maximumMilliseconds, places: 1) } ?? "—",
                QualityText.mos(stream.quality), String(stream.counts.duplicated), String(stream.counts.reordered),
                Hexadecimal.ssrc(stream.ssrc), TimeText.clock(stream.startedAt, since: day, in: zone),
                TimeText.duration(stream.durationSeconds), Self.reverse(of: stream, source).map(Self.short) ?? "—",
            ])
        }
        let isSorted = count > shown.count && most < 40
        let heading =
            count > shown.count
            ? (isSorted ? "Streams, the worst \(shown.count) of " : "Streams, the first \(shown.count) of ")
                + CountText.of(count) : "Streams"
        return style.bold(heading) + "\n" + table.render(style) + (showsDetails ? details(day: nil) : "")
            + sentences(isShort: !showsDetails)
    }

    /// The codec that most packets have, and how many others there are.
    static func codec(_ stream: AnalysisStream) -> String {
        stream.payloadTypes.first.map { Escaping.terminal($0.encoding ?? "type \($0.number)", limit: 20) } ?? "—"
    }

    /// `s12`, `c7`.
    static func short(_ id: String) -> String {
        id.replacing("stream-", with: "s").replacing("call-", with: "c")
    }

    /// The id of the stream that comes back: of the same call and between the same ends, or the only one the other way.
    static func reverse(of stream: AnalysisStream, _ source: Source) -> String? {
        guard let call = stream.call.flatMap({ source.callIndex($0) }) else { return nil }
        let others = source.streams(source.call(call).streams).filter { $0.id != stream.id && $0.media == stream.media }
        if let back = others.first(where: { $0.source == stream.destination && $0.destination == stream.source }) {
            return back.id
        }
        let opposite = others.filter { $0.direction != stream.direction && $0.direction != "unknown" }
        return opposite.count == 1 && stream.direction != "unknown" ? opposite[0].id : nil
    }

    private func details(day: Void?) -> String {
        guard !style.isWide, shown.count <= 8 else { return "" }
        return shown.map { stream in
            var text = "\(Self.short(stream.id)): SSRC \(Hexadecimal.ssrc(stream.ssrc)), "
            text += "\(TimeText.duration(stream.durationSeconds)) from \(TimeText.clock(stream.startedAt, in: zone)) on"
            if let length = stream.packetMilliseconds {
                text += ", packets of \(DecimalText.shortest(length, places: 1)) ms"
            }
            if let back = Self.reverse(of: stream, source) { text += ", back as \(Self.short(back))" }
            let digits = stream.events.filter { $0.kind == "dtmf" }.reduce(0) { $0 + $1.digits }
            if digits > 0 { text += ", \(CountText.of(digits, "digit")) keyed" }
            return "\n" + PlainText.wrap(text + ".", width: style.width, first: "  ", rest: "    ")
        }.joined()
    }

    private func sentences(isShort: Bool) -> String {
        let bad = worst.sorted { $0.interval.unheardPercent > $1.interval.unheardPercent }.prefix(isShort ? 3 : 5)
            .map { "Worst of \(Self.short($0.stream)), \($0.words(in: zone))" }
        let sealed = encryption.sentences
        var all = bad + relations.sentences(most: isShort ? 2 : 20) + sealed.prefix(isShort ? 2 : 20)
        if isShort, sealed.count > 2 { all.append("… and \(sealed.count - 2) more kinds of encryption.") }
        return all.map { "\n" + PlainText.wrap($0, width: style.width, first: "  ", rest: "    ") }.joined()
    }
}
