import CallVocabulary
import Escaping
import JSONText
import ReportModel
import Reports

/// One call on a page: both directions on one axis of time, who may hear it, message by message, and its streams.
struct CallMarkup {
    let analysis: AnalysisReading
    let call: AnalysisCall
    /// Where its own pages begin: `/cases/CASE-000001`.
    let place: String
    let mayListen: Bool
    let mayCut: Bool
    /// Whether everything is drawn here; else there is a link to where it is.
    let isDrawn: Bool
    let now: CaptureTime
    /// Whether the heading above is one of the second level, as on a page of its own.
    var isAlone = false
    var times = PeoplesTime(zone: nil)

    private var streams: [AnalysisStream] { call.streams.compactMap { analysis.streams[$0] } }
    private var link: String { "\(place)/calls/\(call.id)" }

    static func party(_ party: AnalysisParty) -> String {
        party.withheld ? "withheld" : party.number ?? party.uri
    }

    /// `+44 … called +1 …`.
    var title: String { "\(Self.party(call.calling)) called \(Self.party(call.called))" }

    var section: Markup {
        """
        <section class="card" aria-labelledby="\(call.id)"><h3 class="tight" id="\(call.id)">\(title)</h3>\(content)</section>
        """
    }

    /// What stands under the heading.
    var content: Markup {
        let length =
            call.endedAt.map { ", \(DecimalText.shortest($0.seconds(since: call.startedAt), places: 1)) s" } ?? ""
        return """
            <p>\(call.id): \(times.day(call.startedAt, now: now)) UTC\(length), \(call.outcome)\
            \(call.finalStatus.map { " (\($0))" } ?? "").</p>\(isDrawn ? drawings : toDrawings)\(table)\(links)
            """
    }

    private var toDrawings: Markup {
        """
        <p><a href="\(link)">See it over time, and message by message<span class="vh"> (\(call.id))</span></a></p>
        """
    }

    // MARK: Drawn

    private var drawings: Markup {
        let drawing = CallDrawing(call: call, streams: streams, findings: analysis.findings(of: call))
        let heard: Markup =
            drawing.hasMedia
            ? """
            \(heading("What each side said"))<figure class="graph">\(drawing.heard)<figcaption class="small dim">\(legend)\(astray)\
            </figcaption></figure><details><summary>The same as a table<span class="vh"> (\(call.id))</span></summary>\
            \(drawing.figures)</details>
            <details><summary>Stream by stream: loss, delay, quality<span class="vh"> (\(call.id))</span></summary>\
            \(drawing.streamByStream)</details>
            """ : .nothing
        let ladder: Markup =
            drawing.hasLadder
            ? """
            \(heading("Message by message"))\(drawing.ladder)
            """ : .nothing
        return "\(heard)\(listen)\(ladder)"
    }

    private func heading(_ words: String) -> Markup {
        isAlone
            ? """
            <h3>\(words)</h3>
            """
            : """
            <h4>\(words)</h4>
            """
    }

    private var legend: Markup {
        """
        <span class="key calling">sent by the calling side</span> <span class="key called">sent by the called side</span> \
        <span class="key lost">lost</span> <span class="key late">too late for a buffer of 60 ms</span>
        """
    }

    /// Audio that went elsewhere is said where it is drawn.
    private var astray: Markup {
        let lines = analysis.findings(of: call).filter { $0.severity == "fault" }.prefix(3).map { finding -> Markup in
            """
            <br><strong class="t-bad">\(finding.summary)</strong>
            """
        }
        return Markup(Array(lines))
    }

    // MARK: Heard

    private var sides: [(stream: AnalysisStream, words: String)] {
        [
            ("calling-to-called", "Calling party, as it passed the capture"),
            ("called-to-calling", "Called party, as it passed the capture"),
        ].compactMap { direction, words in
            streams.filter { $0.direction == direction && $0.media != "video" }
                .max { $0.counts.received < $1.counts.received }.map { ($0, words) }
        }
    }

    private var listen: Markup {
        guard mayListen, !sides.isEmpty else { return .nothing }
        let players = sides.map { stream, words -> Markup in
            """
            <div><p class="label">\(words)</p><audio controls preload="none" src="\(link)/audio?stream=\(stream.id)" \
            aria-label="\(words) (\(call.id))"></audio></div>
            """
        }
        return """
            \(heading("Listen"))<div class="players">\(Markup(players))</div>
            <p class="small dim">Every listening is recorded\(place.hasPrefix("/cases/") ? " in the history of the case" : "").\
             As played with a buffer of 60 ms. <a href="\(link)/audio">Both directions as WAV<span class="vh"> (\(call.id))\
            </span></a></p>
            """
    }

    // MARK: In figures

    private var links: Markup {
        guard mayCut, isDrawn else { return .nothing }
        return """
            <p class="small"><a href="\(link)/cut">Its packets for Wireshark, with what was found in their comments\
            <span class="vh"> (\(call.id))</span></a></p>
            """
    }

    private var table: Markup {
        let rows = streams.map(row)
        guard !rows.isEmpty else { return "<p class=\"dim\">No media of this call is in the capture.</p>" as Markup }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="Media of \(call.id)"><table class="flow"><caption \
            class="vh">Media of \(call.id)</caption><thead><tr><th scope="col">Direction</th>\
            <th scope="col">From</th><th scope="col">To</th><th scope="col" class="n">Packets</th><th scope="col" class="n">Lost</th>\
            <th scope="col" class="n">Jitter, mean</th><th scope="col" class="n">MOS</th></tr></thead><tbody>\(Markup(rows))</tbody>\
            </table></div>
            """
    }

    private func row(_ stream: AnalysisStream) -> Markup {
        let direction =
            stream.direction == "calling-to-called"
            ? "Calling to called" : stream.direction == "called-to-calling" ? "Called to calling" : "Direction unknown"
        func endpoint(_ end: AnalysisEndpoint) -> String { "\(end.address):\(end.port)" }
        let jitter = stream.jitter.map { DecimalText.shortest($0.meanMilliseconds, places: 1) + " ms" } ?? "–"
        let score = stream.quality.map { DecimalText.shortest($0.mosCQE, places: 1) } ?? "–"
        return """
            <tr><th scope="row">\(direction)</th><td data-l="From">\(endpoint(stream.source))</td>\
            <td data-l="To">\(endpoint(stream.destination))</td><td class="n" data-l="Packets">\(stream.counts.received)</td>\
            <td class="n" data-l="Lost">\(stream.counts.lost)</td><td class="n" data-l="Jitter">\(jitter)</td>\
            <td class="n" data-l="MOS">\(score)</td></tr>
            """
    }
}
