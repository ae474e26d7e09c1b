// Written by `swift run SchemaCompiler` from proto/walras.xml. Change that file and run it again.
import Market

@usableFromInline package enum Schema {
    @inlinable package static var id: UInt16 { 7701 }
    @inlinable package static var version: UInt16 { 1 }
    /// Bytes of the header before every block.
    @inlinable package static var headerBytes: Int { 8 }
    /// Bytes of the longest command, header included.
    @inlinable package static var commandBytesMax: Int { 149 }
    /// Bytes of the longest event, header included.
    @inlinable package static var eventBytesMax: Int { 90 }

    /// Bytes of the block of this version; -1 for a template the schema does not have.
    @inlinable @inline(__always) package static func blockLength(template: UInt16) -> Int {
        switch template {
        case 1: 43
        case 2: 115
        case 3: 28
        case 4: 28
        case 5: 52
        case 6: 14
        case 7: 8
        case 8: 25
        case 9: 141
        case 10: 36
        case 11: 24
        case 12: 24
        case 13: 11
        case 14: 40
        case 15: 13
        case 64: 9
        case 65: 46
        case 66: 16
        case 67: 22
        case 68: 46
        case 69: 46
        case 70: 38
        case 71: 37
        case 72: 82
        case 73: 20
        case 74: 23
        case 75: 22
        case 76: 4
        case 77: 2
        case 78: 4
        case 79: 32
        case 80: 4
        case 81: 7
        default: -1
        }
    }

    @usableFromInline package static func name(template: UInt16) -> WireError.Text {
        switch template {
        case 1: "EnterOrder"
        case 2: "EnterAdvancedOrder"
        case 3: "CancelOrder"
        case 4: "AmendOrder"
        case 5: "ReplaceOrder"
        case 6: "CancelAll"
        case 7: "Tick"
        case 8: "AddAsset"
        case 9: "AddInstrument"
        case 10: "OpenAccount"
        case 11: "Deposit"
        case 12: "Withdraw"
        case 13: "SetPhase"
        case 14: "SetRiskProfile"
        case 15: "SetAccountState"
        case 64: "OrderAccepted"
        case 65: "DerivedOrderAccepted"
        case 66: "OrderRejected"
        case 67: "OrderCanceled"
        case 68: "OrderAmended"
        case 69: "OrderReplaced"
        case 70: "OrderTriggered"
        case 71: "OrderRefreshed"
        case 72: "Trade"
        case 73: "PhaseChanged"
        case 74: "DuplicateOrder"
        case 75: "CancelAllDone"
        case 76: "AssetAdded"
        case 77: "InstrumentAdded"
        case 78: "AccountOpened"
        case 79: "BalanceChanged"
        case 80: "RiskProfileChanged"
        case 81: "AccountStateChanged"
        default: "a message"
        }
    }
}

