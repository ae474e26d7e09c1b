/// An asset the ledger counts: a currency, a share, a coin. Dense from 0, in order of listing.
@usableFromInline package struct AssetID: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    @usableFromInline package var rawValue: UInt32
    @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// An instrument, by its index. Dense from 0, in order of listing.
@usableFromInline package struct SymbolID: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    @usableFromInline package var rawValue: UInt16
    @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }
    @inlinable package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    /// Stands for "every instrument" in commands that may name one.
    @inlinable package static var all: SymbolID { SymbolID(rawValue: .max) }
}

/// A trading account. Dense from 1; account 0 is the house, which collects fees.
@usableFromInline package struct AccountID: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    @usableFromInline package var rawValue: UInt32
    @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    @inlinable package static var house: AccountID { AccountID(rawValue: 0) }
}

/// The place of a command in the one total order of the exchange. The first command is 1.
@usableFromInline package typealias SequenceNumber = UInt64

/// Nanoseconds since 1970-01-01T00:00:00Z, stamped by the sequencer; never decreases.
@usableFromInline package typealias Timestamp = Int64

/// The client's own name for an order, unique per account; 0 means that the client gave none.
///
/// Binary clients send the number. A text name is reduced to 63 bits by the gateway.
@usableFromInline package typealias ClientOrderID = UInt64

/// The exchange's name for an order, which says where the order lives, so that a cancel needs no look-up.
///
///     63          50 49              28 27                  0
///     | symbol (14) |    slot (22)     |   generation (28)   |
///
/// A slot is reused by later orders under the next generation; a slot whose generations are used up is retired.
@usableFromInline package struct OrderID: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var rawValue: UInt64
    @inlinable package init(rawValue: UInt64) { self.rawValue = rawValue }
    @inlinable package init(symbol: SymbolID, slot: UInt32, generation: UInt32) {
        rawValue = UInt64(symbol.rawValue) << 50 | UInt64(slot) << 28 | UInt64(generation)
    }
    @inlinable package var symbol: SymbolID { SymbolID(rawValue: UInt16(truncatingIfNeeded: rawValue >> 50)) }
    @inlinable package var slot: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 28) & Self.slotMax }
    @inlinable package var generation: UInt32 { UInt32(truncatingIfNeeded: rawValue) & Self.generationMax }

    @inlinable package static var none: OrderID { OrderID(rawValue: 0) }
    /// Instruments an exchange can list.
    @inlinable package static var symbolsMax: Int { 1 << 14 }
    /// Open orders one instrument can hold.
    @inlinable package static var slotMax: UInt32 { 1 << 22 - 1 }
    /// Orders one slot can name before it is retired.
    @inlinable package static var generationMax: UInt32 { 1 << 28 - 1 }
}
