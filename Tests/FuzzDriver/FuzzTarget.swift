/// One way for bytes of a stranger into the program, fed in memory.
///
/// A target never judges the bytes: it runs what a user's command would run, and stops the process where something that
/// must always hold does not, so that the fuzzer keeps the input.
struct FuzzTarget: Sendable {
    /// How it is called on the command line.
    let name: String
    /// What `fuzz` splices into inputs.
    let dictionary: [String]
    /// Takes one input.
    let run: @Sendable ([UInt8]) -> Void

    /// All targets.
    static let all: [FuzzTarget] =
        CaptureTargets.all + PacketTargets.all + SignalingTargets.all + MediaTargets.all + CallTargets.all
        + FormTargets.all

    /// The target of that name.
    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// Ends the process if `holds` is false, as a crash would.
func require(_ holds: Bool, _ text: @autoclosure () -> String) {
    if !holds { fatalError("does not hold: \(text())") }
}
