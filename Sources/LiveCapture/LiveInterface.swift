import CLibpcap
import CallVocabulary
import Glibc

/// How an interface is opened.
public struct LiveCaptureOptions: Equatable, Sendable {
    /// A filter in the language of pcap-filter(7); empty for everything.
    public var filter = ""
    /// Bytes kept of each packet.
    public var snapLength: Int32 = 65_535
    /// Bytes of the kernel's buffer: what may arrive while the program is busy elsewhere.
    public var bufferBytes: Int32 = 16 << 20
    /// Whether to ask the interface for packets that are not addressed to this machine.
    public var isPromiscuous = false

    /// The defaults.
    public init() {}
}

/// What libpcap counted since the interface was opened.
public struct LiveCaptureCounters: Equatable, Sendable {
    /// Packets that passed the filter.
    public var received: UInt64 = 0
    /// Packets dropped because the kernel's buffer was full.
    public var systemDrops: UInt64 = 0
    /// Packets dropped by the interface or its driver.
    public var interfaceDrops: UInt64 = 0

    /// Nothing counted.
    public init() {}

    /// All packets that were there and are not in the capture.
    public var drops: UInt64 { systemDrops + interfaceDrops }
}

/// An interface of this machine that is being listened to.
///
/// Packets are handed on as they arrive (immediate mode); times are in nanoseconds.
///
/// ```swift
/// let interface = try LiveInterface("eth0")
/// var batch = PacketBatch()
/// while try interface.nextBatch(&batch, waitMilliseconds: 200) { analyzer.ingest(batch) }
/// ```
public final class LiveInterface {
    /// Packets in a batch at most.
    public static let batchPackets = 1_024
    /// Bytes after which a batch takes no further packet.
    public static let batchBytes = 1 << 20

    /// Its name, as it was given.
    public let name: String
    /// The kind of frames it delivers.
    public let linkType: LinkType
    private let pcap: PcapLibrary
    private let handle: OpaquePointer
    private let descriptor: Int32
    private var packetsRead = 0

    /// Opens the interface `name` (`any` for all of them).
    public init(_ name: String, options: LiveCaptureOptions = LiveCaptureOptions()) throws(LiveCaptureError) {
        let pcap: PcapLibrary
        switch PcapLibrary.installed {
        case .success(let library): pcap = library
        case .failure(let obstacle): throw LiveCaptureError(interface: name, obstacle)
        }
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap.create(name, &message) else {
            throw LiveCaptureError(.failed, interface: name, detail: Self.text(message))
        }
        do throws(LiveCaptureError) {
            try Self.activate(pcap, handle, name, options)
            try Self.filter(pcap, handle, name, options)
            guard pcap.setNonBlocking(handle, 1, &message) == 0 else {
                throw LiveCaptureError(.failed, interface: name, detail: Self.text(message))
            }
        } catch {
            pcap.close(handle)
            throw error
        }
        self.pcap = pcap
        self.handle = handle
        self.name = name
        descriptor = pcap.selectableDescriptor(handle)
        linkType = Self.linkType(of: handle, pcap)
    }

    deinit {
        pcap.close(handle)
    }

    /// The names of this machine's interfaces, as far as this program may see them.
    public static var names: [String] {
        guard let pcap = PcapLibrary.installed.loaded else { return [] }
        var first: UnsafeMutablePointer<pcap_if_t>?
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard pcap.findDevices(&first, &message) == 0 else { return [] }
        defer { pcap.freeDevices(first) }
        var names: [String] = []
        var next = first
        while let device = next {
            if let name = device.pointee.name { names.append(String(cString: name)) }
            next = device.pointee.next
        }
        return names
    }

