import Glibc

/// A shared library of this machine, loaded by its name; it stays loaded.
package struct LoadedLibrary {
    private let handle: UnsafeMutableRawPointer

    /// Loads the first library that is there under one of these names; `nil` if there is none that can be loaded.
    package init?(named names: [String]) {
        guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else { return nil }
        self.handle = handle
    }

    /// The function called `name`, which must be what the library's header says; `nil` if it has none.
    package func function<Function>(_ name: String, as type: Function.Type = Function.self) -> Function? {
        guard let place = dlsym(handle, name) else { return nil }
        return unsafeBitCast(place, to: type)
    }
}
