import CallVocabulary
import Escaping

/// Given values as they may be shown again: short, without marks that hide or turn text, without passwords and digits
/// dialled after the answer.
enum GivenText {

    static func shown(_ text: String) -> String {
        let beginning =
            text.utf8.count <= IntakeLimits.givenCharacters * 8
            ? text : String(text.unicodeScalars.prefix(IntakeLimits.givenCharacters * 8))
        let masked = URISecrets.masked(beginning)
        // The usual case at once: short visible ASCII.
        if masked.utf8.count <= IntakeLimits.givenCharacters, masked.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
            return masked
        }
        return String(
            String.UnicodeScalarView(
                masked.unicodeScalars.lazy.filter { !HiddenCharacters.contains($0) }.prefix(
                    IntakeLimits.givenCharacters))
        )
    }
}
