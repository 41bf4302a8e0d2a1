import CallVocabulary
import Escaping
import JSONText
import SupportProgram

/// Who is on duty, by the ladder's hours.
public enum DutyReport {
    /// For a terminal.
    public static func text(_ program: Program, now: CaptureTime, zone: ShownZone, style: TextStyle) -> String {
        var lines: [String] = []
        for region in program.regions {
            let calendar = program.calendar(of: region)
            let words: String
            if let until = calendar.closing(after: now) {
                words = style.green("open") + " until \(zone.minute(until, region: region.id))"
            } else {
                words =
                    "closed"
                    + (calendar.nextOpening(from: now).map { ", opens \(zone.minute($0, region: region.id))" } ?? "")
            }
            lines.append(
                "\(style.bold(region.name)): \(words)"
                    + (region.phone.map { ", \(Escaping.terminal($0, limit: 60))" } ?? ""))
        }
        lines += ["", style.bold("Ladder")]
        let ladder = program.duty(at: now)
        for entry in ladder {
            let who = [entry.contact.name ?? "name not filled in", entry.contact.phone, entry.contact.email]
                .compactMap { $0 }.map { Escaping.terminal($0, limit: 200) }.joined(separator: ", ")
            var when = "off duty"
            if entry.isOnDuty {
                when =
                    style.green("on duty")
                    + (entry.until.map { " until \(zone.minute($0, region: entry.contact.region))" } ?? "")
            } else if let next = entry.next {
                when += ", next \(zone.minute(next, region: entry.contact.region))"
            }
            lines.append(
                "  \(entry.rung + 1). \(Escaping.terminal(entry.role, limit: 200)), \(entry.contact.region): \(when)")
            lines.append("       \(who) (\(Escaping.terminal(entry.contact.hours, limit: 100)))")
            if !entry.areHoursRead {
                lines.append("       The hours name no two times of the day: the region's office hours are taken.")
            }
        }
        if !ladder.contains(where: \.isOnDuty) { lines.append("  Nobody is on duty now.") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// As JSON: `earshot.duty/1`.
    public static func json(_ program: Program, now: CaptureTime) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.duty/1")
            json.member("at", now.description)
            json.member("regions", array: program.regions) { json, region in
                let calendar = program.calendar(of: region)
                json.object { json in
                    json.member("id", region.id)
                    json.member("open", calendar.isOpen(now))
                    json.member("until", calendar.closing(after: now)?.description)
                    json.member("opens", calendar.isOpen(now) ? nil : calendar.nextOpening(from: now)?.description)
                }
            }
            json.member("ladder", array: program.duty(at: now)) { json, entry in
                json.object { json in
                    json.member("rung", entry.rung + 1)
                    json.member("role", entry.role)
                    json.member("region", entry.contact.region)
                    json.member("name", entry.contact.name)
                    json.member("phone", entry.contact.phone)
                    json.member("email", entry.contact.email)
                    json.member("hours", entry.contact.hours)
                    json.member("onDuty", entry.isOnDuty)
                    json.member("until", entry.until?.description)
                    json.member("next", entry.next?.description)
                }
            }
        }
        return json.bytes + [0x0A]
    }
}
