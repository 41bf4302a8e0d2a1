import QualityMeasures
import Testing

/// Events at a receiver's buffer, one character each: P, a frame comes; G, one is taken for playing, every 20 ms; L, a frame is
/// lost; O, one of those comes after all, too late; R, numbers and timestamps begin anew; D, a frame comes twice.
///
/// The situations and their limits, in frames, are those that the PJSIP project publishes for its own jitter buffer
/// (`Jbtest.dat`); the events are written here as the patterns they consist of.
private struct Session: Sendable, CustomTestStringConvertible {
    var title: String
    /// Frames the buffer holds at least and at most; the same for a fixed one.
    var holds: ClosedRange<Int>
    var events: String
    var discarded: Double
    var lost: Int
    var empty: Double
    var delay: Double

    var testDescription: String { title }
}

private func times(_ count: Int, _ events: String) -> String { String(repeating: events, count: count) }

private let even = times(10, "PG")
private let uneven1 = "PGPGPPGGPPPPGGPGGGPG"
private let uneven2 = "PGGGGPPPGPPGPPPGGPGG"
private let uneven3 = "PGPGPPGGPPGGPPPGGGPG"
private let uneven = uneven1 + uneven2 + uneven1 + uneven2 + uneven3 + uneven2
private let tenByTen = times(10, "P") + times(10, "G")
private let spike = times(50, "P") + times(50, "G")

private func drifting(_ extra: String) -> String {
    (0..<33).map { line in
        line % 2 == 0
            ? extra + uneven1 + uneven2 + extra + uneven1 : extra + uneven2 + uneven3 + extra + uneven2
    }.joined()
}

private let sessions = [
    Session(
        title: "nothing goes wrong", holds: 0...10, events: times(6, even), discarded: 0, lost: 0, empty: 0, delay: 1),
    Session(
        title: "silence is not sent", holds: 0...10, events: times(3, even) + times(20, "G") + times(3, even),
        discarded: 0, lost: 0, empty: 20, delay: 1),
    Session(
        title: "three at a time", holds: 0...10, events: times(24, "PPPGGG"), discarded: 0, lost: 0, empty: 0, delay: 3),
    Session(
        title: "uneven", holds: 0...10, events: times(15, uneven), discarded: 1, lost: 0, empty: 4, delay: 4),
    Session(
        title: "uneven from a fast sender", holds: 0...10, events: drifting("P"), discarded: 68, lost: 0, empty: 4,
        delay: 8),
    Session(
        title: "uneven from a slow sender", holds: 0...10, events: drifting("G"), discarded: 0, lost: 0, empty: 70,
        delay: 4),
    Session(
        title: "lost", holds: 0...10,
        events: times(2, even) + "LGPGPGLGPGPGPGLGPGPG" + times(2, even) + times(2, "PLPGGGPPPGGGPLPGGGPG")
            + times(2, even),
        discarded: 0, lost: 7, empty: 3, delay: 3),
    Session(
        title: "numbers begin anew", holds: 0...10, events: times(12, even) + "R" + times(6, even), discarded: 0,
        lost: 0,
        empty: 0, delay: 1),
    Session(
        title: "each frame twice", holds: 0...10, events: times(40, "PDG"), discarded: 40, lost: 0, empty: 0, delay: 1),
    Session(
        title: "late and out of order", holds: 0...10,
        events: times(6, even) + "LGLGPGLGLGPG" + "OOOO" + times(6, even),
        discarded: 8, lost: 4, empty: 4, delay: 4),
    Session(
        title: "fifty at once at the start", holds: 0...10, events: times(50, "P") + times(37, even), discarded: 50,
        lost: 0, empty: 0, delay: 25),
    Session(
        title: "fixed, two pauses", holds: 5...5, events: "G" + times(25, "PG") + "GGGGG" + times(25, "PG"),
        discarded: 0, lost: 0, empty: 10, delay: 5),
    Session(
        title: "fixed, uneven", holds: 5...5, events: times(4, uneven), discarded: 0, lost: 0, empty: 5, delay: 5),
    Session(
        title: "fixed, fifty at once at the start", holds: 10...10, events: times(50, "P") + times(37, even),
        discarded: 50, lost: 0, empty: 0, delay: 20),
    Session(
        title: "two hundred at once, then ten at a time with spikes", holds: 0...40,
        events: times(200, "P") + times(72, tenByTen) + spike + times(32, tenByTen) + spike + times(56, tenByTen)
            + spike
            + times(14, tenByTen) + spike + times(60, tenByTen) + spike + times(130, tenByTen),
        discarded: 300, lost: 0, empty: 60, delay: 20),
]

/// Our adaptive buffer, and the fixed ones, stay within what PJSIP asks of its own, in all of its sessions.
@Test(arguments: sessions)
private func sessionStaysWithinThePublishedLimits(session: Session) throws {
    let frame = 20e6
    // A buffer that holds n frames before the first is taken lets it wait for n - 1 more.
    let settings: ReceiverBuffer.Settings =
        session.holds.lowerBound == session.holds.upperBound
        ? .fixed(Double(session.holds.lowerBound - 1) * frame)
        : .adaptive(
            least: Double(session.holds.lowerBound) * frame, most: Double(session.holds.upperBound) * frame)
    var buffer = PlayoutTracker(adaptive: settings)
    var (taken, number, lost, twice) = (0, 0, 0, 0)
    var last: Double?
    for event in session.events {
        let transit = Double(taken - number) * frame
        let mark = SequenceLedger.Mark(packet: number, capture: 0, at: Int64(Double(taken) * frame))
        switch event {
        case "G": taken += 1
        case "P":
            if let last { buffer.record(difference: transit - last, mark: mark) } else { buffer.restart(mark: mark) }
            last = transit
            number += 1
        case "L":
            lost += 1
            number += 1
        case "O":
            let late = Double(taken - (number - 5)) * frame
            buffer.recordOutOfOrder(difference: late - (last ?? 0))
            last = late
        case "R": last = last.map { _ in transit }
        case "D": twice += 1
        default: Issue.record("unknown event \(event)")
        }
    }
    let outcome = try #require(buffer.outcomes(packetMilliseconds: 20).first { $0.buffer == "adaptive" })
    let missedPlaces = session.events.count { $0 == "O" }
    #expect(Double(outcome.lateDiscarded + twice) <= session.discarded)
    #expect(lost <= session.lost)
    #expect(outcome.concealedMilliseconds / 20 - Double(missedPlaces) <= session.empty)
    #expect(outcome.meanWaitMilliseconds / 20 <= session.delay)
}
