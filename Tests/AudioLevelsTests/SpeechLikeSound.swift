import AudioLevels

/// Speech-like sound from a seed: voiced pieces of 60 to 250 ms with a pitch and falling harmonics, their level varying
/// by 20 dB, with pauses; noise of its own below.
struct SpeechLikeSound {
    private var state: UInt64
    private(set) var samples: [Double] = []

    init(seed: UInt64, seconds: Double, noise: Double = 4, activity: Double = 0.6) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        let wanted = Int(seconds * 8_000)
        while samples.count < wanted {
            let length = Int(8_000 * (0.06 + 0.19 * unit()))
            if unit() < activity {
                let level = 3_000 * exp2(-3.3 * unit())
                let pitch = 90 + 120 * unit()
                let phases = (0..<8).map { _ in unit() * 6.283 }
                for index in 0..<length {
                    // The pitch falls within a syllable, as a voice's does.
                    let time = Double(index) / 8_000 * (1 - Double(index) / Double(length) / 10)
                    var value = 0.0
                    for harmonic in 1...8 {
                        value +=
                            SpeechLikeSound.sine(6.283_185 * pitch * Double(harmonic) * time + phases[harmonic - 1])
                            / Double(harmonic)
                    }
                    // Rises and falls like a syllable.
                    let shape = SpeechLikeSound.sine(3.141_593 * Double(index) / Double(length))
                    samples.append(level * shape * value)
                }
            } else {
                samples += [Double](repeating: 0, count: length * 2)
            }
        }
        samples.removeLast(samples.count - wanted)
        for index in samples.indices { samples[index] += noise * (unit() + unit() + unit() - 1.5) * 2 }
    }

    /// A number from 0 to 1.
    mutating func unit() -> Double {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Double(state >> 11) / Double(1 << 53)
    }

    private func exp2(_ exponent: Double) -> Double {
        var value = 1.0
        var rest = exponent
        while rest <= -1 {
            value /= 2
            rest += 1
        }
        return value * (1 + rest * 0.693_147 + rest * rest * 0.240_227)
    }

    static func sine(_ angle: Double) -> Double {
        var x = angle.truncatingRemainder(dividingBy: 6.283_185_307_179_586)
        if x > 3.141_592_653_589_793 { x -= 6.283_185_307_179_586 }
        if x < -3.141_592_653_589_793 { x += 6.283_185_307_179_586 }
        let square = x * x
        return x * (1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72 * (1 - square / 110)))))
    }
}

/// Samples as code words of a law: the nearest value.
enum Coding {
    static let tables: [G711Law: [(value: Int, code: UInt8)]] = Dictionary(
        uniqueKeysWithValues: G711Law.allCases.map { law in
            (
                law,
                G711.values(law).enumerated().map { (Int($0.element), UInt8($0.offset)) }.sorted { $0.value < $1.value }
            )
        })

    static func encode(_ samples: [Double], _ law: G711Law) -> [UInt8] {
        let table = tables[law] ?? []
        return samples.map { sample in
            let wanted = Int(max(-32_700, min(32_700, sample)))
            var low = 0
            var high = table.count - 1
            while low < high {
                let middle = (low + high) / 2
                if table[middle].value < wanted { low = middle + 1 } else { high = middle }
            }
            if low > 0, abs(table[low - 1].value - wanted) < abs(table[low].value - wanted) { low -= 1 }
            return table[low].code
        }
    }

    /// The levels of code words sent as packets of 20 ms.
    static func levels(_ codes: [UInt8], readAs law: G711Law, packet: Int = 160) -> PayloadLevels {
        var levels = PayloadLevels(law: law)
        var start = 0
        while start + packet <= codes.count {
            let piece = Array(codes[start..<start + packet])
            levels.add(piece.span.bytes, timestamp: UInt32(start), at: Int64(start) * 125_000)
            start += packet
        }
        return levels
    }
}
