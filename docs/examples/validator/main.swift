// Are these call samples good enough to submit? Ten lines with the library.
import CallVocabulary
import Glibc
import SampleIntake

let form =
    #"[{"callingNumber":"+44 20 7946 0018","calledNumber":"020 7946 606","startedAt":"14:03","direction":"out"}]"#
let now = CaptureTime(seconds: Int64(time(nil)))
let answer = SampleChecker().check(Array(form.utf8), receivedAt: now)
print(answer.verdict.rawValue)
for problem in answer.problems { print("\(problem.field ?? "-"): \(problem.message) \(problem.remedy)") }
