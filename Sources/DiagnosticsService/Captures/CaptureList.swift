import Cases
import Escaping
import JSONText

/// The captures of a form or case on their way up, and where more are chosen.
struct CaptureList {
    let exchange: Exchange
    let uploads: [Upload]
    /// Where new ones go.
    let place: String
    /// Whether the page shows them by itself only when it is loaded again.
    var reloads = false

    /// The part of a form that takes captures.
    var form: Markup {
        """
        <p>A capture can hold what was said in the call. \
        It is kept with the case, and engineers of support may listen to it; every listening stands in the history of the case. \
        If that must not be, take the speech out before you send it: the numbers and all measurements stay. \
        <a href="/privacy">What happens to your data</a></p>
        <div class="drop" data-uploads="\(place)"\(reloads ? " data-reload=\"1\"" as Markup : .nothing)><label for="file">Packet captures of these calls</label>\
        <p class="hint" id="file-hint">Recordings of the network’s traffic during a call, if somebody made any: files that end in \
        pcap or pcapng, also compressed; up to \(limit) each. You can drop files here. They go up while you write.</p><input id="file" type="file" name="capture" multiple \
        aria-describedby="file-hint"></div>
        \(list)
        """
    }

    private var limit: String {
        let mebibytes = exchange.portal.settings.uploadMebibytes
        return mebibytes >= 1_024 ? "\(mebibytes / 1_024) GB" : "\(mebibytes) MB"
    }

    private var list: Markup {
        let items = uploads.map { upload -> Markup in
            let receipt = CaptureReceipt(upload)
            let words = receipt.words.map { text -> Markup in
                """
                <p class="small said \(receipt.isReadable ? "t-good" : "t-bad")">\(text)</p>
                """
            }
            return """
                <li><div class="actions"><span><strong>\(upload.name)</strong> · \(ByteText.words(upload.receivedBytes))</span>\
                \(silencing(upload, receipt))<button class="link" name="action" value="remove-capture-\(upload.id)">Remove<span class="vh"> \(upload.name)\
                </span></button></div>\(words ?? waiting(upload))\(more(upload, receipt))</li>
                """
        }
        return """
            <ul class="files" aria-label="Captures chosen">\(Markup(items))</ul>
            """
    }

    /// The button that takes the speech out, where there is some, and before a case has it.
    private func silencing(_ upload: Upload, _ receipt: CaptureReceipt) -> Markup {
        guard receipt.holdsSpeech, upload.caseNumber == nil else { return .nothing }
        return """
            <button class="link" name="action" value="silence-capture-\(upload.id)">Take the speech out\
            <span class="vh"> of \(upload.name)</span></button>
            """
    }

    private func more(_ upload: Upload, _ receipt: CaptureReceipt) -> Markup {
        guard upload.state == .inspected else { return .nothing }
        let failure: Markup =
            receipt.text("speechFailure").map {
                """
                <p class="small t-warn">! \($0)</p>
                """
            } ?? .nothing
        return """
            \(failure)<p class="small"><a href="/captures/\(upload.id)/analysis">What is in it<span class="vh">: \(upload.name)\
            </span></a> · <a href="/captures/\(upload.id)/shareable">A copy that can be shared<span class="vh"> of \
            \(upload.name)</span></a></p>
            """
    }

    private func waiting(_ upload: Upload) -> Markup {
        upload.state == .open
            ? """
            <p class="small t-warn">! Not all of it arrived: \(ByteText.words(upload.receivedBytes)) of \
            \(upload.declaredBytes.map(ByteText.words) ?? "an unknown size"). Choose the file again.</p>
            """
            : """
            <p class="small dim">Arrived. It is being looked at.</p>
            """
    }
}

/// What a capture was found to be when it arrived.
struct CaptureReceipt {
    let upload: Upload
    private let root: JSONValue?

    init(_ upload: Upload) {
        self.upload = upload
        root = upload.receipt.flatMap { try? JSONReader.read($0) }
    }

    var isReadable: Bool { upload.state != .unreadable }

    func text(_ name: String) -> String? {
        switch root?[name] {
        case .string(let text)?, .number(let text)?: return text
        default: return nil
        }
    }

    /// Whether it can be heard what was said.
    var holdsSpeech: Bool { text("speech") != nil }

    /// The receipt with one more member.
    func with(_ name: String, _ value: String) -> [UInt8] {
        var members: [(name: String, value: String?)] = []
        if case .object(let known)? = root {
            members = known.filter { $0.name != name }.map { ($0.name, text($0.name)) }
        }
        return CaptureReceipt.json(members + [(name, value)])
    }

    /// In sentences; `nil` while nobody has looked at it.
    var words: String? {
        guard root != nil else { return nil }
        if let failure = text("failure") { return "✗ \(failure)" }
        var sentences = [
            "✓ \(text("packets") ?? "0") packets, \(text("calls") == "1" ? "1 call" : (text("calls") ?? "0") + " calls"). \(text("headline") ?? "")"
        ]
        if let problem = text("problem") { sentences.append("! \(problem)") }
        if let sensitive = text("sensitive") { sentences.append("! It holds \(sensitive).") }
        if text("speechTaken") != nil { sentences.append("✓ The speech was taken out: what is left is noise.") }
        if let hash = upload.sha256 { sentences.append("SHA-256 \(hash)") }
        return sentences.joined(separator: "\n")
    }

    /// What a look at a capture found.
    static func json(_ members: [(name: String, value: String?)]) -> [UInt8] {
        var json = JSONWriter(pretty: false)
        json.object { json in
            for member in members {
                guard let value = member.value else { continue }
                json.key(member.name)
                json.text(value)
            }
        }
        return json.bytes
    }
}

/// Sizes for people.
enum ByteText {
    static func words(_ bytes: Int) -> String {
        if bytes < 1_000 { return "\(bytes) bytes" }
        if bytes < 1_000_000 { return "\(bytes / 1_000) kB" }
        return DecimalText.shortest(Double(bytes) / 1_000_000, places: bytes < 10_000_000 ? 1 : 0) + " MB"
    }
}
