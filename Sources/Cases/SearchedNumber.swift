/// Telephone numbers in searches, whatever their spelling: a number is found by the digits it ends in.
///
/// A store puts ``tokens(of:)`` into its index beside the words, and looks for what begins with ``token(endingIn:)``.
public enum SearchedNumber {
    /// The fewest digits that are taken for a number.
    public static let fewestDigits = 5
    /// The most, which is more than any number has.
    public static let mostDigits = 24

    /// The word of the index for a number that ends in these digits: the digits from the back, behind letters that no
    /// other word begins with. `nil` if that is too few to be one.
    public static func token(endingIn digits: String) -> String? {
        let plain = digits.unicodeScalars.filter { ("0"..."9").contains($0) }
        guard (fewestDigits...mostDigits).contains(plain.count) else { return nil }
        return "qztel" + String(String.UnicodeScalarView(plain.reversed()))
    }

    /// The words of the index for the numbers in a text, as far as their digits stand together or are set apart by what
    /// people write between them.
    public static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var digits = ""
        func end() {
            if let token = token(endingIn: digits) { tokens.append(token) }
            digits = ""
        }
        for scalar in text.unicodeScalars {
            if ("0"..."9").contains(scalar) {
                digits.unicodeScalars.append(scalar)
            } else if !" ()-./\u{A0}".unicodeScalars.contains(scalar) {
                end()
            }
        }
        end()
        return tokens
    }
}
