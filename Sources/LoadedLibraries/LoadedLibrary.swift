#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Why a library of this machine cannot be used.
package enum LibraryObstacle: Error, Equatable, Sendable {
    /// None of its names is known to the system's loader: it is not installed.
    case notInstalled(names: [String])
    /// It is there and cannot be loaded, in the words of the system's loader.
    case unloadable(name: String, words: String)
    /// It is there and lacks a function: another version than the one that is needed.
    case lacksFunction(name: String, function: String)
}

extension LibraryObstacle: CustomStringConvertible {
    /// One clause that says which library and why.
    package var description: String {
        switch self {
        case .notInstalled(let names): return "\(names.first ?? "the library") is not installed"
        case .unloadable(let name, let words): return "\(name) cannot be loaded (\(words))"
        case .lacksFunction(let name, let function): return "\(name) lacks the function \(function)"
        }
    }
}

/// A shared library of this machine, loaded by its name; it stays loaded.
package struct LoadedLibrary {
    private let handle: UnsafeMutableRawPointer
    /// The name under which it was found.
    package let name: String

    /// Loads the first library that is there under one of these names.
    package init(named names: [String]) throws(LibraryObstacle) {
        var unloadable: LibraryObstacle?
        for name in names {
            if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
                self.handle = handle
                self.name = name
                return
            }
            let words = dlerror().map { String(cString: $0) } ?? ""
            // The loader has no code for it: what is not there at all is told from what fails by its words alone, which
            // begin with the name itself.
            let isAbsent = words.hasPrefix(name + ":") && words.contains("No such file or directory")
            if !isAbsent, unloadable == nil { unloadable = .unloadable(name: name, words: words) }
        }
        throw unloadable ?? .notInstalled(names: names)
    }

    /// The function called `name`, which must be what the library's header says.
    package func function<Function>(
        _ function: String, as type: Function.Type = Function.self
    ) throws(LibraryObstacle) -> Function {
        guard let place = dlsym(handle, function) else { throw .lacksFunction(name: name, function: function) }
        return unsafeBitCast(place, to: type)
    }
}

extension Result where Failure == LibraryObstacle {
    /// What `make` gives, or why it gives nothing; asked for once, for a library stays as it is while a program runs.
    package init(loading make: () throws(LibraryObstacle) -> Success) {
        do {
            self = .success(try make())
        } catch {
            self = .failure(error)
        }
    }

    /// What was loaded; `nil` if it cannot be used.
    package var loaded: Success? { try? get() }

    /// Why it cannot be used; `nil` if it can.
    package var obstacle: LibraryObstacle? {
        if case .failure(let obstacle) = self { return obstacle }
        return nil
    }
}
