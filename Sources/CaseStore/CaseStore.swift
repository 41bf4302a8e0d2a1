import GRDB

/// Cases on disk.
public struct CaseStore {}
