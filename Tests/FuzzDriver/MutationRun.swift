import Glibc

/// Mutates each of many files a given number of times and runs a target on every result.
///
/// Before each run the input is kept in memory shared with a file, so that it is there after a crash. A watchdog ends
/// runs that take longer than 10 s, and one that grows beyond 256 MiB ends with an error. `EARSHOT_FUZZ_SECONDS` ends a
/// run early.
enum MutationRun {
    /// Bytes of a file that are used.
    static let maximumBytes = 64 << 10
    /// Seconds that one input may take.
    static let seconds: UInt32 = 10
    /// Resident memory in KiB that the process may reach.
    static let maximumKibibytes = 256 << 10

    static func run(_ target: FuzzTarget, _ arguments: [String]) -> Int32 {
        guard arguments.count > 2, let rounds = Int(arguments[0]), let seed = UInt64(arguments[1]) else { return 2 }
        let files = arguments.dropFirst(2).compactMap { path in
            InputFile.read(path, limit: maximumBytes).map { (path: path, bytes: $0) }
        }
        let last = open(
            environment("EARSHOT_FUZZ_LAST") ?? "/tmp/earshot-fuzz-last", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
            0o600)
        defer { close(last) }
        signal(SIGALRM) { _ in
            let text: StaticString = "HANG: one input took longer than 10 s\n"
            _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
            abort()
        }
        var executions = 0
        var slowest = (milliseconds: 0.0, path: "")
        var mutators = files.indices.map { index in
            Mutator(seed: seed &+ UInt64(index), dictionary: target.dictionary, places: RecordPlaces.of)
        }
        let end = environment("EARSHOT_FUZZ_SECONDS").flatMap { Double($0) }.map { now() + $0 } ?? .infinity
        // All files once before any a second time, so that a run that is ended early has seen as many as it can.
        rounds: for round in 0...rounds {
            for (index, file) in files.enumerated() {
                if now() > end { break rounds }
                let other = files[(index + round) % files.count].bytes
                // Round 0 is the file itself.
                let input =
                    round == 0 ? file.bytes : mutators[index].mutate(file.bytes, with: other, limit: 2 * maximumBytes)
                InputFile.rewrite(input, to: last)
                let start = now()
                alarm(seconds)
                target.run(input)
                alarm(0)
                executions += 1
                let taken = (now() - start) * 1_000
                if taken > slowest.milliseconds { slowest = (taken, "\(file.path) round \(round)") }
                guard executions % 64 == 0 else { continue }
                let resident = peakKibibytes
                if resident > maximumKibibytes {
                    print("MEMORY: \(resident) KiB after \(file.path)")
                    return 1
                }
            }
        }
        print(
            "\(target.name): \(files.count) files, \(executions) executions, slowest \(Int(slowest.milliseconds)) ms "
                + "(\(slowest.path)), peak \(peakKibibytes) KiB")
        return 0
    }

    private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static var peakKibibytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
