import CallVocabulary
import CivilTime
import SupportProgram

/// The zone in which times of cases are shown: one for all, or each region's own.
public struct ShownZone: Sendable {
    private let chosen: ZoneRules?
    private let regions: [String: ZoneRules]

    /// The zone `chosen`, or that of each region of a program.
    public init(_ program: Program, chosen: ZoneRules? = nil) {
        self.chosen = chosen
        regions = Dictionary(
            program.regions.map { ($0.id, program.calendar(of: $0).zoneOfHours) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The zone for a region; UTC (`nil`) where the program does not know it.
    func zone(of region: String?) -> ZoneRules? { chosen ?? region.flatMap { regions[$0] } }

    /// Whether the times of a region are shown as it has them itself.
    func isOfRegion(_ region: String?) -> Bool { chosen == nil || chosen?.name == region.flatMap { regions[$0] }?.name }

    /// `2026-11-22 14:03 GMT`.
    func minute(_ time: CaptureTime, region: String?) -> String { TimeText.minute(time, in: zone(of: region)) }

    /// `2026-11-22 14:03:07 GMT`.
    func second(_ time: CaptureTime, region: String?) -> String { TimeText.second(time, in: zone(of: region)) }

    /// The same for whoever shows it.
    public func words(_ time: CaptureTime, region: String?) -> String { minute(time, region: region) }

    /// The name of the zone of a region, such as `Europe/London`.
    func name(region: String?) -> String {
        guard let name = zone(of: region)?.name else { return "UTC" }
        return name.first == "+" || name.first == "-" ? "UTC\(name)" : name
    }
}
