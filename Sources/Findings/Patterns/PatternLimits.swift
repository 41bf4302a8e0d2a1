/// What bounds the search for what calls have in common.
public enum PatternLimits {
    /// Characters kept of a value.
    static let traitCharacters = 80
    /// Addresses and agents remembered.
    static let rememberedTraits = 10_000
    /// Patterns that are told, the clearest first.
    public static let patterns = 10
    /// Calls named for one pattern.
    public static let callsPerPattern = 100
    /// Values of one kind kept for one call.
    static let values = 8
    /// Different traits counted.
    static let traits = 100_000
}
