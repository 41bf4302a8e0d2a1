import Foundation
import LoadedLibraries
import TestSupport
import Testing

/// Libraries that are there, that are not, and that are not what they should be: each is told apart, with the reason.
@Suite struct LoadedLibraryTests {
    typealias Power = @convention(c) (Double, Double) -> Double

    @Test func aLibraryIsFoundUnderTheFirstNameThatIsThere() throws {
        let library = try LoadedLibrary(named: ["libearshot-none.so.0", "libm.so.6"])
        #expect(library.name == "libm.so.6")
        #expect(try library.function("pow", as: Power.self)(2, 10) == 1_024)
    }

    @Test func whatIsNotThereIsNotInstalled() {
        #expect(throws: LibraryObstacle.notInstalled(names: ["libearshot-none.so.0"])) {
            _ = try LoadedLibrary(named: ["libearshot-none.so.0"])
        }
    }

    @Test func aFunctionThatIsNotThereIsNamed() throws {
        let library = try LoadedLibrary(named: ["libm.so.6"])
        #expect(throws: LibraryObstacle.lacksFunction(name: "libm.so.6", function: "earshot_none")) {
            _ = try library.function("earshot_none", as: Power.self)
        }
    }

    @Test func whatIsThereAndCannotBeLoadedSaysWhy() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("none.so", Array("no library".utf8))
        let obstacle = Result(loading: { () throws(LibraryObstacle) in
            try LoadedLibrary(named: ["libearshot-none.so.0", path])
        }).obstacle
        guard case .unloadable(let name, let words)? = obstacle else {
            Issue.record("\(String(describing: obstacle))")
            return
        }
        #expect(name == path && !words.isEmpty)
        #expect(obstacle?.description.contains(words) == true)
    }
}
