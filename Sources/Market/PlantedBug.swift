#if WALRAS_PLANTED_BUGS
/// Bugs to try simulator and proofs with, one at a time. No other build knows them: `bench/planted-bugs` makes one that does.
@usableFromInline package enum PlantedBug: String, CaseIterable, Sendable {
    case acknowledgeBeforeSync = "acknowledge-before-sync"
    case publishBeforeDurable = "publish-before-durable"
    case skipChecksum = "skip-checksum"
    case forgetDirectorySync = "forget-directory-sync"
    case replayBatchTwice = "replay-batch-twice"
    case ignoreShortWrite = "ignore-short-write"
    case lifoWithinLevel = "lifo-within-level"
    case releaseLockTwice = "release-lock-twice"
    case feeRoundedUp = "fee-rounded-up"
    case triggersByPrice = "triggers-by-price"
    case namesNotInSnapshot = "names-not-in-snapshot"
    case trustFailedSync = "trust-failed-sync"
    case timeGoesBack = "time-goes-back"
    case publishAtStateHash = "publish-at-state-hash"

    /// Set once, before anything else runs.
    @usableFromInline package nonisolated(unsafe) static var active: PlantedBug?

    @inlinable package static func isOn(_ bug: PlantedBug) -> Bool { unsafe active == bug }
}
#endif
