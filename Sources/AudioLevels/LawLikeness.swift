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

    /// The roughness of the quiet frames, noise as a rule.
    var quietRoughness: Double? { quietFrames >= 4 ? quietRoughnessSum / Double(quietFrames) : nil }

    /// True if the other law makes a sound of what this one makes noise.
    var prefersOtherLaw: Bool {
        otherVotes >= LawLikeness.requiredVotes && otherVotes >= LawLikeness.requiredMajority * max(1, ownVotes)
    }
}
