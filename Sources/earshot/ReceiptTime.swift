import ArgumentParser
import CallVocabulary
import Glibc

/// The instant a submission was received: `--received-at`, else now. The only place that reads the clock for it.
struct ReceiptTime: ExpressibleByArgument {
    let time: CaptureTime

    init?(argument: String) {
        guard let time = CaptureTime(rfc3339: argument) else { return nil }
        self.time = time
    }

    /// Now, by the system's clock.
    static var now: CaptureTime {
        var clock = timespec()
        clock_gettime(CLOCK_REALTIME, &clock)
        return CaptureTime(seconds: Int64(clock.tv_sec), nanoseconds: Int64(clock.tv_nsec))
    }
}
