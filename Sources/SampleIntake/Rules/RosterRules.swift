import CallVocabulary
import JSONText
import TelephoneNumbers

/// **What they check.** The service is one of the customer's, and whoever submits may act for that customer.
///
/// **Why it matters.** Support may change a service only for people the customer named.
///
/// **What clears it.** A submission by somebody on the list, or a longer list.
struct RosterRules {
    let policy: SamplePolicy
    let country: String?
    let receivedAt: CaptureTime

    /// Names, e-mail addresses and telephone numbers of whoever submits.
    struct Representative {
        var name: String?
        var email: String?
        var phone: String?
    }

    func check(_ person: Representative, service: String?, customer named: String?) -> [Problem] {
        if let allowed = policy.authorizedRepresentatives {
            let email = person.email?.lowercased()
            return allowed.contains { $0.lowercased() == email } ? [] : [unauthorized(nil)]
        }
        guard !policy.customers.isEmpty else { return [] }
        let candidates = customers(service: service, named: named)
        var problems: [Problem] = []
        if candidates.isEmpty {
            problems.append(unknownService(service))
        } else if let service, !candidates.contains(where: { owns($0, service) }) {
            problems.append(unknownService(service))
        }
        let asked = candidates.isEmpty ? policy.customers : candidates
        // A customer that keeps no list lets anybody act.
        if asked.contains(where: { $0.people.isEmpty }), !candidates.isEmpty { return problems }
        let day = CivilDateTime(receivedAt).dateText
        let isListed = asked.contains { customer in
            customer.people.contains { isSame($0, person) && holds($0, day) }
        }
        if !isListed {
            let isOver = asked.contains { $0.people.contains { isSame($0, person) } }
            problems.append(unauthorized(isOver ? day : nil))
        }
        return problems
    }

    /// The customers a submission can be of: the one named, else those who own the service, else the only one.
    private func customers(service: String?, named: String?) -> [CustomerEntry] {
        if let named {
            let found = policy.customers.filter { fold($0.name) == fold(named) }
            if !found.isEmpty { return found }
        }
        if let service {
            let found = policy.customers.filter { owns($0, service) }
            if !found.isEmpty { return found }
        }
        return policy.customers.count == 1 ? policy.customers : []
    }

    private func owns(_ customer: CustomerEntry, _ service: String) -> Bool {
        if customer.sites.isEmpty, customer.ownNumbers.isEmpty { return true }
        if customer.sites.contains(where: { fold($0) == fold(service) }) { return true }
        guard let number = e164(service) else { return false }
        return customer.ownNumbers.contains { e164($0) == number }
    }

    private func isSame(_ listed: CustomerEntry.Person, _ person: Representative) -> Bool {
        if let one = listed.email, let other = person.email, one.lowercased() == other.lowercased() { return true }
        if let one = listed.phone.flatMap({ e164($0) }), one == person.phone.flatMap({ e164($0) }) { return true }
        return false
    }

    private func holds(_ person: CustomerEntry.Person, _ day: String) -> Bool {
        (person.from.map { $0 <= day } ?? true) && (person.until.map { day <= $0 } ?? true)
    }

    private func e164(_ text: String) -> String? {
        if case .understood(let number) = TelephoneNumberReader().read(text, country: country) { return number.e164 }
        return nil
    }

    /// Lower case, letters and digits only.
    private func fold(_ text: String) -> String {
        let scalars = text.lowercased().unicodeScalars.filter {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private func unauthorized(_ endedOn: String?) -> Problem {
        Problem(
            code: .unauthorizedRepresentative, severity: .blocking, field: "/representative",
            message: endedOn == nil
                ? "The representative is not on the customer's list."
                : "The representative's entry on the customer's list does not hold today.",
            remedy: "Let one of the authorized representatives submit it, or have the list extended.")
    }

    private func unknownService(_ service: String?) -> Problem {
        let known = policy.customers.flatMap(\.sites)
        let given = service.map { fold($0) } ?? ""
        let near = known.filter { site in
            let folded = fold(site)
            return !given.isEmpty
                && (folded.contains(given) || given.contains(folded) || folded.prefix(4) == given.prefix(4))
        }
        return Problem(
            code: .serviceNotKnown, severity: .advice, field: "/serviceIdentifier",
            given: service.map { GivenText.shown($0) },
            message: "The service is not on the list of the customer's sites and numbers.",
            remedy: near.isEmpty
                ? "Check it; if it is a new site, nothing has to change."
                : "Check it; perhaps \(near.prefix(3).map { GivenText.shown($0) }.joined(separator: " or ")) is meant.")
    }
}
