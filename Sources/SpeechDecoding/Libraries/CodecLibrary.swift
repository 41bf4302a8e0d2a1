import LoadedLibraries

/// The libraries that decode what is not decoded here. None is linked: each is loaded when the first stream of its coding is to
/// be decoded, and where it is not installed such streams are measured but not heard.
public enum CodecLibrary: String, Sendable, CaseIterable {
    /// libopus: Opus. BSD licence.
    case opus = "libopus"
    /// SpanDSP: G.722, G.726 and GSM. LGPL 2.1.
    case spandsp = "libspandsp"
    /// bcg729: G.729. GPL 3, and therefore neither linked nor shipped.
    case bcg729 = "libbcg729"

    /// The names under which the system's loader knows the library, as built for the interface that is used here.
    public var fileNames: [String] {
        switch self {
        case .opus: return ["libopus.so.0"]
        case .spandsp: return ["libspandsp.so.2"]
        case .bcg729: return ["libbcg729.so.0"]
        }
    }

    /// The package that brings it on Debian and Ubuntu.
    public var debianPackage: String {
        switch self {
        case .opus: return "libopus0"
        case .spandsp: return "libspandsp2"
        case .bcg729: return "libbcg729-0"
        }
    }

    /// Whether it is here and has every function that is needed; asking loads it.
    public var isInstalled: Bool { unusable == nil }

    /// Why it cannot be used on this machine; `nil` if it can. Asking loads it.
    public var unusable: Unusable? {
        guard let obstacle else { return nil }
        guard case .notInstalled = obstacle else { return .broken(why: obstacle.description) }
        return .notInstalled
    }

    /// What is to be known of it, and whether it is here; asking loads it.
    package var loadable: LoadableLibrary {
        let purpose: String
        switch self {
        case .opus: purpose = "Opus"
        case .spandsp: purpose = "G.722, G.726, GSM"
        case .bcg729: purpose = "G.729"
        }
        return LoadableLibrary(
            name: rawValue, purpose: purpose, debianPackage: debianPackage, fileNames: fileNames, obstacle: obstacle)
    }

    /// Why it cannot be used, in the words of the loader; `nil` if it can.
    private var obstacle: LibraryObstacle? {
        switch self {
        case .opus: return OpusLibrary.installed.obstacle
        case .spandsp: return SpandspLibrary.installed.obstacle
        case .bcg729: return Bcg729Library.installed.obstacle
        }
    }

    /// What is wrong with it, as what follows its name in a sentence.
    public var whatIsWrong: String {
        switch unusable {
        case .broken(let why): return "cannot be used on this machine: \(why)"
        case .notInstalled, nil: return "is not installed on this machine"
        }
    }

    /// Why a library cannot be used.
    public enum Unusable: Equatable, Sendable {
        /// It is not on this machine.
        case notInstalled
        /// It is there and cannot be loaded, or is another version; one clause says why.
        case broken(why: String)
    }
}

extension SpeechCoding {
    /// The library that decodes it; `nil` for what is decoded here.
    public var library: CodecLibrary? {
        switch self {
        case .g711, .linear16: return nil
        case .g722, .g726, .gsm: return .spandsp
        case .g729: return .bcg729
        case .opus: return .opus
        }
    }
}
