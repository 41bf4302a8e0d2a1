import CallVocabulary
import Cases
import Escaping
import HTTPTypes
import Hummingbird

/// Something wrong with a field, in the words that stand at the field as well.
struct FieldError: Equatable, Sendable {
    /// The field's id on the page.
    var field: String
    /// Which call it is in, for the summary; from 1.
    var call: Int?
    var message: String
    var remedy = ""
    /// The problem's code, where it is one of the criteria.
    var code: String?

    var summary: String { (call.map { "Call sample \($0): " } ?? "") + message }
}

/// The frame of every page.
struct PageFrame {
    var title: String
    var account: Account?
    var formToken: String?
    /// The part of the navigation the page belongs to.
    var part = ""
    /// Whether the page is one column wide, as forms are.
    var isForm = false
    var now: CaptureTime
    var errors: [FieldError] = []

    func page(_ body: Markup) -> EscapedText {
        var page = EscapedText(.html)
        page.add(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">\
            <title>\(errors.isEmpty ? "" : "Error: ")\(title) – Earshot</title>\
            <link rel="stylesheet" href="/assets/earshot.css"><link rel="icon" href="/assets/earshot.svg">\
            <script src="/assets/earshot.js" defer></script></head>
            <body data-now="\(now.description)" data-token="\(formToken ?? "")">\
            <a class="skip" href="#main">Skip to the content</a>
            <header class="top"><div><a class="brand" href="/"><svg viewBox="0 0 24 24" aria-hidden="true" \
            focusable="false"><path d="M4 10v4M8 6v12M12 3.2v17.6M16 8v8M20 10.6v2.8"/></svg>Earshot</a>\
            \(navigation)\(who)</div></header>
            <main id="main"\(isForm ? " class=\"form\"" as Markup : Markup.nothing)>\(summary)
            \(body)
            </main>
            <footer class="foot"><p><a href="/help">Help</a> · <a href="/privacy">What happens to your data</a> · \
            Earshot</p></footer>
            <p id="status" class="vh" role="status"></p>
            </body></html>

            """)
        return page
    }

    private var parts: [(name: String, path: String, words: String)] {
        switch account?.role {
        case .customer:
            return [
                ("form", "/drafts", "Report bad calls"), ("cases", "/cases", "Your cases"),
                ("people", "/representatives", "Who may report"),
            ]
        case .intake, .engineer:
            return [
                ("cases", "/cases", "Cases"), ("form", "/drafts", "Take in a report"),
                ("captures", "/captures", "Captures"),
            ]
        case .administrator:
            return [
                ("cases", "/cases", "Cases"), ("accounts", "/accounts", "Accounts"), ("audit", "/audit", "Audit log"),
            ]
        case nil: return []
        }
    }

    private var navigation: Markup {
        guard account != nil else { return .nothing }
        let links = parts.map { part -> Markup in
            let current: Markup = part.name == self.part ? " aria-current=\"page\"" : .nothing
            return """
                <a href="\(part.path)"\(current)>\(part.words)</a>
                """
        }
        return """
            <nav aria-label="Main">\(Markup(links))</nav>
            """
    }

    private var who: Markup {
        guard let account else { return .nothing }
        return """
            <div class="who"><a href="/account">\(account.name)\(account.organisation.map { ", " + $0 } ?? "")</a> \
            <form method="post" action="/sign-out"><input type="hidden" name="token" value="\(formToken ?? "")">\
            <button class="link">Sign out</button></form></div>
            """
    }

    private var summary: Markup {
        guard !errors.isEmpty else { return .nothing }
        let items = errors.map { error -> Markup in
            """
            <li><a href="#\(error.field)">\(error.summary)</a></li>
            """
        }
        return """
            <div class="summary" tabindex="-1" role="alert" aria-labelledby="summary-title">\
            <h2 id="summary-title">There is a problem</h2><ul>\(Markup(items))</ul></div>
            """
    }
}

extension Exchange {
    /// A page of this service for whoever asks.
    func page(
        _ title: String, part: String = "", isForm: Bool = false, errors: [FieldError] = [],
        status: HTTPResponse.Status = .ok, _ body: Markup
    ) -> Response {
        .html(
            PageFrame(
                title: title, account: caller?.account, formToken: caller?.formToken, part: part, isForm: isForm,
                now: now, errors: errors
            ).page(body), status: status)
    }

    /// The field that every form carries.
    var token: Markup {
        """
        <input type="hidden" name="token" value="\(caller?.formToken ?? "")">
        """
    }
}

/// A problem as a page.
enum ProblemPage {
    static func response(_ problem: ServiceProblem, account: Account?, portal: Portal) -> Response {
        let frame = PageFrame(title: problem.title, account: account, now: portal.clock.now)
        var response = Response.html(
            frame.page(
                """
                <h1>\(problem.title)</h1><p>\(problem.detail)</p>
                <p><a href="/">Go to the first page</a></p>
                <p class="small dim">\(problem.code)</p>
                """), status: problem.status)
        for field in problem.headers { response.headers[field.name] = field.value }
        return response
    }
}

/// Fields of forms.
enum Field {
    /// What stands before a field that is wrong.
    static func errors(_ errors: [FieldError], of id: String) -> Markup {
        let own = errors.filter { $0.field == id }
        guard !own.isEmpty else { return .nothing }
        let texts = own.map { error -> Markup in
            """
            <span class="one"><span class="vh">Error: </span>\(error.message) <span class="remedy">\(error.remedy)</span></span>
            """
        }
        return """
            <p class="error" id="\(id)-error">\(Markup(texts))</p>
            """
    }

    /// A text field with its label, hint and error.
    static func text(
        _ id: String, name: String, label: String, hint: String = "", value: String, type: String = "text",
        autocomplete: String = "off", width: String = "", errors: [FieldError] = [], good: Markup = .nothing,
        more: Markup = .nothing
    ) -> Markup {
        let isWrong = errors.contains { $0.field == id }
        let described = [hint.isEmpty ? nil : id + "-hint", isWrong ? id + "-error" : nil].compactMap { $0 }
        let hintText: Markup =
            hint.isEmpty
            ? .nothing
            : """
            <p class="hint" id="\(id)-hint">\(hint)</p>
            """
        let description: Markup =
            described.isEmpty
            ? .nothing
            : """
             aria-describedby="\(described.joined(separator: " "))"
            """
        return """
            <div class="field \(width)\(isWrong ? " invalid" : "")"><label for="\(id)">\(label)</label>\(hintText)\
            \(Field.errors(errors, of: id))<input id="\(id)" name="\(name)" type="\(type)" value="\(whole: value)" \
            autocomplete="\(autocomplete)"\(description)\(isWrong ? " aria-invalid=\"true\"" as Markup : .nothing)\(more)>\
            \(good)</div>
            """
    }
}
