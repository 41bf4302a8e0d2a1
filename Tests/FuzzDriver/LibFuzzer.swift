import Glibc

/// The coverage-guided loop of libFuzzer, where the driver was linked with it.
enum LibFuzzer {
    #if EARSHOT_LIBFUZZER
        @_silgen_name("LLVMFuzzerRunDriver")
        private static func driver(
            _ count: UnsafeMutablePointer<Int32>,
            _ values: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
            _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
        ) -> Int32

        // libFuzzer calls back a function without context.
        nonisolated(unsafe) private static var current: FuzzTarget?

        static func run(_ target: FuzzTarget, _ arguments: [String]) -> Int32 {
            current = target
            let all = ["FuzzDriver"] + arguments
            var values = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: all.count + 1)
            for (index, text) in all.enumerated() { values[index] = strdup(text) }
            values[all.count] = nil
            var count = Int32(all.count)
            return driver(&count, &values) { data, size in
                LibFuzzer.current?.run(Array(UnsafeBufferPointer(start: data, count: size)))
                return 0
            }
        }
    #else
        static func run(_ target: FuzzTarget, _ arguments: [String]) -> Int32 {
            print("built without libFuzzer")
            return 2
        }
    #endif
}
