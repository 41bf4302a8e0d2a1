/// Which law a stream's code words really follow, by how smooth the sound is when they are read by either.
///
/// Speech and music change little from sample to sample; read by the wrong law their quiet samples become loud ones and the
/// sound is rough. The measure is the energy of the differences over the energy: 2 for white noise, some tenths for speech.
struct LawLikeness: Sendable {
    private var own = (energy: 0.0, difference: 0.0)
    private var other = (energy: 0.0, difference: 0.0)
    private var quiet = (energy: 0.0, difference: 0.0)
    private var frames = 0
    private var quietFrames = 0

    /// Frames looked at before anything is concluded.
    static let requiredFrames = 12
    /// The roughness from which a sound is none.
    static let roughSound = 0.9
    /// How much smoother the other law has to be.
    static let requiredGain = 2.5

    mutating func add(_ bytes: RawSpan, law: G711Law, isQuiet: Bool) {
        let mine = LawLikeness.energies(bytes, law)
        let others = LawLikeness.energies(bytes, law.other)
        // Each frame counts alike, loud or not.
        guard mine.energy > 0, others.energy > 0 else { return }
        frames &+= 1
        own.energy += 1
        own.difference += mine.difference / mine.energy
        other.energy += 1
        other.difference += others.difference / others.energy
        if isQuiet {
            quietFrames &+= 1
            quiet.energy += 1
            quiet.difference += mine.difference / mine.energy
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

    /// The roughness by the law in use; `nil` before enough was seen.
    var roughness: Double? { frames >= LawLikeness.requiredFrames ? own.difference / own.energy : nil }
    /// The roughness of the quiet frames, noise as a rule.
    var quietRoughness: Double? { quietFrames >= 4 ? quiet.difference / quiet.energy : nil }

    /// True if the other law makes a sound of what this one makes noise.
    var prefersOtherLaw: Bool {
        guard let roughness, other.energy > 0 else { return false }
        return roughness > LawLikeness.roughSound
            && other.difference / other.energy * LawLikeness.requiredGain < roughness
    }
}
