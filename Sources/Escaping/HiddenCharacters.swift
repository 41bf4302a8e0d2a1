/// Characters that a reader cannot see, or that act on what stands around them: controls, direction marks, formats,
/// line and paragraph separators, fillers, tags, private and unassigned characters.
///
/// They are looked for scalar by scalar. Swift's `Character` would hide some of them: U+0600 in front of `<` is one
/// character with it.
public enum HiddenCharacters {
    /// What stands in their place.
    public static let mark: Unicode.Scalar = "\u{B7}"

    /// Whether `scalar` is one of them.
    public static func contains(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value < 0x20 }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return true
        default: return properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint
        }
    }

    /// Whether nothing in `text` is hidden.
    public static func areAbsent(from text: String) -> Bool { !text.unicodeScalars.contains(where: contains) }

    /// Whether `scalar` only chooses between two pictures of the character before it, as behind emoji; it is left out
    /// without a mark.
    static func isPictureChoice(_ scalar: Unicode.Scalar) -> Bool { scalar == "\u{FE0E}" || scalar == "\u{FE0F}" }
}
