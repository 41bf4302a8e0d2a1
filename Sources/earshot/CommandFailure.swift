/// Why a command could not run: what, where, what was expected, what to do. Ends with status 2.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
