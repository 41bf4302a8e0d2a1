import Cases

/// What every vault has to do.
public enum VaultChecks {
    /// All of them, against an empty vault.
    public static let all: [Check<any CaptureVault>] = [
        Check("what comes in in pieces is hashed, held, kept and read") { vault in
            let bytes = someBytes(300_000)
            let held = try vault.hold(bytes, piece: 777)
            try expectEqual(held.bytes, 300_000)
            try expectEqual(held.sha256.utf8.count, 64)
            try expect(!vault.holds(held.sha256), "held is not kept")
            try vault.keep(held)
            try expect(vault.holds(held.sha256))
            vault.release(held)
            try expectEqual(vault.state(of: held.sha256), .whole)
            try expectEqual(try vault.bytes(of: held.sha256, limit: .max) ?? [], bytes)
            try expectEqual(vault.hashes(), [held.sha256])
        },
        Check("the hash is that of the standard") { vault in
            let held = try vault.hold(Array("abc".utf8))
            try expectEqual(held.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
            let empty = try vault.hold([])
            try expectEqual(empty.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
            try vault.keep(empty)
            try expectEqual(vault.state(of: empty.sha256), .whole)
        },
        Check("ranges are read") { vault in
            let bytes = someBytes(500_000)
            let held = try vault.hold(bytes)
            try vault.keep(held)
            for range in [0..<10, 499_990..<500_000, 131_000..<400_001, 499_999..<700_000, 500_000..<500_010, 7..<7] {
                var found: [UInt8] = []
                try vault.read(held.sha256, range: range) { found.append(contentsOf: $0) }
                try expectEqual(found, Array(bytes[range.clamped(to: 0..<500_000)]))
            }
            try expect(try vault.bytes(of: held.sha256, limit: 499_999) == nil, "a limit is a limit")
        },
        Check("more than the limit is refused, and leaves nothing") { vault in
            let writer = try vault.begin(limit: 1_000)
            try someBytes(1_000).withUnsafeBytes { try writer.append($0) }
            try expect(.captureTooLarge) { try someBytes(1).withUnsafeBytes { try writer.append($0) } }
            try expectEqual(vault.hashes(), [])
        },
        Check("what is let go of cannot be kept; what is kept stays when it is let go of") { vault in
            let one = try vault.hold(someBytes(10))
            vault.release(one)
            var isRefused = false
            do { try vault.keep(one) } catch { isRefused = true }
            try expect(isRefused)
            let other = try vault.hold(someBytes(10, seed: 2))
            try vault.keep(other)
            vault.release(other)
            try expectEqual(vault.state(of: other.sha256), .whole)
        },
        Check("what is deleted while it is held can be kept again") { vault in
            let held = try vault.hold(someBytes(10_000))
            try vault.keep(held)
            try vault.delete(held.sha256)
            try expectEqual(vault.state(of: held.sha256), .missing)
            try vault.keep(held)
            try expectEqual(vault.state(of: held.sha256), .whole)
        },
        Check("the same bytes are kept once") { vault in
            for _ in 0..<3 {
                let held = try vault.hold(someBytes(10_000))
                try vault.keep(held)
                try vault.keep(held)
                vault.release(held)
            }
            try expectEqual(vault.hashes().count, 1)
            try vault.delete(vault.hashes()[0])
            try expectEqual(vault.hashes(), [])
            try vault.delete(String(repeating: "0", count: 64))
        },
        Check("names that are no hashes lead nowhere") { vault in
            for name in ["", "../../etc/passwd", "x", String(repeating: "A", count: 64)] {
                try expect(!vault.holds(name))
                try expectEqual(vault.state(of: name), .missing)
                try expect(.damaged) { _ = try vault.bytes(of: name, limit: .max) }
                try vault.delete(name)
            }
        },
    ]
}
