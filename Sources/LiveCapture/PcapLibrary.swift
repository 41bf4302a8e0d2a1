import CLibpcap
import Glibc

/// libpcap, loaded when an interface is to be opened and not before: of all commands only one needs it, and with it come
/// a dozen libraries that would make every start slower. A machine without it still analyses captures.
struct PcapLibrary: Sendable {
    typealias Handle = OpaquePointer
    typealias Message = UnsafeMutablePointer<CChar>
    typealias Text = UnsafePointer<CChar>
    typealias Program = UnsafeMutablePointer<bpf_program>
    typealias Devices = UnsafeMutablePointer<pcap_if_t>
    typealias Header = UnsafeMutablePointer<pcap_pkthdr>
    typealias Setting = @convention(c) @Sendable (Handle?, Int32) -> Int32
    typealias Question = @convention(c) @Sendable (Handle?) -> Int32

    let create: @convention(c) @Sendable (Text?, Message?) -> Handle?
    let close: @convention(c) @Sendable (Handle?) -> Void
    let setSnapLength: Setting
    let setPromiscuous: Setting
    let setImmediateMode: Setting
    let setBufferSize: Setting
    let setTimePrecision: Setting
    let activate: Question
    let setNonBlocking: @convention(c) @Sendable (Handle?, Int32, Message?) -> Int32
    let selectableDescriptor: Question
    let linkType: Question
    let compile: @convention(c) @Sendable (Handle?, Program?, Text?, Int32, UInt32) -> Int32
    let setFilter: @convention(c) @Sendable (Handle?, Program?) -> Int32
    let freeProgram: @convention(c) @Sendable (Program?) -> Void
    let next:
        @convention(c) @Sendable (
            Handle?, UnsafeMutablePointer<Header?>?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?
        ) -> Int32
    let statistics: @convention(c) @Sendable (Handle?, UnsafeMutablePointer<pcap_stat>?) -> Int32
    let errorText: @convention(c) @Sendable (Handle?) -> Message?
    let statusText: @convention(c) @Sendable (Int32) -> Text?
    let findDevices: @convention(c) @Sendable (UnsafeMutablePointer<Devices?>?, Message?) -> Int32
    let freeDevices: @convention(c) @Sendable (Devices?) -> Void

    /// The library of this machine, under the name that Debian or its authors give it; `nil` if there is none.
    static let installed = try? PcapLibrary(named: ["libpcap.so.0.8", "libpcap.so.1"])

    /// A library that is not there, or that lacks a function.
    struct Missing: Error {}

    /// Loads the first library that is there under one of these names; it stays loaded.
    init(named names: [String]) throws(Missing) {
        guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else { throw Missing() }
        /// A function under its name, as what `pcap/pcap.h` says it is.
        func find<Function>(_ name: String) throws(Missing) -> Function {
            guard let place = dlsym(library, name) else { throw Missing() }
            return unsafeBitCast(place, to: Function.self)
        }
        create = try find("pcap_create")
        close = try find("pcap_close")
        setSnapLength = try find("pcap_set_snaplen")
        setPromiscuous = try find("pcap_set_promisc")
        setImmediateMode = try find("pcap_set_immediate_mode")
        setBufferSize = try find("pcap_set_buffer_size")
        setTimePrecision = try find("pcap_set_tstamp_precision")
        activate = try find("pcap_activate")
        setNonBlocking = try find("pcap_setnonblock")
        selectableDescriptor = try find("pcap_get_selectable_fd")
        linkType = try find("pcap_datalink")
        compile = try find("pcap_compile")
        setFilter = try find("pcap_setfilter")
        freeProgram = try find("pcap_freecode")
        next = try find("pcap_next_ex")
        statistics = try find("pcap_stats")
        errorText = try find("pcap_geterr")
        statusText = try find("pcap_statustostr")
        findDevices = try find("pcap_findalldevs")
        freeDevices = try find("pcap_freealldevs")
    }
}
