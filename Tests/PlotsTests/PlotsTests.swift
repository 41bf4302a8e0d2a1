import Escaping
import Foundation
import Testing

@testable import Plots

/// A minute of a stream in steps of 100 ms: a tenth lost in the second half, one packet far too late.
private func stream(id: String = "stream-1", sender: PlottedCall.Side? = .calling) -> PlottedStream {
    let points = (0..<600).map { (step: Int) -> PlottedStream.Point in
        let isLossy = step >= 300 && step % 2 == 1
        return PlottedStream.Point(
            startSeconds: Double(step) / 10, received: isLossy ? 4 : 5, lost: isLossy ? 1 : 0,
            late: step == 450 ? 1 : 0, jitterMilliseconds: 3, latenessMilliseconds: step == 450 ? 180 : 12,
            levelDBov: step % 50 < 25 ? -20 : nil)
    }
    return PlottedStream(
        id: id, codec: "RTP PCMU", path: "192.0.2.1:10000 → 192.0.2.2:20000", sender: sender, startSeconds: 2,
        durationSeconds: 60, stepSeconds: 0.1, points: points,
        ratings: [PlottedStream.Rating(startSeconds: 0, durationSeconds: 10, mos: 4.35)])
}

private func call(_ name: String = "call-1", streams: [PlottedStream] = [stream()]) -> PlottedCall {
    PlottedCall(
        name: name, begins: "2026-11-22 14:03:07 UTC", durationSeconds: 65, streams: streams,
        events: [
            PlottedCall.Event(atSeconds: 0, label: "INVITE"), PlottedCall.Event(atSeconds: 0.05, label: "180"),
            PlottedCall.Event(atSeconds: 2, label: "200", tone: .good), PlottedCall.Event(atSeconds: 64, label: "BYE"),
        ], holds: [PlottedCall.Span(fromSeconds: 20, untilSeconds: 40, label: "on hold")])
}

private func drawn(_ body: (inout EscapedText) -> Void) -> String {
    var page = EscapedText(.html)
    body(&page)
    return page.content
}

private let scales: [(Double, [Double])] = [
    (0.0, [0.0, 5, 10]), (9, [0, 5, 10]), (11, [0, 5, 10, 15]), (26, [0, 10, 20, 30]), (150, [0, 50, 100, 150]),
    (0.4, [0, 5, 10]), (2_300, [0, 1_000, 2_000, 3_000]),
]

@Test(arguments: scales)
func scalesHaveRoundTicksAndHoldTheirValues(most: Double, ticks: [Double]) {
    let scale = PlotScale.fromZero(to: most, atLeast: 10)
    #expect(scale.ticks == ticks)
    #expect(scale.high >= most)
    #expect(scale.share(scale.high) == 1)
}

@Test func axisOfTimeHasTicksAtRoundMoments() {
    #expect(TimeScale(duration: 65, most: 5).ticks == [0, 15, 30, 45, 60])
    #expect(TimeScale(duration: 7_500, most: 5).label(7_200) == "2:00:00")
    #expect(TimeScale(duration: 2, most: 5).label(1.5) == "1.5 s")
    #expect(TimeScale(duration: .infinity, most: 5).ticks.count > 1)
    #expect(TimeScale(duration: 1e8, most: 5).ticks.count <= 6)
}

@Test(arguments: [1, 7, 100, 450, 5_000])
func columnsLoseNothing(most: Int) {
    let given = stream()
    let columns = PlotColumn.of(given, over: 65, most: most)
    #expect(columns.count <= max(most, 1))
    #expect(columns.reduce(0) { $0 + $1.lost } == 150)
    #expect(columns.reduce(0) { $0 + $1.received } == given.points.reduce(0) { $0 + $1.received })
    #expect(columns.compactMap(\.lateness).max() == 180)
    #expect(columns.allSatisfy { $0.from >= 2 && $0.jitter.map { abs($0 - 3) < 1e-9 } == true })
}

@Test(arguments: PlotWidth.allCases)
func picturesHaveClassesAloneAndNothingToRun(width: PlotWidth) {
    let picture = drawn { page in
        CallPlot(call(), width: width).draw(into: &page)
        StreamPlot(stream(), in: call(), width: width).draw(into: &page)
        SmallMultiples.draw([call()], link: { "#\($0.name)" }, into: &page)
    }
    for forbidden in ["style=", "<script", "onload", "fill=\"", "stroke=\"", "url(", "NaN", "inf "] {
        #expect(!picture.contains(forbidden), "\(forbidden)")
    }
    for said in [
        "INVITE, 180", "on hold", "called side heard", "jitter", "lateness", "level, dBov", "MOS",
        "worst 180 ms at 0:47",
    ] {
        #expect(picture.contains(said), "\(said)")
    }
    #expect(
        picture.contains("class=\"lost\"") && picture.contains("class=\"late\"") && picture.contains("class=\"limit\""))
    #expect(picture.contains("role=\"img\""))
}