/// The messages of the schema, each as it lies in memory: encoding is a store per field, decoding a load.
@usableFromInline package enum Message {
    /// A new order, every option of EnterAdvancedOrder at its default.
    @usableFromInline package struct EnterOrder: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 1 }
        @inlinable package static var blockLength: Int { 43 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 51 }

        @usableFromInline package var time: Int64
        @usableFromInline package var clientOrderID: UInt64
        /// Limit, or the protective bound of a market order.
        @usableFromInline package var price: Int64
        @usableFromInline package var quantity: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var side: Side
        @usableFromInline package var type: OrderType
        @usableFromInline package var timeInForce: TimeInForce
        @usableFromInline package var selfTradePrevention: SelfTradePrevention
        @usableFromInline package var flags: OrderFlags

        @inlinable @inline(__always) package init(
            time: Int64, clientOrderID: UInt64, price: Int64, quantity: Int64, account: UInt32, symbol: UInt16, side: Side, type: OrderType, timeInForce: TimeInForce, selfTradePrevention: SelfTradePrevention, flags: OrderFlags
        ) {
            self.time = time
            self.clientOrderID = clientOrderID
            self.price = price
            self.quantity = quantity
            self.account = account
            self.symbol = symbol
            self.side = side
            self.type = type
            self.timeInForce = timeInForce
            self.selfTradePrevention = selfTradePrevention
            self.flags = flags
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E150001002B as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 40, as: UInt32.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 44, as: UInt16.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 46, as: UInt8.self)
            unsafe base.storeBytes(of: type.rawValue, toByteOffset: 47, as: UInt8.self)
            unsafe base.storeBytes(of: timeInForce.rawValue, toByteOffset: 48, as: UInt8.self)
            unsafe base.storeBytes(of: selfTradePrevention.rawValue, toByteOffset: 49, as: UInt8.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 50, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 43 else {
                throw .shortBlock(offset: offset, message: "EnterOrder", bytes: blockLength, needed: 43)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt32.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 36, as: UInt16.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 38, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 38, message: "EnterOrder", field: "side", value: sideRaw)
            }
            self.side = side
            let typeRaw = unsafe base.loadUnaligned(fromByteOffset: 39, as: UInt8.self)
            guard let type = OrderType(rawValue: typeRaw) else {
                throw .unknownValue(offset: offset + 39, message: "EnterOrder", field: "type", value: typeRaw)
            }
            self.type = type
            let timeInForceRaw = unsafe base.loadUnaligned(fromByteOffset: 40, as: UInt8.self)
            guard let timeInForce = TimeInForce(rawValue: timeInForceRaw) else {
                throw .unknownValue(offset: offset + 40, message: "EnterOrder", field: "timeInForce", value: timeInForceRaw)
            }
            self.timeInForce = timeInForce
            let selfTradePreventionRaw = unsafe base.loadUnaligned(fromByteOffset: 41, as: UInt8.self)
            guard let selfTradePrevention = SelfTradePrevention(rawValue: selfTradePreventionRaw) else {
                throw .unknownValue(offset: offset + 41, message: "EnterOrder", field: "selfTradePrevention", value: selfTradePreventionRaw)
            }
            self.selfTradePrevention = selfTradePrevention
            flags = OrderFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 42, as: UInt8.self))
        }
    }

    /// A new order with any option.
    @usableFromInline package struct EnterAdvancedOrder: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 2 }
        @inlinable package static var blockLength: Int { 115 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 123 }

        @usableFromInline package var time: Int64
        @usableFromInline package var clientOrderID: UInt64
        /// Limit, or the protective bound of a market order.
        @usableFromInline package var price: Int64
        @usableFromInline package var quantity: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var side: Side
        @usableFromInline package var type: OrderType
        @usableFromInline package var timeInForce: TimeInForce
        @usableFromInline package var selfTradePrevention: SelfTradePrevention
        @usableFromInline package var flags: OrderFlags
        @usableFromInline package var triggerPrice: Int64
        /// Trailing stops; otherwise 0.
        @usableFromInline package var trailingOffset: Int64
        /// Shown at a time; 0 shows everything.
        @usableFromInline package var displayQuantity: Int64
        /// Good till date; otherwise 0.
        @usableFromInline package var expireTime: Int64
        /// Market data the client decided on; 0 means no guard.
        @usableFromInline package var seenSequence: UInt64
        /// How far the touch may have moved since.
        @usableFromInline package var maxMoveTicks: Int64
        /// Trigger of the second leg, or of the stop-loss exit.
        @usableFromInline package var stopPrice: Int64
        /// Limit of that leg; null makes it a market order.
        @usableFromInline package var stopLimitPrice: Int64
        /// Limit of the take-profit exit.
        @usableFromInline package var takeProfitPrice: Int64

        @inlinable @inline(__always) package init(
            time: Int64, clientOrderID: UInt64, price: Int64, quantity: Int64, account: UInt32, symbol: UInt16, side: Side, type: OrderType, timeInForce: TimeInForce, selfTradePrevention: SelfTradePrevention, flags: OrderFlags, triggerPrice: Int64, trailingOffset: Int64, displayQuantity: Int64, expireTime: Int64, seenSequence: UInt64, maxMoveTicks: Int64, stopPrice: Int64, stopLimitPrice: Int64, takeProfitPrice: Int64
        ) {
            self.time = time
            self.clientOrderID = clientOrderID
            self.price = price
            self.quantity = quantity
            self.account = account
            self.symbol = symbol
            self.side = side
            self.type = type
            self.timeInForce = timeInForce
            self.selfTradePrevention = selfTradePrevention
            self.flags = flags
            self.triggerPrice = triggerPrice
            self.trailingOffset = trailingOffset
            self.displayQuantity = displayQuantity
            self.expireTime = expireTime
            self.seenSequence = seenSequence
            self.maxMoveTicks = maxMoveTicks
            self.stopPrice = stopPrice
            self.stopLimitPrice = stopLimitPrice
            self.takeProfitPrice = takeProfitPrice
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500020073 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 40, as: UInt32.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 44, as: UInt16.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 46, as: UInt8.self)
            unsafe base.storeBytes(of: type.rawValue, toByteOffset: 47, as: UInt8.self)
            unsafe base.storeBytes(of: timeInForce.rawValue, toByteOffset: 48, as: UInt8.self)
            unsafe base.storeBytes(of: selfTradePrevention.rawValue, toByteOffset: 49, as: UInt8.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 50, as: UInt8.self)
            unsafe base.storeBytes(of: triggerPrice.littleEndian, toByteOffset: 51, as: Int64.self)
            unsafe base.storeBytes(of: trailingOffset.littleEndian, toByteOffset: 59, as: Int64.self)
            unsafe base.storeBytes(of: displayQuantity.littleEndian, toByteOffset: 67, as: Int64.self)
            unsafe base.storeBytes(of: expireTime.littleEndian, toByteOffset: 75, as: Int64.self)
            unsafe base.storeBytes(of: seenSequence.littleEndian, toByteOffset: 83, as: UInt64.self)
            unsafe base.storeBytes(of: maxMoveTicks.littleEndian, toByteOffset: 91, as: Int64.self)
            unsafe base.storeBytes(of: stopPrice.littleEndian, toByteOffset: 99, as: Int64.self)
            unsafe base.storeBytes(of: stopLimitPrice.littleEndian, toByteOffset: 107, as: Int64.self)
            unsafe base.storeBytes(of: takeProfitPrice.littleEndian, toByteOffset: 115, as: Int64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 115 else {
                throw .shortBlock(offset: offset, message: "EnterAdvancedOrder", bytes: blockLength, needed: 115)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt32.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 36, as: UInt16.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 38, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 38, message: "EnterAdvancedOrder", field: "side", value: sideRaw)
            }
            self.side = side
            let typeRaw = unsafe base.loadUnaligned(fromByteOffset: 39, as: UInt8.self)
            guard let type = OrderType(rawValue: typeRaw) else {
                throw .unknownValue(offset: offset + 39, message: "EnterAdvancedOrder", field: "type", value: typeRaw)
            }
            self.type = type
            let timeInForceRaw = unsafe base.loadUnaligned(fromByteOffset: 40, as: UInt8.self)
            guard let timeInForce = TimeInForce(rawValue: timeInForceRaw) else {
                throw .unknownValue(offset: offset + 40, message: "EnterAdvancedOrder", field: "timeInForce", value: timeInForceRaw)
            }
            self.timeInForce = timeInForce
            let selfTradePreventionRaw = unsafe base.loadUnaligned(fromByteOffset: 41, as: UInt8.self)
            guard let selfTradePrevention = SelfTradePrevention(rawValue: selfTradePreventionRaw) else {
                throw .unknownValue(offset: offset + 41, message: "EnterAdvancedOrder", field: "selfTradePrevention", value: selfTradePreventionRaw)
            }
            self.selfTradePrevention = selfTradePrevention
            flags = OrderFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 42, as: UInt8.self))
            triggerPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 43, as: Int64.self))
            trailingOffset = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 51, as: Int64.self))
            displayQuantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 59, as: Int64.self))
            expireTime = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 67, as: Int64.self))
            seenSequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 75, as: UInt64.self))
            maxMoveTicks = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 83, as: Int64.self))
            stopPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 91, as: Int64.self))
            stopLimitPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 99, as: Int64.self))
            takeProfitPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 107, as: Int64.self))
        }
    }

    /// Cancels the order of orderID or, if that is null, of clientOrderID.
    @usableFromInline package struct CancelOrder: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 3 }
        @inlinable package static var blockLength: Int { 28 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 36 }

        @usableFromInline package var time: Int64
        @usableFromInline package var orderID: UInt64
        @usableFromInline package var clientOrderID: UInt64
        @usableFromInline package var account: UInt32

        @inlinable @inline(__always) package init(
            time: Int64, orderID: UInt64, clientOrderID: UInt64, account: UInt32
        ) {
            self.time = time
            self.orderID = orderID
            self.clientOrderID = clientOrderID
            self.account = account
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E150003001C as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 32, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 28 else {
                throw .shortBlock(offset: offset, message: "CancelOrder", bytes: blockLength, needed: 28)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt32.self))
        }
    }

    /// Lowers an order's total quantity in place.
    @usableFromInline package struct AmendOrder: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 4 }
        @inlinable package static var blockLength: Int { 28 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 36 }

        @usableFromInline package var time: Int64
        @usableFromInline package var orderID: UInt64
        /// Filled and open.
        @usableFromInline package var quantity: Int64
        @usableFromInline package var account: UInt32

        @inlinable @inline(__always) package init(
            time: Int64, orderID: UInt64, quantity: Int64, account: UInt32
        ) {
            self.time = time
            self.orderID = orderID
            self.quantity = quantity
            self.account = account
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E150004001C as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 32, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 28 else {
                throw .shortBlock(offset: offset, message: "AmendOrder", bytes: blockLength, needed: 28)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt32.self))
        }
    }

    /// Takes an order out and enters it anew.
    @usableFromInline package struct ReplaceOrder: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 5 }
        @inlinable package static var blockLength: Int { 52 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 60 }

        @usableFromInline package var time: Int64
        @usableFromInline package var orderID: UInt64
        @usableFromInline package var clientOrderID: UInt64
        /// Null keeps the old one.
        @usableFromInline package var price: Int64
        /// Open from now on.
        @usableFromInline package var quantity: Int64
        /// Null keeps the old one.
        @usableFromInline package var triggerPrice: Int64
        @usableFromInline package var account: UInt32

        @inlinable @inline(__always) package init(
            time: Int64, orderID: UInt64, clientOrderID: UInt64, price: Int64, quantity: Int64, triggerPrice: Int64, account: UInt32
        ) {
            self.time = time
            self.orderID = orderID
            self.clientOrderID = clientOrderID
            self.price = price
            self.quantity = quantity
            self.triggerPrice = triggerPrice
            self.account = account
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500050034 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 40, as: Int64.self)
            unsafe base.storeBytes(of: triggerPrice.littleEndian, toByteOffset: 48, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 56, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 52 else {
                throw .shortBlock(offset: offset, message: "ReplaceOrder", bytes: blockLength, needed: 52)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            triggerPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: Int64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 48, as: UInt32.self))
        }
    }

    /// Cancels an account's open orders.
    @usableFromInline package struct CancelAll: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 6 }
        @inlinable package static var blockLength: Int { 14 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 22 }

        @usableFromInline package var time: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var symbol: UInt16

        @inlinable @inline(__always) package init(
            time: Int64, account: UInt32, symbol: UInt16
        ) {
            self.time = time
            self.account = account
            self.symbol = symbol
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E150006000E as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 16, as: UInt32.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 20, as: UInt16.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 14 else {
                throw .shortBlock(offset: offset, message: "CancelAll", bytes: blockLength, needed: 14)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 12, as: UInt16.self))
        }
    }

    /// Time passes: orders expire, pauses end.
    @usableFromInline package struct Tick: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 7 }
        @inlinable package static var blockLength: Int { 8 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 16 }

        @usableFromInline package var time: Int64

        @inlinable @inline(__always) package init(
            time: Int64
        ) {
            self.time = time
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500070008 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 8 else {
                throw .shortBlock(offset: offset, message: "Tick", bytes: blockLength, needed: 8)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
        }
    }

    /// Lists an asset under the next AssetID.
    @usableFromInline package struct AddAsset: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 8 }
        @inlinable package static var blockLength: Int { 25 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 33 }

        @usableFromInline package var time: Int64
        @usableFromInline package var name: Name
        @usableFromInline package var scale: UInt8

        @inlinable @inline(__always) package init(
            time: Int64, name: Name, scale: UInt8
        ) {
            self.time = time
            self.name = name
            self.scale = scale
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500080019 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: name.low.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: name.high.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: scale, toByteOffset: 32, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @usableFromInline package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 25 else {
                throw .shortBlock(offset: offset, message: "AddAsset", bytes: blockLength, needed: 25)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            name = Name(low: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), high: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self)))
            scale = unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt8.self)
        }
    }

    /// Lists an instrument under the next SymbolID.
    @usableFromInline package struct AddInstrument: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 9 }
        @inlinable package static var blockLength: Int { 141 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 149 }

        @usableFromInline package var time: Int64
        @usableFromInline package var name: Name
        @usableFromInline package var baseAsset: UInt32
        @usableFromInline package var quoteAsset: UInt32
        /// Quote units per tick, for one whole base asset.
        @usableFromInline package var tickUnits: Int64
        /// Base units per lot.
        @usableFromInline package var lotUnits: Int64
        /// Quote units per tick and lot.
        @usableFromInline package var notionalUnits: Int64
        @usableFromInline package var minPrice: Int64
        @usableFromInline package var maxPrice: Int64
        @usableFromInline package var minQuantity: Int64
        @usableFromInline package var maxQuantity: Int64
        @usableFromInline package var minNotional: Int64
        @usableFromInline package var makerFeePPM: UInt32
        @usableFromInline package var takerFeePPM: UInt32
        @usableFromInline package var bandPPM: UInt32
        @usableFromInline package var pausePPM: UInt32
        @usableFromInline package var marketProtectionPPM: UInt32
        @usableFromInline package var pauseWindow: Int64
        @usableFromInline package var pauseDuration: Int64
        @usableFromInline package var referencePrice: Int64
        @usableFromInline package var phase: Phase

        @inlinable @inline(__always) package init(
            time: Int64, name: Name, baseAsset: UInt32, quoteAsset: UInt32, tickUnits: Int64, lotUnits: Int64, notionalUnits: Int64, minPrice: Int64, maxPrice: Int64, minQuantity: Int64, maxQuantity: Int64, minNotional: Int64, makerFeePPM: UInt32, takerFeePPM: UInt32, bandPPM: UInt32, pausePPM: UInt32, marketProtectionPPM: UInt32, pauseWindow: Int64, pauseDuration: Int64, referencePrice: Int64, phase: Phase
        ) {
            self.time = time
            self.name = name
            self.baseAsset = baseAsset
            self.quoteAsset = quoteAsset
            self.tickUnits = tickUnits
            self.lotUnits = lotUnits
            self.notionalUnits = notionalUnits
            self.minPrice = minPrice
            self.maxPrice = maxPrice
            self.minQuantity = minQuantity
            self.maxQuantity = maxQuantity
            self.minNotional = minNotional
            self.makerFeePPM = makerFeePPM
            self.takerFeePPM = takerFeePPM
            self.bandPPM = bandPPM
            self.pausePPM = pausePPM
            self.marketProtectionPPM = marketProtectionPPM
            self.pauseWindow = pauseWindow
            self.pauseDuration = pauseDuration
            self.referencePrice = referencePrice
            self.phase = phase
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E150009008D as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: name.low.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: name.high.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: baseAsset.littleEndian, toByteOffset: 32, as: UInt32.self)
            unsafe base.storeBytes(of: quoteAsset.littleEndian, toByteOffset: 36, as: UInt32.self)
            unsafe base.storeBytes(of: tickUnits.littleEndian, toByteOffset: 40, as: Int64.self)
            unsafe base.storeBytes(of: lotUnits.littleEndian, toByteOffset: 48, as: Int64.self)
            unsafe base.storeBytes(of: notionalUnits.littleEndian, toByteOffset: 56, as: Int64.self)
            unsafe base.storeBytes(of: minPrice.littleEndian, toByteOffset: 64, as: Int64.self)
            unsafe base.storeBytes(of: maxPrice.littleEndian, toByteOffset: 72, as: Int64.self)
            unsafe base.storeBytes(of: minQuantity.littleEndian, toByteOffset: 80, as: Int64.self)
            unsafe base.storeBytes(of: maxQuantity.littleEndian, toByteOffset: 88, as: Int64.self)
            unsafe base.storeBytes(of: minNotional.littleEndian, toByteOffset: 96, as: Int64.self)
            unsafe base.storeBytes(of: makerFeePPM.littleEndian, toByteOffset: 104, as: UInt32.self)
            unsafe base.storeBytes(of: takerFeePPM.littleEndian, toByteOffset: 108, as: UInt32.self)
            unsafe base.storeBytes(of: bandPPM.littleEndian, toByteOffset: 112, as: UInt32.self)
            unsafe base.storeBytes(of: pausePPM.littleEndian, toByteOffset: 116, as: UInt32.self)
            unsafe base.storeBytes(of: marketProtectionPPM.littleEndian, toByteOffset: 120, as: UInt32.self)
            unsafe base.storeBytes(of: pauseWindow.littleEndian, toByteOffset: 124, as: Int64.self)
            unsafe base.storeBytes(of: pauseDuration.littleEndian, toByteOffset: 132, as: Int64.self)
            unsafe base.storeBytes(of: referencePrice.littleEndian, toByteOffset: 140, as: Int64.self)
            unsafe base.storeBytes(of: phase.rawValue, toByteOffset: 148, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @usableFromInline package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 141 else {
                throw .shortBlock(offset: offset, message: "AddInstrument", bytes: blockLength, needed: 141)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            name = Name(low: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), high: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self)))
            baseAsset = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt32.self))
            quoteAsset = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 28, as: UInt32.self))
            tickUnits = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            lotUnits = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: Int64.self))
            notionalUnits = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 48, as: Int64.self))
            minPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 56, as: Int64.self))
            maxPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 64, as: Int64.self))
            minQuantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 72, as: Int64.self))
            maxQuantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 80, as: Int64.self))
            minNotional = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 88, as: Int64.self))
            makerFeePPM = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 96, as: UInt32.self))
            takerFeePPM = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 100, as: UInt32.self))
            bandPPM = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 104, as: UInt32.self))
            pausePPM = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 108, as: UInt32.self))
            marketProtectionPPM = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 112, as: UInt32.self))
            pauseWindow = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 116, as: Int64.self))
            pauseDuration = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 124, as: Int64.self))
            referencePrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 132, as: Int64.self))
            let phaseRaw = unsafe base.loadUnaligned(fromByteOffset: 140, as: UInt8.self)
            guard let phase = Phase(rawValue: phaseRaw) else {
                throw .unknownValue(offset: offset + 140, message: "AddInstrument", field: "phase", value: phaseRaw)
            }
            self.phase = phase
        }
    }

    /// Opens an account under the next AccountID.
    @usableFromInline package struct OpenAccount: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 10 }
        @inlinable package static var blockLength: Int { 36 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 44 }

        @usableFromInline package var time: Int64
        @usableFromInline package var minOrderValue: Int64
        @usableFromInline package var dailyLossLimitPercent: UInt32
        @usableFromInline package var ordersPerMinuteMax: UInt32
        @usableFromInline package var maxOrderPercent: UInt32
        @usableFromInline package var maxPositionPercent: UInt32
        @usableFromInline package var maxOpenOrders: UInt32

        @inlinable @inline(__always) package init(
            time: Int64, minOrderValue: Int64, dailyLossLimitPercent: UInt32, ordersPerMinuteMax: UInt32, maxOrderPercent: UInt32, maxPositionPercent: UInt32, maxOpenOrders: UInt32
        ) {
            self.time = time
            self.minOrderValue = minOrderValue
            self.dailyLossLimitPercent = dailyLossLimitPercent
            self.ordersPerMinuteMax = ordersPerMinuteMax
            self.maxOrderPercent = maxOrderPercent
            self.maxPositionPercent = maxPositionPercent
            self.maxOpenOrders = maxOpenOrders
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15000A0024 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: minOrderValue.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: dailyLossLimitPercent.littleEndian, toByteOffset: 24, as: UInt32.self)
            unsafe base.storeBytes(of: ordersPerMinuteMax.littleEndian, toByteOffset: 28, as: UInt32.self)
            unsafe base.storeBytes(of: maxOrderPercent.littleEndian, toByteOffset: 32, as: UInt32.self)
            unsafe base.storeBytes(of: maxPositionPercent.littleEndian, toByteOffset: 36, as: UInt32.self)
            unsafe base.storeBytes(of: maxOpenOrders.littleEndian, toByteOffset: 40, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 36 else {
                throw .shortBlock(offset: offset, message: "OpenAccount", bytes: blockLength, needed: 36)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            minOrderValue = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            dailyLossLimitPercent = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            ordersPerMinuteMax = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
            maxOrderPercent = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt32.self))
            maxPositionPercent = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 28, as: UInt32.self))
            maxOpenOrders = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt32.self))
        }
    }

    /// Money comes in.
    @usableFromInline package struct Deposit: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 11 }
        @inlinable package static var blockLength: Int { 24 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 32 }

        @usableFromInline package var time: Int64
        @usableFromInline package var amount: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var asset: UInt32

        @inlinable @inline(__always) package init(
            time: Int64, amount: Int64, account: UInt32, asset: UInt32
        ) {
            self.time = time
            self.amount = amount
            self.account = account
            self.asset = asset
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15000B0018 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: amount.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 24, as: UInt32.self)
            unsafe base.storeBytes(of: asset.littleEndian, toByteOffset: 28, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 24 else {
                throw .shortBlock(offset: offset, message: "Deposit", bytes: blockLength, needed: 24)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            amount = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            asset = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
        }
    }

    /// Money goes out.
    @usableFromInline package struct Withdraw: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 12 }
        @inlinable package static var blockLength: Int { 24 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 32 }

        @usableFromInline package var time: Int64
        @usableFromInline package var amount: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var asset: UInt32

        @inlinable @inline(__always) package init(
            time: Int64, amount: Int64, account: UInt32, asset: UInt32
        ) {
            self.time = time
            self.amount = amount
            self.account = account
            self.asset = asset
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15000C0018 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: amount.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 24, as: UInt32.self)
            unsafe base.storeBytes(of: asset.littleEndian, toByteOffset: 28, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 24 else {
                throw .shortBlock(offset: offset, message: "Withdraw", bytes: blockLength, needed: 24)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            amount = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            asset = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
        }
    }

    /// Moves an instrument to another phase.
    @usableFromInline package struct SetPhase: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 13 }
        @inlinable package static var blockLength: Int { 11 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 19 }

        @usableFromInline package var time: Int64
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var phase: Phase

        @inlinable @inline(__always) package init(
            time: Int64, symbol: UInt16, phase: Phase
        ) {
            self.time = time
            self.symbol = symbol
            self.phase = phase
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15000D000B as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 16, as: UInt16.self)
            unsafe base.storeBytes(of: phase.rawValue, toByteOffset: 18, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 11 else {
                throw .shortBlock(offset: offset, message: "SetPhase", bytes: blockLength, needed: 11)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
            let phaseRaw = unsafe base.loadUnaligned(fromByteOffset: 10, as: UInt8.self)
            guard let phase = Phase(rawValue: phaseRaw) else {
                throw .unknownValue(offset: offset + 10, message: "SetPhase", field: "phase", value: phaseRaw)
            }
            self.phase = phase
        }
    }

    /// Gives an account other limits.
    @usableFromInline package struct SetRiskProfile: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 14 }
        @inlinable package static var blockLength: Int { 40 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 48 }

        @usableFromInline package var time: Int64
        @usableFromInline package var minOrderValue: Int64
        @usableFromInline package var dailyLossLimitPercent: UInt32
        @usableFromInline package var ordersPerMinuteMax: UInt32
        @usableFromInline package var maxOrderPercent: UInt32
        @usableFromInline package var maxPositionPercent: UInt32
        @usableFromInline package var maxOpenOrders: UInt32
        @usableFromInline package var account: UInt32

        @inlinable @inline(__always) package init(
            time: Int64, minOrderValue: Int64, dailyLossLimitPercent: UInt32, ordersPerMinuteMax: UInt32, maxOrderPercent: UInt32, maxPositionPercent: UInt32, maxOpenOrders: UInt32, account: UInt32
        ) {
            self.time = time
            self.minOrderValue = minOrderValue
            self.dailyLossLimitPercent = dailyLossLimitPercent
            self.ordersPerMinuteMax = ordersPerMinuteMax
            self.maxOrderPercent = maxOrderPercent
            self.maxPositionPercent = maxPositionPercent
            self.maxOpenOrders = maxOpenOrders
            self.account = account
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15000E0028 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: minOrderValue.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: dailyLossLimitPercent.littleEndian, toByteOffset: 24, as: UInt32.self)
            unsafe base.storeBytes(of: ordersPerMinuteMax.littleEndian, toByteOffset: 28, as: UInt32.self)
            unsafe base.storeBytes(of: maxOrderPercent.littleEndian, toByteOffset: 32, as: UInt32.self)
            unsafe base.storeBytes(of: maxPositionPercent.littleEndian, toByteOffset: 36, as: UInt32.self)
            unsafe base.storeBytes(of: maxOpenOrders.littleEndian, toByteOffset: 40, as: UInt32.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 44, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 40 else {
                throw .shortBlock(offset: offset, message: "SetRiskProfile", bytes: blockLength, needed: 40)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            minOrderValue = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            dailyLossLimitPercent = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            ordersPerMinuteMax = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
            maxOrderPercent = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt32.self))
            maxPositionPercent = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 28, as: UInt32.self))
            maxOpenOrders = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt32.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 36, as: UInt32.self))
        }
    }

    /// Restricts an account, or lifts that.
    @usableFromInline package struct SetAccountState: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 15 }
        @inlinable package static var blockLength: Int { 13 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 21 }

        @usableFromInline package var time: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var state: AccountState

        @inlinable @inline(__always) package init(
            time: Int64, account: UInt32, state: AccountState
        ) {
            self.time = time
            self.account = account
            self.state = state
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15000F000D as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 16, as: UInt32.self)
            unsafe base.storeBytes(of: state.rawValue, toByteOffset: 20, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 13 else {
                throw .shortBlock(offset: offset, message: "SetAccountState", bytes: blockLength, needed: 13)
            }
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
            let stateRaw = unsafe base.loadUnaligned(fromByteOffset: 12, as: UInt8.self)
            guard let state = AccountState(rawValue: stateRaw) else {
                throw .unknownValue(offset: offset + 12, message: "SetAccountState", field: "state", value: stateRaw)
            }
            self.state = state
        }
    }

    /// The order of the command, exactly as it says: nothing of it filled yet.
    @usableFromInline package struct OrderAccepted: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 64 }
        @inlinable package static var blockLength: Int { 9 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 17 }

        @usableFromInline package var orderID: UInt64
        @usableFromInline package var flags: EventFlags

        @inlinable @inline(__always) package init(
            orderID: UInt64, flags: EventFlags
        ) {
            self.orderID = orderID
            self.flags = flags
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500400009 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 16, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 9 else {
                throw .shortBlock(offset: offset, message: "OrderAccepted", bytes: blockLength, needed: 9)
            }
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            flags = EventFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt8.self))
        }
    }

    /// An order the command alone does not describe: leg of a pair, exit of a bracket, trailing stop.
    @usableFromInline package struct DerivedOrderAccepted: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 65 }
        @inlinable package static var blockLength: Int { 46 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 54 }

        @usableFromInline package var orderID: UInt64
        /// The other leg.
        @usableFromInline package var otherID: UInt64
        /// Limit or trigger.
        @usableFromInline package var price: Int64
        /// Total.
        @usableFromInline package var quantity: Int64
        /// Open.
        @usableFromInline package var leaves: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var side: Side
        @usableFromInline package var flags: EventFlags

        @inlinable @inline(__always) package init(
            orderID: UInt64, otherID: UInt64, price: Int64, quantity: Int64, leaves: Int64, account: UInt32, side: Side, flags: EventFlags
        ) {
            self.orderID = orderID
            self.otherID = otherID
            self.price = price
            self.quantity = quantity
            self.leaves = leaves
            self.account = account
            self.side = side
            self.flags = flags
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E150041002E as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: otherID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 24, as: Int64.self)
            assert(quantity >= 0, "DerivedOrderAccepted.quantity")
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 32, as: Int64.self)
            assert(leaves >= 0, "DerivedOrderAccepted.leaves")
            unsafe base.storeBytes(of: leaves.littleEndian, toByteOffset: 40, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 48, as: UInt32.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 52, as: UInt8.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 53, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 46 else {
                throw .shortBlock(offset: offset, message: "DerivedOrderAccepted", bytes: blockLength, needed: 46)
            }
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            otherID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            guard quantity >= 0 else {
                throw .belowMinimum(offset: offset + 24, message: "DerivedOrderAccepted", field: "quantity", value: Int64(quantity))
            }
            leaves = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            guard leaves >= 0 else {
                throw .belowMinimum(offset: offset + 32, message: "DerivedOrderAccepted", field: "leaves", value: Int64(leaves))
            }
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: UInt32.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 44, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 44, message: "DerivedOrderAccepted", field: "side", value: sideRaw)
            }
            self.side = side
            flags = EventFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 45, as: UInt8.self))
        }
    }

    /// The command changed nothing.
    @usableFromInline package struct OrderRejected: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 66 }
        @inlinable package static var blockLength: Int { 16 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 24 }

        /// The order it named.
        @usableFromInline package var orderID: UInt64
        @usableFromInline package var account: UInt32
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var reason: RejectReason
        @usableFromInline package var side: Side

        @inlinable @inline(__always) package init(
            orderID: UInt64, account: UInt32, symbol: UInt16, reason: RejectReason, side: Side
        ) {
            self.orderID = orderID
            self.account = account
            self.symbol = symbol
            self.reason = reason
            self.side = side
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500420010 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 16, as: UInt32.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 20, as: UInt16.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 22, as: UInt8.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 23, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 16 else {
                throw .shortBlock(offset: offset, message: "OrderRejected", bytes: blockLength, needed: 16)
            }
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 12, as: UInt16.self))
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 14, as: UInt8.self)
            guard let reason = RejectReason(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 14, message: "OrderRejected", field: "reason", value: reasonRaw)
            }
            self.reason = reason
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 15, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 15, message: "OrderRejected", field: "side", value: sideRaw)
            }
            self.side = side
        }
    }

    /// The order ended with quantity left.
    @usableFromInline package struct OrderCanceled: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 67 }
        @inlinable package static var blockLength: Int { 22 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 30 }

        @usableFromInline package var orderID: UInt64
        /// What was open.
        @usableFromInline package var quantity: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var reason: CancelReason
        @usableFromInline package var side: Side

        @inlinable @inline(__always) package init(
            orderID: UInt64, quantity: Int64, account: UInt32, reason: CancelReason, side: Side
        ) {
            self.orderID = orderID
            self.quantity = quantity
            self.account = account
            self.reason = reason
            self.side = side
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500430016 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 8, as: UInt64.self)
            assert(quantity >= 0, "OrderCanceled.quantity")
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 24, as: UInt32.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 28, as: UInt8.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 29, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 22 else {
                throw .shortBlock(offset: offset, message: "OrderCanceled", bytes: blockLength, needed: 22)
            }
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            guard quantity >= 0 else {
                throw .belowMinimum(offset: offset + 8, message: "OrderCanceled", field: "quantity", value: Int64(quantity))
            }
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt8.self)
            guard let reason = CancelReason(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 20, message: "OrderCanceled", field: "reason", value: reasonRaw)
            }
            self.reason = reason
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 21, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 21, message: "OrderCanceled", field: "side", value: sideRaw)
            }
            self.side = side
        }
    }

    /// The order shrank and kept its priority.
    @usableFromInline package struct OrderAmended: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 68 }
        @inlinable package static var blockLength: Int { 46 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 54 }

        @usableFromInline package var orderID: UInt64
        @usableFromInline package var price: Int64
        /// Total now.
        @usableFromInline package var quantity: Int64
        /// Open now.
        @usableFromInline package var leaves: Int64
        /// Open before.
        @usableFromInline package var leavesBefore: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var reason: CancelReason
        @usableFromInline package var side: Side

        @inlinable @inline(__always) package init(
            orderID: UInt64, price: Int64, quantity: Int64, leaves: Int64, leavesBefore: Int64, account: UInt32, reason: CancelReason, side: Side
        ) {
            self.orderID = orderID
            self.price = price
            self.quantity = quantity
            self.leaves = leaves
            self.leavesBefore = leavesBefore
            self.account = account
            self.reason = reason
            self.side = side
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E150044002E as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 16, as: Int64.self)
            assert(quantity >= 0, "OrderAmended.quantity")
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 24, as: Int64.self)
            assert(leaves >= 0, "OrderAmended.leaves")
            unsafe base.storeBytes(of: leaves.littleEndian, toByteOffset: 32, as: Int64.self)
            assert(leavesBefore >= 0, "OrderAmended.leavesBefore")
            unsafe base.storeBytes(of: leavesBefore.littleEndian, toByteOffset: 40, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 48, as: UInt32.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 52, as: UInt8.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 53, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 46 else {
                throw .shortBlock(offset: offset, message: "OrderAmended", bytes: blockLength, needed: 46)
            }
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            guard quantity >= 0 else {
                throw .belowMinimum(offset: offset + 16, message: "OrderAmended", field: "quantity", value: Int64(quantity))
            }
            leaves = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            guard leaves >= 0 else {
                throw .belowMinimum(offset: offset + 24, message: "OrderAmended", field: "leaves", value: Int64(leaves))
            }
            leavesBefore = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            guard leavesBefore >= 0 else {
                throw .belowMinimum(offset: offset + 32, message: "OrderAmended", field: "leavesBefore", value: Int64(leavesBefore))
            }
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: UInt32.self))
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 44, as: UInt8.self)
            guard let reason = CancelReason(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 44, message: "OrderAmended", field: "reason", value: reasonRaw)
            }
            self.reason = reason
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 45, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 45, message: "OrderAmended", field: "side", value: sideRaw)
            }
            self.side = side
        }
    }

    /// The order goes on under a new id, at the end of its queue.
    @usableFromInline package struct OrderReplaced: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 69 }
        @inlinable package static var blockLength: Int { 46 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 54 }

        /// New.
        @usableFromInline package var orderID: UInt64
        /// Old.
        @usableFromInline package var replacedID: UInt64
        @usableFromInline package var price: Int64
        @usableFromInline package var quantity: Int64
        @usableFromInline package var leaves: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var side: Side
        @usableFromInline package var flags: EventFlags

        @inlinable @inline(__always) package init(
            orderID: UInt64, replacedID: UInt64, price: Int64, quantity: Int64, leaves: Int64, account: UInt32, side: Side, flags: EventFlags
        ) {
            self.orderID = orderID
            self.replacedID = replacedID
            self.price = price
            self.quantity = quantity
            self.leaves = leaves
            self.account = account
            self.side = side
            self.flags = flags
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E150045002E as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: replacedID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 24, as: Int64.self)
            assert(quantity >= 0, "OrderReplaced.quantity")
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 32, as: Int64.self)
            assert(leaves >= 0, "OrderReplaced.leaves")
            unsafe base.storeBytes(of: leaves.littleEndian, toByteOffset: 40, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 48, as: UInt32.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 52, as: UInt8.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 53, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 46 else {
                throw .shortBlock(offset: offset, message: "OrderReplaced", bytes: blockLength, needed: 46)
            }
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            replacedID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            guard quantity >= 0 else {
                throw .belowMinimum(offset: offset + 24, message: "OrderReplaced", field: "quantity", value: Int64(quantity))
            }
            leaves = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            guard leaves >= 0 else {
                throw .belowMinimum(offset: offset + 32, message: "OrderReplaced", field: "leaves", value: Int64(leaves))
            }
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: UInt32.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 44, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 44, message: "OrderReplaced", field: "side", value: sideRaw)
            }
            self.side = side
            flags = EventFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 45, as: UInt8.self))
        }
    }

    /// A waiting order enters the book.
    @usableFromInline package struct OrderTriggered: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 70 }
        @inlinable package static var blockLength: Int { 38 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 46 }

        @usableFromInline package var orderID: UInt64
        /// The trigger.
        @usableFromInline package var price: Int64
        @usableFromInline package var quantity: Int64
        @usableFromInline package var leaves: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var side: Side
        @usableFromInline package var flags: EventFlags

        @inlinable @inline(__always) package init(
            orderID: UInt64, price: Int64, quantity: Int64, leaves: Int64, account: UInt32, side: Side, flags: EventFlags
        ) {
            self.orderID = orderID
            self.price = price
            self.quantity = quantity
            self.leaves = leaves
            self.account = account
            self.side = side
            self.flags = flags
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500460026 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 16, as: Int64.self)
            assert(quantity >= 0, "OrderTriggered.quantity")
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 24, as: Int64.self)
            assert(leaves >= 0, "OrderTriggered.leaves")
            unsafe base.storeBytes(of: leaves.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 40, as: UInt32.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 44, as: UInt8.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 45, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 38 else {
                throw .shortBlock(offset: offset, message: "OrderTriggered", bytes: blockLength, needed: 38)
            }
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            guard quantity >= 0 else {
                throw .belowMinimum(offset: offset + 16, message: "OrderTriggered", field: "quantity", value: Int64(quantity))
            }
            leaves = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            guard leaves >= 0 else {
                throw .belowMinimum(offset: offset + 24, message: "OrderTriggered", field: "leaves", value: Int64(leaves))
            }
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt32.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 36, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 36, message: "OrderTriggered", field: "side", value: sideRaw)
            }
            self.side = side
            flags = EventFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 37, as: UInt8.self))
        }
    }

    /// An iceberg shows its next part, at the end of its queue.
    @usableFromInline package struct OrderRefreshed: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 71 }
        @inlinable package static var blockLength: Int { 37 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 45 }

        @usableFromInline package var orderID: UInt64
        @usableFromInline package var price: Int64
        /// Shown now.
        @usableFromInline package var quantity: Int64
        /// Open, hidden part included.
        @usableFromInline package var leaves: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var side: Side

        @inlinable @inline(__always) package init(
            orderID: UInt64, price: Int64, quantity: Int64, leaves: Int64, account: UInt32, side: Side
        ) {
            self.orderID = orderID
            self.price = price
            self.quantity = quantity
            self.leaves = leaves
            self.account = account
            self.side = side
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500470025 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 16, as: Int64.self)
            assert(quantity >= 0, "OrderRefreshed.quantity")
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 24, as: Int64.self)
            assert(leaves >= 0, "OrderRefreshed.leaves")
            unsafe base.storeBytes(of: leaves.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 40, as: UInt32.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 44, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 37 else {
                throw .shortBlock(offset: offset, message: "OrderRefreshed", bytes: blockLength, needed: 37)
            }
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            guard quantity >= 0 else {
                throw .belowMinimum(offset: offset + 16, message: "OrderRefreshed", field: "quantity", value: Int64(quantity))
            }
            leaves = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            guard leaves >= 0 else {
                throw .belowMinimum(offset: offset + 24, message: "OrderRefreshed", field: "leaves", value: Int64(leaves))
            }
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt32.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 36, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 36, message: "OrderRefreshed", field: "side", value: sideRaw)
            }
            self.side = side
        }
    }

    /// Two orders match; in an auction the taker is the buyer.
    @usableFromInline package struct Trade: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 72 }
        @inlinable package static var blockLength: Int { 82 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 90 }

        @usableFromInline package var tradeID: UInt64
        @usableFromInline package var takerID: UInt64
        @usableFromInline package var makerID: UInt64
        @usableFromInline package var price: Int64
        @usableFromInline package var quantity: Int64
        @usableFromInline package var takerLeaves: Int64
        @usableFromInline package var makerLeaves: Int64
        @usableFromInline package var takerFee: Int64
        @usableFromInline package var makerFee: Int64
        @usableFromInline package var takerAccount: UInt32
        @usableFromInline package var makerAccount: UInt32
        /// Of the taker.
        @usableFromInline package var side: Side
        @usableFromInline package var flags: EventFlags

        @inlinable @inline(__always) package init(
            tradeID: UInt64, takerID: UInt64, makerID: UInt64, price: Int64, quantity: Int64, takerLeaves: Int64, makerLeaves: Int64, takerFee: Int64, makerFee: Int64, takerAccount: UInt32, makerAccount: UInt32, side: Side, flags: EventFlags
        ) {
            self.tradeID = tradeID
            self.takerID = takerID
            self.makerID = makerID
            self.price = price
            self.quantity = quantity
            self.takerLeaves = takerLeaves
            self.makerLeaves = makerLeaves
            self.takerFee = takerFee
            self.makerFee = makerFee
            self.takerAccount = takerAccount
            self.makerAccount = makerAccount
            self.side = side
            self.flags = flags
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500480052 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: tradeID.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: takerID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: makerID.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 32, as: Int64.self)
            assert(quantity >= 0, "Trade.quantity")
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 40, as: Int64.self)
            assert(takerLeaves >= 0, "Trade.takerLeaves")
            unsafe base.storeBytes(of: takerLeaves.littleEndian, toByteOffset: 48, as: Int64.self)
            assert(makerLeaves >= 0, "Trade.makerLeaves")
            unsafe base.storeBytes(of: makerLeaves.littleEndian, toByteOffset: 56, as: Int64.self)
            unsafe base.storeBytes(of: takerFee.littleEndian, toByteOffset: 64, as: Int64.self)
            unsafe base.storeBytes(of: makerFee.littleEndian, toByteOffset: 72, as: Int64.self)
            unsafe base.storeBytes(of: takerAccount.littleEndian, toByteOffset: 80, as: UInt32.self)
            unsafe base.storeBytes(of: makerAccount.littleEndian, toByteOffset: 84, as: UInt32.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 88, as: UInt8.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 89, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 82 else {
                throw .shortBlock(offset: offset, message: "Trade", bytes: blockLength, needed: 82)
            }
            tradeID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            takerID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            makerID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            guard quantity >= 0 else {
                throw .belowMinimum(offset: offset + 32, message: "Trade", field: "quantity", value: Int64(quantity))
            }
            takerLeaves = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: Int64.self))
            guard takerLeaves >= 0 else {
                throw .belowMinimum(offset: offset + 40, message: "Trade", field: "takerLeaves", value: Int64(takerLeaves))
            }
            makerLeaves = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 48, as: Int64.self))
            guard makerLeaves >= 0 else {
                throw .belowMinimum(offset: offset + 48, message: "Trade", field: "makerLeaves", value: Int64(makerLeaves))
            }
            takerFee = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 56, as: Int64.self))
            makerFee = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 64, as: Int64.self))
            takerAccount = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 72, as: UInt32.self))
            makerAccount = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 76, as: UInt32.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 80, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 80, message: "Trade", field: "side", value: sideRaw)
            }
            self.side = side
            flags = EventFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 81, as: UInt8.self))
        }
    }

    /// The instrument is in another phase; an auction's trades follow.
    @usableFromInline package struct PhaseChanged: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 73 }
        @inlinable package static var blockLength: Int { 20 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 28 }

        /// Of the auction.
        @usableFromInline package var price: Int64
        /// Of the auction.
        @usableFromInline package var quantity: Int64
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var phase: Phase
        @usableFromInline package var previousPhase: Phase

        @inlinable @inline(__always) package init(
            price: Int64, quantity: Int64, symbol: UInt16, phase: Phase, previousPhase: Phase
        ) {
            self.price = price
            self.quantity = quantity
            self.symbol = symbol
            self.phase = phase
            self.previousPhase = previousPhase
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500490014 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 8, as: Int64.self)
            assert(quantity >= 0, "PhaseChanged.quantity")
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 24, as: UInt16.self)
            unsafe base.storeBytes(of: phase.rawValue, toByteOffset: 26, as: UInt8.self)
            unsafe base.storeBytes(of: previousPhase.rawValue, toByteOffset: 27, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 20 else {
                throw .shortBlock(offset: offset, message: "PhaseChanged", bytes: blockLength, needed: 20)
            }
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            guard quantity >= 0 else {
                throw .belowMinimum(offset: offset + 8, message: "PhaseChanged", field: "quantity", value: Int64(quantity))
            }
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt16.self))
            let phaseRaw = unsafe base.loadUnaligned(fromByteOffset: 18, as: UInt8.self)
            guard let phase = Phase(rawValue: phaseRaw) else {
                throw .unknownValue(offset: offset + 18, message: "PhaseChanged", field: "phase", value: phaseRaw)
            }
            self.phase = phase
            let previousPhaseRaw = unsafe base.loadUnaligned(fromByteOffset: 19, as: UInt8.self)
            guard let previousPhase = Phase(rawValue: previousPhaseRaw) else {
                throw .unknownValue(offset: offset + 19, message: "PhaseChanged", field: "previousPhase", value: previousPhaseRaw)
            }
            self.previousPhase = previousPhase
        }
    }

    /// The same clientOrderID with the same body came before: its answer stands.
    @usableFromInline package struct DuplicateOrder: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 74 }
        @inlinable package static var blockLength: Int { 23 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 31 }

        /// Of the first; null if that was rejected.
        @usableFromInline package var orderID: UInt64
        /// Of the first.
        @usableFromInline package var sequence: UInt64
        @usableFromInline package var account: UInt32
        @usableFromInline package var symbol: UInt16
        /// Of the first.
        @usableFromInline package var reason: RejectReason

        @inlinable @inline(__always) package init(
            orderID: UInt64, sequence: UInt64, account: UInt32, symbol: UInt16, reason: RejectReason
        ) {
            self.orderID = orderID
            self.sequence = sequence
            self.account = account
            self.symbol = symbol
            self.reason = reason
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15004A0017 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 24, as: UInt32.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 28, as: UInt16.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 30, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 23 else {
                throw .shortBlock(offset: offset, message: "DuplicateOrder", bytes: blockLength, needed: 23)
            }
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt16.self))
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 22, as: UInt8.self)
            guard let reason = RejectReason(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 22, message: "DuplicateOrder", field: "reason", value: reasonRaw)
            }
            self.reason = reason
        }
    }

    /// Follows the cancellations.
    @usableFromInline package struct CancelAllDone: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 75 }
        @inlinable package static var blockLength: Int { 22 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 30 }

        @usableFromInline package var canceled: Int64
        /// For later commands: one command cancels a bounded number.
        @usableFromInline package var left: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var symbol: UInt16

        @inlinable @inline(__always) package init(
            canceled: Int64, left: Int64, account: UInt32, symbol: UInt16
        ) {
            self.canceled = canceled
            self.left = left
            self.account = account
            self.symbol = symbol
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15004B0016 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            assert(canceled >= 0, "CancelAllDone.canceled")
            unsafe base.storeBytes(of: canceled.littleEndian, toByteOffset: 8, as: Int64.self)
            assert(left >= 0, "CancelAllDone.left")
            unsafe base.storeBytes(of: left.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 24, as: UInt32.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 28, as: UInt16.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 22 else {
                throw .shortBlock(offset: offset, message: "CancelAllDone", bytes: blockLength, needed: 22)
            }
            canceled = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            guard canceled >= 0 else {
                throw .belowMinimum(offset: offset + 0, message: "CancelAllDone", field: "canceled", value: Int64(canceled))
            }
            left = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            guard left >= 0 else {
                throw .belowMinimum(offset: offset + 8, message: "CancelAllDone", field: "left", value: Int64(left))
            }
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt16.self))
        }
    }

    /// The asset is listed.
    @usableFromInline package struct AssetAdded: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 76 }
        @inlinable package static var blockLength: Int { 4 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 12 }

        @usableFromInline package var asset: UInt32

        @inlinable @inline(__always) package init(
            asset: UInt32
        ) {
            self.asset = asset
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15004C0004 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: asset.littleEndian, toByteOffset: 8, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 4 else {
                throw .shortBlock(offset: offset, message: "AssetAdded", bytes: blockLength, needed: 4)
            }
            asset = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
        }
    }

    /// The instrument is listed.
    @usableFromInline package struct InstrumentAdded: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 77 }
        @inlinable package static var blockLength: Int { 2 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 10 }

        @usableFromInline package var symbol: UInt16

        @inlinable @inline(__always) package init(
            symbol: UInt16
        ) {
            self.symbol = symbol
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15004D0002 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 8, as: UInt16.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 2 else {
                throw .shortBlock(offset: offset, message: "InstrumentAdded", bytes: blockLength, needed: 2)
            }
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt16.self))
        }
    }

    /// The account is open.
    @usableFromInline package struct AccountOpened: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 78 }
        @inlinable package static var blockLength: Int { 4 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 12 }

        @usableFromInline package var account: UInt32

        @inlinable @inline(__always) package init(
            account: UInt32
        ) {
            self.account = account
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15004E0004 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 8, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 4 else {
                throw .shortBlock(offset: offset, message: "AccountOpened", bytes: blockLength, needed: 4)
            }
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
        }
    }

    /// Money came in or went out.
    @usableFromInline package struct BalanceChanged: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 79 }
        @inlinable package static var blockLength: Int { 32 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 40 }

        /// Negative when it went out.
        @usableFromInline package var amount: Int64
        /// Now.
        @usableFromInline package var available: Int64
        /// Now.
        @usableFromInline package var locked: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var asset: UInt32

        @inlinable @inline(__always) package init(
            amount: Int64, available: Int64, locked: Int64, account: UInt32, asset: UInt32
        ) {
            self.amount = amount
            self.available = available
            self.locked = locked
            self.account = account
            self.asset = asset
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15004F0020 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: amount.littleEndian, toByteOffset: 8, as: Int64.self)
            unsafe base.storeBytes(of: available.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: locked.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 32, as: UInt32.self)
            unsafe base.storeBytes(of: asset.littleEndian, toByteOffset: 36, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 32 else {
                throw .shortBlock(offset: offset, message: "BalanceChanged", bytes: blockLength, needed: 32)
            }
            amount = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
            available = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            locked = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt32.self))
            asset = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 28, as: UInt32.self))
        }
    }

    /// The account has the limits of the command.
    @usableFromInline package struct RiskProfileChanged: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 80 }
        @inlinable package static var blockLength: Int { 4 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 12 }

        @usableFromInline package var account: UInt32

        @inlinable @inline(__always) package init(
            account: UInt32
        ) {
            self.account = account
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500500004 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 8, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 4 else {
                throw .shortBlock(offset: offset, message: "RiskProfileChanged", bytes: blockLength, needed: 4)
            }
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
        }
    }

    /// The account is in another state.
    @usableFromInline package struct AccountStateChanged: Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 81 }
        @inlinable package static var blockLength: Int { 7 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 15 }

        @usableFromInline package var account: UInt32
        @usableFromInline package var state: AccountState
        @usableFromInline package var previousState: AccountState
        /// Why the exchange restricted it; none if it was told to.
        @usableFromInline package var reason: RejectReason

        @inlinable @inline(__always) package init(
            account: UInt32, state: AccountState, previousState: AccountState, reason: RejectReason
        ) {
            self.account = account
            self.state = state
            self.previousState = previousState
            self.reason = reason
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500510007 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 8, as: UInt32.self)
            unsafe base.storeBytes(of: state.rawValue, toByteOffset: 12, as: UInt8.self)
            unsafe base.storeBytes(of: previousState.rawValue, toByteOffset: 13, as: UInt8.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 14, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 7 else {
                throw .shortBlock(offset: offset, message: "AccountStateChanged", bytes: blockLength, needed: 7)
            }
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
            let stateRaw = unsafe base.loadUnaligned(fromByteOffset: 4, as: UInt8.self)
            guard let state = AccountState(rawValue: stateRaw) else {
                throw .unknownValue(offset: offset + 4, message: "AccountStateChanged", field: "state", value: stateRaw)
            }
            self.state = state
            let previousStateRaw = unsafe base.loadUnaligned(fromByteOffset: 5, as: UInt8.self)
            guard let previousState = AccountState(rawValue: previousStateRaw) else {
                throw .unknownValue(offset: offset + 5, message: "AccountStateChanged", field: "previousState", value: previousStateRaw)
            }
            self.previousState = previousState
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 6, as: UInt8.self)
            guard let reason = RejectReason(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 6, message: "AccountStateChanged", field: "reason", value: reasonRaw)
            }
            self.reason = reason
        }
    }
}

