import Cases

/// What every queue has to do.
public enum JobChecks {
    /// All of them, against an empty queue.
    public static let all: [Check<any JobQueue>] = [
        Check("jobs are taken in order, each once") { queue in
            let clock = MovedClock(1_000)
            for subject in ["1", "2", "3"] { _ = try queue.put(.analyzeCase, subject: subject, clock: clock) }
            var taken: [String] = []
            while let job = try queue.take(.analyzeCase, seconds: 30, clock: clock) {
                taken.append(job.subject)
                try expectEqual(job.attempts, 1)
                try expect(try queue.finish(job, clock: clock))
                try expectEqual(try queue.job(job.id)?.state, .done)
            }
            try expectEqual(taken, ["1", "2", "3"])
            try expect(try queue.take(Job.Kind(rawValue: "other"), seconds: 30, clock: clock) == nil)
        },
        Check("one job of a kind and subject waits") { queue in
            let clock = MovedClock(1_000)
            let first = try queue.put(.analyzeCase, subject: "1", clock: clock)
            try expectEqual(try queue.put(.analyzeCase, subject: "1", clock: clock).id, first.id)
            _ = try queue.take(.analyzeCase, seconds: 30, clock: clock)
            try expect(
                try queue.put(.analyzeCase, subject: "1", clock: clock).id != first.id, "what is at work may be old")
        },
        Check("a silent worker loses its job, and changes nothing any more") { queue in
            let clock = MovedClock(1_000)
            _ = try queue.put(.analyzeCase, subject: "1", clock: clock)
            guard let dead = try queue.take(.analyzeCase, seconds: 30, clock: clock) else {
                throw Nonconformance(description: "no job")
            }
            clock.now = .init(seconds: 1_029)
            try expect(try queue.renew(dead, seconds: 30, clock: clock))
            clock.now = .init(seconds: 1_058)
            try expect(try queue.take(.analyzeCase, seconds: 30, clock: clock) == nil)
            clock.now = .init(seconds: 1_060)
            guard let second = try queue.take(.analyzeCase, seconds: 30, clock: clock) else {
                throw Nonconformance(description: "an expired job is not taken")
            }
            try expectEqual(second.id, dead.id)
            try expectEqual(second.attempts, 2)
            try expect(try !queue.renew(dead, seconds: 30, clock: clock))
            try expect(try !queue.finish(dead, clock: clock))
            try expect(try !queue.fail(dead, because: "late", clock: clock))
            try expect(try queue.finish(second, clock: clock))
            try expect(try !queue.finish(second, clock: clock), "done is done")
        },
        Check("a job fails after its attempts, with the reason") { queue in
            let clock = MovedClock(1_000)
            let put = try queue.put(.analyzeCase, subject: "1", clock: clock)
            for attempt in 1...JobLimits.attempts {
                guard let job = try queue.take(.analyzeCase, seconds: 30, clock: clock) else {
                    throw Nonconformance(description: "attempt \(attempt) has no job")
                }
                try expect(try queue.fail(job, because: "reason \(attempt)", clock: clock))
            }
            try expect(try queue.take(.analyzeCase, seconds: 30, clock: clock) == nil)
            try expectEqual(try queue.job(put.id)?.state, .failed)
            try expectEqual(try queue.job(put.id)?.reason, "reason \(JobLimits.attempts)")
        },
    ]
}
