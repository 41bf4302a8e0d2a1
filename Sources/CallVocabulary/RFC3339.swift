extension CaptureTime {
    /// An instant written as RFC 3339: date, `T` or a space, time with optional fraction, `Z` or an offset.
    ///
    /// `nil` for anything else, for a day or time that does not exist, and for a time without a zone. A leap second
    /// (`:60`) is read as the second after.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        func digits(_ from: Int, _ count: Int) -> Int? {
            guard from + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[from..<(from + count)] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        func isByte(_ at: Int, _ characters: String) -> Bool {
            at < bytes.count && characters.utf8.contains(bytes[at])
        }
        guard bytes.count <= 40, let year = digits(0, 4), isByte(4, "-"), let month = digits(5, 2), isByte(7, "-"),
            let day = digits(8, 2), isByte(10, "Tt "), let hour = digits(11, 2), isByte(13, ":"),
            let minute = digits(14, 2), isByte(16, ":"), let second = digits(17, 2),
            hour < 24, minute < 60, second <= 60, let days = CivilDateTime.days(year: year, month: month, day: day)
        else { return nil }
        var at = 19
        var nanoseconds: Int64 = 0
        if isByte(at, ".") {
            at += 1
            var places = 0
            while at < bytes.count, (0x30...0x39).contains(bytes[at]) {
                if places < 9 {
                    nanoseconds = nanoseconds * 10 + Int64(bytes[at] - 0x30)
                    places += 1
                }
                at += 1
            }
            guard places > 0 else { return nil }
            for _ in places..<9 { nanoseconds *= 10 }
        }
        var offset = 0
        if isByte(at, "Zz") {
            guard at + 1 == bytes.count else { return nil }
        } else {
            guard isByte(at, "+-"), let hours = digits(at + 1, 2), isByte(at + 3, ":"), let minutes = digits(at + 4, 2),
                at + 6 == bytes.count, hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 3_600 + minutes * 60) * (bytes[at] == 0x2D ? -1 : 1)
        }
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        self.init(seconds: Int64(seconds), nanoseconds: nanoseconds)
    }
}
