/// Which law a stream's code words really follow, by how smooth the sound is when they are read by either.
///
/// Speech and music change little from sample to sample; read by the wrong law their quiet samples become loud ones and the
/// sound is rough. The measure is the energy of the differences over the energy: 2 for white noise, some tenths for speech.
struct LawLikeness: Sendable {
    /// Frames that are smooth by the law in use and rough by the other, and the other way round.
    private var ownVotes = 0
    private var otherVotes = 0
    private var quietRoughnessSum = 0.0
    private var quietFrames = 0
    private var quietTones = 0
    private var answerTones = 0

    /// Frames that have to speak for the other law.
    static let requiredVotes = 6
    /// How many times as many as speak for the law in use.
    static let requiredMajority = 5
    /// How much smoother one reading has to be for a frame to vote; noise is as rough by either.
    static let requiredGain = 2.5

    mutating func add(_ bytes: RawSpan, law: G711Law, isQuiet: Bool) {
        let mine = LawLikeness.energies(bytes, law)
        let others = LawLikeness.energies(bytes, law.other)
        guard mine.energy > 0, others.energy > 0 else { return }
        let roughness = mine.difference / mine.energy
        let othersRoughness = others.difference / others.energy
        if othersRoughness * LawLikeness.requiredGain < roughness { otherVotes &+= 1 }
        if roughness * LawLikeness.requiredGain < othersRoughness { ownVotes &+= 1 }
        if isQuiet {
            quietFrames &+= 1
            quietRoughnessSum += roughness
        }
        guard let tone = LawLikeness.tone(bytes, law) else { return }
        if isQuiet { quietTones &+= 1 }
        if LawLikeness.answerTone.contains(tone) { answerTones &+= 1 }
    }

    private static func energies(_ bytes: RawSpan, _ law: G711Law) -> (energy: Double, difference: Double) {
        let table = G711.values(law)
        return table.withUnsafeBufferPointer { table in
            guard table.count == 256 else { return (0, 0) }
            var energy = 0.0
            var difference = 0.0
            var before = Double(table[Int(bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self))])
            for index in 1..<max(1, bytes.byteCount) {
                let now = Double(table[Int(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))])
                energy += now * now
                difference += (now - before) * (now - before)
                before = now
            }
            return (energy, difference)
        }
    }

    /// Frames of the answer tone that make it one: of every 32nd packet, 1.9 s.
    static let requiredAnswerTones = 3
    /// The cosine of the tone's step from sample to sample: 2,400 Hz to 2,000 Hz at 8 kHz.
    static let answerTone = -0.31 ... -0.0
    /// What a single tone leaves unpredicted of its energy; white noise leaves all of it twice.
    static let toneResidue = 0.02
    /// Samples after which it is asked whether it may be one, and what it may leave of so few.
    static let toneProbe = 40
    static let probeResidue = 0.1
    /// The energy a sample has at least in a tone: -46 dBov.
    static let toneEnergy = 25_000.0

    /// The cosine of the step of a single tone, which two samples foretell the next of (x₂ + x₀ = 2 cos ω x₁); `nil` for
    /// any other sound.
    private static func tone(_ bytes: RawSpan, _ law: G711Law) -> Double? {
        let table = G711.values(law)
        return table.withUnsafeBufferPointer { table in
            guard table.count == 256, bytes.byteCount >= toneProbe else { return nil }
            var energy = 0.0
            var product = 0.0
            var square = 0.0
            var oldest = Double(table[Int(bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self))])
            var before = Double(table[Int(bytes.unsafeLoad(fromByteOffset: 1, as: UInt8.self))])
            for index in 2..<bytes.byteCount {
                let now = Double(table[Int(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))])
                let sum = now + oldest
                energy += before * before
                product += before * sum
                square += sum * sum
                oldest = before
                before = now
                // Most sounds are no tone from their first samples on.
                if index == toneProbe - 1, square * energy - product * product > probeResidue * energy * energy {
                    return nil
                }
            }
            guard energy >= toneEnergy * Double(bytes.byteCount) else { return nil }
            let residue = (square - product * product / energy) / energy
            return residue <= toneResidue ? product / energy / 2 : nil
        }
    }

    /// True if most of the quiet frames are a single tone.
    var isTone: Bool { quietFrames >= 4 && quietTones * 2 > quietFrames }

    /// True if the answer tone of modems is heard.
    var holdsAnswerTone: Bool { answerTones >= LawLikeness.requiredAnswerTones }

    /// The roughness of the quiet frames, noise as a rule.
    var quietRoughness: Double? { quietFrames >= 4 ? quietRoughnessSum / Double(quietFrames) : nil }

    /// True if the other law makes a sound of what this one makes noise.
    var prefersOtherLaw: Bool {
        otherVotes >= LawLikeness.requiredVotes && otherVotes >= LawLikeness.requiredMajority * max(1, ownVotes)
    }
}