extension Schema {
    /// Every message, field by field, in order of template id.
    package static let messages: [MessageLayout] = [
        MessageLayout(
            name: "EnterOrder", templateID: 1, blockLength: 43, description: "A new order, every option of EnterAdvancedOrder at its default",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 8, type: .scalar("ClientOrderID"), description: ""),
                FieldLayout(name: "price", offset: 16, type: .scalar("Price"), description: "Limit, or the protective bound of a market order"),
                FieldLayout(name: "quantity", offset: 24, type: .scalar("Quantity"), description: ""),
                FieldLayout(name: "account", offset: 32, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "symbol", offset: 36, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "side", offset: 38, type: .enumeration("Side"), description: ""),
                FieldLayout(name: "type", offset: 39, type: .enumeration("OrderType"), description: ""),
                FieldLayout(name: "timeInForce", offset: 40, type: .enumeration("TimeInForce"), description: ""),
                FieldLayout(name: "selfTradePrevention", offset: 41, type: .enumeration("SelfTradePrevention"), description: ""),
                FieldLayout(name: "flags", offset: 42, type: .set("OrderFlags"), description: ""),
            ]),
        MessageLayout(
            name: "EnterAdvancedOrder", templateID: 2, blockLength: 115, description: "A new order with any option",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 8, type: .scalar("ClientOrderID"), description: ""),
                FieldLayout(name: "price", offset: 16, type: .scalar("Price"), description: "Limit, or the protective bound of a market order"),
                FieldLayout(name: "quantity", offset: 24, type: .scalar("Quantity"), description: ""),
                FieldLayout(name: "account", offset: 32, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "symbol", offset: 36, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "side", offset: 38, type: .enumeration("Side"), description: ""),
                FieldLayout(name: "type", offset: 39, type: .enumeration("OrderType"), description: ""),
                FieldLayout(name: "timeInForce", offset: 40, type: .enumeration("TimeInForce"), description: ""),
                FieldLayout(name: "selfTradePrevention", offset: 41, type: .enumeration("SelfTradePrevention"), description: ""),
                FieldLayout(name: "flags", offset: 42, type: .set("OrderFlags"), description: ""),
                FieldLayout(name: "triggerPrice", offset: 43, type: .scalar("Price"), description: ""),
                FieldLayout(name: "trailingOffset", offset: 51, type: .scalar("TickCount"), description: "Trailing stops; otherwise 0"),
                FieldLayout(name: "displayQuantity", offset: 59, type: .scalar("Quantity"), description: "Shown at a time; 0 shows everything"),
                FieldLayout(name: "expireTime", offset: 67, type: .scalar("Timestamp"), description: "Good till date; otherwise 0"),
                FieldLayout(name: "seenSequence", offset: 75, type: .scalar("SequenceNumber"), description: "Market data the client decided on; 0 means no guard"),
                FieldLayout(name: "maxMoveTicks", offset: 83, type: .scalar("TickCount"), description: "How far the touch may have moved since"),
                FieldLayout(name: "stopPrice", offset: 91, type: .scalar("Price"), description: "Trigger of the second leg, or of the stop-loss exit"),
                FieldLayout(name: "stopLimitPrice", offset: 99, type: .scalar("Price"), description: "Limit of that leg; null makes it a market order"),
                FieldLayout(name: "takeProfitPrice", offset: 107, type: .scalar("Price"), description: "Limit of the take-profit exit"),
            ]),
        MessageLayout(
            name: "CancelOrder", templateID: 3, blockLength: 28, description: "Cancels the order of orderID or, if that is null, of clientOrderID",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "orderID", offset: 8, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 16, type: .scalar("ClientOrderID"), description: ""),
                FieldLayout(name: "account", offset: 24, type: .scalar("AccountID"), description: ""),
            ]),
        MessageLayout(
            name: "AmendOrder", templateID: 4, blockLength: 28, description: "Lowers an order's total quantity in place",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "orderID", offset: 8, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "quantity", offset: 16, type: .scalar("Quantity"), description: "Filled and open"),
                FieldLayout(name: "account", offset: 24, type: .scalar("AccountID"), description: ""),
            ]),
        MessageLayout(
            name: "ReplaceOrder", templateID: 5, blockLength: 52, description: "Takes an order out and enters it anew",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "orderID", offset: 8, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 16, type: .scalar("ClientOrderID"), description: ""),
                FieldLayout(name: "price", offset: 24, type: .scalar("Price"), description: "Null keeps the old one"),
                FieldLayout(name: "quantity", offset: 32, type: .scalar("Quantity"), description: "Open from now on"),
                FieldLayout(name: "triggerPrice", offset: 40, type: .scalar("Price"), description: "Null keeps the old one"),
                FieldLayout(name: "account", offset: 48, type: .scalar("AccountID"), description: ""),
            ]),
        MessageLayout(
            name: "CancelAll", templateID: 6, blockLength: 14, description: "Cancels an account's open orders",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "account", offset: 8, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "symbol", offset: 12, type: .scalar("SymbolID"), description: ""),
            ]),
        MessageLayout(
            name: "Tick", templateID: 7, blockLength: 8, description: "Time passes: orders expire, pauses end",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
            ]),
        MessageLayout(
            name: "AddAsset", templateID: 8, blockLength: 25, description: "Lists an asset under the next AssetID",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "name", offset: 8, type: .scalar("Name"), description: ""),
                FieldLayout(name: "scale", offset: 24, type: .scalar("Scale"), description: ""),
            ]),
        MessageLayout(
            name: "AddInstrument", templateID: 9, blockLength: 141, description: "Lists an instrument under the next SymbolID",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "name", offset: 8, type: .scalar("Name"), description: ""),
                FieldLayout(name: "baseAsset", offset: 24, type: .scalar("AssetID"), description: ""),
                FieldLayout(name: "quoteAsset", offset: 28, type: .scalar("AssetID"), description: ""),
                FieldLayout(name: "tickUnits", offset: 32, type: .scalar("Units"), description: "Quote units per tick, for one whole base asset"),
                FieldLayout(name: "lotUnits", offset: 40, type: .scalar("Units"), description: "Base units per lot"),
                FieldLayout(name: "notionalUnits", offset: 48, type: .scalar("Units"), description: "Quote units per tick and lot"),
                FieldLayout(name: "minPrice", offset: 56, type: .scalar("Price"), description: ""),
                FieldLayout(name: "maxPrice", offset: 64, type: .scalar("Price"), description: ""),
                FieldLayout(name: "minQuantity", offset: 72, type: .scalar("Quantity"), description: ""),
                FieldLayout(name: "maxQuantity", offset: 80, type: .scalar("Quantity"), description: ""),
                FieldLayout(name: "minNotional", offset: 88, type: .scalar("Amount"), description: ""),
                FieldLayout(name: "makerFeePPM", offset: 96, type: .scalar("PPM"), description: ""),
                FieldLayout(name: "takerFeePPM", offset: 100, type: .scalar("PPM"), description: ""),
                FieldLayout(name: "bandPPM", offset: 104, type: .scalar("PPM"), description: ""),
                FieldLayout(name: "pausePPM", offset: 108, type: .scalar("PPM"), description: ""),
                FieldLayout(name: "marketProtectionPPM", offset: 112, type: .scalar("PPM"), description: ""),
                FieldLayout(name: "pauseWindow", offset: 116, type: .scalar("Duration"), description: ""),
                FieldLayout(name: "pauseDuration", offset: 124, type: .scalar("Duration"), description: ""),
                FieldLayout(name: "referencePrice", offset: 132, type: .scalar("Price"), description: ""),
                FieldLayout(name: "phase", offset: 140, type: .enumeration("Phase"), description: ""),
            ]),
        MessageLayout(
            name: "OpenAccount", templateID: 10, blockLength: 36, description: "Opens an account under the next AccountID",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "minOrderValue", offset: 8, type: .scalar("Amount"), description: ""),
                FieldLayout(name: "dailyLossLimitPercent", offset: 16, type: .scalar("Percent"), description: ""),
                FieldLayout(name: "ordersPerMinuteMax", offset: 20, type: .scalar("Limit"), description: ""),
                FieldLayout(name: "maxOrderPercent", offset: 24, type: .scalar("Percent"), description: ""),
                FieldLayout(name: "maxPositionPercent", offset: 28, type: .scalar("Percent"), description: ""),
                FieldLayout(name: "maxOpenOrders", offset: 32, type: .scalar("Limit"), description: ""),
            ]),
        MessageLayout(
            name: "Deposit", templateID: 11, blockLength: 24, description: "Money comes in",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "amount", offset: 8, type: .scalar("Amount"), description: ""),
                FieldLayout(name: "account", offset: 16, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "asset", offset: 20, type: .scalar("AssetID"), description: ""),
            ]),
        MessageLayout(
            name: "Withdraw", templateID: 12, blockLength: 24, description: "Money goes out",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "amount", offset: 8, type: .scalar("Amount"), description: ""),
                FieldLayout(name: "account", offset: 16, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "asset", offset: 20, type: .scalar("AssetID"), description: ""),
            ]),
        MessageLayout(
            name: "SetPhase", templateID: 13, blockLength: 11, description: "Moves an instrument to another phase",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "symbol", offset: 8, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "phase", offset: 10, type: .enumeration("Phase"), description: ""),
            ]),
        MessageLayout(
            name: "SetRiskProfile", templateID: 14, blockLength: 40, description: "Gives an account other limits",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "minOrderValue", offset: 8, type: .scalar("Amount"), description: ""),
                FieldLayout(name: "dailyLossLimitPercent", offset: 16, type: .scalar("Percent"), description: ""),
                FieldLayout(name: "ordersPerMinuteMax", offset: 20, type: .scalar("Limit"), description: ""),
                FieldLayout(name: "maxOrderPercent", offset: 24, type: .scalar("Percent"), description: ""),
                FieldLayout(name: "maxPositionPercent", offset: 28, type: .scalar("Percent"), description: ""),
                FieldLayout(name: "maxOpenOrders", offset: 32, type: .scalar("Limit"), description: ""),
                FieldLayout(name: "account", offset: 36, type: .scalar("AccountID"), description: ""),
            ]),
        MessageLayout(
            name: "SetAccountState", templateID: 15, blockLength: 13, description: "Restricts an account, or lifts that",
            fields: [
                FieldLayout(name: "time", offset: 0, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "account", offset: 8, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "state", offset: 12, type: .enumeration("AccountState"), description: ""),
            ]),
        MessageLayout(
            name: "OrderAccepted", templateID: 64, blockLength: 9, description: "The order of the command, exactly as it says: nothing of it filled yet",
            fields: [
                FieldLayout(name: "orderID", offset: 0, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "flags", offset: 8, type: .set("EventFlags"), description: ""),
            ]),
        MessageLayout(
            name: "DerivedOrderAccepted", templateID: 65, blockLength: 46, description: "An order the command alone does not describe: leg of a pair, exit of a bracket, trailing stop",
            fields: [
                FieldLayout(name: "orderID", offset: 0, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "otherID", offset: 8, type: .scalar("OrderID"), description: "The other leg"),
                FieldLayout(name: "price", offset: 16, type: .scalar("Price"), description: "Limit or trigger"),
                FieldLayout(name: "quantity", offset: 24, type: .scalar("Lots"), description: "Total"),
                FieldLayout(name: "leaves", offset: 32, type: .scalar("Lots"), description: "Open"),
                FieldLayout(name: "account", offset: 40, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "side", offset: 44, type: .enumeration("Side"), description: ""),
                FieldLayout(name: "flags", offset: 45, type: .set("EventFlags"), description: ""),
            ]),
        MessageLayout(
            name: "OrderRejected", templateID: 66, blockLength: 16, description: "The command changed nothing",
            fields: [
                FieldLayout(name: "orderID", offset: 0, type: .scalar("OrderID"), description: "The order it named"),
                FieldLayout(name: "account", offset: 8, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "symbol", offset: 12, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "reason", offset: 14, type: .enumeration("RejectReason"), description: ""),
                FieldLayout(name: "side", offset: 15, type: .enumeration("Side"), description: ""),
            ]),
        MessageLayout(
            name: "OrderCanceled", templateID: 67, blockLength: 22, description: "The order ended with quantity left",
            fields: [
                FieldLayout(name: "orderID", offset: 0, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "quantity", offset: 8, type: .scalar("Lots"), description: "What was open"),
                FieldLayout(name: "account", offset: 16, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "reason", offset: 20, type: .enumeration("CancelReason"), description: ""),
                FieldLayout(name: "side", offset: 21, type: .enumeration("Side"), description: ""),
            ]),
        MessageLayout(
            name: "OrderAmended", templateID: 68, blockLength: 46, description: "The order shrank and kept its priority",
            fields: [
                FieldLayout(name: "orderID", offset: 0, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "price", offset: 8, type: .scalar("Price"), description: ""),
                FieldLayout(name: "quantity", offset: 16, type: .scalar("Lots"), description: "Total now"),
                FieldLayout(name: "leaves", offset: 24, type: .scalar("Lots"), description: "Open now"),
                FieldLayout(name: "leavesBefore", offset: 32, type: .scalar("Lots"), description: "Open before"),
                FieldLayout(name: "account", offset: 40, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "reason", offset: 44, type: .enumeration("CancelReason"), description: ""),
                FieldLayout(name: "side", offset: 45, type: .enumeration("Side"), description: ""),
            ]),
        MessageLayout(
            name: "OrderReplaced", templateID: 69, blockLength: 46, description: "The order goes on under a new id, at the end of its queue",
            fields: [
                FieldLayout(name: "orderID", offset: 0, type: .scalar("OrderID"), description: "New"),
                FieldLayout(name: "replacedID", offset: 8, type: .scalar("OrderID"), description: "Old"),
                FieldLayout(name: "price", offset: 16, type: .scalar("Price"), description: ""),
                FieldLayout(name: "quantity", offset: 24, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "leaves", offset: 32, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "account", offset: 40, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "side", offset: 44, type: .enumeration("Side"), description: ""),
                FieldLayout(name: "flags", offset: 45, type: .set("EventFlags"), description: ""),
            ]),
        MessageLayout(
            name: "OrderTriggered", templateID: 70, blockLength: 38, description: "A waiting order enters the book",
            fields: [
                FieldLayout(name: "orderID", offset: 0, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "price", offset: 8, type: .scalar("Price"), description: "The trigger"),
                FieldLayout(name: "quantity", offset: 16, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "leaves", offset: 24, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "account", offset: 32, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "side", offset: 36, type: .enumeration("Side"), description: ""),
                FieldLayout(name: "flags", offset: 37, type: .set("EventFlags"), description: ""),
            ]),
        MessageLayout(
            name: "OrderRefreshed", templateID: 71, blockLength: 37, description: "An iceberg shows its next part, at the end of its queue",
            fields: [
                FieldLayout(name: "orderID", offset: 0, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "price", offset: 8, type: .scalar("Price"), description: ""),
                FieldLayout(name: "quantity", offset: 16, type: .scalar("Lots"), description: "Shown now"),
                FieldLayout(name: "leaves", offset: 24, type: .scalar("Lots"), description: "Open, hidden part included"),
                FieldLayout(name: "account", offset: 32, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "side", offset: 36, type: .enumeration("Side"), description: ""),
            ]),
        MessageLayout(
            name: "Trade", templateID: 72, blockLength: 82, description: "Two orders match; in an auction the taker is the buyer",
            fields: [
                FieldLayout(name: "tradeID", offset: 0, type: .scalar("TradeID"), description: ""),
                FieldLayout(name: "takerID", offset: 8, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "makerID", offset: 16, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "price", offset: 24, type: .scalar("Price"), description: ""),
                FieldLayout(name: "quantity", offset: 32, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "takerLeaves", offset: 40, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "makerLeaves", offset: 48, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "takerFee", offset: 56, type: .scalar("Amount"), description: ""),
                FieldLayout(name: "makerFee", offset: 64, type: .scalar("Amount"), description: ""),
                FieldLayout(name: "takerAccount", offset: 72, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "makerAccount", offset: 76, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "side", offset: 80, type: .enumeration("Side"), description: "Of the taker"),
                FieldLayout(name: "flags", offset: 81, type: .set("EventFlags"), description: ""),
            ]),
        MessageLayout(
            name: "PhaseChanged", templateID: 73, blockLength: 20, description: "The instrument is in another phase; an auction's trades follow",
            fields: [
                FieldLayout(name: "price", offset: 0, type: .scalar("Price"), description: "Of the auction"),
                FieldLayout(name: "quantity", offset: 8, type: .scalar("Lots"), description: "Of the auction"),
                FieldLayout(name: "symbol", offset: 16, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "phase", offset: 18, type: .enumeration("Phase"), description: ""),
                FieldLayout(name: "previousPhase", offset: 19, type: .enumeration("Phase"), description: ""),
            ]),
        MessageLayout(
            name: "DuplicateOrder", templateID: 74, blockLength: 23, description: "The same clientOrderID with the same body came before: its answer stands",
            fields: [
                FieldLayout(name: "orderID", offset: 0, type: .scalar("OrderID"), description: "Of the first; null if that was rejected"),
                FieldLayout(name: "sequence", offset: 8, type: .scalar("SequenceNumber"), description: "Of the first"),
                FieldLayout(name: "account", offset: 16, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "symbol", offset: 20, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "reason", offset: 22, type: .enumeration("RejectReason"), description: "Of the first"),
            ]),
        MessageLayout(
            name: "CancelAllDone", templateID: 75, blockLength: 22, description: "Follows the cancellations",
            fields: [
                FieldLayout(name: "canceled", offset: 0, type: .scalar("Count"), description: ""),
                FieldLayout(name: "left", offset: 8, type: .scalar("Count"), description: "For later commands: one command cancels a bounded number"),
                FieldLayout(name: "account", offset: 16, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "symbol", offset: 20, type: .scalar("SymbolID"), description: ""),
            ]),
        MessageLayout(
            name: "AssetAdded", templateID: 76, blockLength: 4, description: "The asset is listed",
            fields: [
                FieldLayout(name: "asset", offset: 0, type: .scalar("AssetID"), description: ""),
            ]),
        MessageLayout(
            name: "InstrumentAdded", templateID: 77, blockLength: 2, description: "The instrument is listed",
            fields: [
                FieldLayout(name: "symbol", offset: 0, type: .scalar("SymbolID"), description: ""),
            ]),
        MessageLayout(
            name: "AccountOpened", templateID: 78, blockLength: 4, description: "The account is open",
            fields: [
                FieldLayout(name: "account", offset: 0, type: .scalar("AccountID"), description: ""),
            ]),
        MessageLayout(
            name: "BalanceChanged", templateID: 79, blockLength: 32, description: "Money came in or went out",
            fields: [
                FieldLayout(name: "amount", offset: 0, type: .scalar("Amount"), description: "Negative when it went out"),
                FieldLayout(name: "available", offset: 8, type: .scalar("Amount"), description: "Now"),
                FieldLayout(name: "locked", offset: 16, type: .scalar("Amount"), description: "Now"),
                FieldLayout(name: "account", offset: 24, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "asset", offset: 28, type: .scalar("AssetID"), description: ""),
            ]),
        MessageLayout(
            name: "RiskProfileChanged", templateID: 80, blockLength: 4, description: "The account has the limits of the command",
            fields: [
                FieldLayout(name: "account", offset: 0, type: .scalar("AccountID"), description: ""),
            ]),
        MessageLayout(
            name: "AccountStateChanged", templateID: 81, blockLength: 7, description: "The account is in another state",
            fields: [
                FieldLayout(name: "account", offset: 0, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "state", offset: 4, type: .enumeration("AccountState"), description: ""),
                FieldLayout(name: "previousState", offset: 5, type: .enumeration("AccountState"), description: ""),
                FieldLayout(name: "reason", offset: 6, type: .enumeration("RejectReason"), description: "Why the exchange restricted it; none if it was told to"),
            ]),
    ]

    package static let scalars: [ScalarLayout] = [
        ScalarLayout(name: "Timestamp", primitive: .int64, length: 1, nullValue: nil, minValue: nil, description: "Nanoseconds since 1970-01-01T00:00:00Z"),
        ScalarLayout(name: "Duration", primitive: .int64, length: 1, nullValue: nil, minValue: nil, description: "Nanoseconds"),
        ScalarLayout(name: "SequenceNumber", primitive: .uint64, length: 1, nullValue: nil, minValue: nil, description: "Place of a command in the total order; the first is 1"),
        ScalarLayout(name: "TradeID", primitive: .uint64, length: 1, nullValue: nil, minValue: nil, description: "Number of a trade, over all instruments"),
        ScalarLayout(name: "OrderID", primitive: .uint64, length: 1, nullValue: "0", minValue: nil, description: "symbol (14 bits), slot (22), generation (28), from the top"),
        ScalarLayout(name: "ClientOrderID", primitive: .uint64, length: 1, nullValue: "0", minValue: nil, description: "The client's own number for an order"),
        ScalarLayout(name: "AccountID", primitive: .uint32, length: 1, nullValue: nil, minValue: nil, description: "Dense from 1; 0 is the house"),
        ScalarLayout(name: "AssetID", primitive: .uint32, length: 1, nullValue: nil, minValue: nil, description: "Dense from 0"),
        ScalarLayout(name: "SymbolID", primitive: .uint16, length: 1, nullValue: "65535", minValue: nil, description: "Instrument, dense from 0; null means every instrument"),
        ScalarLayout(name: "Price", primitive: .int64, length: 1, nullValue: "-9223372036854775808", minValue: nil, description: "Ticks of the instrument"),
        ScalarLayout(name: "TickCount", primitive: .int64, length: 1, nullValue: nil, minValue: nil, description: "A distance in ticks of the instrument"),
        ScalarLayout(name: "Quantity", primitive: .int64, length: 1, nullValue: nil, minValue: nil, description: "Lots of the instrument, as a client asks for them"),
        ScalarLayout(name: "Lots", primitive: .int64, length: 1, nullValue: nil, minValue: "0", description: "Lots of the instrument, as the book counts them: never negative"),
        ScalarLayout(name: "Amount", primitive: .int64, length: 1, nullValue: nil, minValue: nil, description: "Smallest units of the asset (of the quote asset, for fees)"),
        ScalarLayout(name: "Units", primitive: .int64, length: 1, nullValue: nil, minValue: nil, description: "Smallest units of an asset, as a factor"),
        ScalarLayout(name: "Count", primitive: .int64, length: 1, nullValue: nil, minValue: "0", description: "A number of things"),
        ScalarLayout(name: "PPM", primitive: .uint32, length: 1, nullValue: nil, minValue: nil, description: "Parts per million; 0 switches the rule off"),
        ScalarLayout(name: "Percent", primitive: .uint32, length: 1, nullValue: nil, minValue: nil, description: "Percent; 0 switches the limit off"),
        ScalarLayout(name: "Limit", primitive: .uint32, length: 1, nullValue: nil, minValue: nil, description: "A number of things; 0 switches the limit off"),
        ScalarLayout(name: "Scale", primitive: .uint8, length: 1, nullValue: nil, minValue: nil, description: "Decimal digits: one unit is 10^-scale of the asset"),
        ScalarLayout(name: "Name", primitive: .char, length: 16, nullValue: nil, minValue: nil, description: "Printable, padded with zero bytes"),
    ]

    /// One byte each; values by name.
    package static let enums: [NamesLayout] = [
        NamesLayout(name: "Side", names: [
            NamesLayout.Entry(name: "buy", value: 0),
            NamesLayout.Entry(name: "sell", value: 1),
        ]),
        NamesLayout(name: "OrderType", names: [
            NamesLayout.Entry(name: "limit", value: 0),
            NamesLayout.Entry(name: "market", value: 1),
            NamesLayout.Entry(name: "stopLoss", value: 2),
            NamesLayout.Entry(name: "takeProfit", value: 3),
            NamesLayout.Entry(name: "stopLimit", value: 4),
            NamesLayout.Entry(name: "takeProfitLimit", value: 5),
            NamesLayout.Entry(name: "trailingStop", value: 6),
        ]),
        NamesLayout(name: "TimeInForce", names: [
            NamesLayout.Entry(name: "gtc", value: 0),
            NamesLayout.Entry(name: "ioc", value: 1),
            NamesLayout.Entry(name: "fok", value: 2),
            NamesLayout.Entry(name: "gtd", value: 3),
            NamesLayout.Entry(name: "day", value: 4),
        ]),
        NamesLayout(name: "SelfTradePrevention", names: [
            NamesLayout.Entry(name: "none", value: 0),
            NamesLayout.Entry(name: "cancelNewest", value: 1),
            NamesLayout.Entry(name: "cancelOldest", value: 2),
            NamesLayout.Entry(name: "cancelBoth", value: 3),
            NamesLayout.Entry(name: "decrement", value: 4),
        ]),
        NamesLayout(name: "Phase", names: [
            NamesLayout.Entry(name: "closed", value: 0),
            NamesLayout.Entry(name: "preOpen", value: 1),
            NamesLayout.Entry(name: "continuous", value: 2),
            NamesLayout.Entry(name: "halted", value: 3),
            NamesLayout.Entry(name: "volatilityAuction", value: 4),
            NamesLayout.Entry(name: "closingAuction", value: 5),
        ]),
        NamesLayout(name: "AccountState", names: [
            NamesLayout.Entry(name: "active", value: 0),
            NamesLayout.Entry(name: "reduceOnly", value: 1),
            NamesLayout.Entry(name: "halted", value: 2),
        ]),
        NamesLayout(name: "RejectReason", names: [
            NamesLayout.Entry(name: "none", value: 0),
            NamesLayout.Entry(name: "unknownSymbol", value: 1),
            NamesLayout.Entry(name: "unknownAccount", value: 2),
            NamesLayout.Entry(name: "unknownAsset", value: 3),
            NamesLayout.Entry(name: "invalidPrice", value: 4),
            NamesLayout.Entry(name: "invalidQuantity", value: 5),
            NamesLayout.Entry(name: "invalidTriggerPrice", value: 6),
            NamesLayout.Entry(name: "invalidDisplayQuantity", value: 7),
            NamesLayout.Entry(name: "invalidExpireTime", value: 8),
            NamesLayout.Entry(name: "invalidTrailingOffset", value: 9),
            NamesLayout.Entry(name: "invalidExits", value: 10),
            NamesLayout.Entry(name: "invalidAmount", value: 11),
            NamesLayout.Entry(name: "invalidName", value: 12),
            NamesLayout.Entry(name: "invalidInstrument", value: 13),
            NamesLayout.Entry(name: "invalidRiskProfile", value: 14),
            NamesLayout.Entry(name: "invalidPhase", value: 15),
            NamesLayout.Entry(name: "contradictoryOptions", value: 16),
            NamesLayout.Entry(name: "belowMinNotional", value: 17),
            NamesLayout.Entry(name: "unknownOrder", value: 20),
            NamesLayout.Entry(name: "orderNotOpen", value: 21),
            NamesLayout.Entry(name: "notOwner", value: 22),
            NamesLayout.Entry(name: "duplicateClientOrderID", value: 23),
            NamesLayout.Entry(name: "notAmendable", value: 24),
            NamesLayout.Entry(name: "instrumentHalted", value: 30),
            NamesLayout.Entry(name: "instrumentClosed", value: 31),
            NamesLayout.Entry(name: "notInThisPhase", value: 32),
            NamesLayout.Entry(name: "priceBand", value: 33),
            NamesLayout.Entry(name: "postOnlyWouldTake", value: 34),
            NamesLayout.Entry(name: "noLiquidity", value: 35),
            NamesLayout.Entry(name: "touchMoved", value: 36),
            NamesLayout.Entry(name: "seenSequenceTooOld", value: 37),
            NamesLayout.Entry(name: "noReferencePrice", value: 38),
            NamesLayout.Entry(name: "insufficientBalance", value: 40),
            NamesLayout.Entry(name: "accountNotActive", value: 41),
            NamesLayout.Entry(name: "accountReduceOnly", value: 42),
            NamesLayout.Entry(name: "dailyLossLimit", value: 43),
            NamesLayout.Entry(name: "orderRateLimit", value: 44),
            NamesLayout.Entry(name: "orderTooSmall", value: 45),
            NamesLayout.Entry(name: "orderTooLarge", value: 46),
            NamesLayout.Entry(name: "positionLimit", value: 47),
            NamesLayout.Entry(name: "tooManyOpenOrders", value: 48),
            NamesLayout.Entry(name: "reduceOnlyWouldIncrease", value: 49),
            NamesLayout.Entry(name: "bookFull", value: 60),
            NamesLayout.Entry(name: "tableFull", value: 61),
            NamesLayout.Entry(name: "overflow", value: 62),
            NamesLayout.Entry(name: "alreadyExists", value: 63),
            NamesLayout.Entry(name: "storageFull", value: 64),
            NamesLayout.Entry(name: "overloaded", value: 65),
        ]),
        NamesLayout(name: "CancelReason", names: [
            NamesLayout.Entry(name: "none", value: 0),
            NamesLayout.Entry(name: "byOwner", value: 1),
            NamesLayout.Entry(name: "byOwnerAll", value: 2),
            NamesLayout.Entry(name: "immediateOrCancel", value: 3),
            NamesLayout.Entry(name: "fillOrKill", value: 4),
            NamesLayout.Entry(name: "noLiquidity", value: 5),
            NamesLayout.Entry(name: "expired", value: 6),
            NamesLayout.Entry(name: "selfTrade", value: 7),
            NamesLayout.Entry(name: "oneCancelsOther", value: 8),
            NamesLayout.Entry(name: "priceBand", value: 9),
            NamesLayout.Entry(name: "volatilityPause", value: 10),
            NamesLayout.Entry(name: "marketProtection", value: 11),
            NamesLayout.Entry(name: "insufficientBalance", value: 12),
            NamesLayout.Entry(name: "instrumentClosed", value: 13),
            NamesLayout.Entry(name: "matchLimit", value: 14),
            NamesLayout.Entry(name: "replaced", value: 15),
            NamesLayout.Entry(name: "accountHalted", value: 16),
            NamesLayout.Entry(name: "postOnlyWouldTake", value: 17),
        ]),
    ]

    /// One byte each; bits by name.
    package static let sets: [NamesLayout] = [
        NamesLayout(name: "OrderFlags", names: [
            NamesLayout.Entry(name: "postOnly", value: 0),
            NamesLayout.Entry(name: "reduceOnly", value: 1),
            NamesLayout.Entry(name: "oneCancelsOther", value: 2),
            NamesLayout.Entry(name: "bracket", value: 3),
        ]),
        NamesLayout(name: "EventFlags", names: [
            NamesLayout.Entry(name: "auction", value: 0),
            NamesLayout.Entry(name: "rests", value: 1),
            NamesLayout.Entry(name: "waits", value: 2),
            NamesLayout.Entry(name: "sharesReserve", value: 3),
        ]),
    ]
}
