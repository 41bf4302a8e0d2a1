/// A library that is loaded while the program runs: what it is for, and whether this machine has it.
package struct LoadableLibrary: Sendable {
    /// Its usual name, such as `libpcap`.
    package let name: String
    /// What cannot be done without it, in a few words.
    package let purpose: String
    /// The package that brings it on Debian and Ubuntu.
    package let debianPackage: String
    /// The names under which the system's loader is asked for it, the first that is there being taken.
    package let fileNames: [String]
    /// Why it cannot be used; `nil` if it can.
    package let obstacle: LibraryObstacle?

    /// A library of which all is known.
    package init(
        name: String, purpose: String, debianPackage: String, fileNames: [String], obstacle: LibraryObstacle?
    ) {
        self.name = name
        self.purpose = purpose
        self.debianPackage = debianPackage
        self.fileNames = fileNames
        self.obstacle = obstacle
    }
}
