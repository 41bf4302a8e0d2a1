/// Figures within what can be drawn: what no measurement gives (not a number, infinite, negative counts) is left out or
/// taken to the nearest that can be, so that arithmetic behind this door needs no thought of it.
extension PlottedCall {
    var tamed: PlottedCall {
        var tame = self
        tame.durationSeconds = Tame.seconds(durationSeconds)
        tame.streams = streams.map(\.tamed)
        tame.events = events.filter { $0.atSeconds.isFinite }
        tame.holds = holds.filter { $0.fromSeconds.isFinite && $0.untilSeconds.isFinite }
        tame.unheard = unheard.filter { $0.fromSeconds.isFinite && $0.untilSeconds.isFinite }
        return tame
    }
}

extension PlottedStream {
    var tamed: PlottedStream {
        var tame = self
        tame.startSeconds = startSeconds.isFinite ? min(1e9, max(-1e9, startSeconds)) : 0
        tame.durationSeconds = Tame.seconds(durationSeconds)
        tame.stepSeconds = max(0.001, Tame.seconds(stepSeconds))
        tame.bufferMilliseconds = Tame.seconds(bufferMilliseconds)
        tame.points = points.compactMap { point in
            guard point.startSeconds.isFinite, point.startSeconds >= 0, point.startSeconds < 1e9 else { return nil }
            var fine = point
            fine.received = Tame.count(point.received)
            fine.lost = Tame.count(point.lost)
            fine.late = Tame.count(point.late)
            fine.jitterMilliseconds = point.jitterMilliseconds.flatMap(Tame.figure)
            fine.latenessMilliseconds = point.latenessMilliseconds.flatMap(Tame.figure)
            fine.levelDBov = point.levelDBov.flatMap(Tame.figure)
            return fine
        }
        tame.ratings = ratings.filter {
            $0.startSeconds.isFinite && abs($0.startSeconds) < 1e9 && $0.durationSeconds.isFinite
                && abs($0.durationSeconds) < 1e9 && $0.mos.isFinite
        }
        return tame
    }
}

private enum Tame {
    static func seconds(_ value: Double) -> Double { value.isFinite ? min(1e9, max(0, value)) : 0 }
    static func count(_ value: Int) -> Int { min(1_000_000, max(0, value)) }
    static func figure(_ value: Double) -> Double? { value.isFinite && abs(value) < 1e9 ? value : nil }
}
