import Testing

@testable import WireFormats

// Messages in the manner of RFC 4475, each with the difficulty its section describes, written for this project.

/// RFC 4475 §3.1.1.1: folds, whitespace and capitals wherever the grammar lets them stand.
@Test func tortuousButValid() throws {
    let message = try sipMessage(
        lines(
            "INVITE sip:vivekg@chair.example.com;unknownparam SIP/2.0", "TO :",
            " sip:vivekg@chair.example.com ;   tag    = 1918181833n",
            "from   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>", "  ;", "  tag = 98asjd8",
            "MaX-fOrWaRdS: 0068", "Call-ID: wsinv.ndaksdj@192.0.2.1", "Content-Length   : 6",
            "cseq: 0009", "  INVITE", "Via  : SIP  /   2.0", " /UDP", "    192.0.2.2;branch=390skdjuw", "s :",
            "NewFangledHeader:   newfangled value", " continued newfangled value",
            "UnknownHeaderWithUnusualValue: ;;,,;;,;", "Content-Type: application/sdp",
            "v:  SIP  / 2.0  / TCP     spindle.example.com   ;", "  branch  =   z9hG4bK9ikj8  ,",
            " SIP  /    2.0   / UDP  192.168.255.111   ; branch=", " z9hG4bK30239",
            "m:\"Quoted string \\\"\\\"\" <sip:jdrosen@example.com> ; newparam =", "      newvalue ;",
            "  secondparam ; q = 0.33", "", "v=0\r\n\r\n"))
    #expect(message.requestURI?.parameters.contains("unknownparam") == true)
    #expect(message.to?.uri.user == "vivekg")
    #expect(message.to?.tag == "1918181833n")
    #expect(message.from?.displayName == "J Rosenberg \\\"")
    #expect(message.from?.tag == "98asjd8")
    #expect(message.callID?.rawValue == "wsinv.ndaksdj@192.0.2.1")
    #expect(message.cSeq?.number == 9)
    #expect(message.cSeq?.method == .invite)
    #expect(message.viaCount == 3)
    #expect(message.topmostVia?.host == "192.0.2.2")
    #expect(message.topmostVia?.branch == "390skdjuw")
    #expect(message.contact?.displayName == "Quoted string \"\"")
    #expect(message.contact?.parameters["newparam"] == "newvalue")
    #expect(message.contact?.parameters["q"] == "0.33")
    #expect(message.contentLength == 6)
    #expect(message.malformedLineCount == 0)
}

/// RFC 4475 §3.1.1.2: every character a token may hold.
@Test func theWidestTokens() throws {
    let message = try sipMessage(
        lines(
            "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:"
                + "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0",
            "Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{",
            "From: \"BEL:\\\u{07} NUL:\\\u{00} DEL:\\\u{7F}\" "
                + "<sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>;tag=_token~1'+`*%!-.",
            "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~", "", ""))
    #expect(message.method?.rawValue == "!interesting-Method0123456789_*+`.%indeed'~")
    #expect(message.cSeq?.method == message.method)
    #expect(message.requestURI?.host == "example.com")
    #expect(message.requestURI?.user == "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*")
    #expect(message.callID?.rawValue == "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{")
    #expect(message.from?.displayName == "BEL:\u{07} NUL:\u{00} DEL:\u{7F}")
    #expect(message.from?.tag == "_token~1'+`*%!-.")
}

/// RFC 4475 §3.1.1.3, §3.1.1.5: escaped characters in the user part, and a name without quotes.
@Test func escapesInTheUserPart() throws {
    let message = try sipMessage(
        lines(
            "INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0", "To: sip:%75se%72@example.com",
            "From: I have spaces <sip:null-%00-null@example.com>;tag=938", "", ""))
    #expect(message.requestURI?.unescapedUser == "sips:user@example.com")
    #expect(message.requestURI?.host == "example.net")
    #expect(message.to?.uri.unescapedUser == "user")
    #expect(message.from?.displayName == "I have spaces")
    #expect(message.from?.uri.unescapedUser == "null-\u{00}-null")
}

/// RFC 4475 §3.1.1.6, §3.1.1.8: a header with neither space nor number of its own, bytes behind the message.
@Test func bytesBehindTheMessage() throws {
    let text = lines("REGISTER sip:example.com SIP/2.0", "To: sip:j.user@example.com", "Content-Length: 0", "", "")
    let message = try sipMessage(text + inviteText)
    #expect(message.endOffset == text.utf8.count)
    #expect(message.viaCount == 0)
}

/// RFC 4475 §3.1.1.13: an empty reason phrase, with and without its space; §3.1.1.12: one in another script.
@Test func reasonPhrases() throws {
    #expect(try sipMessage("SIP/2.0 100 \r\n\r\n").reasonPhrase == "")
    #expect(try sipMessage("SIP/2.0 100\r\n\r\n").reasonPhrase == "")
    #expect(try sipMessage("SIP/2.0 200 = 2**3 * 5**2 но сто\r\n\r\n").reasonPhrase == "= 2**3 * 5**2 но сто")
}

