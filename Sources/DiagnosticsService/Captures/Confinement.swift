import CConfinement
import Glibc

/// What a process that reads captures may use. It is set by the process itself, before it reads a byte.
public enum Confinement {
    /// Closes what this process was left by the one that started it, which is none of its business.
    public static func closeInherited() {
        for descriptor: Int32 in 3..<1_024 { close(descriptor) }
    }

    /// Limits memory and processor time, and takes network and other programs away. What is open stays open. Returns why the
    /// kernel did not agree to the last, or `nil`.
    public static func enter(mebibytes: Int, seconds: Int) -> String? {
        limit(RLIMIT_AS, rlim_t(mebibytes) << 20)
        limit(RLIMIT_CPU, rlim_t(seconds))
        limit(RLIMIT_CORE, 0)
        let code = earshot_confine()
        return code == 0 ? nil : String(cString: strerror(code))
    }

    private static func limit(_ resource: __rlimit_resource, _ value: rlim_t) {
        var limits = rlimit(rlim_cur: value, rlim_max: value)
        _ = setrlimit(Int32(resource.rawValue), &limits)
    }
}