@Test func whatAnybodyNamedStaysText() {
    let evil = "\"><script>alert(1)</script>\u{202E}"
    var hostile = stream(id: evil)
    hostile.codec = evil
    hostile.path = evil
    var call = call(evil, streams: [hostile])
    call.events = [PlottedCall.Event(atSeconds: 1, label: evil, tone: .bad)]
    call.holds = [PlottedCall.Span(fromSeconds: 0, untilSeconds: 65, label: evil)]
    let page = drawn { page in
        CallPlot(call, width: .wide).draw(into: &page)
        StreamPlot(hostile, in: call, width: .narrow).draw(into: &page)
        SmallMultiples.draw([call], link: { _ in evil }, into: &page)
        PlotTable.events(of: call, into: &page)
        PlotTable.figures(of: hostile, into: &page)
        StandalonePicture.draw(call, width: .wide, into: &page)
    }
    #expect(!page.contains("<script") && !page.contains("\u{202E}"))
}

@Test func figuresThatNoMeasurementGivesAreDrawnNowhere() {
    var odd = stream()
    odd.points = [
        PlottedStream.Point(
            startSeconds: .nan, received: -1, lost: .max / 4, late: 3, jitterMilliseconds: .infinity,
            latenessMilliseconds: .nan, levelDBov: -.infinity),
        PlottedStream.Point(startSeconds: 1e300, received: 1, lost: 0, late: 0),
        PlottedStream.Point(startSeconds: 5, received: 0, lost: 0, late: 0, jitterMilliseconds: .nan),
    ]
    odd.ratings = [PlottedStream.Rating(startSeconds: .infinity, durationSeconds: .nan, mos: .nan)]
    odd.durationSeconds = .infinity
    let page = drawn { page in
        let empty = PlottedCall(name: "call-1", begins: "", durationSeconds: .nan, streams: [odd])
        for width in PlotWidth.allCases {
            CallPlot(empty, width: width).draw(into: &page)
            StreamPlot(odd, in: empty, width: width).draw(into: &page)
        }
        SmallMultiples.draw([empty], link: { _ in nil }, into: &page)
        PlotTable.figures(of: odd, into: &page)
    }
    #expect(!page.contains("nan") && !page.contains("inf\""))
}

@Test func tableHoldsTheFiguresOfThePicture() {
    let page = drawn { PlotTable.figures(of: stream(), into: &$0) }
    #expect(page.components(separatedBy: "<tr>").count - 2 == 6)
    #expect(
        page.contains("<td class=\"n\">0:42</td><td class=\"n\">450</td><td class=\"n\">50</td><td class=\"n\">1</td>"))
    #expect(page.contains("4.35"))
}

@Test func sparklineShowsTheCourse() {
    #expect(Sparkline.text([0, 1, 4, 8, nil, .nan], from: 0, to: 8) == "·▂▅█  ")
    let courses = Sparkline.Courses(stream(), over: 65, cells: 65)
    #expect(courses.unheardPercent.count == 65)
    #expect(courses.unheardPercent[1] == nil && courses.unheardPercent[10] == 0)
    #expect(courses.lateness.compactMap { $0 }.max() == 180)
    #expect(Sparkline.axis(seconds: 65, cells: 60).hasPrefix("0:00"))
}

@Test func whatAVerdictSaysWasNotHeardIsNotDrawnAsHeard() {
    var talk = call(streams: [stream()])
    talk.unheard = [PlottedCall.Unheard(listener: .called, fromSeconds: 0, untilSeconds: 65)]
    for width in PlotWidth.allCases {
        let picture = drawn { CallPlot(talk, width: width).draw(into: &$0) }
        #expect(picture.contains("sent, not heard"))
        #expect(picture.contains("class=\"unheard\""))
    }
    // Half of it only: from when until when.
    talk.unheard[0].fromSeconds = 40
    #expect(drawn { CallPlot(talk, width: .wide).draw(into: &$0) }.contains("not heard from 0:40"))
    // Nothing was sent to who could not hear: the lane is there, and says so.
    talk.unheard = [PlottedCall.Unheard(listener: .calling, fromSeconds: 0, untilSeconds: 65)]
    #expect(drawn { CallPlot(talk, width: .wide).draw(into: &$0) }.contains("calling side heard: nothing"))
    let many = drawn { SmallMultiples.draw([talk], link: { _ in nil }, into: &$0) }
    #expect(many.contains("calling side could not hear"))
}
