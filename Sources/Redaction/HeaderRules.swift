/// What becomes of the value of each header.
enum HeaderRules {
    enum Rule: Equatable {
        /// Nothing in it identifies anybody.
        case keep
        /// A media type, perhaps with a boundary.
        case type
        /// Free text: what is no word of a protocol is replaced.
        case free
        /// A code of three digits, then free text.
        case coded
        /// All of it is somebody's.
        case identity(Replacements.Kind)
        /// Letters and digits that mean something only as a whole.
        case opaque
    }

    /// The rule for a header; `nil` for one that is not known, whose name may be somebody's, too.
    static func rule(_ name: [UInt8]) -> Rule? { rules[name] }

    private static let rules: [[UInt8]: Rule] = {
        var rules: [[UInt8]: Rule] = [:]
        func add(_ rule: Rule, _ names: String) {
            for name in names.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) { rules[Array(name)] = rule }
        }
        add(
            .keep,
            """
            cseq max-forwards content-length l expires min-expires min-se session-expires x rseq rack retry-after date accept
            accept-encoding accept-language accept-contact allow supported k require proxy-require unsupported mime-version
            content-encoding e content-disposition content-language privacy timestamp priority p-early-media answer-mode
            p-rtp-stat x-rtp-stat rtp-rxstat rtp-txstat x-rtp-stats upgrade connection sec-websocket-version
            sec-websocket-protocol sec-websocket-extensions x-asterisk-hangupcausecode transport content-transfer-encoding
            event o allow-events u
            """)
        add(.coded, "warning")
        add(.type, "content-type c")
        add(
            .identity(.identifier),
            """
            call-id i via v in-reply-to replaces join target-dialog sip-etag sip-if-match session-id session identity-info
            p-charging-vector content-id recv-session same-session sec-websocket-key sec-websocket-accept
            """)
        add(
            .identity(.name),
            """
            from f to t contact m route record-route path service-route p-asserted-identity p-preferred-identity
            remote-party-id refer-to r referred-by b diversion history-info reply-to call-info alert-info error-info
            p-called-party-id p-associated-uri p-visited-network-id p-access-network-info p-charging-function-addresses
            organization subject s host origin referer geolocation location p-profile-key p-user-database p-served-user
            p-asserted-service x-forwarded-for x-real-ip message-account
            """)
        add(
            .identity(.credential),
            """
            authorization proxy-authorization www-authenticate proxy-authenticate authentication-info
            proxy-authentication-info cookie set-cookie security-client security-server security-verify
            """)
        add(
            .free,
            """
            reason server user-agent x-asterisk-hangupcause subscription-state feature-caps www-contact rtp-info public
            voice-message messages-waiting fax-message content-base range scale
            """)
        add(.opaque, "identity y")
        return rules
    }()
}
