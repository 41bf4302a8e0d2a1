import CLibpcap
import LoadedLibraries

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

    /// The library of this machine, under the name that Debian or its authors give it.
    static let installed = Result(loading: { () throws(LibraryObstacle) in
        try PcapLibrary(named: fileNames)
    })
    static let fileNames = ["libpcap.so.0.8", "libpcap.so.1"]

    /// Loads the first library that is there under one of these names, with its functions as `pcap/pcap.h` has them.
    init(named names: [String]) throws(LibraryObstacle) {
        let library = try LoadedLibrary(named: names)
        create = try library.function("pcap_create")
        close = try library.function("pcap_close")
        setSnapLength = try library.function("pcap_set_snaplen")
        setPromiscuous = try library.function("pcap_set_promisc")
        setImmediateMode = try library.function("pcap_set_immediate_mode")
        setBufferSize = try library.function("pcap_set_buffer_size")
        setTimePrecision = try library.function("pcap_set_tstamp_precision")
        activate = try library.function("pcap_activate")
        setNonBlocking = try library.function("pcap_setnonblock")
        selectableDescriptor = try library.function("pcap_get_selectable_fd")
        linkType = try library.function("pcap_datalink")
        compile = try library.function("pcap_compile")
        setFilter = try library.function("pcap_setfilter")
        freeProgram = try library.function("pcap_freecode")
        next = try library.function("pcap_next_ex")
        statistics = try library.function("pcap_stats")
        errorText = try library.function("pcap_geterr")
        statusText = try library.function("pcap_statustostr")
        findDevices = try library.function("pcap_findalldevs")
        freeDevices = try library.function("pcap_freealldevs")
    }
}

/// The library that live capture is done with.
package enum LiveCaptureLibrary {
    /// What is to be known of it, and whether it is here; asking loads it.
    package static var loadable: LoadableLibrary {
        LoadableLibrary(
            name: "libpcap", purpose: "live capture", debianPackage: "libpcap0.8", fileNames: PcapLibrary.fileNames,
            obstacle: PcapLibrary.installed.obstacle)
    }
}
