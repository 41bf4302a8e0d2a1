// Samples from one's own types, answered in codes, stored and read again.
import CallVocabulary
import Foundation
import SampleIntake

guard let started = CaptureTime(rfc3339: "2026-11-23T14:03:05Z"), let now = CaptureTime(rfc3339: "2026-11-23T17:00:00Z")
else { exit(3) }
let samples = [
    StatedSample(
        callingNumber: "+44 20 7946 0018", calledNumber: "+1 212 555 0142", startedAt: started, direction: .outgoing),
    StatedSample(callingNumber: "020 7946", calledNumber: "", startedAt: now, direction: .incoming, country: "GB"),
]
let answer = SampleChecker().check(samples, receivedAt: now)
for problem in answer.problems {
    switch problem.code {
    case .callTooOld: print("too old:", problem.message)
    case .missingCalledNumber: print("nobody called:", problem.remedy)
    default: print(problem.code.rawValue)
    }
}
// Whoever adds a rule finds every code in one list.
print(ProblemCatalog.entries.contains { $0.code == ProblemCode.timeZoneMissing.rawValue })

let stored = try JSONEncoder().encode(answer)
let read = try JSONDecoder().decode(CheckAnswer.self, from: stored)
print(read == answer, read.samples.first?.callingNumber.number?.e164 ?? "-")
