import CallVocabulary
import JSONText
import SampleIntake

/// The answer of `check` as the contract has it: schema `earshot.check/1`.
enum CheckJSON {
    static let schema = "earshot.check/1"

    static func write(_ answer: CheckAnswer, to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", schema)
            json.member("receivedAt", answer.receivedAt.description)
            json.member("program", answer.program)
            json.member("verdict", answer.verdict.rawValue)
            json.member("problems", array: answer.problems) { json, problem in self.problem(problem, &json) }
            json.member("samples", array: answer.samples) { json, sample in
                self.sample(sample, receivedAt: answer.receivedAt, &json)
            }
        }
    }

    private static func problem(_ problem: Problem, _ json: inout JSONWriter) {
        json.object { json in
            json.member("code", problem.code.rawValue)
            json.member("severity", problem.severity.rawValue)
            json.member("sample", problem.sample)
            json.member("field", problem.field)
            json.member("line", problem.line)
            json.member("column", problem.column)
            json.member("given", problem.given)
            json.member("message", problem.message)
            json.member("remedy", problem.remedy)
            json.member("suggestion", object: problem.suggestion) { json, suggestion in
                for (field, value) in suggestion.sorted(by: { $0.key < $1.key }) { json.member(field, value) }
            }
            json.member("completion", object: problem.completion) { json, completion in
                json.member("value", completion.value)
                json.member("capture", completion.capture)
                json.member("packet", completion.packet)
            }
        }
    }

    private static func sample(_ sample: CheckedSample, receivedAt: CaptureTime, _ json: inout JSONWriter) {
        json.object { json in
            json.member("index", sample.index)
            json.member("verdict", sample.verdict.rawValue)
            // Only where it is not the answer's own: named earlier, and completed since.
            if sample.receivedAt != receivedAt { json.member("receivedAt", sample.receivedAt.description) }
            json.member("ageSeconds", sample.ageSeconds)
            json.member("acceptableUntil", sample.acceptableUntil?.description)
            number("callingNumber", sample.callingNumber, &json)
            number("calledNumber", sample.calledNumber, &json)
            json.member("startedAt", sample.startedAt?.description)
            json.member("endedAt", sample.endedAt?.description)
            json.member("direction", sample.direction?.rawValue)
            json.member("match", object: sample.match) { json, match in
                json.member("capture", match.capture)
                json.member("call", match.call)
                json.member("confidence", match.confidence, places: 2)
                json.member("reasons", texts: match.reasons)
                json.member("clockOffsetSeconds", match.clockOffsetSeconds, places: 3)
            }
        }
    }

    private static func number(_ name: String, _ number: UnderstoodNumber, _ json: inout JSONWriter) {
        json.member(name, object: number) { json, number in
            json.member("given", number.given)
            json.member("e164", number.number?.e164)
            json.member("withheld", number.withheld)
            json.member("kind", number.number?.kind.rawValue ?? (number.localDigits == nil ? "unknown" : "extension"))
            json.member("region", number.number?.region)
            json.member("areaCodeLength", number.number?.areaCodeLength)
            json.member("extension", number.number?.extensionDigits ?? number.localDigits)
        }
    }
}
