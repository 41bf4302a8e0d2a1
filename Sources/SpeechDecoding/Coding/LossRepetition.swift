/// Packet-loss concealment for codings without their own: the last pitch period again and again, fading out.
///
/// The attenuation is that of ITU-T G.711 appendix I: none in the first 10 ms, then 20 % every 10 ms, silence
/// from 60 ms on. The period is searched between 5 and 15 ms; periods are not overlapped and added.
struct LossRepetition {
    private let sampleRate: Int
    private let shortest: Int
    private let longest: Int
    private var history: [Int16] = []
    private var period = 0
    private var made = 0

    init(sampleRate: Int) {
        self.sampleRate = sampleRate
        shortest = max(1, sampleRate / 200)
        longest = max(2, sampleRate * 3 / 200)
    }

    /// Keeps the end of the audio that was received.
    mutating func remember(_ samples: ArraySlice<Int16>) {
        let wanted = 2 * longest
        if samples.count >= wanted {
            history = Array(samples.suffix(wanted))
        } else {
            history.append(contentsOf: samples)
            if history.count > wanted { history.removeFirst(history.count - wanted) }
        }
        period = 0
        made = 0
    }

    /// Appends `count` samples in place of lost ones.
    mutating func conceal(_ count: Int, into output: inout [Int16]) {
        if period == 0 { period = pitchPeriod() }
        let flat = sampleRate / 100
        let end = flat * 6
        output.reserveCapacity(output.count + count)
        for _ in 0..<count {
            guard period > 0, made < end else {
                output.append(0)
                continue
            }
            let source = Int(history[history.count - period + made % period])
            let gain = made < flat ? end - flat : end - made
            output.append(Int16(clamping: source * gain / (end - flat)))
            made += 1
        }
    }

    /// The lag at which the end of the history resembles itself best; 0 without enough history.
    private func pitchPeriod() -> Int {
        guard history.count >= 2 * longest else { return history.count }
        let stride = max(1, sampleRate / 8_000)
        let start = history.count - longest
        var best = (lag: longest, score: -1.0)
        for lag in Swift.stride(from: shortest, through: longest, by: stride) {
            var product = 0.0
            var energy = 1.0
            for index in Swift.stride(from: start, to: history.count, by: stride) {
                let now = Double(history[index])
                let before = Double(history[index - lag])
                product += now * before
                energy += before * before
            }
            let score = product / energy.squareRoot()
            if score > best.score { best = (lag, score) }
        }
        return best.lag
    }
}
