/// The levels of one direction's windows of 20 ms, in order, in steps of 0.1 dB.
public struct WindowLevels: Sendable, Hashable {
    /// What one window held.
    public enum Window: Hashable, Sendable {
        /// A level in dBov.
        case level(Double)
        /// Digital silence: see ``LevelMeter/idleMagnitude``.
        case silent
        /// Audio that was not received.
        case missing
    }

    private static let silentMark = Int16.min + 1
    private static let missingMark = Int16.min
    private var marks: [Int16] = []
    /// All windows, also those beyond ``AudioLimits/mostWindows``, which are not kept.
    public private(set) var total = 0
    /// Windows of digital silence.
    public private(set) var silent = 0
    /// Windows that were not received in full.
    public private(set) var missing = 0

    /// No windows yet.
    public init() {}

    /// How many windows are kept.
    public var count: Int { marks.count }

    /// The share of the received windows that are digital silence, 0 to 1; 0 if nothing was received.
    public var silentShare: Double {
        let received = total - missing
        return received > 0 ? Double(silent) / Double(received) : 0
    }

    /// The window at a place; missing beyond the end.
    public subscript(_ index: Int) -> Window {
        guard marks.indices.contains(index) else { return .missing }
        switch marks[index] {
        case WindowLevels.silentMark: return .silent
        case WindowLevels.missingMark: return .missing
        case let mark: return .level(Double(mark) / 10)
        }
    }

    /// Appends a window.
    public mutating func append(_ window: Window) {
        total &+= 1
        let mark: Int16
        switch window {
        case .level(let level): mark = Int16((max(-200, min(200, level)) * 10).rounded())
        case .silent:
            mark = WindowLevels.silentMark
            silent &+= 1
        case .missing:
            mark = WindowLevels.missingMark
            missing &+= 1
        }
        if marks.count < AudioLimits.mostWindows { marks.append(mark) }
    }

    /// The levels in dBov of the windows that have one, without their places.
    var tenths: [Int16] { marks.filter { $0 > WindowLevels.silentMark } }

    /// Calls `body` with each kept window's level in tenths of dBov; `nil` for silent and missing ones.
    func forEachTenth(_ body: (Int16?) -> Void) {
        for mark in marks { body(mark > WindowLevels.silentMark ? mark : nil) }
    }

    /// The level in dBov below which `share` of the windows lie that have one; `nil` if none has.
    public func percentile(_ share: Double) -> Double? {
        let sorted = tenths.sorted()
        guard !sorted.isEmpty else { return nil }
        let place = Int((max(0, min(1, share)) * Double(sorted.count - 1)).rounded())
        return Double(sorted[place]) / 10
    }
}
