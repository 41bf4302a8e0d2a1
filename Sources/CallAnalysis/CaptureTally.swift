import CallVocabulary
import WireFormats

/// What is counted of the captures while their packets pass: the one place where a packet gets its category.
struct CaptureTally: Sendable {
    /// The captures that have ended, in order.
    private(set) var ended: [CaptureSummary] = []
    /// The capture whose packets pass.
    private(set) var current = CaptureSummary(name: "")
    /// The index of ``current``, as packets carry it; -1 before the first capture.
    private(set) var index: Int32 = -1
    /// The latest time that a capture agent reported; `nil` without any.
    private(set) var latestReport: CaptureTime?
    private var lastLinkType: LinkType?

    /// How far the times of neighbouring packets go back where the capture's clock was set, and not merely its order mixed.
    static let clockJump: Int64 = 1_000_000_000

    /// Whether a capture has begun.
    var hasBegun: Bool { index >= 0 }

    /// The latest time that any packet or report has.
    var end: CaptureTime {
        (ended.compactMap(\.lastPacketAt) + [latestReport].compactMap { $0 }).max() ?? CaptureTime(nanoseconds: 0)
    }

    /// The next capture begins.
    mutating func begin(name: String) {
        if hasBegun { ended.append(current) }
        index += 1
        current = CaptureSummary(name: name)
        lastLinkType = nil
    }

    /// The last capture ends.
    mutating func finish() {
        if hasBegun { ended.append(current) }
        for at in ended.indices {
            // A few come before the media of their path does.
            ended[at].unread.removeAll {
                $0.kind == .secureDatagrams && $0.packets < UnreadContent.leastSecureDatagrams
            }
        }
    }

    /// A packet of the current capture, as evidence names it.
    @inline(__always)
    func reference(to packet: CapturedPacket) -> PacketReference {
        PacketReference(capture: Int(index), number: packet.number)
    }

    // MARK: Categories

    /// Counts packets of the current capture.
    @inline(__always)
    mutating func count(_ category: PacketCategory, times: Int = 1) {
        current.accounting.count(category, times: times)
    }

    /// Moves packets of a capture, ended or not, to the category that they turned out to belong to.
    mutating func move(_ count: Int, from category: PacketCategory, to other: PacketCategory, ofCapture capture: Int) {
        if capture == Int(index), ended.count == capture {
            current.accounting.move(count, from: category, to: other)
        } else if ended.indices.contains(capture) {
            ended[capture].accounting.move(count, from: category, to: other)
        }
    }

    /// Moves packets that turned out to be RTP from "other UDP" to where they belong.
    mutating func recount(_ recognised: StreamTable.Recognised) {
        move(recognised.media, from: .otherUDP, to: .rtp, ofCapture: recognised.capture)
        move(recognised.copies, from: .otherUDP, to: .duplicate, ofCapture: recognised.capture)
    }

    // MARK: What is noted beside

    /// Notes of every packet of a batch what does not depend on its content.
    mutating func note(_ packets: Span<CapturedPacket>) {
        guard packets.count > 0 else { return }
        let opening = packets[0].time
        var first = current.firstPacketAt ?? opening
        var last = current.lastPacketAt ?? opening
        var truncated = 0
        var at = 0
        while at < packets.count {
            let packet = packets[at]
            at += 1
            if packet.time > last {
                if packet.time.nanoseconds(since: last) > CaptureSilence.shortest { noteSilence(since: last, packet) }
                last = packet.time
            } else if last.nanoseconds(since: packet.time) > CaptureTally.clockJump {
                noteClockJump(packets, at: at &- 1)
            }
            if packet.time < first { first = packet.time }
            if packet.originalLength > packet.capturedLength { truncated &+= 1 }
            if packet.linkType != lastLinkType {
                lastLinkType = packet.linkType
                if !current.linkTypes.contains(packet.linkType) { current.linkTypes.append(packet.linkType) }
            }
        }
        current.packets &+= packets.count
        current.firstPacketAt = first
        current.lastPacketAt = last
        current.truncatedPackets &+= truncated
    }

    @inline(never)
    private mutating func noteSilence(since last: CaptureTime, _ packet: CapturedPacket) {
        guard current.silences.count < AnalysisLimits.captureSilences else { return }
        current.silences.append(CaptureSilence(from: last, until: packet.time, endedBy: reference(to: packet)))
    }

    private mutating func noteClockJump(_ packets: Span<CapturedPacket>, at place: Int) {
        let packet = packets[place]
        // Each packet after the step lies before the latest; the step itself is against the neighbour.
        guard place > 0 else { return }
        let back = packets[place - 1].time.nanoseconds(since: packet.time)
        guard back > CaptureTally.clockJump else { return }
        if current.clockJumps == 0 {
            current.firstClockJump = reference(to: packet)
            current.firstClockJumpAt = packet.time
            current.firstClockJumpSeconds = Double(back) / 1e9
        }
        current.clockJumps &+= 1
    }

    /// Notes that a capture agent reported something of a moment.
    mutating func noteReport(at time: CaptureTime) { latestReport = max(latestReport ?? time, time) }

    /// Counts what a receiver acknowledged and the capture does not hold.
    mutating func note(_ gap: AcknowledgedGaps.Finding, _ packet: CapturedPacket) {
        switch gap {
        case .nothing: break
        case .gap:
            if current.acknowledgedGaps == 0 {
                current.firstAcknowledgedGap = reference(to: packet)
                current.firstAcknowledgedGapAt = packet.time
            }
            current.acknowledgedGaps += 1
        case .filled: current.acknowledgedGaps = max(0, current.acknowledgedGaps - 1)
        }
    }

    /// Counts a packet of signaling that is named and not followed.
    mutating func note(_ kind: OtherSignalingKind, at time: CaptureTime, _ reference: PacketReference) {
        let name: OtherSignaling.Name
        switch kind {
        case .mgcp: name = .mgcp
        case .sccp: name = .sccp
        case .h323: name = .h323
        case .rtsp: name = .rtsp
        case .iax2: name = .iax2
        }
        if let place = current.otherSignaling.firstIndex(where: { $0.name == name }) {
            // One packet may hold several messages.
            guard current.otherSignaling[place].lastPacket != reference.number else { return }
            current.otherSignaling[place].packets += 1
            current.otherSignaling[place].lastPacket = reference.number
        } else {
            current.otherSignaling.append(OtherSignaling(name: name, firstPacket: reference, firstAt: time))
        }
    }

    /// Counts a packet whose content is known and not read.
    mutating func note(_ content: UnreadContent.Kind, _ packet: CapturedPacket) {
        if let place = current.unread.firstIndex(where: { $0.kind == content }) {
            current.unread[place].packets += 1
        } else {
            current.unread.append(
                UnreadContent(kind: content, firstPacket: reference(to: packet), firstAt: packet.time))
        }
    }
}
