/// A fixed 64-bit finaliser: the same table layout on every machine, in every build.
///
/// The last two steps of SplitMix64 (Steele, Lea, Flood 2014). Not for adversarial keys; ids are issued by the exchange, and names
/// chosen by clients are mixed with their account.
@inlinable @inline(__always) package func mixed(_ key: UInt64) -> UInt64 {
    var hash = (key ^ key >> 30) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    return hash ^ hash >> 31
}
