import CallVocabulary
import Cases
import HTTPTypes
import Hummingbird
import JSONText
import SupportProgram

/// What else programs ask for: forms, authorized people, tokens, invitations, the program.
enum DeskInterface {
    static let routes: [Route] = [
        Route(.get, "/v1/drafts", .senders) { exchange in
            let account = try exchange.account()
            let drafts = try await exchange.work { try exchange.store.drafts(of: account.id) }
            return .json { json in
                json.key("drafts")
                json.array(drafts) { json, draft in
                    json.object {
                        $0.member("id", draft.id)
                        $0.member("revision", Int(draft.revision))
                        $0.member("changedAt", draft.changedAt.description)
                    }
                }
            }
        },
        Route(.delete, "/v1/drafts/{id}", .senders, intake: .nothing) { exchange in
            let draft = try await DraftDoors.own(exchange)
            let uploads = try await exchange.work { try exchange.store.remove(draft: draft.id) }
            exchange.portal.uploads.remove(uploads)
            return Response(status: .noContent)
        },
        Route(.get, "/v1/organisations/{organisation}/representatives", .roles([.customer])) { exchange in
            let organisation = try own(exchange)
            let people = try await exchange.work { try exchange.store.authorized(of: organisation) }
            return .json { json in
                json.key("representatives")
                json.array(people) { json, person in json.object { write(person, &$0) } }
            }
        },
        Route(
            .post, "/v1/organisations/{organisation}/representatives", .roles([.customer]),
            intake: .bytes(limit: 16_384)
        ) { exchange in try await add(exchange) },
        Route(
            .delete, "/v1/organisations/{organisation}/representatives/{person}", .roles([.customer]), intake: .nothing
        ) { exchange in
            let organisation = try own(exchange)
            let id = Int64(exchange.parameter("person")) ?? -1
            let account = try exchange.account()
            let isRemoved = try await exchange.work {
                let isRemoved = try exchange.store.remove(
                    person: id, of: organisation, clock: exchange.portal.clock)
                if isRemoved {
                    try exchange.portal.note("representative-removed", "\(id) of \(organisation)", by: account)
                }
                return isRemoved
            }
            guard isRemoved else { throw ServiceProblem.notFound("There is no such person on your list.") }
            return Response(status: .noContent)
        },
        Route(.get, "/v1/tokens", .signedIn) { exchange in
            let account = try exchange.account()
            let tokens = try await exchange.work { try exchange.store.tokens(of: account.id) }
            return .json { json in
                json.key("tokens")
                json.array(tokens) { json, token in
                    json.object {
                        $0.member("id", Int(token.id))
                        $0.member("name", token.name)
                        $0.member("scope", token.scope.rawValue)
                        $0.member("expiresAt", token.expiresAt.description)
                    }
                }
            }
        },
        Route(.delete, "/v1/tokens/{token}", .signedIn, intake: .nothing) { exchange in
            let account = try exchange.account()
            let id = Int64(exchange.parameter("token")) ?? -1
            let isEnded = try await exchange.work {
                let isEnded = try exchange.store.end(token: id, of: account.id)
                if isEnded { try exchange.portal.note("token-ended", String(id), by: account) }
                return isEnded
            }
            guard isEnded else { throw ServiceProblem.notFound("There is no such token.") }
            return Response(status: .noContent)
        },
        Route(.post, "/v1/links", .administrators, intake: .bytes(limit: 4_096)) { exchange in
            let root = try InterfaceDoors.document(exchange)
            guard let role = AccountRole(rawValue: try InterfaceDoors.text(root, "role", limit: 40)) else {
                throw ServiceProblem.unreadable("\"role\" is none of customer, intake, engineer, administrator.")
            }
            let organisation = try InterfaceDoors.text(root, "organisation", limit: AccountLimits.characters)
            let made = try await AccountDoors.makeLink(role, organisation, exchange)
            return .json(status: .created) {
                $0.member("link", made.place)
                $0.member("expiresAt", made.link.expiresAt.description)
            }
        },
        Route(.get, "/v1/program", .signedIn) { exchange in program(exchange) },
        Route(.get, "/v1/problems/{code}", .anyone) { exchange in try PublicDoors.problemDocument(exchange) },
    ]

    /// The organisation of the path, which is one's own; others are not there.
    private static func own(_ exchange: Exchange) throws -> String {
        let account = try exchange.account()
        guard let own = account.organisation, own == exchange.parameter("organisation") else {
            throw ServiceProblem.notFound("There is no such organisation, or it is not yours.")
        }
        return own
    }

    private static func write(_ person: AuthorizedPerson, _ json: inout JSONWriter) {
        json.member("id", Int(person.id))
        json.member("name", person.name)
        json.member("email", person.email)
        json.member("phone", person.phone)
        json.member("from", person.from)
        json.member("until", person.until)
    }

    private static func add(_ exchange: Exchange) async throws -> Response {
        let organisation = try own(exchange)
        let account = try exchange.account()
        let root = try InterfaceDoors.document(exchange)
        func text(_ name: String) throws -> String? {
            let text = try InterfaceDoors.text(root, name, limit: AccountLimits.characters)
            return text.isEmpty ? nil : text
        }
        guard let name = try text("name"), try text("email") != nil || text("phone") != nil else {
            throw ServiceProblem.unreadable("A person has a \"name\", and an \"email\" or a \"phone\".")
        }
        for day in ["from", "until"] {
            if let value = try text(day), !OrganisationDoors.isDay(value) {
                throw ServiceProblem.unreadable("\"\(day)\" is not a day such as 2026-11-30.")
            }
        }
        let person = AuthorizedPerson(
            organisation: organisation, name: name, email: try text("email"), phone: try text("phone"),
            from: try text("from"), until: try text("until"))
        let kept = try await exchange.work {
            let kept = try exchange.store.add(person, clock: exchange.portal.clock)
            try exchange.portal.note("representative-added", "\(kept.id) of \(kept.organisation)", by: account)
            return kept
        }
        return .json(status: .created) { write(kept, &$0) }
    }

    /// What a sender needs of the support program; customers of it and their people stay out.
    private static func program(_ exchange: Exchange) -> Response {
        let program = exchange.portal.builtProgram
        return .json { json in
            json.member("name", program.name)
            json.member("version", program.version)
            json.key("severities")
            json.array(program.severities) { json, severity in
                json.object {
                    $0.member("id", severity.id)
                    $0.member("name", severity.name)
                }
            }
            json.key("regions")
            json.array(program.regions) { json, region in
                json.object {
                    $0.member("id", region.id)
                    $0.member("name", region.name)
                }
            }
            json.member("escalation", texts: program.escalation.methods)
        }
    }
}
