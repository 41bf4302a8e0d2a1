import CallVocabulary
import CaseWork
import Reports
import SampleIntake
import SupportProgram

/// The form on a terminal: asks, shows what is wrong with an answer and what it would have to be, and ends with a summary.
struct AskForm {
    private var dialogue: FormDialogue
    private let isWhole: Bool
    private let isResumed: Bool
    private let name: String
    /// Now.
    private let receivedAt: () -> CaptureTime
    /// The next line typed; `nil` at the end of input.
    private let read: () -> String?
    /// Shows text without a line end.
    private let show: (String) -> Void
    /// Keeps the form as far as it is.
    private let keep: ([UInt8]) throws -> Void

    init(
        program: Program, isWhole: Bool, resuming begun: [UInt8]?, receivedAt: @escaping () -> CaptureTime,
        read: @escaping () -> String?, show: @escaping (String) -> Void, keep: @escaping ([UInt8]) throws -> Void
    ) {
        dialogue = FormDialogue(program: program, isWhole: isWhole, resuming: begun)
        self.isWhole = isWhole
        isResumed = begun != nil
        name = program.name
        self.receivedAt = receivedAt
        self.read = read
        self.show = show
        self.keep = keep
    }

    /// Asks everything and returns the submission as JSON.
    mutating func run() throws -> [UInt8] {
        show("\(name): \(isWhole ? "a submission" : "call samples").\n")
        show("An empty line leaves a field out, < goes back, = takes what is suggested.\n\n")
        if isResumed { show("Going on where the form was left:\n\n\(summaryText)\n") }
        var isOver = false
        while !isOver {
            guard try askAll() else { break }
            isOver = try !review()
        }
        try keep(dialogue.document)
        return dialogue.document
    }

    /// Asks until there is no question left; false at the end of input.
    private mutating func askAll() throws -> Bool {
        var call: Int?
        while let question = dialogue.question {
            if question.call != call, let number = question.call { show("\nCall \(number)\n") }
            call = question.call
            let given = question.given.map { " [\(TerminalText.safe($0))]" } ?? ""
            show("\(call == nil ? "" : "  ")\(question.label)\(question.hint.map { " (\($0))" } ?? "")\(given): ")
            guard let line = read() else {
                show("\n")
                return false
            }
            let count = dialogue.summary.count
            switch dialogue.answer(line, at: receivedAt()) {
            case .taken(let advice): tell(advice)
            case .refused(let problems): tell(problems)
            case .leftOut: if dialogue.summary.count < count { show("    This call is left out.\n") }
            case .back: call = nil
            case .atTheBeginning: show("    This is the first question.\n")
            }
            // Whatever happens now, what was answered is there.
            try keep(dialogue.document)
        }
        return true
    }

    private func tell(_ problems: [Problem]) {
        for problem in problems {
            show("    \(TerminalText.safe(problem.message))\n    → \(TerminalText.safe(problem.remedy))\n")
            if problem.severity == .blocking, let suggestion = problem.suggestion?.values.first {
                show("    = \(TerminalText.safe(suggestion))\n")
            }
        }
    }

    /// Shows what was answered and lets it be changed; true if there is something to ask again.
    private mutating func review() throws -> Bool {
        show("\nWhat you answered:\n\n\(summaryText)\n")
        while true {
            show("A number changes an answer, + adds a call, an empty line ends the form: ")
            guard let line = read() else {
                show("\n")
                return false
            }
            let text = line.filter { !$0.isWhitespace }
            if text.isEmpty { return false }
            if text == "+" {
                dialogue.addCall()
                return true
            }
            let entries = dialogue.summary
            if let number = Int(text), entries.indices.contains(number - 1) {
                dialogue.change(entries[number - 1])
                return true
            }
            show("    There is no answer \(TerminalText.safe(text)); write a number from 1 to \(entries.count).\n")
        }
    }

    private var summaryText: String {
        var call: Int?
        var text = ""
        for (index, entry) in dialogue.summary.enumerated() {
            if entry.call != call, let number = entry.call { text += "  Call \(number)\n" }
            call = entry.call
            let number = String(index + 1)
            let indent = String(repeating: " ", count: max(0, 4 - number.count))
            text += "\(indent)\(number)  \(entry.label): \(TerminalText.safe(entry.value))\n"
        }
        return text
    }
}

/// Answers shown again on a terminal: without what moves the cursor.
private enum TerminalText {
    static func safe(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(600).filter {
                    $0.value >= 0x20 && $0.value != 0x7F && !(0x80..<0xA0).contains($0.value)
                }))
    }
}
