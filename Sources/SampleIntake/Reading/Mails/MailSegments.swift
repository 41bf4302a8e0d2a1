/// The messages inside one mail: the answer on top, and below what it answers or forwards.
enum MailSegments {
    /// The lines of each message, without the headers between them.
    static func of(_ lines: [MailLine]) -> [[MailLine]] {
        var segments: [[MailLine]] = []
        var current: [MailLine] = []
        var index = 0
        func close() {
            if current.contains(where: { !$0.text.isEmpty }) { segments.append(current) }
            current = []
        }
        while index < lines.count {
            if let end = headerEnd(lines, at: index) {
                close()
                index = end
            } else if isReplyMark(lines[index].text) {
                close()
                index += 1
            } else {
                current.append(lines[index])
                index += 1
            }
        }
        close()
        return segments
    }

    /// "-----Original Message-----", "On Monday … wrote:" and the like.
    static func isReplyMark(_ text: String) -> Bool {
        let folded = text.lowercased()
        if folded.hasSuffix("wrote:"), folded.hasPrefix("on ") || folded.contains("@") { return true }
        let bare = folded.filter { $0.isLetter || $0 == " " }.trimmingBlanks
        return [
            "original message", "forwarded message", "begin forwarded message", "forwarded by", "original appointment",
        ]
        .contains { bare == $0 || bare.hasPrefix($0 + " ") && folded.hasPrefix("-") }
    }

    private static let headerNames: Set<String> = [
        "from", "to", "cc", "bcc", "sent", "date", "subject", "reply-to", "importance", "attachments", "message-id",
        "sender",
        "return-path", "received", "mime-version", "content-type", "content-transfer-encoding", "organization",
    ]

    /// The end of a mail's headers that begin here; `nil` if none do. Numbers behind From and To are a call's, not a mail's.
    private static func headerEnd(_ lines: [MailLine], at start: Int) -> Int? {
        var found: [String: String] = [:]
        var index = start
        while index < lines.count {
            let text = lines[index].text
            guard let colon = text.firstIndex(of: ":") else {
                // A long list of addresses goes on in the next line.
                if !found.isEmpty, text.contains("@"), index > start {
                    index += 1
                    continue
                }
                break
            }
            let name = text[..<colon].lowercased().trimmingBlanks
            guard headerNames.contains(name) else { break }
            found[name] = found[name] ?? String(text[text.index(after: colon)...]).trimmingBlanks
            index += 1
        }
        guard found.count >= 2, found["from"] != nil || found["sent"] != nil || found["subject"] != nil else {
            return nil
        }
        let sides = [found["from"], found["to"]].compactMap { $0 }
        let isCall = sides.contains { side in
            !side.contains("@") && side.utf8.count { (0x30...0x39).contains($0) } >= 6
        }
        let isMail = found["subject"] != nil || found["sent"] != nil || sides.contains { $0.contains("@") }
        return isMail && !isCall ? index : nil
    }
}