/// RFC 4475 §3.1.2.4: numbers beyond 32 bits; the message is read, the value is not.
@Test func numbersOutOfRange() throws {
    let message = try sipMessage(
        lines(
            "REGISTER sip:h SIP/2.0", "CSeq: 36893488147419103232 REGISTER", "Via: SIP/2.0/UDP h:99999;branch=x", "", ""
        ))
    #expect(message.cSeq == nil)
    #expect(message.topmostVia?.port == nil)
    #expect(message.topmostVia?.branch == "x")
}

/// RFC 4475 §3.1.2.6: a quote that is never closed; §3.1.2.7: angle brackets around the Request-URI.
@Test func brokenQuotesAndBrackets() throws {
    let message = try sipMessage(
        lines(
            "INVITE <sip:user@example.com> SIP/2.0", "To: \"Mr. J. User <sip:j.user@example.com>",
            "From: <sip:caller@example.net;tag=93334", "Contact: \"Joe\" <sip:joe@example.org>>>;q=1", "", ""))
    #expect(message.requestURI?.user == "user")
    #expect(message.to?.uri.user == "j.user")
    #expect(message.to?.displayName == "Mr. J. User")
    #expect(message.from?.uri.user == "caller")
    #expect(message.contact?.uri.host == "example.org")
}

/// A tag identifies the dialog even where the URI is none.
@Test func tagsBesideUnreadableAddresses() throws {
    let message = try sipMessage(
        lines("BYE sip:u@h SIP/2.0", "From: <1000@h>;tag=a", "To: nobody;tag=b", "From: <sip:x@h>;tag=c", "", ""))
    #expect(message.from == nil)
    #expect(message.fromTag == "a")
    #expect(message.toTag == "b")
}

/// RFC 4475 §3.3.8: fields that may stand only once, several times. The first counts.
@Test func repeatedFields() throws {
    let message = try sipMessage(
        lines(
            "INVITE sip:u@h SIP/2.0", "Call-ID: one", "Call-ID: two", "CSeq: 8 INVITE", "CSeq: 59 INVITE",
            "From: <sip:a@h>;tag=1", "From: <sip:b@h>;tag=2", "To: <sip:c@h>", "To: <sip:d@h>", "", ""))
    #expect(message.callID?.rawValue == "one")
    #expect(message.cSeq?.number == 8)
    #expect(message.from?.tag == "1")
    #expect(message.to?.uri.user == "c")
}

/// RFC 4475 §3.3.1, §3.1.2.1: fields missing or empty, separators without anything between them.
@Test func missingFields() throws {
    let message = try sipMessage(
        lines("OPTIONS sip:u@h SIP/2.0", "Via: ;;,;,,", "Call-ID:", "From:", "nonsense", ":", "", ""))
    #expect(message.callID == nil)
    #expect(message.from == nil)
    #expect(message.topmostVia == nil)
    #expect(message.malformedLineCount == 2)
}

@Test func multipartBodies() throws {
    let body = lines(
        "preamble", "--uniq \"1", "Content-Type: application/isup;version=x", "", "\u{01}\u{02}", "--uniq \"1",
        "Content-Disposition: session", "content-type : application/SDP", "", "v=0", "s=-", "--uniq \"1--", "")
    let message = try sipMessage(
        "INVITE sip:u@h SIP/2.0\r\nContent-Type: multipart/mixed; boundary=\"uniq \\\"1\"\r\n\r\n" + body)
    let found = try #require(message.body.sessionDescription)
    let text = "INVITE sip:u@h SIP/2.0\r\nContent-Type: multipart/mixed; boundary=\"uniq \\\"1\"\r\n\r\n" + body
    #expect(String(decoding: Array(text.utf8)[found], as: UTF8.self) == "v=0\r\ns=-")
    #expect(message.body.contentType == "multipart/mixed")

    let nested = lines(
        "--a", "Content-Type: multipart/alternative;boundary=b", "", "--b", "Content-Type: application/sdp", "", "v=0",
        "--b--", "--a--")
    let outer = try sipMessage("INVITE sip:u@h SIP/2.0\r\nc: Multipart/Mixed;boundary=a\r\n\r\n" + nested)
    #expect(outer.body.sessionDescription?.count == 3)
    #expect(
        try sipMessage("INVITE sip:u@h SIP/2.0\r\nc: multipart/mixed\r\n\r\n" + nested).body.sessionDescription == nil)
    #expect(try sipMessage("INVITE sip:u@h SIP/2.0\r\n\r\nv=0\r\n").body.sessionDescription?.count == 5)
    #expect(try sipMessage("INFO sip:u@h SIP/2.0\r\n\r\nhello").body.sessionDescription == nil)
    // A part whose end was cut off.
    let cut = try sipMessage(
        "INVITE sip:u@h SIP/2.0\r\nc: multipart/mixed;boundary=a\r\n\r\n--a\r\nc: application/sdp\r\n\r\nv=0\r\nm=aud")
    #expect(cut.body.sessionDescription?.count == 10)
}
