/// What is suggested for one sample, and the problems that are left when it is taken.
struct SampleCorrection {
    /// By field.
    var values: [String: String] = [:]
    /// Where captured values come from: `calledNumber: call.pcap, packet 12`.
    var sources: [String] = []
    /// By field, the same.
    var sourceOf: [String: Completion] = [:]
    /// Problems that no captured value mends.
    var left: [Problem] = []

    init(_ problems: [Problem]) {
        for problem in problems {
            values.merge(problem.suggestion ?? [:]) { first, _ in first }
            guard let completion = problem.completion, let name = problem.field?.split(separator: "/").last else {
                left.append(problem)
                continue
            }
            values[String(name)] = completion.value
            sourceOf[String(name)] = completion
            sources.append("\(name): \(completion.capture), packet \(completion.packet)")
        }
    }

    /// What to change, in sentences.
    var words: String { left.map { "\($0.message) \($0.remedy)" }.joined(separator: " ") }
}

/// What is suggested for the samples of a submission, by their index.
struct SampleCorrections {
    let policy: SamplePolicy
    /// Problems with no single sample.
    var general: [Problem] = []
    private(set) var bySample: [Int: SampleCorrection] = [:]

    init(_ problems: [Problem], policy: SamplePolicy) {
        self.policy = policy
        general = problems.filter { $0.sample == nil }
        bySample = Dictionary(grouping: problems.filter { $0.sample != nil }) { $0.sample ?? 0 }
            .mapValues { SampleCorrection($0) }
    }

    /// Those of the samples in `range`, counted from 0, as a part of the submission has them.
    func part(_ range: Range<Int>) -> SampleCorrections {
        var part = self
        part.general = []
        part.bySample = Dictionary(
            uniqueKeysWithValues: bySample.filter { range.contains($0.key) }.map {
                ($0.key - range.lowerBound, $0.value)
            }
        )
        return part
    }

    subscript(index: Int) -> SampleCorrection? { bySample[index] }

    /// The fields for which anything is suggested, in the order of the form.
    var fields: [SampleField] {
        SampleField.allCases.filter { field in bySample.values.contains { $0.values[field.rawValue] != nil } }
    }

    /// Whether a capture shows any of it.
    var hasSources: Bool { bySample.values.contains { !$0.sources.isEmpty } }
}