    /// Waits for packets and puts those that are there, at most `limit`, into `batch`, which may stay empty.
    ///
    /// Returns false only if nothing came in `waitMilliseconds`, or a signal ended the wait.
    public func nextBatch(
        _ batch: inout PacketBatch, waitMilliseconds: Int32, limit: Int = LiveInterface.batchPackets
    ) throws(LiveCaptureError) -> Bool {
        batch.packets.removeAll(keepingCapacity: true)
        batch.bytes.removeAll(keepingCapacity: true)
        // What lies in the buffer already is taken without asking the system.
        try fill(&batch, limit)
        guard batch.packets.isEmpty, limit > 0 else { return limit > 0 }
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, max(0, waitMilliseconds)) > 0 else { return false }
        try fill(&batch, limit)
        return !batch.packets.isEmpty
    }

    /// What was counted so far; `nil` if the system does not say.
    public var counters: LiveCaptureCounters? {
        var statistics = pcap_stat()
        guard pcap.statistics(handle, &statistics) == 0 else { return nil }
        var counters = LiveCaptureCounters()
        counters.received = UInt64(statistics.ps_recv)
        counters.systemDrops = UInt64(statistics.ps_drop)
        counters.interfaceDrops = UInt64(statistics.ps_ifdrop)
        return counters
    }

    private func fill(_ batch: inout PacketBatch, _ limit: Int) throws(LiveCaptureError) {
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var data: UnsafePointer<UInt8>?
        while batch.packets.count < min(limit, Self.batchPackets), batch.bytes.count < Self.batchBytes {
            let outcome = pcap.next(handle, &header, &data)
            guard outcome == 1, let header, let data else {
                guard outcome < 0, outcome != PCAP_ERROR_BREAK else { return }
                // What came before the failure is delivered first; the failure comes again.
                guard batch.packets.isEmpty else { return }
                throw Self.error(outcome, pcap, handle, name)
            }
            packetsRead += 1
            let captured = Int(header.pointee.caplen)
            batch.packets.append(
                CapturedPacket(
                    time: CaptureTime(
                        seconds: Int64(header.pointee.ts.tv_sec), nanoseconds: Int64(header.pointee.ts.tv_usec)),
                    offset: batch.bytes.count, capturedLength: captured, originalLength: Int(header.pointee.len),
                    number: packetsRead, linkType: linkType, interface: 0))
            batch.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: captured))
        }
    }

    // MARK: Opening

    private static func activate(
        _ pcap: PcapLibrary, _ handle: OpaquePointer, _ name: String, _ options: LiveCaptureOptions
    ) throws(LiveCaptureError) {
        let settings = [
            pcap.setSnapLength(handle, options.snapLength),
            pcap.setPromiscuous(handle, options.isPromiscuous ? 1 : 0),
            pcap.setImmediateMode(handle, 1),
            pcap.setBufferSize(handle, options.bufferBytes),
        ]
        if let refused = settings.first(where: { $0 != 0 }) { throw error(refused, pcap, handle, name) }
        guard pcap.setTimePrecision(handle, PCAP_TSTAMP_PRECISION_NANO) == 0 else {
            throw LiveCaptureError(.failed, interface: name, detail: "it has no times in nanoseconds")
        }
        let outcome = pcap.activate(handle)
        // Positive numbers are warnings.
        guard outcome >= 0 else { throw error(outcome, pcap, handle, name) }
    }

    private static func filter(
        _ pcap: PcapLibrary, _ handle: OpaquePointer, _ name: String, _ options: LiveCaptureOptions
    ) throws(LiveCaptureError) {
        guard !options.filter.isEmpty else { return }
        var program = bpf_program()
        guard pcap.compile(handle, &program, options.filter, 1, UInt32.max) == 0 else {
            throw LiveCaptureError(.invalidFilter, interface: name, detail: text(pcap.errorText(handle)))
        }
        defer { pcap.freeProgram(&program) }
        guard pcap.setFilter(handle, &program) == 0 else {
            throw LiveCaptureError(.invalidFilter, interface: name, detail: text(pcap.errorText(handle)))
        }
    }

    private static func error(
        _ outcome: Int32, _ pcap: PcapLibrary, _ handle: OpaquePointer, _ name: String
    ) -> LiveCaptureError {
        let told = text(pcap.errorText(handle))
        let detail = told.isEmpty ? text(pcap.statusText(outcome)) : told
        let code: LiveCaptureError.Code
        switch outcome {
        case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED: code = .notPermitted
        case PCAP_ERROR_NO_SUCH_DEVICE: code = .unknownInterface
        case PCAP_ERROR_IFACE_NOT_UP: code = .interfaceDown
        default: code = .failed
        }
        return LiveCaptureError(code, interface: name, detail: detail)
    }

    /// Files number raw IP otherwise than this system's libpcap does.
    private static func linkType(of handle: OpaquePointer, _ pcap: PcapLibrary) -> LinkType {
        let number = pcap.linkType(handle)
        return number == DLT_RAW ? .raw : LinkType(rawValue: UInt16(clamping: number))
    }

    private static func text(_ words: UnsafePointer<CChar>?) -> String {
        words.map { String(cString: $0) } ?? ""
    }

    private static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
