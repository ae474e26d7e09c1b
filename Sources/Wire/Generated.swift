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
        case 128: 42
        case 129: 148
        case 130: 45
        case 131: 3
        case 132: 16
        case 133: 8
        case 134: 9
        case 135: 4
        case 144: 39
        case 145: 111
        case 146: 24
        case 147: 48
        case 148: 24
        case 149: 10
        case 150: 111
        case 151: 24
        case 152: 8
        case 153: 8
        case 154: 11
        case 155: 11
        case 160: 122
        case 161: 53
        case 162: 23
        case 163: 24
        case 164: 61
        case 165: 36
        case 170: 59
        case 171: 79
        case 172: 37
        case 173: 147
        case 176: 12
        case 177: 27
        case 178: 31
        case 179: 50
        case 180: 26
        case 181: 26
        case 182: 44
        case 183: 35
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
        case 128: "Challenge"
        case 129: "Logon"
        case 130: "LogonAccepted"
        case 131: "LogonRejected"
        case 132: "Heartbeat"
        case 133: "TestRequest"
        case 134: "Logout"
        case 135: "CompressedBatch"
        case 144: "NewOrder"
        case 145: "NewAdvancedOrder"
        case 146: "CancelRequest"
        case 147: "ReplaceRequest"
        case 148: "AmendRequest"
        case 149: "MassCancelRequest"
        case 150: "PreviewRequest"
        case 151: "OrderStatusRequest"
        case 152: "AccountRequest"
        case 153: "InstrumentListRequest"
        case 154: "SubscribeRequest"
        case 155: "UnsubscribeRequest"
        case 160: "ExecutionReport"
        case 161: "MassCancelReport"
        case 162: "Reject"
        case 163: "ThrottleNotice"
        case 164: "BalanceReport"
        case 165: "AccountStateReport"
        case 170: "PreviewReport"
        case 171: "OrderStatusReport"
        case 172: "AccountReport"
        case 173: "InstrumentDefinition"
        case 176: "SubscriptionReport"
        case 177: "LevelsSnapshot"
        case 178: "OrdersSnapshot"
        case 179: "TopOfBook"
        case 180: "LevelsUpdate"
        case 181: "OrdersUpdate"
        case 182: "TradeReport"
        case 183: "PhaseReport"
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

    /// The server speaks first: what a logon has to sign.
    @usableFromInline package struct Challenge: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 128 }
        @inlinable package static var blockLength: Int { 42 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 50 }

        @usableFromInline package var nonce0: UInt64
        @usableFromInline package var nonce1: UInt64
        @usableFromInline package var nonce2: UInt64
        @usableFromInline package var nonce3: UInt64
        /// Of this run of the server: another one means that reports and requests are counted anew.
        @usableFromInline package var epoch: UInt64
        /// Spoken by the server.
        @usableFromInline package var protocolVersion: UInt16

        @inlinable @inline(__always) package init(
            nonce0: UInt64, nonce1: UInt64, nonce2: UInt64, nonce3: UInt64, epoch: UInt64, protocolVersion: UInt16
        ) {
            self.nonce0 = nonce0
            self.nonce1 = nonce1
            self.nonce2 = nonce2
            self.nonce3 = nonce3
            self.epoch = epoch
            self.protocolVersion = protocolVersion
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E150080002A as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: nonce0.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: nonce1.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: nonce2.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: nonce3.littleEndian, toByteOffset: 32, as: UInt64.self)
            unsafe base.storeBytes(of: epoch.littleEndian, toByteOffset: 40, as: UInt64.self)
            unsafe base.storeBytes(of: protocolVersion.littleEndian, toByteOffset: 48, as: UInt16.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 42 else {
                throw .shortBlock(offset: offset, message: "Challenge", bytes: blockLength, needed: 42)
            }
            nonce0 = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            nonce1 = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            nonce2 = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            nonce3 = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
            epoch = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt64.self))
            protocolVersion = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: UInt16.self))
        }
    }

    /// The client names itself and what it wants of the session.
    @usableFromInline package struct Logon: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 129 }
        @inlinable package static var blockLength: Int { 148 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 156 }

        /// The 16 characters after ak_live_.
        @usableFromInline package var keyID: Name
        /// The whole key, over TLS or loopback; or all zero.
        @usableFromInline package var key: KeyText
        /// HMAC-SHA-256 of the nonce under the SHA-256 of the key; or all zero.
        @usableFromInline package var signature0: UInt64
        @usableFromInline package var signature1: UInt64
        @usableFromInline package var signature2: UInt64
        @usableFromInline package var signature3: UInt64
        /// That of nextReport.
        @usableFromInline package var epoch: UInt64
        /// First report to send again; null for none.
        @usableFromInline package var nextReport: UInt64
        /// Each side sends something at least this often.
        @usableFromInline package var heartbeatInterval: UInt32
        /// Silence of the client after which its orders are canceled; 0 switches it off.
        @usableFromInline package var deadMansTimer: UInt32
        @usableFromInline package var protocolVersion: UInt16
        @usableFromInline package var stream: UInt8
        @usableFromInline package var flags: LogonFlags

        @inlinable @inline(__always) package init(
            keyID: Name, key: KeyText, signature0: UInt64, signature1: UInt64, signature2: UInt64, signature3: UInt64, epoch: UInt64, nextReport: UInt64, heartbeatInterval: UInt32, deadMansTimer: UInt32, protocolVersion: UInt16, stream: UInt8, flags: LogonFlags
        ) {
            self.keyID = keyID
            self.key = key
            self.signature0 = signature0
            self.signature1 = signature1
            self.signature2 = signature2
            self.signature3 = signature3
            self.epoch = epoch
            self.nextReport = nextReport
            self.heartbeatInterval = heartbeatInterval
            self.deadMansTimer = deadMansTimer
            self.protocolVersion = protocolVersion
            self.stream = stream
            self.flags = flags
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500810094 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: keyID.low.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: keyID.high.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: key.word0.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: key.word1.littleEndian, toByteOffset: 32, as: UInt64.self)
            unsafe base.storeBytes(of: key.word2.littleEndian, toByteOffset: 40, as: UInt64.self)
            unsafe base.storeBytes(of: key.word3.littleEndian, toByteOffset: 48, as: UInt64.self)
            unsafe base.storeBytes(of: key.word4.littleEndian, toByteOffset: 56, as: UInt64.self)
            unsafe base.storeBytes(of: key.word5.littleEndian, toByteOffset: 64, as: UInt64.self)
            unsafe base.storeBytes(of: key.word6.littleEndian, toByteOffset: 72, as: UInt64.self)
            unsafe base.storeBytes(of: key.word7.littleEndian, toByteOffset: 80, as: UInt64.self)
            unsafe base.storeBytes(of: key.word8.littleEndian, toByteOffset: 88, as: UInt64.self)
            unsafe base.storeBytes(of: signature0.littleEndian, toByteOffset: 96, as: UInt64.self)
            unsafe base.storeBytes(of: signature1.littleEndian, toByteOffset: 104, as: UInt64.self)
            unsafe base.storeBytes(of: signature2.littleEndian, toByteOffset: 112, as: UInt64.self)
            unsafe base.storeBytes(of: signature3.littleEndian, toByteOffset: 120, as: UInt64.self)
            unsafe base.storeBytes(of: epoch.littleEndian, toByteOffset: 128, as: UInt64.self)
            unsafe base.storeBytes(of: nextReport.littleEndian, toByteOffset: 136, as: UInt64.self)
            unsafe base.storeBytes(of: heartbeatInterval.littleEndian, toByteOffset: 144, as: UInt32.self)
            unsafe base.storeBytes(of: deadMansTimer.littleEndian, toByteOffset: 148, as: UInt32.self)
            unsafe base.storeBytes(of: protocolVersion.littleEndian, toByteOffset: 152, as: UInt16.self)
            unsafe base.storeBytes(of: stream, toByteOffset: 154, as: UInt8.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 155, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @usableFromInline package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 148 else {
                throw .shortBlock(offset: offset, message: "Logon", bytes: blockLength, needed: 148)
            }
            keyID = Name(low: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self)), high: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
            key = KeyText(word0: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self)), word1: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt64.self)), word2: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt64.self)), word3: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: UInt64.self)), word4: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 48, as: UInt64.self)), word5: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 56, as: UInt64.self)), word6: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 64, as: UInt64.self)), word7: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 72, as: UInt64.self)), word8: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 80, as: UInt64.self)))
            signature0 = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 88, as: UInt64.self))
            signature1 = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 96, as: UInt64.self))
            signature2 = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 104, as: UInt64.self))
            signature3 = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 112, as: UInt64.self))
            epoch = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 120, as: UInt64.self))
            nextReport = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 128, as: UInt64.self))
            heartbeatInterval = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 136, as: UInt32.self))
            deadMansTimer = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 140, as: UInt32.self))
            protocolVersion = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 144, as: UInt16.self))
            stream = unsafe base.loadUnaligned(fromByteOffset: 146, as: UInt8.self)
            flags = LogonFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 147, as: UInt8.self))
        }
    }

    /// The session is open.
    @usableFromInline package struct LogonAccepted: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 130 }
        @inlinable package static var blockLength: Int { 45 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 53 }

        @usableFromInline package var epoch: UInt64
        /// Of this connection, for logs.
        @usableFromInline package var session: UInt64
        /// Number of the next report that follows.
        @usableFromInline package var nextReport: UInt64
        /// Number that the next request must have.
        @usableFromInline package var nextRequest: UInt64
        @usableFromInline package var account: UInt32
        /// What the server keeps to.
        @usableFromInline package var heartbeatInterval: UInt32
        /// Listed now.
        @usableFromInline package var instruments: UInt16
        /// What a report promises.
        @usableFromInline package var durability: DurabilityMode
        @usableFromInline package var resumption: Resumption
        @usableFromInline package var stream: UInt8

        @inlinable @inline(__always) package init(
            epoch: UInt64, session: UInt64, nextReport: UInt64, nextRequest: UInt64, account: UInt32, heartbeatInterval: UInt32, instruments: UInt16, durability: DurabilityMode, resumption: Resumption, stream: UInt8
        ) {
            self.epoch = epoch
            self.session = session
            self.nextReport = nextReport
            self.nextRequest = nextRequest
            self.account = account
            self.heartbeatInterval = heartbeatInterval
            self.instruments = instruments
            self.durability = durability
            self.resumption = resumption
            self.stream = stream
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E150082002D as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: epoch.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: session.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: nextReport.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: nextRequest.littleEndian, toByteOffset: 32, as: UInt64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 40, as: UInt32.self)
            unsafe base.storeBytes(of: heartbeatInterval.littleEndian, toByteOffset: 44, as: UInt32.self)
            unsafe base.storeBytes(of: instruments.littleEndian, toByteOffset: 48, as: UInt16.self)
            unsafe base.storeBytes(of: durability.rawValue, toByteOffset: 50, as: UInt8.self)
            unsafe base.storeBytes(of: resumption.rawValue, toByteOffset: 51, as: UInt8.self)
            unsafe base.storeBytes(of: stream, toByteOffset: 52, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 45 else {
                throw .shortBlock(offset: offset, message: "LogonAccepted", bytes: blockLength, needed: 45)
            }
            epoch = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            session = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            nextReport = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            nextRequest = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt32.self))
            heartbeatInterval = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 36, as: UInt32.self))
            instruments = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: UInt16.self))
            let durabilityRaw = unsafe base.loadUnaligned(fromByteOffset: 42, as: UInt8.self)
            guard let durability = DurabilityMode(rawValue: durabilityRaw) else {
                throw .unknownValue(offset: offset + 42, message: "LogonAccepted", field: "durability", value: durabilityRaw)
            }
            self.durability = durability
            let resumptionRaw = unsafe base.loadUnaligned(fromByteOffset: 43, as: UInt8.self)
            guard let resumption = Resumption(rawValue: resumptionRaw) else {
                throw .unknownValue(offset: offset + 43, message: "LogonAccepted", field: "resumption", value: resumptionRaw)
            }
            self.resumption = resumption
            stream = unsafe base.loadUnaligned(fromByteOffset: 44, as: UInt8.self)
        }
    }

    /// No session; the connection is closed.
    @usableFromInline package struct LogonRejected: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 131 }
        @inlinable package static var blockLength: Int { 3 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 11 }

        @usableFromInline package var reason: LogonRefusal
        /// Spoken by the server.
        @usableFromInline package var protocolVersion: UInt16

        @inlinable @inline(__always) package init(
            reason: LogonRefusal, protocolVersion: UInt16
        ) {
            self.reason = reason
            self.protocolVersion = protocolVersion
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500830003 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 8, as: UInt8.self)
            unsafe base.storeBytes(of: protocolVersion.littleEndian, toByteOffset: 9, as: UInt16.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 3 else {
                throw .shortBlock(offset: offset, message: "LogonRejected", bytes: blockLength, needed: 3)
            }
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt8.self)
            guard let reason = LogonRefusal(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 0, message: "LogonRejected", field: "reason", value: reasonRaw)
            }
            self.reason = reason
            protocolVersion = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 1, as: UInt16.self))
        }
    }

    /// Nothing to say, or the answer to a TestRequest.
    @usableFromInline package struct Heartbeat: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 132 }
        @inlinable package static var blockLength: Int { 16 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 24 }

        /// Of the TestRequest; otherwise 0.
        @usableFromInline package var testID: UInt64
        /// From the server: the latest report of the account.
        @usableFromInline package var lastReport: UInt64

        @inlinable @inline(__always) package init(
            testID: UInt64, lastReport: UInt64
        ) {
            self.testID = testID
            self.lastReport = lastReport
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500840010 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: testID.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: lastReport.littleEndian, toByteOffset: 16, as: UInt64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 16 else {
                throw .shortBlock(offset: offset, message: "Heartbeat", bytes: blockLength, needed: 16)
            }
            testID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            lastReport = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
    }

    /// Asks for a Heartbeat with the same testID.
    @usableFromInline package struct TestRequest: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 133 }
        @inlinable package static var blockLength: Int { 8 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 16 }

        @usableFromInline package var testID: UInt64

        @inlinable @inline(__always) package init(
            testID: UInt64
        ) {
            self.testID = testID
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500850008 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: testID.littleEndian, toByteOffset: 8, as: UInt64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 8 else {
                throw .shortBlock(offset: offset, message: "TestRequest", bytes: blockLength, needed: 8)
            }
            testID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        }
    }

    /// The session ends; the connection is closed.
    @usableFromInline package struct Logout: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 134 }
        @inlinable package static var blockLength: Int { 9 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 17 }

        /// From the server: the number it expected next.
        @usableFromInline package var nextRequest: UInt64
        @usableFromInline package var reason: LogoutReason

        @inlinable @inline(__always) package init(
            nextRequest: UInt64, reason: LogoutReason
        ) {
            self.nextRequest = nextRequest
            self.reason = reason
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500860009 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: nextRequest.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 16, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 9 else {
                throw .shortBlock(offset: offset, message: "Logout", bytes: blockLength, needed: 9)
            }
            nextRequest = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt8.self)
            guard let reason = LogoutReason(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 8, message: "Logout", field: "reason", value: reasonRaw)
            }
            self.reason = reason
        }
    }

    /// Whole frames, one after the other, as one LZ4 block.
    @usableFromInline package struct CompressedBatch: GroupedMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 135 }
        @inlinable package static var blockLength: Int { 4 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 12 }

        /// Once decompressed.
        @usableFromInline package var rawBytes: UInt32

        @inlinable @inline(__always) package init(
            rawBytes: UInt32
        ) {
            self.rawBytes = rawBytes
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500870004 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: rawBytes.littleEndian, toByteOffset: 8, as: UInt32.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 4 else {
                throw .shortBlock(offset: offset, message: "CompressedBatch", bytes: blockLength, needed: 4)
            }
            rawBytes = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
        }

        /// The compressed bytes.
        @usableFromInline package struct Entry: GroupEntry, Hashable, Sendable, BitwiseCopyable {
            @inlinable package static var blockLength: Int { 1 }

            @usableFromInline package var octet: UInt8

            @inlinable @inline(__always) package init(
                octet: UInt8
            ) {
                self.octet = octet
            }

            /// Writes `blockLength` bytes at `base`.
            @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
                unsafe base.storeBytes(of: octet, toByteOffset: 0, as: UInt8.self)
            }

            /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
            @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
                guard blockLength >= 1 else {
                    throw .shortBlock(offset: offset, message: "CompressedBatch.block", bytes: blockLength, needed: 1)
                }
                octet = unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt8.self)
            }
        }
    }

    /// Enters an order, every option of NewAdvancedOrder at its default.
    @usableFromInline package struct NewOrder: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 144 }
        @inlinable package static var blockLength: Int { 39 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 47 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var clientOrderID: UInt64
        /// Limit, or the protective bound of a market order.
        @usableFromInline package var price: Int64
        @usableFromInline package var quantity: Int64
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var side: Side
        @usableFromInline package var type: OrderType
        @usableFromInline package var timeInForce: TimeInForce
        @usableFromInline package var selfTradePrevention: SelfTradePrevention
        @usableFromInline package var flags: OrderFlags

        @inlinable @inline(__always) package init(
            request: UInt64, clientOrderID: UInt64, price: Int64, quantity: Int64, symbol: UInt16, side: Side, type: OrderType, timeInForce: TimeInForce, selfTradePrevention: SelfTradePrevention, flags: OrderFlags
        ) {
            self.request = request
            self.clientOrderID = clientOrderID
            self.price = price
            self.quantity = quantity
            self.symbol = symbol
            self.side = side
            self.type = type
            self.timeInForce = timeInForce
            self.selfTradePrevention = selfTradePrevention
            self.flags = flags
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500900027 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 40, as: UInt16.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 42, as: UInt8.self)
            unsafe base.storeBytes(of: type.rawValue, toByteOffset: 43, as: UInt8.self)
            unsafe base.storeBytes(of: timeInForce.rawValue, toByteOffset: 44, as: UInt8.self)
            unsafe base.storeBytes(of: selfTradePrevention.rawValue, toByteOffset: 45, as: UInt8.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 46, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 39 else {
                throw .shortBlock(offset: offset, message: "NewOrder", bytes: blockLength, needed: 39)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt16.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 34, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 34, message: "NewOrder", field: "side", value: sideRaw)
            }
            self.side = side
            let typeRaw = unsafe base.loadUnaligned(fromByteOffset: 35, as: UInt8.self)
            guard let type = OrderType(rawValue: typeRaw) else {
                throw .unknownValue(offset: offset + 35, message: "NewOrder", field: "type", value: typeRaw)
            }
            self.type = type
            let timeInForceRaw = unsafe base.loadUnaligned(fromByteOffset: 36, as: UInt8.self)
            guard let timeInForce = TimeInForce(rawValue: timeInForceRaw) else {
                throw .unknownValue(offset: offset + 36, message: "NewOrder", field: "timeInForce", value: timeInForceRaw)
            }
            self.timeInForce = timeInForce
            let selfTradePreventionRaw = unsafe base.loadUnaligned(fromByteOffset: 37, as: UInt8.self)
            guard let selfTradePrevention = SelfTradePrevention(rawValue: selfTradePreventionRaw) else {
                throw .unknownValue(offset: offset + 37, message: "NewOrder", field: "selfTradePrevention", value: selfTradePreventionRaw)
            }
            self.selfTradePrevention = selfTradePrevention
            flags = OrderFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 38, as: UInt8.self))
        }
    }

    /// Enters an order with any option.
    @usableFromInline package struct NewAdvancedOrder: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 145 }
        @inlinable package static var blockLength: Int { 111 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 119 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var clientOrderID: UInt64
        /// Limit, or the protective bound of a market order.
        @usableFromInline package var price: Int64
        @usableFromInline package var quantity: Int64
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
            request: UInt64, clientOrderID: UInt64, price: Int64, quantity: Int64, symbol: UInt16, side: Side, type: OrderType, timeInForce: TimeInForce, selfTradePrevention: SelfTradePrevention, flags: OrderFlags, triggerPrice: Int64, trailingOffset: Int64, displayQuantity: Int64, expireTime: Int64, seenSequence: UInt64, maxMoveTicks: Int64, stopPrice: Int64, stopLimitPrice: Int64, takeProfitPrice: Int64
        ) {
            self.request = request
            self.clientOrderID = clientOrderID
            self.price = price
            self.quantity = quantity
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
            unsafe base.storeBytes(of: (0x11E150091006F as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 40, as: UInt16.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 42, as: UInt8.self)
            unsafe base.storeBytes(of: type.rawValue, toByteOffset: 43, as: UInt8.self)
            unsafe base.storeBytes(of: timeInForce.rawValue, toByteOffset: 44, as: UInt8.self)
            unsafe base.storeBytes(of: selfTradePrevention.rawValue, toByteOffset: 45, as: UInt8.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 46, as: UInt8.self)
            unsafe base.storeBytes(of: triggerPrice.littleEndian, toByteOffset: 47, as: Int64.self)
            unsafe base.storeBytes(of: trailingOffset.littleEndian, toByteOffset: 55, as: Int64.self)
            unsafe base.storeBytes(of: displayQuantity.littleEndian, toByteOffset: 63, as: Int64.self)
            unsafe base.storeBytes(of: expireTime.littleEndian, toByteOffset: 71, as: Int64.self)
            unsafe base.storeBytes(of: seenSequence.littleEndian, toByteOffset: 79, as: UInt64.self)
            unsafe base.storeBytes(of: maxMoveTicks.littleEndian, toByteOffset: 87, as: Int64.self)
            unsafe base.storeBytes(of: stopPrice.littleEndian, toByteOffset: 95, as: Int64.self)
            unsafe base.storeBytes(of: stopLimitPrice.littleEndian, toByteOffset: 103, as: Int64.self)
            unsafe base.storeBytes(of: takeProfitPrice.littleEndian, toByteOffset: 111, as: Int64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 111 else {
                throw .shortBlock(offset: offset, message: "NewAdvancedOrder", bytes: blockLength, needed: 111)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt16.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 34, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 34, message: "NewAdvancedOrder", field: "side", value: sideRaw)
            }
            self.side = side
            let typeRaw = unsafe base.loadUnaligned(fromByteOffset: 35, as: UInt8.self)
            guard let type = OrderType(rawValue: typeRaw) else {
                throw .unknownValue(offset: offset + 35, message: "NewAdvancedOrder", field: "type", value: typeRaw)
            }
            self.type = type
            let timeInForceRaw = unsafe base.loadUnaligned(fromByteOffset: 36, as: UInt8.self)
            guard let timeInForce = TimeInForce(rawValue: timeInForceRaw) else {
                throw .unknownValue(offset: offset + 36, message: "NewAdvancedOrder", field: "timeInForce", value: timeInForceRaw)
            }
            self.timeInForce = timeInForce
            let selfTradePreventionRaw = unsafe base.loadUnaligned(fromByteOffset: 37, as: UInt8.self)
            guard let selfTradePrevention = SelfTradePrevention(rawValue: selfTradePreventionRaw) else {
                throw .unknownValue(offset: offset + 37, message: "NewAdvancedOrder", field: "selfTradePrevention", value: selfTradePreventionRaw)
            }
            self.selfTradePrevention = selfTradePrevention
            flags = OrderFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 38, as: UInt8.self))
            triggerPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 39, as: Int64.self))
            trailingOffset = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 47, as: Int64.self))
            displayQuantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 55, as: Int64.self))
            expireTime = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 63, as: Int64.self))
            seenSequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 71, as: UInt64.self))
            maxMoveTicks = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 79, as: Int64.self))
            stopPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 87, as: Int64.self))
            stopLimitPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 95, as: Int64.self))
            takeProfitPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 103, as: Int64.self))
        }
    }

    /// Cancels the order of orderID or, if that is null, of clientOrderID.
    @usableFromInline package struct CancelRequest: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 146 }
        @inlinable package static var blockLength: Int { 24 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 32 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var orderID: UInt64
        @usableFromInline package var clientOrderID: UInt64

        @inlinable @inline(__always) package init(
            request: UInt64, orderID: UInt64, clientOrderID: UInt64
        ) {
            self.request = request
            self.orderID = orderID
            self.clientOrderID = clientOrderID
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500920018 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 24, as: UInt64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 24 else {
                throw .shortBlock(offset: offset, message: "CancelRequest", bytes: blockLength, needed: 24)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        }
    }

    /// Takes an order out and enters it anew.
    @usableFromInline package struct ReplaceRequest: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 147 }
        @inlinable package static var blockLength: Int { 48 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 56 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var orderID: UInt64
        /// New name; null keeps the old one.
        @usableFromInline package var clientOrderID: UInt64
        /// Null keeps the old one.
        @usableFromInline package var price: Int64
        /// Open from now on.
        @usableFromInline package var quantity: Int64
        /// Null keeps the old one.
        @usableFromInline package var triggerPrice: Int64

        @inlinable @inline(__always) package init(
            request: UInt64, orderID: UInt64, clientOrderID: UInt64, price: Int64, quantity: Int64, triggerPrice: Int64
        ) {
            self.request = request
            self.orderID = orderID
            self.clientOrderID = clientOrderID
            self.price = price
            self.quantity = quantity
            self.triggerPrice = triggerPrice
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500930030 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 40, as: Int64.self)
            unsafe base.storeBytes(of: triggerPrice.littleEndian, toByteOffset: 48, as: Int64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 48 else {
                throw .shortBlock(offset: offset, message: "ReplaceRequest", bytes: blockLength, needed: 48)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            triggerPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: Int64.self))
        }
    }

    /// Lowers an order's total quantity in place.
    @usableFromInline package struct AmendRequest: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 148 }
        @inlinable package static var blockLength: Int { 24 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 32 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var orderID: UInt64
        /// Filled and open.
        @usableFromInline package var quantity: Int64

        @inlinable @inline(__always) package init(
            request: UInt64, orderID: UInt64, quantity: Int64
        ) {
            self.request = request
            self.orderID = orderID
            self.quantity = quantity
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500940018 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 24, as: Int64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 24 else {
                throw .shortBlock(offset: offset, message: "AmendRequest", bytes: blockLength, needed: 24)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
        }
    }

    /// Cancels the account's open orders.
    @usableFromInline package struct MassCancelRequest: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 149 }
        @inlinable package static var blockLength: Int { 10 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 18 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var symbol: UInt16

        @inlinable @inline(__always) package init(
            request: UInt64, symbol: UInt16
        ) {
            self.request = request
            self.symbol = symbol
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E150095000A as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 16, as: UInt16.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 10 else {
                throw .shortBlock(offset: offset, message: "MassCancelRequest", bytes: blockLength, needed: 10)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
        }
    }

    /// Asks what an order would do, and does nothing.
    @usableFromInline package struct PreviewRequest: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 150 }
        @inlinable package static var blockLength: Int { 111 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 119 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var clientOrderID: UInt64
        /// Limit, or the protective bound of a market order.
        @usableFromInline package var price: Int64
        @usableFromInline package var quantity: Int64
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
            request: UInt64, clientOrderID: UInt64, price: Int64, quantity: Int64, symbol: UInt16, side: Side, type: OrderType, timeInForce: TimeInForce, selfTradePrevention: SelfTradePrevention, flags: OrderFlags, triggerPrice: Int64, trailingOffset: Int64, displayQuantity: Int64, expireTime: Int64, seenSequence: UInt64, maxMoveTicks: Int64, stopPrice: Int64, stopLimitPrice: Int64, takeProfitPrice: Int64
        ) {
            self.request = request
            self.clientOrderID = clientOrderID
            self.price = price
            self.quantity = quantity
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
            unsafe base.storeBytes(of: (0x11E150096006F as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 40, as: UInt16.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 42, as: UInt8.self)
            unsafe base.storeBytes(of: type.rawValue, toByteOffset: 43, as: UInt8.self)
            unsafe base.storeBytes(of: timeInForce.rawValue, toByteOffset: 44, as: UInt8.self)
            unsafe base.storeBytes(of: selfTradePrevention.rawValue, toByteOffset: 45, as: UInt8.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 46, as: UInt8.self)
            unsafe base.storeBytes(of: triggerPrice.littleEndian, toByteOffset: 47, as: Int64.self)
            unsafe base.storeBytes(of: trailingOffset.littleEndian, toByteOffset: 55, as: Int64.self)
            unsafe base.storeBytes(of: displayQuantity.littleEndian, toByteOffset: 63, as: Int64.self)
            unsafe base.storeBytes(of: expireTime.littleEndian, toByteOffset: 71, as: Int64.self)
            unsafe base.storeBytes(of: seenSequence.littleEndian, toByteOffset: 79, as: UInt64.self)
            unsafe base.storeBytes(of: maxMoveTicks.littleEndian, toByteOffset: 87, as: Int64.self)
            unsafe base.storeBytes(of: stopPrice.littleEndian, toByteOffset: 95, as: Int64.self)
            unsafe base.storeBytes(of: stopLimitPrice.littleEndian, toByteOffset: 103, as: Int64.self)
            unsafe base.storeBytes(of: takeProfitPrice.littleEndian, toByteOffset: 111, as: Int64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 111 else {
                throw .shortBlock(offset: offset, message: "PreviewRequest", bytes: blockLength, needed: 111)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt16.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 34, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 34, message: "PreviewRequest", field: "side", value: sideRaw)
            }
            self.side = side
            let typeRaw = unsafe base.loadUnaligned(fromByteOffset: 35, as: UInt8.self)
            guard let type = OrderType(rawValue: typeRaw) else {
                throw .unknownValue(offset: offset + 35, message: "PreviewRequest", field: "type", value: typeRaw)
            }
            self.type = type
            let timeInForceRaw = unsafe base.loadUnaligned(fromByteOffset: 36, as: UInt8.self)
            guard let timeInForce = TimeInForce(rawValue: timeInForceRaw) else {
                throw .unknownValue(offset: offset + 36, message: "PreviewRequest", field: "timeInForce", value: timeInForceRaw)
            }
            self.timeInForce = timeInForce
            let selfTradePreventionRaw = unsafe base.loadUnaligned(fromByteOffset: 37, as: UInt8.self)
            guard let selfTradePrevention = SelfTradePrevention(rawValue: selfTradePreventionRaw) else {
                throw .unknownValue(offset: offset + 37, message: "PreviewRequest", field: "selfTradePrevention", value: selfTradePreventionRaw)
            }
            self.selfTradePrevention = selfTradePrevention
            flags = OrderFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 38, as: UInt8.self))
            triggerPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 39, as: Int64.self))
            trailingOffset = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 47, as: Int64.self))
            displayQuantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 55, as: Int64.self))
            expireTime = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 63, as: Int64.self))
            seenSequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 71, as: UInt64.self))
            maxMoveTicks = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 79, as: Int64.self))
            stopPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 87, as: Int64.self))
            stopLimitPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 95, as: Int64.self))
            takeProfitPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 103, as: Int64.self))
        }
    }

    /// Asks for the order of orderID or, if that is null, of clientOrderID.
    @usableFromInline package struct OrderStatusRequest: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 151 }
        @inlinable package static var blockLength: Int { 24 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 32 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var orderID: UInt64
        @usableFromInline package var clientOrderID: UInt64

        @inlinable @inline(__always) package init(
            request: UInt64, orderID: UInt64, clientOrderID: UInt64
        ) {
            self.request = request
            self.orderID = orderID
            self.clientOrderID = clientOrderID
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500970018 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 24, as: UInt64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 24 else {
                throw .shortBlock(offset: offset, message: "OrderStatusRequest", bytes: blockLength, needed: 24)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        }
    }

    /// Asks for the account's state and balances.
    @usableFromInline package struct AccountRequest: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 152 }
        @inlinable package static var blockLength: Int { 8 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 16 }

        @usableFromInline package var request: UInt64

        @inlinable @inline(__always) package init(
            request: UInt64
        ) {
            self.request = request
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500980008 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 8 else {
                throw .shortBlock(offset: offset, message: "AccountRequest", bytes: blockLength, needed: 8)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        }
    }

    /// Asks for every instrument.
    @usableFromInline package struct InstrumentListRequest: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 153 }
        @inlinable package static var blockLength: Int { 8 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 16 }

        @usableFromInline package var request: UInt64

        @inlinable @inline(__always) package init(
            request: UInt64
        ) {
            self.request = request
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500990008 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 8 else {
                throw .shortBlock(offset: offset, message: "InstrumentListRequest", bytes: blockLength, needed: 8)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        }
    }

    /// Asks for market data of an instrument, besides what is subscribed already.
    @usableFromInline package struct SubscribeRequest: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 154 }
        @inlinable package static var blockLength: Int { 11 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 19 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var feeds: Feeds

        @inlinable @inline(__always) package init(
            request: UInt64, symbol: UInt16, feeds: Feeds
        ) {
            self.request = request
            self.symbol = symbol
            self.feeds = feeds
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15009A000B as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 16, as: UInt16.self)
            unsafe base.storeBytes(of: feeds.rawValue, toByteOffset: 18, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 11 else {
                throw .shortBlock(offset: offset, message: "SubscribeRequest", bytes: blockLength, needed: 11)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
            feeds = Feeds(rawValue: unsafe base.loadUnaligned(fromByteOffset: 10, as: UInt8.self))
        }
    }

    /// Ends market data of an instrument.
    @usableFromInline package struct UnsubscribeRequest: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 155 }
        @inlinable package static var blockLength: Int { 11 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 19 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var feeds: Feeds

        @inlinable @inline(__always) package init(
            request: UInt64, symbol: UInt16, feeds: Feeds
        ) {
            self.request = request
            self.symbol = symbol
            self.feeds = feeds
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E15009B000B as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 16, as: UInt16.self)
            unsafe base.storeBytes(of: feeds.rawValue, toByteOffset: 18, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 11 else {
                throw .shortBlock(offset: offset, message: "UnsubscribeRequest", bytes: blockLength, needed: 11)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
            feeds = Feeds(rawValue: unsafe base.loadUnaligned(fromByteOffset: 10, as: UInt8.self))
        }
    }

    /// What happened to one of the account's orders.
    @usableFromInline package struct ExecutionReport: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 160 }
        @inlinable package static var blockLength: Int { 122 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 130 }

        @usableFromInline package var number: UInt64
        /// The request of this stream that caused it; null if none did.
        @usableFromInline package var request: UInt64
        @usableFromInline package var sequence: UInt64
        @usableFromInline package var time: Int64
        @usableFromInline package var orderID: UInt64
        @usableFromInline package var clientOrderID: UInt64
        /// The order it replaced, or the other leg.
        @usableFromInline package var relatedID: UInt64
        /// Of a fill; otherwise 0.
        @usableFromInline package var tradeID: UInt64
        /// Of a fill; otherwise the order's limit or trigger, null if not known.
        @usableFromInline package var price: Int64
        /// Filled now, or canceled now; otherwise 0.
        @usableFromInline package var lastQuantity: Int64
        /// The order's total.
        @usableFromInline package var quantity: Int64
        /// Still open.
        @usableFromInline package var leaves: Int64
        /// So far.
        @usableFromInline package var filled: Int64
        /// Of a fill, in the quote asset.
        @usableFromInline package var fee: Int64
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var side: Side
        @usableFromInline package var kind: ReportKind
        /// Of the order, now.
        @usableFromInline package var state: OrderState
        @usableFromInline package var rejectReason: RejectReason
        @usableFromInline package var cancelReason: CancelReason
        /// Of a fill.
        @usableFromInline package var liquidity: Liquidity
        @usableFromInline package var durability: DurabilityMode
        /// Of the request.
        @usableFromInline package var stream: UInt8

        @inlinable @inline(__always) package init(
            number: UInt64, request: UInt64, sequence: UInt64, time: Int64, orderID: UInt64, clientOrderID: UInt64, relatedID: UInt64, tradeID: UInt64, price: Int64, lastQuantity: Int64, quantity: Int64, leaves: Int64, filled: Int64, fee: Int64, symbol: UInt16, side: Side, kind: ReportKind, state: OrderState, rejectReason: RejectReason, cancelReason: CancelReason, liquidity: Liquidity, durability: DurabilityMode, stream: UInt8
        ) {
            self.number = number
            self.request = request
            self.sequence = sequence
            self.time = time
            self.orderID = orderID
            self.clientOrderID = clientOrderID
            self.relatedID = relatedID
            self.tradeID = tradeID
            self.price = price
            self.lastQuantity = lastQuantity
            self.quantity = quantity
            self.leaves = leaves
            self.filled = filled
            self.fee = fee
            self.symbol = symbol
            self.side = side
            self.kind = kind
            self.state = state
            self.rejectReason = rejectReason
            self.cancelReason = cancelReason
            self.liquidity = liquidity
            self.durability = durability
            self.stream = stream
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500A0007A as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: number.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 40, as: UInt64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 48, as: UInt64.self)
            unsafe base.storeBytes(of: relatedID.littleEndian, toByteOffset: 56, as: UInt64.self)
            unsafe base.storeBytes(of: tradeID.littleEndian, toByteOffset: 64, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 72, as: Int64.self)
            assert(lastQuantity >= 0, "ExecutionReport.lastQuantity")
            unsafe base.storeBytes(of: lastQuantity.littleEndian, toByteOffset: 80, as: Int64.self)
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 88, as: Int64.self)
            assert(leaves >= 0, "ExecutionReport.leaves")
            unsafe base.storeBytes(of: leaves.littleEndian, toByteOffset: 96, as: Int64.self)
            assert(filled >= 0, "ExecutionReport.filled")
            unsafe base.storeBytes(of: filled.littleEndian, toByteOffset: 104, as: Int64.self)
            unsafe base.storeBytes(of: fee.littleEndian, toByteOffset: 112, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 120, as: UInt16.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 122, as: UInt8.self)
            unsafe base.storeBytes(of: kind.rawValue, toByteOffset: 123, as: UInt8.self)
            unsafe base.storeBytes(of: state.rawValue, toByteOffset: 124, as: UInt8.self)
            unsafe base.storeBytes(of: rejectReason.rawValue, toByteOffset: 125, as: UInt8.self)
            unsafe base.storeBytes(of: cancelReason.rawValue, toByteOffset: 126, as: UInt8.self)
            unsafe base.storeBytes(of: liquidity.rawValue, toByteOffset: 127, as: UInt8.self)
            unsafe base.storeBytes(of: durability.rawValue, toByteOffset: 128, as: UInt8.self)
            unsafe base.storeBytes(of: stream, toByteOffset: 129, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 122 else {
                throw .shortBlock(offset: offset, message: "ExecutionReport", bytes: blockLength, needed: 122)
            }
            number = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: UInt64.self))
            relatedID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 48, as: UInt64.self))
            tradeID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 56, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 64, as: Int64.self))
            lastQuantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 72, as: Int64.self))
            guard lastQuantity >= 0 else {
                throw .belowMinimum(offset: offset + 72, message: "ExecutionReport", field: "lastQuantity", value: Int64(lastQuantity))
            }
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 80, as: Int64.self))
            leaves = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 88, as: Int64.self))
            guard leaves >= 0 else {
                throw .belowMinimum(offset: offset + 88, message: "ExecutionReport", field: "leaves", value: Int64(leaves))
            }
            filled = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 96, as: Int64.self))
            guard filled >= 0 else {
                throw .belowMinimum(offset: offset + 96, message: "ExecutionReport", field: "filled", value: Int64(filled))
            }
            fee = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 104, as: Int64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 112, as: UInt16.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 114, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 114, message: "ExecutionReport", field: "side", value: sideRaw)
            }
            self.side = side
            let kindRaw = unsafe base.loadUnaligned(fromByteOffset: 115, as: UInt8.self)
            guard let kind = ReportKind(rawValue: kindRaw) else {
                throw .unknownValue(offset: offset + 115, message: "ExecutionReport", field: "kind", value: kindRaw)
            }
            self.kind = kind
            let stateRaw = unsafe base.loadUnaligned(fromByteOffset: 116, as: UInt8.self)
            guard let state = OrderState(rawValue: stateRaw) else {
                throw .unknownValue(offset: offset + 116, message: "ExecutionReport", field: "state", value: stateRaw)
            }
            self.state = state
            let rejectReasonRaw = unsafe base.loadUnaligned(fromByteOffset: 117, as: UInt8.self)
            guard let rejectReason = RejectReason(rawValue: rejectReasonRaw) else {
                throw .unknownValue(offset: offset + 117, message: "ExecutionReport", field: "rejectReason", value: rejectReasonRaw)
            }
            self.rejectReason = rejectReason
            let cancelReasonRaw = unsafe base.loadUnaligned(fromByteOffset: 118, as: UInt8.self)
            guard let cancelReason = CancelReason(rawValue: cancelReasonRaw) else {
                throw .unknownValue(offset: offset + 118, message: "ExecutionReport", field: "cancelReason", value: cancelReasonRaw)
            }
            self.cancelReason = cancelReason
            let liquidityRaw = unsafe base.loadUnaligned(fromByteOffset: 119, as: UInt8.self)
            guard let liquidity = Liquidity(rawValue: liquidityRaw) else {
                throw .unknownValue(offset: offset + 119, message: "ExecutionReport", field: "liquidity", value: liquidityRaw)
            }
            self.liquidity = liquidity
            let durabilityRaw = unsafe base.loadUnaligned(fromByteOffset: 120, as: UInt8.self)
            guard let durability = DurabilityMode(rawValue: durabilityRaw) else {
                throw .unknownValue(offset: offset + 120, message: "ExecutionReport", field: "durability", value: durabilityRaw)
            }
            self.durability = durability
            stream = unsafe base.loadUnaligned(fromByteOffset: 121, as: UInt8.self)
        }
    }

    /// Answers a MassCancelRequest, after the reports of the orders it canceled.
    @usableFromInline package struct MassCancelReport: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 161 }
        @inlinable package static var blockLength: Int { 53 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 61 }

        @usableFromInline package var number: UInt64
        /// The request of this stream that caused it; null if none did.
        @usableFromInline package var request: UInt64
        @usableFromInline package var sequence: UInt64
        @usableFromInline package var time: Int64
        @usableFromInline package var canceled: Int64
        /// Still open: one request cancels a bounded number.
        @usableFromInline package var left: Int64
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var rejectReason: RejectReason
        @usableFromInline package var durability: DurabilityMode
        @usableFromInline package var stream: UInt8

        @inlinable @inline(__always) package init(
            number: UInt64, request: UInt64, sequence: UInt64, time: Int64, canceled: Int64, left: Int64, symbol: UInt16, rejectReason: RejectReason, durability: DurabilityMode, stream: UInt8
        ) {
            self.number = number
            self.request = request
            self.sequence = sequence
            self.time = time
            self.canceled = canceled
            self.left = left
            self.symbol = symbol
            self.rejectReason = rejectReason
            self.durability = durability
            self.stream = stream
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500A10035 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: number.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 32, as: Int64.self)
            assert(canceled >= 0, "MassCancelReport.canceled")
            unsafe base.storeBytes(of: canceled.littleEndian, toByteOffset: 40, as: Int64.self)
            assert(left >= 0, "MassCancelReport.left")
            unsafe base.storeBytes(of: left.littleEndian, toByteOffset: 48, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 56, as: UInt16.self)
            unsafe base.storeBytes(of: rejectReason.rawValue, toByteOffset: 58, as: UInt8.self)
            unsafe base.storeBytes(of: durability.rawValue, toByteOffset: 59, as: UInt8.self)
            unsafe base.storeBytes(of: stream, toByteOffset: 60, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 53 else {
                throw .shortBlock(offset: offset, message: "MassCancelReport", bytes: blockLength, needed: 53)
            }
            number = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            canceled = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            guard canceled >= 0 else {
                throw .belowMinimum(offset: offset + 32, message: "MassCancelReport", field: "canceled", value: Int64(canceled))
            }
            left = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: Int64.self))
            guard left >= 0 else {
                throw .belowMinimum(offset: offset + 40, message: "MassCancelReport", field: "left", value: Int64(left))
            }
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 48, as: UInt16.self))
            let rejectReasonRaw = unsafe base.loadUnaligned(fromByteOffset: 50, as: UInt8.self)
            guard let rejectReason = RejectReason(rawValue: rejectReasonRaw) else {
                throw .unknownValue(offset: offset + 50, message: "MassCancelReport", field: "rejectReason", value: rejectReasonRaw)
            }
            self.rejectReason = rejectReason
            let durabilityRaw = unsafe base.loadUnaligned(fromByteOffset: 51, as: UInt8.self)
            guard let durability = DurabilityMode(rawValue: durabilityRaw) else {
                throw .unknownValue(offset: offset + 51, message: "MassCancelReport", field: "durability", value: durabilityRaw)
            }
            self.durability = durability
            stream = unsafe base.loadUnaligned(fromByteOffset: 52, as: UInt8.self)
        }
    }

    /// A request that changed nothing and never reached the order book.
    @usableFromInline package struct Reject: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 162 }
        @inlinable package static var blockLength: Int { 23 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 31 }

        @usableFromInline package var number: UInt64
        /// The request of this stream that caused it; null if none did.
        @usableFromInline package var request: UInt64
        /// Of the request.
        @usableFromInline package var template: UInt16
        /// That is wrong, by its id in the schema; 0 if none is.
        @usableFromInline package var field: UInt16
        @usableFromInline package var reason: RequestRefusal
        /// What the exchange said, if reason is refused.
        @usableFromInline package var rejectReason: RejectReason
        @usableFromInline package var stream: UInt8

        @inlinable @inline(__always) package init(
            number: UInt64, request: UInt64, template: UInt16, field: UInt16, reason: RequestRefusal, rejectReason: RejectReason, stream: UInt8
        ) {
            self.number = number
            self.request = request
            self.template = template
            self.field = field
            self.reason = reason
            self.rejectReason = rejectReason
            self.stream = stream
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500A20017 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: number.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: template.littleEndian, toByteOffset: 24, as: UInt16.self)
            unsafe base.storeBytes(of: field.littleEndian, toByteOffset: 26, as: UInt16.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 28, as: UInt8.self)
            unsafe base.storeBytes(of: rejectReason.rawValue, toByteOffset: 29, as: UInt8.self)
            unsafe base.storeBytes(of: stream, toByteOffset: 30, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 23 else {
                throw .shortBlock(offset: offset, message: "Reject", bytes: blockLength, needed: 23)
            }
            number = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            template = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt16.self))
            field = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 18, as: UInt16.self))
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt8.self)
            guard let reason = RequestRefusal(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 20, message: "Reject", field: "reason", value: reasonRaw)
            }
            self.reason = reason
            let rejectReasonRaw = unsafe base.loadUnaligned(fromByteOffset: 21, as: UInt8.self)
            guard let rejectReason = RejectReason(rawValue: rejectReasonRaw) else {
                throw .unknownValue(offset: offset + 21, message: "Reject", field: "rejectReason", value: rejectReasonRaw)
            }
            self.rejectReason = rejectReason
            stream = unsafe base.loadUnaligned(fromByteOffset: 22, as: UInt8.self)
        }
    }

    /// A request that was turned away for now and changed nothing.
    @usableFromInline package struct ThrottleNotice: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 163 }
        @inlinable package static var blockLength: Int { 24 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 32 }

        @usableFromInline package var number: UInt64
        /// The request of this stream that caused it; null if none did.
        @usableFromInline package var request: UInt64
        @usableFromInline package var retryAfter: UInt32
        /// Of the request.
        @usableFromInline package var template: UInt16
        @usableFromInline package var by: ThrottledBy
        @usableFromInline package var stream: UInt8

        @inlinable @inline(__always) package init(
            number: UInt64, request: UInt64, retryAfter: UInt32, template: UInt16, by: ThrottledBy, stream: UInt8
        ) {
            self.number = number
            self.request = request
            self.retryAfter = retryAfter
            self.template = template
            self.by = by
            self.stream = stream
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500A30018 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: number.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: retryAfter.littleEndian, toByteOffset: 24, as: UInt32.self)
            unsafe base.storeBytes(of: template.littleEndian, toByteOffset: 28, as: UInt16.self)
            unsafe base.storeBytes(of: by.rawValue, toByteOffset: 30, as: UInt8.self)
            unsafe base.storeBytes(of: stream, toByteOffset: 31, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 24 else {
                throw .shortBlock(offset: offset, message: "ThrottleNotice", bytes: blockLength, needed: 24)
            }
            number = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            retryAfter = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            template = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt16.self))
            let byRaw = unsafe base.loadUnaligned(fromByteOffset: 22, as: UInt8.self)
            guard let by = ThrottledBy(rawValue: byRaw) else {
                throw .unknownValue(offset: offset + 22, message: "ThrottleNotice", field: "by", value: byRaw)
            }
            self.by = by
            stream = unsafe base.loadUnaligned(fromByteOffset: 23, as: UInt8.self)
        }
    }

    /// Money came in or went out.
    @usableFromInline package struct BalanceReport: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 164 }
        @inlinable package static var blockLength: Int { 61 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 69 }

        @usableFromInline package var number: UInt64
        /// The request of this stream that caused it; null if none did.
        @usableFromInline package var request: UInt64
        @usableFromInline package var sequence: UInt64
        @usableFromInline package var time: Int64
        /// Negative when it went out.
        @usableFromInline package var amount: Int64
        /// Now.
        @usableFromInline package var available: Int64
        /// Now.
        @usableFromInline package var locked: Int64
        @usableFromInline package var asset: UInt32
        @usableFromInline package var stream: UInt8

        @inlinable @inline(__always) package init(
            number: UInt64, request: UInt64, sequence: UInt64, time: Int64, amount: Int64, available: Int64, locked: Int64, asset: UInt32, stream: UInt8
        ) {
            self.number = number
            self.request = request
            self.sequence = sequence
            self.time = time
            self.amount = amount
            self.available = available
            self.locked = locked
            self.asset = asset
            self.stream = stream
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500A4003D as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: number.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: amount.littleEndian, toByteOffset: 40, as: Int64.self)
            unsafe base.storeBytes(of: available.littleEndian, toByteOffset: 48, as: Int64.self)
            unsafe base.storeBytes(of: locked.littleEndian, toByteOffset: 56, as: Int64.self)
            unsafe base.storeBytes(of: asset.littleEndian, toByteOffset: 64, as: UInt32.self)
            unsafe base.storeBytes(of: stream, toByteOffset: 68, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 61 else {
                throw .shortBlock(offset: offset, message: "BalanceReport", bytes: blockLength, needed: 61)
            }
            number = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            amount = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            available = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: Int64.self))
            locked = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 48, as: Int64.self))
            asset = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 56, as: UInt32.self))
            stream = unsafe base.loadUnaligned(fromByteOffset: 60, as: UInt8.self)
        }
    }

    /// The account is in another state.
    @usableFromInline package struct AccountStateReport: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 165 }
        @inlinable package static var blockLength: Int { 36 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 44 }

        @usableFromInline package var number: UInt64
        /// The request of this stream that caused it; null if none did.
        @usableFromInline package var request: UInt64
        @usableFromInline package var sequence: UInt64
        @usableFromInline package var time: Int64
        @usableFromInline package var state: AccountState
        @usableFromInline package var previousState: AccountState
        /// Why the exchange restricted it; none if it was told to.
        @usableFromInline package var reason: RejectReason
        @usableFromInline package var stream: UInt8

        @inlinable @inline(__always) package init(
            number: UInt64, request: UInt64, sequence: UInt64, time: Int64, state: AccountState, previousState: AccountState, reason: RejectReason, stream: UInt8
        ) {
            self.number = number
            self.request = request
            self.sequence = sequence
            self.time = time
            self.state = state
            self.previousState = previousState
            self.reason = reason
            self.stream = stream
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500A50024 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: number.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: state.rawValue, toByteOffset: 40, as: UInt8.self)
            unsafe base.storeBytes(of: previousState.rawValue, toByteOffset: 41, as: UInt8.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 42, as: UInt8.self)
            unsafe base.storeBytes(of: stream, toByteOffset: 43, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 36 else {
                throw .shortBlock(offset: offset, message: "AccountStateReport", bytes: blockLength, needed: 36)
            }
            number = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            let stateRaw = unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt8.self)
            guard let state = AccountState(rawValue: stateRaw) else {
                throw .unknownValue(offset: offset + 32, message: "AccountStateReport", field: "state", value: stateRaw)
            }
            self.state = state
            let previousStateRaw = unsafe base.loadUnaligned(fromByteOffset: 33, as: UInt8.self)
            guard let previousState = AccountState(rawValue: previousStateRaw) else {
                throw .unknownValue(offset: offset + 33, message: "AccountStateReport", field: "previousState", value: previousStateRaw)
            }
            self.previousState = previousState
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 34, as: UInt8.self)
            guard let reason = RejectReason(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 34, message: "AccountStateReport", field: "reason", value: reasonRaw)
            }
            self.reason = reason
            stream = unsafe base.loadUnaligned(fromByteOffset: 35, as: UInt8.self)
        }
    }

    /// Answers a PreviewRequest.
    @usableFromInline package struct PreviewReport: GroupedMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 170 }
        @inlinable package static var blockLength: Int { 59 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 67 }

        @usableFromInline package var request: UInt64
        /// The state it looked at.
        @usableFromInline package var sequence: UInt64
        /// Would rest, wait, or be canceled.
        @usableFromInline package var leaves: Int64
        /// Afterwards.
        @usableFromInline package var baseAvailable: Int64
        /// Afterwards.
        @usableFromInline package var baseLocked: Int64
        /// Afterwards.
        @usableFromInline package var quoteAvailable: Int64
        /// Afterwards.
        @usableFromInline package var quoteLocked: Int64
        @usableFromInline package var symbol: UInt16
        /// Why it would be rejected.
        @usableFromInline package var reason: RejectReason

        @inlinable @inline(__always) package init(
            request: UInt64, sequence: UInt64, leaves: Int64, baseAvailable: Int64, baseLocked: Int64, quoteAvailable: Int64, quoteLocked: Int64, symbol: UInt16, reason: RejectReason
        ) {
            self.request = request
            self.sequence = sequence
            self.leaves = leaves
            self.baseAvailable = baseAvailable
            self.baseLocked = baseLocked
            self.quoteAvailable = quoteAvailable
            self.quoteLocked = quoteLocked
            self.symbol = symbol
            self.reason = reason
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500AA003B as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 16, as: UInt64.self)
            assert(leaves >= 0, "PreviewReport.leaves")
            unsafe base.storeBytes(of: leaves.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: baseAvailable.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: baseLocked.littleEndian, toByteOffset: 40, as: Int64.self)
            unsafe base.storeBytes(of: quoteAvailable.littleEndian, toByteOffset: 48, as: Int64.self)
            unsafe base.storeBytes(of: quoteLocked.littleEndian, toByteOffset: 56, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 64, as: UInt16.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 66, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 59 else {
                throw .shortBlock(offset: offset, message: "PreviewReport", bytes: blockLength, needed: 59)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            leaves = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            guard leaves >= 0 else {
                throw .belowMinimum(offset: offset + 16, message: "PreviewReport", field: "leaves", value: Int64(leaves))
            }
            baseAvailable = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            baseLocked = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            quoteAvailable = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: Int64.self))
            quoteLocked = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 48, as: Int64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 56, as: UInt16.self))
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 58, as: UInt8.self)
            guard let reason = RejectReason(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 58, message: "PreviewReport", field: "reason", value: reasonRaw)
            }
            self.reason = reason
        }

        /// What it would trade, in order.
        @usableFromInline package struct Entry: GroupEntry, Hashable, Sendable, BitwiseCopyable {
            @inlinable package static var blockLength: Int { 24 }

            @usableFromInline package var price: Int64
            @usableFromInline package var quantity: Int64
            /// In the quote asset.
            @usableFromInline package var fee: Int64

            @inlinable @inline(__always) package init(
                price: Int64, quantity: Int64, fee: Int64
            ) {
                self.price = price
                self.quantity = quantity
                self.fee = fee
            }

            /// Writes `blockLength` bytes at `base`.
            @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
                unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 0, as: Int64.self)
                assert(quantity >= 0, "PreviewReport.fills.quantity")
                unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 8, as: Int64.self)
                unsafe base.storeBytes(of: fee.littleEndian, toByteOffset: 16, as: Int64.self)
            }

            /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
            @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
                guard blockLength >= 24 else {
                    throw .shortBlock(offset: offset, message: "PreviewReport.fills", bytes: blockLength, needed: 24)
                }
                price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
                quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
                guard quantity >= 0 else {
                    throw .belowMinimum(offset: offset + 8, message: "PreviewReport.fills", field: "quantity", value: Int64(quantity))
                }
                fee = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            }
        }
    }

    /// Answers an OrderStatusRequest.
    @usableFromInline package struct OrderStatusReport: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 171 }
        @inlinable package static var blockLength: Int { 79 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 87 }

        @usableFromInline package var request: UInt64
        /// The state it looked at.
        @usableFromInline package var sequence: UInt64
        @usableFromInline package var orderID: UInt64
        @usableFromInline package var clientOrderID: UInt64
        @usableFromInline package var price: Int64
        @usableFromInline package var triggerPrice: Int64
        @usableFromInline package var quantity: Int64
        @usableFromInline package var leaves: Int64
        @usableFromInline package var filled: Int64
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var side: Side
        @usableFromInline package var type: OrderType
        @usableFromInline package var timeInForce: TimeInForce
        @usableFromInline package var state: OrderState
        /// unknownOrder, or none.
        @usableFromInline package var reason: RequestRefusal

        @inlinable @inline(__always) package init(
            request: UInt64, sequence: UInt64, orderID: UInt64, clientOrderID: UInt64, price: Int64, triggerPrice: Int64, quantity: Int64, leaves: Int64, filled: Int64, symbol: UInt16, side: Side, type: OrderType, timeInForce: TimeInForce, state: OrderState, reason: RequestRefusal
        ) {
            self.request = request
            self.sequence = sequence
            self.orderID = orderID
            self.clientOrderID = clientOrderID
            self.price = price
            self.triggerPrice = triggerPrice
            self.quantity = quantity
            self.leaves = leaves
            self.filled = filled
            self.symbol = symbol
            self.side = side
            self.type = type
            self.timeInForce = timeInForce
            self.state = state
            self.reason = reason
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500AB004F as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: clientOrderID.littleEndian, toByteOffset: 32, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 40, as: Int64.self)
            unsafe base.storeBytes(of: triggerPrice.littleEndian, toByteOffset: 48, as: Int64.self)
            assert(quantity >= 0, "OrderStatusReport.quantity")
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 56, as: Int64.self)
            assert(leaves >= 0, "OrderStatusReport.leaves")
            unsafe base.storeBytes(of: leaves.littleEndian, toByteOffset: 64, as: Int64.self)
            assert(filled >= 0, "OrderStatusReport.filled")
            unsafe base.storeBytes(of: filled.littleEndian, toByteOffset: 72, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 80, as: UInt16.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 82, as: UInt8.self)
            unsafe base.storeBytes(of: type.rawValue, toByteOffset: 83, as: UInt8.self)
            unsafe base.storeBytes(of: timeInForce.rawValue, toByteOffset: 84, as: UInt8.self)
            unsafe base.storeBytes(of: state.rawValue, toByteOffset: 85, as: UInt8.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 86, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 79 else {
                throw .shortBlock(offset: offset, message: "OrderStatusReport", bytes: blockLength, needed: 79)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            clientOrderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            triggerPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 48, as: Int64.self))
            guard quantity >= 0 else {
                throw .belowMinimum(offset: offset + 48, message: "OrderStatusReport", field: "quantity", value: Int64(quantity))
            }
            leaves = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 56, as: Int64.self))
            guard leaves >= 0 else {
                throw .belowMinimum(offset: offset + 56, message: "OrderStatusReport", field: "leaves", value: Int64(leaves))
            }
            filled = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 64, as: Int64.self))
            guard filled >= 0 else {
                throw .belowMinimum(offset: offset + 64, message: "OrderStatusReport", field: "filled", value: Int64(filled))
            }
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 72, as: UInt16.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 74, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 74, message: "OrderStatusReport", field: "side", value: sideRaw)
            }
            self.side = side
            let typeRaw = unsafe base.loadUnaligned(fromByteOffset: 75, as: UInt8.self)
            guard let type = OrderType(rawValue: typeRaw) else {
                throw .unknownValue(offset: offset + 75, message: "OrderStatusReport", field: "type", value: typeRaw)
            }
            self.type = type
            let timeInForceRaw = unsafe base.loadUnaligned(fromByteOffset: 76, as: UInt8.self)
            guard let timeInForce = TimeInForce(rawValue: timeInForceRaw) else {
                throw .unknownValue(offset: offset + 76, message: "OrderStatusReport", field: "timeInForce", value: timeInForceRaw)
            }
            self.timeInForce = timeInForce
            let stateRaw = unsafe base.loadUnaligned(fromByteOffset: 77, as: UInt8.self)
            guard let state = OrderState(rawValue: stateRaw) else {
                throw .unknownValue(offset: offset + 77, message: "OrderStatusReport", field: "state", value: stateRaw)
            }
            self.state = state
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 78, as: UInt8.self)
            guard let reason = RequestRefusal(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 78, message: "OrderStatusReport", field: "reason", value: reasonRaw)
            }
            self.reason = reason
        }
    }

    /// Answers an AccountRequest.
    @usableFromInline package struct AccountReport: GroupedMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 172 }
        @inlinable package static var blockLength: Int { 37 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 45 }

        @usableFromInline package var request: UInt64
        /// The state it looked at.
        @usableFromInline package var sequence: UInt64
        /// Everything, valued in the starting asset.
        @usableFromInline package var equity: Int64
        @usableFromInline package var account: UInt32
        @usableFromInline package var openOrders: UInt32
        @usableFromInline package var startingAsset: UInt32
        @usableFromInline package var state: AccountState

        @inlinable @inline(__always) package init(
            request: UInt64, sequence: UInt64, equity: Int64, account: UInt32, openOrders: UInt32, startingAsset: UInt32, state: AccountState
        ) {
            self.request = request
            self.sequence = sequence
            self.equity = equity
            self.account = account
            self.openOrders = openOrders
            self.startingAsset = startingAsset
            self.state = state
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500AC0025 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: equity.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: account.littleEndian, toByteOffset: 32, as: UInt32.self)
            unsafe base.storeBytes(of: openOrders.littleEndian, toByteOffset: 36, as: UInt32.self)
            unsafe base.storeBytes(of: startingAsset.littleEndian, toByteOffset: 40, as: UInt32.self)
            unsafe base.storeBytes(of: state.rawValue, toByteOffset: 44, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 37 else {
                throw .shortBlock(offset: offset, message: "AccountReport", bytes: blockLength, needed: 37)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            equity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            account = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt32.self))
            openOrders = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 28, as: UInt32.self))
            startingAsset = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt32.self))
            let stateRaw = unsafe base.loadUnaligned(fromByteOffset: 36, as: UInt8.self)
            guard let state = AccountState(rawValue: stateRaw) else {
                throw .unknownValue(offset: offset + 36, message: "AccountReport", field: "state", value: stateRaw)
            }
            self.state = state
        }

        /// What it has of each asset.
        @usableFromInline package struct Entry: GroupEntry, Hashable, Sendable, BitwiseCopyable {
            @inlinable package static var blockLength: Int { 37 }

            @usableFromInline package var available: Int64
            @usableFromInline package var locked: Int64
            @usableFromInline package var asset: UInt32
            @usableFromInline package var name: Name
            @usableFromInline package var scale: UInt8

            @inlinable @inline(__always) package init(
                available: Int64, locked: Int64, asset: UInt32, name: Name, scale: UInt8
            ) {
                self.available = available
                self.locked = locked
                self.asset = asset
                self.name = name
                self.scale = scale
            }

            /// Writes `blockLength` bytes at `base`.
            @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
                unsafe base.storeBytes(of: available.littleEndian, toByteOffset: 0, as: Int64.self)
                unsafe base.storeBytes(of: locked.littleEndian, toByteOffset: 8, as: Int64.self)
                unsafe base.storeBytes(of: asset.littleEndian, toByteOffset: 16, as: UInt32.self)
                unsafe base.storeBytes(of: name.low.littleEndian, toByteOffset: 20, as: UInt64.self)
                unsafe base.storeBytes(of: name.high.littleEndian, toByteOffset: 28, as: UInt64.self)
                unsafe base.storeBytes(of: scale, toByteOffset: 36, as: UInt8.self)
            }

            /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
            @usableFromInline package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
                guard blockLength >= 37 else {
                    throw .shortBlock(offset: offset, message: "AccountReport.balances", bytes: blockLength, needed: 37)
                }
                available = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
                locked = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
                asset = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
                name = Name(low: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt64.self)), high: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 28, as: UInt64.self)))
                scale = unsafe base.loadUnaligned(fromByteOffset: 36, as: UInt8.self)
            }
        }
    }

    /// Answers an InstrumentListRequest, one for each instrument.
    @usableFromInline package struct InstrumentDefinition: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 173 }
        @inlinable package static var blockLength: Int { 147 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 155 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var name: Name
        @usableFromInline package var baseName: Name
        @usableFromInline package var quoteName: Name
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
        @usableFromInline package var baseAsset: UInt32
        @usableFromInline package var quoteAsset: UInt32
        @usableFromInline package var symbol: UInt16
        /// Instruments that follow.
        @usableFromInline package var left: UInt16
        @usableFromInline package var baseScale: UInt8
        @usableFromInline package var quoteScale: UInt8
        @usableFromInline package var phase: Phase

        @inlinable @inline(__always) package init(
            request: UInt64, name: Name, baseName: Name, quoteName: Name, tickUnits: Int64, lotUnits: Int64, notionalUnits: Int64, minPrice: Int64, maxPrice: Int64, minQuantity: Int64, maxQuantity: Int64, minNotional: Int64, makerFeePPM: UInt32, takerFeePPM: UInt32, bandPPM: UInt32, baseAsset: UInt32, quoteAsset: UInt32, symbol: UInt16, left: UInt16, baseScale: UInt8, quoteScale: UInt8, phase: Phase
        ) {
            self.request = request
            self.name = name
            self.baseName = baseName
            self.quoteName = quoteName
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
            self.baseAsset = baseAsset
            self.quoteAsset = quoteAsset
            self.symbol = symbol
            self.left = left
            self.baseScale = baseScale
            self.quoteScale = quoteScale
            self.phase = phase
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500AD0093 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: name.low.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: name.high.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: baseName.low.littleEndian, toByteOffset: 32, as: UInt64.self)
            unsafe base.storeBytes(of: baseName.high.littleEndian, toByteOffset: 40, as: UInt64.self)
            unsafe base.storeBytes(of: quoteName.low.littleEndian, toByteOffset: 48, as: UInt64.self)
            unsafe base.storeBytes(of: quoteName.high.littleEndian, toByteOffset: 56, as: UInt64.self)
            unsafe base.storeBytes(of: tickUnits.littleEndian, toByteOffset: 64, as: Int64.self)
            unsafe base.storeBytes(of: lotUnits.littleEndian, toByteOffset: 72, as: Int64.self)
            unsafe base.storeBytes(of: notionalUnits.littleEndian, toByteOffset: 80, as: Int64.self)
            unsafe base.storeBytes(of: minPrice.littleEndian, toByteOffset: 88, as: Int64.self)
            unsafe base.storeBytes(of: maxPrice.littleEndian, toByteOffset: 96, as: Int64.self)
            unsafe base.storeBytes(of: minQuantity.littleEndian, toByteOffset: 104, as: Int64.self)
            unsafe base.storeBytes(of: maxQuantity.littleEndian, toByteOffset: 112, as: Int64.self)
            unsafe base.storeBytes(of: minNotional.littleEndian, toByteOffset: 120, as: Int64.self)
            unsafe base.storeBytes(of: makerFeePPM.littleEndian, toByteOffset: 128, as: UInt32.self)
            unsafe base.storeBytes(of: takerFeePPM.littleEndian, toByteOffset: 132, as: UInt32.self)
            unsafe base.storeBytes(of: bandPPM.littleEndian, toByteOffset: 136, as: UInt32.self)
            unsafe base.storeBytes(of: baseAsset.littleEndian, toByteOffset: 140, as: UInt32.self)
            unsafe base.storeBytes(of: quoteAsset.littleEndian, toByteOffset: 144, as: UInt32.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 148, as: UInt16.self)
            unsafe base.storeBytes(of: left.littleEndian, toByteOffset: 150, as: UInt16.self)
            unsafe base.storeBytes(of: baseScale, toByteOffset: 152, as: UInt8.self)
            unsafe base.storeBytes(of: quoteScale, toByteOffset: 153, as: UInt8.self)
            unsafe base.storeBytes(of: phase.rawValue, toByteOffset: 154, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @usableFromInline package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 147 else {
                throw .shortBlock(offset: offset, message: "InstrumentDefinition", bytes: blockLength, needed: 147)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            name = Name(low: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), high: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self)))
            baseName = Name(low: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt64.self)), high: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt64.self)))
            quoteName = Name(low: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: UInt64.self)), high: UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 48, as: UInt64.self)))
            tickUnits = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 56, as: Int64.self))
            lotUnits = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 64, as: Int64.self))
            notionalUnits = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 72, as: Int64.self))
            minPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 80, as: Int64.self))
            maxPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 88, as: Int64.self))
            minQuantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 96, as: Int64.self))
            maxQuantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 104, as: Int64.self))
            minNotional = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 112, as: Int64.self))
            makerFeePPM = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 120, as: UInt32.self))
            takerFeePPM = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 124, as: UInt32.self))
            bandPPM = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 128, as: UInt32.self))
            baseAsset = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 132, as: UInt32.self))
            quoteAsset = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 136, as: UInt32.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 140, as: UInt16.self))
            left = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 142, as: UInt16.self))
            baseScale = unsafe base.loadUnaligned(fromByteOffset: 144, as: UInt8.self)
            quoteScale = unsafe base.loadUnaligned(fromByteOffset: 145, as: UInt8.self)
            let phaseRaw = unsafe base.loadUnaligned(fromByteOffset: 146, as: UInt8.self)
            guard let phase = Phase(rawValue: phaseRaw) else {
                throw .unknownValue(offset: offset + 146, message: "InstrumentDefinition", field: "phase", value: phaseRaw)
            }
            self.phase = phase
        }
    }

    /// Answers a SubscribeRequest or UnsubscribeRequest.
    @usableFromInline package struct SubscriptionReport: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 176 }
        @inlinable package static var blockLength: Int { 12 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 20 }

        @usableFromInline package var request: UInt64
        @usableFromInline package var symbol: UInt16
        /// Subscribed from now on.
        @usableFromInline package var feeds: Feeds
        /// none if it was done.
        @usableFromInline package var reason: RequestRefusal

        @inlinable @inline(__always) package init(
            request: UInt64, symbol: UInt16, feeds: Feeds, reason: RequestRefusal
        ) {
            self.request = request
            self.symbol = symbol
            self.feeds = feeds
            self.reason = reason
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500B0000C as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: request.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 16, as: UInt16.self)
            unsafe base.storeBytes(of: feeds.rawValue, toByteOffset: 18, as: UInt8.self)
            unsafe base.storeBytes(of: reason.rawValue, toByteOffset: 19, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 12 else {
                throw .shortBlock(offset: offset, message: "SubscriptionReport", bytes: blockLength, needed: 12)
            }
            request = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
            feeds = Feeds(rawValue: unsafe base.loadUnaligned(fromByteOffset: 10, as: UInt8.self))
            let reasonRaw = unsafe base.loadUnaligned(fromByteOffset: 11, as: UInt8.self)
            guard let reason = RequestRefusal(rawValue: reasonRaw) else {
                throw .unknownValue(offset: offset + 11, message: "SubscriptionReport", field: "reason", value: reasonRaw)
            }
            self.reason = reason
        }
    }

    /// The levels of a book, best first: bids, then asks.
    @usableFromInline package struct LevelsSnapshot: GroupedMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 177 }
        @inlinable package static var blockLength: Int { 27 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 35 }

        /// The state it shows.
        @usableFromInline package var sequence: UInt64
        @usableFromInline package var time: Int64
        @usableFromInline package var lastPrice: Int64
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var phase: Phase

        @inlinable @inline(__always) package init(
            sequence: UInt64, time: Int64, lastPrice: Int64, symbol: UInt16, phase: Phase
        ) {
            self.sequence = sequence
            self.time = time
            self.lastPrice = lastPrice
            self.symbol = symbol
            self.phase = phase
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500B1001B as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: lastPrice.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 32, as: UInt16.self)
            unsafe base.storeBytes(of: phase.rawValue, toByteOffset: 34, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 27 else {
                throw .shortBlock(offset: offset, message: "LevelsSnapshot", bytes: blockLength, needed: 27)
            }
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            lastPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt16.self))
            let phaseRaw = unsafe base.loadUnaligned(fromByteOffset: 26, as: UInt8.self)
            guard let phase = Phase(rawValue: phaseRaw) else {
                throw .unknownValue(offset: offset + 26, message: "LevelsSnapshot", field: "phase", value: phaseRaw)
            }
            self.phase = phase
        }

        /// One price of one side.
        @usableFromInline package struct Entry: GroupEntry, Hashable, Sendable, BitwiseCopyable {
            @inlinable package static var blockLength: Int { 21 }

            @usableFromInline package var price: Int64
            @usableFromInline package var quantity: Int64
            @usableFromInline package var orders: UInt32
            @usableFromInline package var side: Side

            @inlinable @inline(__always) package init(
                price: Int64, quantity: Int64, orders: UInt32, side: Side
            ) {
                self.price = price
                self.quantity = quantity
                self.orders = orders
                self.side = side
            }

            /// Writes `blockLength` bytes at `base`.
            @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
                unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 0, as: Int64.self)
                assert(quantity >= 0, "LevelsSnapshot.levels.quantity")
                unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 8, as: Int64.self)
                unsafe base.storeBytes(of: orders.littleEndian, toByteOffset: 16, as: UInt32.self)
                unsafe base.storeBytes(of: side.rawValue, toByteOffset: 20, as: UInt8.self)
            }

            /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
            @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
                guard blockLength >= 21 else {
                    throw .shortBlock(offset: offset, message: "LevelsSnapshot.levels", bytes: blockLength, needed: 21)
                }
                price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
                quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
                guard quantity >= 0 else {
                    throw .belowMinimum(offset: offset + 8, message: "LevelsSnapshot.levels", field: "quantity", value: Int64(quantity))
                }
                orders = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
                let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt8.self)
                guard let side = Side(rawValue: sideRaw) else {
                    throw .unknownValue(offset: offset + 20, message: "LevelsSnapshot.levels", field: "side", value: sideRaw)
                }
                self.side = side
            }
        }
    }

    /// The orders of a book in priority: bids, then asks.
    @usableFromInline package struct OrdersSnapshot: GroupedMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 178 }
        @inlinable package static var blockLength: Int { 31 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 39 }

        /// The state it shows.
        @usableFromInline package var sequence: UInt64
        @usableFromInline package var time: Int64
        @usableFromInline package var lastPrice: Int64
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var phase: Phase
        /// From 1.
        @usableFromInline package var part: UInt16
        @usableFromInline package var parts: UInt16

        @inlinable @inline(__always) package init(
            sequence: UInt64, time: Int64, lastPrice: Int64, symbol: UInt16, phase: Phase, part: UInt16, parts: UInt16
        ) {
            self.sequence = sequence
            self.time = time
            self.lastPrice = lastPrice
            self.symbol = symbol
            self.phase = phase
            self.part = part
            self.parts = parts
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500B2001F as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: lastPrice.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 32, as: UInt16.self)
            unsafe base.storeBytes(of: phase.rawValue, toByteOffset: 34, as: UInt8.self)
            unsafe base.storeBytes(of: part.littleEndian, toByteOffset: 35, as: UInt16.self)
            unsafe base.storeBytes(of: parts.littleEndian, toByteOffset: 37, as: UInt16.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 31 else {
                throw .shortBlock(offset: offset, message: "OrdersSnapshot", bytes: blockLength, needed: 31)
            }
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            lastPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt16.self))
            let phaseRaw = unsafe base.loadUnaligned(fromByteOffset: 26, as: UInt8.self)
            guard let phase = Phase(rawValue: phaseRaw) else {
                throw .unknownValue(offset: offset + 26, message: "OrdersSnapshot", field: "phase", value: phaseRaw)
            }
            self.phase = phase
            part = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 27, as: UInt16.self))
            parts = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 29, as: UInt16.self))
        }

        /// One order.
        @usableFromInline package struct Entry: GroupEntry, Hashable, Sendable, BitwiseCopyable {
            @inlinable package static var blockLength: Int { 25 }

            @usableFromInline package var orderID: UInt64
            @usableFromInline package var price: Int64
            /// Shown.
            @usableFromInline package var quantity: Int64
            @usableFromInline package var side: Side

            @inlinable @inline(__always) package init(
                orderID: UInt64, price: Int64, quantity: Int64, side: Side
            ) {
                self.orderID = orderID
                self.price = price
                self.quantity = quantity
                self.side = side
            }

            /// Writes `blockLength` bytes at `base`.
            @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
                unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 0, as: UInt64.self)
                unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 8, as: Int64.self)
                assert(quantity >= 0, "OrdersSnapshot.orders.quantity")
                unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 16, as: Int64.self)
                unsafe base.storeBytes(of: side.rawValue, toByteOffset: 24, as: UInt8.self)
            }

            /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
            @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
                guard blockLength >= 25 else {
                    throw .shortBlock(offset: offset, message: "OrdersSnapshot.orders", bytes: blockLength, needed: 25)
                }
                orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
                price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
                quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
                guard quantity >= 0 else {
                    throw .belowMinimum(offset: offset + 16, message: "OrdersSnapshot.orders", field: "quantity", value: Int64(quantity))
                }
                let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt8.self)
                guard let side = Side(rawValue: sideRaw) else {
                    throw .unknownValue(offset: offset + 24, message: "OrdersSnapshot.orders", field: "side", value: sideRaw)
                }
                self.side = side
            }
        }
    }

    /// Best bid and ask.
    @usableFromInline package struct TopOfBook: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 179 }
        @inlinable package static var blockLength: Int { 50 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 58 }

        /// The state it shows.
        @usableFromInline package var sequence: UInt64
        @usableFromInline package var time: Int64
        @usableFromInline package var bidPrice: Int64
        @usableFromInline package var bidQuantity: Int64
        @usableFromInline package var askPrice: Int64
        @usableFromInline package var askQuantity: Int64
        @usableFromInline package var symbol: UInt16

        @inlinable @inline(__always) package init(
            sequence: UInt64, time: Int64, bidPrice: Int64, bidQuantity: Int64, askPrice: Int64, askQuantity: Int64, symbol: UInt16
        ) {
            self.sequence = sequence
            self.time = time
            self.bidPrice = bidPrice
            self.bidQuantity = bidQuantity
            self.askPrice = askPrice
            self.askQuantity = askQuantity
            self.symbol = symbol
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500B30032 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: bidPrice.littleEndian, toByteOffset: 24, as: Int64.self)
            assert(bidQuantity >= 0, "TopOfBook.bidQuantity")
            unsafe base.storeBytes(of: bidQuantity.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: askPrice.littleEndian, toByteOffset: 40, as: Int64.self)
            assert(askQuantity >= 0, "TopOfBook.askQuantity")
            unsafe base.storeBytes(of: askQuantity.littleEndian, toByteOffset: 48, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 56, as: UInt16.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 50 else {
                throw .shortBlock(offset: offset, message: "TopOfBook", bytes: blockLength, needed: 50)
            }
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            bidPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            bidQuantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            guard bidQuantity >= 0 else {
                throw .belowMinimum(offset: offset + 24, message: "TopOfBook", field: "bidQuantity", value: Int64(bidQuantity))
            }
            askPrice = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            askQuantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: Int64.self))
            guard askQuantity >= 0 else {
                throw .belowMinimum(offset: offset + 40, message: "TopOfBook", field: "askQuantity", value: Int64(askQuantity))
            }
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 48, as: UInt16.self))
        }
    }

    /// Levels that changed since previousSequence.
    @usableFromInline package struct LevelsUpdate: GroupedMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 180 }
        @inlinable package static var blockLength: Int { 26 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 34 }

        /// The state it shows.
        @usableFromInline package var sequence: UInt64
        /// That of the message before for this instrument.
        @usableFromInline package var previousSequence: UInt64
        @usableFromInline package var time: Int64
        @usableFromInline package var symbol: UInt16

        @inlinable @inline(__always) package init(
            sequence: UInt64, previousSequence: UInt64, time: Int64, symbol: UInt16
        ) {
            self.sequence = sequence
            self.previousSequence = previousSequence
            self.time = time
            self.symbol = symbol
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500B4001A as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: previousSequence.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 32, as: UInt16.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 26 else {
                throw .shortBlock(offset: offset, message: "LevelsUpdate", bytes: blockLength, needed: 26)
            }
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            previousSequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt16.self))
        }

        /// A level as it is now.
        @usableFromInline package struct Entry: GroupEntry, Hashable, Sendable, BitwiseCopyable {
            @inlinable package static var blockLength: Int { 21 }

            @usableFromInline package var price: Int64
            /// 0: the level is gone.
            @usableFromInline package var quantity: Int64
            @usableFromInline package var orders: UInt32
            @usableFromInline package var side: Side

            @inlinable @inline(__always) package init(
                price: Int64, quantity: Int64, orders: UInt32, side: Side
            ) {
                self.price = price
                self.quantity = quantity
                self.orders = orders
                self.side = side
            }

            /// Writes `blockLength` bytes at `base`.
            @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
                unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 0, as: Int64.self)
                assert(quantity >= 0, "LevelsUpdate.levels.quantity")
                unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 8, as: Int64.self)
                unsafe base.storeBytes(of: orders.littleEndian, toByteOffset: 16, as: UInt32.self)
                unsafe base.storeBytes(of: side.rawValue, toByteOffset: 20, as: UInt8.self)
            }

            /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
            @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
                guard blockLength >= 21 else {
                    throw .shortBlock(offset: offset, message: "LevelsUpdate.levels", bytes: blockLength, needed: 21)
                }
                price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: Int64.self))
                quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
                guard quantity >= 0 else {
                    throw .belowMinimum(offset: offset + 8, message: "LevelsUpdate.levels", field: "quantity", value: Int64(quantity))
                }
                orders = UInt32(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
                let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 20, as: UInt8.self)
                guard let side = Side(rawValue: sideRaw) else {
                    throw .unknownValue(offset: offset + 20, message: "LevelsUpdate.levels", field: "side", value: sideRaw)
                }
                self.side = side
            }
        }
    }

    /// Orders that changed since previousSequence.
    @usableFromInline package struct OrdersUpdate: GroupedMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 181 }
        @inlinable package static var blockLength: Int { 26 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 34 }

        /// The state it shows.
        @usableFromInline package var sequence: UInt64
        /// That of the message before for this instrument.
        @usableFromInline package var previousSequence: UInt64
        @usableFromInline package var time: Int64
        @usableFromInline package var symbol: UInt16

        @inlinable @inline(__always) package init(
            sequence: UInt64, previousSequence: UInt64, time: Int64, symbol: UInt16
        ) {
            self.sequence = sequence
            self.previousSequence = previousSequence
            self.time = time
            self.symbol = symbol
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500B5001A as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: previousSequence.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 24, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 32, as: UInt16.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 26 else {
                throw .shortBlock(offset: offset, message: "OrdersUpdate", bytes: blockLength, needed: 26)
            }
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            previousSequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt16.self))
        }

        /// An order as it is now.
        @usableFromInline package struct Entry: GroupEntry, Hashable, Sendable, BitwiseCopyable {
            @inlinable package static var blockLength: Int { 26 }

            @usableFromInline package var orderID: UInt64
            @usableFromInline package var price: Int64
            /// Shown.
            @usableFromInline package var quantity: Int64
            @usableFromInline package var side: Side
            @usableFromInline package var change: BookChange

            @inlinable @inline(__always) package init(
                orderID: UInt64, price: Int64, quantity: Int64, side: Side, change: BookChange
            ) {
                self.orderID = orderID
                self.price = price
                self.quantity = quantity
                self.side = side
                self.change = change
            }

            /// Writes `blockLength` bytes at `base`.
            @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
                unsafe base.storeBytes(of: orderID.littleEndian, toByteOffset: 0, as: UInt64.self)
                unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 8, as: Int64.self)
                assert(quantity >= 0, "OrdersUpdate.orders.quantity")
                unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 16, as: Int64.self)
                unsafe base.storeBytes(of: side.rawValue, toByteOffset: 24, as: UInt8.self)
                unsafe base.storeBytes(of: change.rawValue, toByteOffset: 25, as: UInt8.self)
            }

            /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
            @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
                guard blockLength >= 26 else {
                    throw .shortBlock(offset: offset, message: "OrdersUpdate.orders", bytes: blockLength, needed: 26)
                }
                orderID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
                price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
                quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
                guard quantity >= 0 else {
                    throw .belowMinimum(offset: offset + 16, message: "OrdersUpdate.orders", field: "quantity", value: Int64(quantity))
                }
                let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 24, as: UInt8.self)
                guard let side = Side(rawValue: sideRaw) else {
                    throw .unknownValue(offset: offset + 24, message: "OrdersUpdate.orders", field: "side", value: sideRaw)
                }
                self.side = side
                let changeRaw = unsafe base.loadUnaligned(fromByteOffset: 25, as: UInt8.self)
                guard let change = BookChange(rawValue: changeRaw) else {
                    throw .unknownValue(offset: offset + 25, message: "OrdersUpdate.orders", field: "change", value: changeRaw)
                }
                self.change = change
            }
        }
    }

    /// A trade, without names.
    @usableFromInline package struct TradeReport: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 182 }
        @inlinable package static var blockLength: Int { 44 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 52 }

        /// The state it shows.
        @usableFromInline package var sequence: UInt64
        @usableFromInline package var time: Int64
        @usableFromInline package var tradeID: UInt64
        @usableFromInline package var price: Int64
        @usableFromInline package var quantity: Int64
        @usableFromInline package var symbol: UInt16
        /// Of the taker; in an auction buy.
        @usableFromInline package var side: Side
        @usableFromInline package var flags: EventFlags

        @inlinable @inline(__always) package init(
            sequence: UInt64, time: Int64, tradeID: UInt64, price: Int64, quantity: Int64, symbol: UInt16, side: Side, flags: EventFlags
        ) {
            self.sequence = sequence
            self.time = time
            self.tradeID = tradeID
            self.price = price
            self.quantity = quantity
            self.symbol = symbol
            self.side = side
            self.flags = flags
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500B6002C as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: tradeID.littleEndian, toByteOffset: 24, as: UInt64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 32, as: Int64.self)
            assert(quantity >= 0, "TradeReport.quantity")
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 40, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 48, as: UInt16.self)
            unsafe base.storeBytes(of: side.rawValue, toByteOffset: 50, as: UInt8.self)
            unsafe base.storeBytes(of: flags.rawValue, toByteOffset: 51, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 44 else {
                throw .shortBlock(offset: offset, message: "TradeReport", bytes: blockLength, needed: 44)
            }
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            tradeID = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: Int64.self))
            guard quantity >= 0 else {
                throw .belowMinimum(offset: offset + 32, message: "TradeReport", field: "quantity", value: Int64(quantity))
            }
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 40, as: UInt16.self))
            let sideRaw = unsafe base.loadUnaligned(fromByteOffset: 42, as: UInt8.self)
            guard let side = Side(rawValue: sideRaw) else {
                throw .unknownValue(offset: offset + 42, message: "TradeReport", field: "side", value: sideRaw)
            }
            self.side = side
            flags = EventFlags(rawValue: unsafe base.loadUnaligned(fromByteOffset: 43, as: UInt8.self))
        }
    }

    /// The instrument's phase, and how its auction stands.
    @usableFromInline package struct PhaseReport: SessionMessage, Hashable, Sendable, BitwiseCopyable {
        @inlinable package static var templateID: UInt16 { 183 }
        @inlinable package static var blockLength: Int { 35 }
        /// Header and block.
        @inlinable package static var encodedBytes: Int { 43 }

        /// The state it shows.
        @usableFromInline package var sequence: UInt64
        @usableFromInline package var time: Int64
        /// Of the auction that led here; in a phase that collects orders, of the one there would be now.
        @usableFromInline package var price: Int64
        /// Of that auction.
        @usableFromInline package var quantity: Int64
        @usableFromInline package var symbol: UInt16
        @usableFromInline package var phase: Phase

        @inlinable @inline(__always) package init(
            sequence: UInt64, time: Int64, price: Int64, quantity: Int64, symbol: UInt16, phase: Phase
        ) {
            self.sequence = sequence
            self.time = time
            self.price = price
            self.quantity = quantity
            self.symbol = symbol
            self.phase = phase
        }

        /// Writes `encodedBytes` bytes at `base`, header first.
        @inlinable @inline(__always) package func encode(into base: UnsafeMutableRawPointer) {
            unsafe base.storeBytes(of: (0x11E1500B70023 as UInt64).littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe base.storeBytes(of: sequence.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe base.storeBytes(of: time.littleEndian, toByteOffset: 16, as: Int64.self)
            unsafe base.storeBytes(of: price.littleEndian, toByteOffset: 24, as: Int64.self)
            assert(quantity >= 0, "PhaseReport.quantity")
            unsafe base.storeBytes(of: quantity.littleEndian, toByteOffset: 32, as: Int64.self)
            unsafe base.storeBytes(of: symbol.littleEndian, toByteOffset: 40, as: UInt16.self)
            unsafe base.storeBytes(of: phase.rawValue, toByteOffset: 42, as: UInt8.self)
        }

        /// Reads the block at `base`; `offset` is its place, for the error. A longer block comes from a later version.
        @inlinable @inline(__always) package init(decoding base: UnsafeRawPointer, blockLength: Int, at offset: Int) throws(WireError) {
            guard blockLength >= 35 else {
                throw .shortBlock(offset: offset, message: "PhaseReport", bytes: blockLength, needed: 35)
            }
            sequence = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            time = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            price = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 16, as: Int64.self))
            quantity = Int64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 24, as: Int64.self))
            guard quantity >= 0 else {
                throw .belowMinimum(offset: offset + 24, message: "PhaseReport", field: "quantity", value: Int64(quantity))
            }
            symbol = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 32, as: UInt16.self))
            let phaseRaw = unsafe base.loadUnaligned(fromByteOffset: 34, as: UInt8.self)
            guard let phase = Phase(rawValue: phaseRaw) else {
                throw .unknownValue(offset: offset + 34, message: "PhaseReport", field: "phase", value: phaseRaw)
            }
            self.phase = phase
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
        MessageLayout(
            name: "Challenge", templateID: 128, blockLength: 42, description: "The server speaks first: what a logon has to sign",
            fields: [
                FieldLayout(name: "nonce0", offset: 0, type: .scalar("Word"), description: ""),
                FieldLayout(name: "nonce1", offset: 8, type: .scalar("Word"), description: ""),
                FieldLayout(name: "nonce2", offset: 16, type: .scalar("Word"), description: ""),
                FieldLayout(name: "nonce3", offset: 24, type: .scalar("Word"), description: ""),
                FieldLayout(name: "epoch", offset: 32, type: .scalar("Number64"), description: "Of this run of the server: another one means that reports and requests are counted anew"),
                FieldLayout(name: "protocolVersion", offset: 40, type: .scalar("Number16"), description: "Spoken by the server"),
            ]),
        MessageLayout(
            name: "Logon", templateID: 129, blockLength: 148, description: "The client names itself and what it wants of the session",
            fields: [
                FieldLayout(name: "keyID", offset: 0, type: .scalar("Name"), description: "The 16 characters after ak_live_"),
                FieldLayout(name: "key", offset: 16, type: .scalar("KeyText"), description: "The whole key, over TLS or loopback; or all zero"),
                FieldLayout(name: "signature0", offset: 88, type: .scalar("Word"), description: "HMAC-SHA-256 of the nonce under the SHA-256 of the key; or all zero"),
                FieldLayout(name: "signature1", offset: 96, type: .scalar("Word"), description: ""),
                FieldLayout(name: "signature2", offset: 104, type: .scalar("Word"), description: ""),
                FieldLayout(name: "signature3", offset: 112, type: .scalar("Word"), description: ""),
                FieldLayout(name: "epoch", offset: 120, type: .scalar("Number64"), description: "That of nextReport"),
                FieldLayout(name: "nextReport", offset: 128, type: .scalar("ReportNumber"), description: "First report to send again; null for none"),
                FieldLayout(name: "heartbeatInterval", offset: 136, type: .scalar("Milliseconds"), description: "Each side sends something at least this often"),
                FieldLayout(name: "deadMansTimer", offset: 140, type: .scalar("Milliseconds"), description: "Silence of the client after which its orders are canceled; 0 switches it off"),
                FieldLayout(name: "protocolVersion", offset: 144, type: .scalar("Number16"), description: ""),
                FieldLayout(name: "stream", offset: 146, type: .scalar("StreamID"), description: ""),
                FieldLayout(name: "flags", offset: 147, type: .set("LogonFlags"), description: ""),
            ]),
        MessageLayout(
            name: "LogonAccepted", templateID: 130, blockLength: 45, description: "The session is open",
            fields: [
                FieldLayout(name: "epoch", offset: 0, type: .scalar("Number64"), description: ""),
                FieldLayout(name: "session", offset: 8, type: .scalar("Number64"), description: "Of this connection, for logs"),
                FieldLayout(name: "nextReport", offset: 16, type: .scalar("ReportNumber"), description: "Number of the next report that follows"),
                FieldLayout(name: "nextRequest", offset: 24, type: .scalar("RequestNumber"), description: "Number that the next request must have"),
                FieldLayout(name: "account", offset: 32, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "heartbeatInterval", offset: 36, type: .scalar("Milliseconds"), description: "What the server keeps to"),
                FieldLayout(name: "instruments", offset: 40, type: .scalar("Number16"), description: "Listed now"),
                FieldLayout(name: "durability", offset: 42, type: .enumeration("DurabilityMode"), description: "What a report promises"),
                FieldLayout(name: "resumption", offset: 43, type: .enumeration("Resumption"), description: ""),
                FieldLayout(name: "stream", offset: 44, type: .scalar("StreamID"), description: ""),
            ]),
        MessageLayout(
            name: "LogonRejected", templateID: 131, blockLength: 3, description: "No session; the connection is closed",
            fields: [
                FieldLayout(name: "reason", offset: 0, type: .enumeration("LogonRefusal"), description: ""),
                FieldLayout(name: "protocolVersion", offset: 1, type: .scalar("Number16"), description: "Spoken by the server"),
            ]),
        MessageLayout(
            name: "Heartbeat", templateID: 132, blockLength: 16, description: "Nothing to say, or the answer to a TestRequest",
            fields: [
                FieldLayout(name: "testID", offset: 0, type: .scalar("Number64"), description: "Of the TestRequest; otherwise 0"),
                FieldLayout(name: "lastReport", offset: 8, type: .scalar("ReportNumber"), description: "From the server: the latest report of the account"),
            ]),
        MessageLayout(
            name: "TestRequest", templateID: 133, blockLength: 8, description: "Asks for a Heartbeat with the same testID",
            fields: [
                FieldLayout(name: "testID", offset: 0, type: .scalar("Number64"), description: ""),
            ]),
        MessageLayout(
            name: "Logout", templateID: 134, blockLength: 9, description: "The session ends; the connection is closed",
            fields: [
                FieldLayout(name: "nextRequest", offset: 0, type: .scalar("RequestNumber"), description: "From the server: the number it expected next"),
                FieldLayout(name: "reason", offset: 8, type: .enumeration("LogoutReason"), description: ""),
            ]),
        MessageLayout(
            name: "CompressedBatch", templateID: 135, blockLength: 4, description: "Whole frames, one after the other, as one LZ4 block",
            fields: [
                FieldLayout(name: "rawBytes", offset: 0, type: .scalar("Number32"), description: "Once decompressed"),
            ],
            group: GroupLayout(
                name: "block", blockLength: 1, description: "The compressed bytes",
                fields: [
                    FieldLayout(name: "octet", offset: 0, type: .scalar("Octet"), description: ""),
                ])),
        MessageLayout(
            name: "NewOrder", templateID: 144, blockLength: 39, description: "Enters an order, every option of NewAdvancedOrder at its default",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 8, type: .scalar("ClientOrderID"), description: ""),
                FieldLayout(name: "price", offset: 16, type: .scalar("Price"), description: "Limit, or the protective bound of a market order"),
                FieldLayout(name: "quantity", offset: 24, type: .scalar("Quantity"), description: ""),
                FieldLayout(name: "symbol", offset: 32, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "side", offset: 34, type: .enumeration("Side"), description: ""),
                FieldLayout(name: "type", offset: 35, type: .enumeration("OrderType"), description: ""),
                FieldLayout(name: "timeInForce", offset: 36, type: .enumeration("TimeInForce"), description: ""),
                FieldLayout(name: "selfTradePrevention", offset: 37, type: .enumeration("SelfTradePrevention"), description: ""),
                FieldLayout(name: "flags", offset: 38, type: .set("OrderFlags"), description: ""),
            ]),
        MessageLayout(
            name: "NewAdvancedOrder", templateID: 145, blockLength: 111, description: "Enters an order with any option",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 8, type: .scalar("ClientOrderID"), description: ""),
                FieldLayout(name: "price", offset: 16, type: .scalar("Price"), description: "Limit, or the protective bound of a market order"),
                FieldLayout(name: "quantity", offset: 24, type: .scalar("Quantity"), description: ""),
                FieldLayout(name: "symbol", offset: 32, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "side", offset: 34, type: .enumeration("Side"), description: ""),
                FieldLayout(name: "type", offset: 35, type: .enumeration("OrderType"), description: ""),
                FieldLayout(name: "timeInForce", offset: 36, type: .enumeration("TimeInForce"), description: ""),
                FieldLayout(name: "selfTradePrevention", offset: 37, type: .enumeration("SelfTradePrevention"), description: ""),
                FieldLayout(name: "flags", offset: 38, type: .set("OrderFlags"), description: ""),
                FieldLayout(name: "triggerPrice", offset: 39, type: .scalar("Price"), description: ""),
                FieldLayout(name: "trailingOffset", offset: 47, type: .scalar("TickCount"), description: "Trailing stops; otherwise 0"),
                FieldLayout(name: "displayQuantity", offset: 55, type: .scalar("Quantity"), description: "Shown at a time; 0 shows everything"),
                FieldLayout(name: "expireTime", offset: 63, type: .scalar("Timestamp"), description: "Good till date; otherwise 0"),
                FieldLayout(name: "seenSequence", offset: 71, type: .scalar("SequenceNumber"), description: "Market data the client decided on; 0 means no guard"),
                FieldLayout(name: "maxMoveTicks", offset: 79, type: .scalar("TickCount"), description: "How far the touch may have moved since"),
                FieldLayout(name: "stopPrice", offset: 87, type: .scalar("Price"), description: "Trigger of the second leg, or of the stop-loss exit"),
                FieldLayout(name: "stopLimitPrice", offset: 95, type: .scalar("Price"), description: "Limit of that leg; null makes it a market order"),
                FieldLayout(name: "takeProfitPrice", offset: 103, type: .scalar("Price"), description: "Limit of the take-profit exit"),
            ]),
        MessageLayout(
            name: "CancelRequest", templateID: 146, blockLength: 24, description: "Cancels the order of orderID or, if that is null, of clientOrderID",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "orderID", offset: 8, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 16, type: .scalar("ClientOrderID"), description: ""),
            ]),
        MessageLayout(
            name: "ReplaceRequest", templateID: 147, blockLength: 48, description: "Takes an order out and enters it anew",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "orderID", offset: 8, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 16, type: .scalar("ClientOrderID"), description: "New name; null keeps the old one"),
                FieldLayout(name: "price", offset: 24, type: .scalar("Price"), description: "Null keeps the old one"),
                FieldLayout(name: "quantity", offset: 32, type: .scalar("Quantity"), description: "Open from now on"),
                FieldLayout(name: "triggerPrice", offset: 40, type: .scalar("Price"), description: "Null keeps the old one"),
            ]),
        MessageLayout(
            name: "AmendRequest", templateID: 148, blockLength: 24, description: "Lowers an order's total quantity in place",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "orderID", offset: 8, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "quantity", offset: 16, type: .scalar("Quantity"), description: "Filled and open"),
            ]),
        MessageLayout(
            name: "MassCancelRequest", templateID: 149, blockLength: 10, description: "Cancels the account's open orders",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "symbol", offset: 8, type: .scalar("SymbolID"), description: ""),
            ]),
        MessageLayout(
            name: "PreviewRequest", templateID: 150, blockLength: 111, description: "Asks what an order would do, and does nothing",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 8, type: .scalar("ClientOrderID"), description: ""),
                FieldLayout(name: "price", offset: 16, type: .scalar("Price"), description: "Limit, or the protective bound of a market order"),
                FieldLayout(name: "quantity", offset: 24, type: .scalar("Quantity"), description: ""),
                FieldLayout(name: "symbol", offset: 32, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "side", offset: 34, type: .enumeration("Side"), description: ""),
                FieldLayout(name: "type", offset: 35, type: .enumeration("OrderType"), description: ""),
                FieldLayout(name: "timeInForce", offset: 36, type: .enumeration("TimeInForce"), description: ""),
                FieldLayout(name: "selfTradePrevention", offset: 37, type: .enumeration("SelfTradePrevention"), description: ""),
                FieldLayout(name: "flags", offset: 38, type: .set("OrderFlags"), description: ""),
                FieldLayout(name: "triggerPrice", offset: 39, type: .scalar("Price"), description: ""),
                FieldLayout(name: "trailingOffset", offset: 47, type: .scalar("TickCount"), description: "Trailing stops; otherwise 0"),
                FieldLayout(name: "displayQuantity", offset: 55, type: .scalar("Quantity"), description: "Shown at a time; 0 shows everything"),
                FieldLayout(name: "expireTime", offset: 63, type: .scalar("Timestamp"), description: "Good till date; otherwise 0"),
                FieldLayout(name: "seenSequence", offset: 71, type: .scalar("SequenceNumber"), description: "Market data the client decided on; 0 means no guard"),
                FieldLayout(name: "maxMoveTicks", offset: 79, type: .scalar("TickCount"), description: "How far the touch may have moved since"),
                FieldLayout(name: "stopPrice", offset: 87, type: .scalar("Price"), description: "Trigger of the second leg, or of the stop-loss exit"),
                FieldLayout(name: "stopLimitPrice", offset: 95, type: .scalar("Price"), description: "Limit of that leg; null makes it a market order"),
                FieldLayout(name: "takeProfitPrice", offset: 103, type: .scalar("Price"), description: "Limit of the take-profit exit"),
            ]),
        MessageLayout(
            name: "OrderStatusRequest", templateID: 151, blockLength: 24, description: "Asks for the order of orderID or, if that is null, of clientOrderID",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "orderID", offset: 8, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 16, type: .scalar("ClientOrderID"), description: ""),
            ]),
        MessageLayout(
            name: "AccountRequest", templateID: 152, blockLength: 8, description: "Asks for the account's state and balances",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
            ]),
        MessageLayout(
            name: "InstrumentListRequest", templateID: 153, blockLength: 8, description: "Asks for every instrument",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
            ]),
        MessageLayout(
            name: "SubscribeRequest", templateID: 154, blockLength: 11, description: "Asks for market data of an instrument, besides what is subscribed already",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "symbol", offset: 8, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "feeds", offset: 10, type: .set("Feeds"), description: ""),
            ]),
        MessageLayout(
            name: "UnsubscribeRequest", templateID: 155, blockLength: 11, description: "Ends market data of an instrument",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "symbol", offset: 8, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "feeds", offset: 10, type: .set("Feeds"), description: ""),
            ]),
        MessageLayout(
            name: "ExecutionReport", templateID: 160, blockLength: 122, description: "What happened to one of the account's orders",
            fields: [
                FieldLayout(name: "number", offset: 0, type: .scalar("ReportNumber"), description: ""),
                FieldLayout(name: "request", offset: 8, type: .scalar("RequestNumber"), description: "The request of this stream that caused it; null if none did"),
                FieldLayout(name: "sequence", offset: 16, type: .scalar("SequenceNumber"), description: ""),
                FieldLayout(name: "time", offset: 24, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "orderID", offset: 32, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 40, type: .scalar("ClientOrderID"), description: ""),
                FieldLayout(name: "relatedID", offset: 48, type: .scalar("OrderID"), description: "The order it replaced, or the other leg"),
                FieldLayout(name: "tradeID", offset: 56, type: .scalar("TradeID"), description: "Of a fill; otherwise 0"),
                FieldLayout(name: "price", offset: 64, type: .scalar("Price"), description: "Of a fill; otherwise the order's limit or trigger, null if not known"),
                FieldLayout(name: "lastQuantity", offset: 72, type: .scalar("Lots"), description: "Filled now, or canceled now; otherwise 0"),
                FieldLayout(name: "quantity", offset: 80, type: .scalar("Quantity"), description: "The order's total"),
                FieldLayout(name: "leaves", offset: 88, type: .scalar("Lots"), description: "Still open"),
                FieldLayout(name: "filled", offset: 96, type: .scalar("Lots"), description: "So far"),
                FieldLayout(name: "fee", offset: 104, type: .scalar("Amount"), description: "Of a fill, in the quote asset"),
                FieldLayout(name: "symbol", offset: 112, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "side", offset: 114, type: .enumeration("Side"), description: ""),
                FieldLayout(name: "kind", offset: 115, type: .enumeration("ReportKind"), description: ""),
                FieldLayout(name: "state", offset: 116, type: .enumeration("OrderState"), description: "Of the order, now"),
                FieldLayout(name: "rejectReason", offset: 117, type: .enumeration("RejectReason"), description: ""),
                FieldLayout(name: "cancelReason", offset: 118, type: .enumeration("CancelReason"), description: ""),
                FieldLayout(name: "liquidity", offset: 119, type: .enumeration("Liquidity"), description: "Of a fill"),
                FieldLayout(name: "durability", offset: 120, type: .enumeration("DurabilityMode"), description: ""),
                FieldLayout(name: "stream", offset: 121, type: .scalar("StreamID"), description: "Of the request"),
            ]),
        MessageLayout(
            name: "MassCancelReport", templateID: 161, blockLength: 53, description: "Answers a MassCancelRequest, after the reports of the orders it canceled",
            fields: [
                FieldLayout(name: "number", offset: 0, type: .scalar("ReportNumber"), description: ""),
                FieldLayout(name: "request", offset: 8, type: .scalar("RequestNumber"), description: "The request of this stream that caused it; null if none did"),
                FieldLayout(name: "sequence", offset: 16, type: .scalar("SequenceNumber"), description: ""),
                FieldLayout(name: "time", offset: 24, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "canceled", offset: 32, type: .scalar("Count"), description: ""),
                FieldLayout(name: "left", offset: 40, type: .scalar("Count"), description: "Still open: one request cancels a bounded number"),
                FieldLayout(name: "symbol", offset: 48, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "rejectReason", offset: 50, type: .enumeration("RejectReason"), description: ""),
                FieldLayout(name: "durability", offset: 51, type: .enumeration("DurabilityMode"), description: ""),
                FieldLayout(name: "stream", offset: 52, type: .scalar("StreamID"), description: ""),
            ]),
        MessageLayout(
            name: "Reject", templateID: 162, blockLength: 23, description: "A request that changed nothing and never reached the order book",
            fields: [
                FieldLayout(name: "number", offset: 0, type: .scalar("ReportNumber"), description: ""),
                FieldLayout(name: "request", offset: 8, type: .scalar("RequestNumber"), description: "The request of this stream that caused it; null if none did"),
                FieldLayout(name: "template", offset: 16, type: .scalar("Number16"), description: "Of the request"),
                FieldLayout(name: "field", offset: 18, type: .scalar("Number16"), description: "That is wrong, by its id in the schema; 0 if none is"),
                FieldLayout(name: "reason", offset: 20, type: .enumeration("RequestRefusal"), description: ""),
                FieldLayout(name: "rejectReason", offset: 21, type: .enumeration("RejectReason"), description: "What the exchange said, if reason is refused"),
                FieldLayout(name: "stream", offset: 22, type: .scalar("StreamID"), description: ""),
            ]),
        MessageLayout(
            name: "ThrottleNotice", templateID: 163, blockLength: 24, description: "A request that was turned away for now and changed nothing",
            fields: [
                FieldLayout(name: "number", offset: 0, type: .scalar("ReportNumber"), description: ""),
                FieldLayout(name: "request", offset: 8, type: .scalar("RequestNumber"), description: "The request of this stream that caused it; null if none did"),
                FieldLayout(name: "retryAfter", offset: 16, type: .scalar("Milliseconds"), description: ""),
                FieldLayout(name: "template", offset: 20, type: .scalar("Number16"), description: "Of the request"),
                FieldLayout(name: "by", offset: 22, type: .enumeration("ThrottledBy"), description: ""),
                FieldLayout(name: "stream", offset: 23, type: .scalar("StreamID"), description: ""),
            ]),
        MessageLayout(
            name: "BalanceReport", templateID: 164, blockLength: 61, description: "Money came in or went out",
            fields: [
                FieldLayout(name: "number", offset: 0, type: .scalar("ReportNumber"), description: ""),
                FieldLayout(name: "request", offset: 8, type: .scalar("RequestNumber"), description: "The request of this stream that caused it; null if none did"),
                FieldLayout(name: "sequence", offset: 16, type: .scalar("SequenceNumber"), description: ""),
                FieldLayout(name: "time", offset: 24, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "amount", offset: 32, type: .scalar("Amount"), description: "Negative when it went out"),
                FieldLayout(name: "available", offset: 40, type: .scalar("Amount"), description: "Now"),
                FieldLayout(name: "locked", offset: 48, type: .scalar("Amount"), description: "Now"),
                FieldLayout(name: "asset", offset: 56, type: .scalar("AssetID"), description: ""),
                FieldLayout(name: "stream", offset: 60, type: .scalar("StreamID"), description: ""),
            ]),
        MessageLayout(
            name: "AccountStateReport", templateID: 165, blockLength: 36, description: "The account is in another state",
            fields: [
                FieldLayout(name: "number", offset: 0, type: .scalar("ReportNumber"), description: ""),
                FieldLayout(name: "request", offset: 8, type: .scalar("RequestNumber"), description: "The request of this stream that caused it; null if none did"),
                FieldLayout(name: "sequence", offset: 16, type: .scalar("SequenceNumber"), description: ""),
                FieldLayout(name: "time", offset: 24, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "state", offset: 32, type: .enumeration("AccountState"), description: ""),
                FieldLayout(name: "previousState", offset: 33, type: .enumeration("AccountState"), description: ""),
                FieldLayout(name: "reason", offset: 34, type: .enumeration("RejectReason"), description: "Why the exchange restricted it; none if it was told to"),
                FieldLayout(name: "stream", offset: 35, type: .scalar("StreamID"), description: ""),
            ]),
        MessageLayout(
            name: "PreviewReport", templateID: 170, blockLength: 59, description: "Answers a PreviewRequest",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "sequence", offset: 8, type: .scalar("SequenceNumber"), description: "The state it looked at"),
                FieldLayout(name: "leaves", offset: 16, type: .scalar("Lots"), description: "Would rest, wait, or be canceled"),
                FieldLayout(name: "baseAvailable", offset: 24, type: .scalar("Amount"), description: "Afterwards"),
                FieldLayout(name: "baseLocked", offset: 32, type: .scalar("Amount"), description: "Afterwards"),
                FieldLayout(name: "quoteAvailable", offset: 40, type: .scalar("Amount"), description: "Afterwards"),
                FieldLayout(name: "quoteLocked", offset: 48, type: .scalar("Amount"), description: "Afterwards"),
                FieldLayout(name: "symbol", offset: 56, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "reason", offset: 58, type: .enumeration("RejectReason"), description: "Why it would be rejected"),
            ],
            group: GroupLayout(
                name: "fills", blockLength: 24, description: "What it would trade, in order",
                fields: [
                    FieldLayout(name: "price", offset: 0, type: .scalar("Price"), description: ""),
                    FieldLayout(name: "quantity", offset: 8, type: .scalar("Lots"), description: ""),
                    FieldLayout(name: "fee", offset: 16, type: .scalar("Amount"), description: "In the quote asset"),
                ])),
        MessageLayout(
            name: "OrderStatusReport", templateID: 171, blockLength: 79, description: "Answers an OrderStatusRequest",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "sequence", offset: 8, type: .scalar("SequenceNumber"), description: "The state it looked at"),
                FieldLayout(name: "orderID", offset: 16, type: .scalar("OrderID"), description: ""),
                FieldLayout(name: "clientOrderID", offset: 24, type: .scalar("ClientOrderID"), description: ""),
                FieldLayout(name: "price", offset: 32, type: .scalar("Price"), description: ""),
                FieldLayout(name: "triggerPrice", offset: 40, type: .scalar("Price"), description: ""),
                FieldLayout(name: "quantity", offset: 48, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "leaves", offset: 56, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "filled", offset: 64, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "symbol", offset: 72, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "side", offset: 74, type: .enumeration("Side"), description: ""),
                FieldLayout(name: "type", offset: 75, type: .enumeration("OrderType"), description: ""),
                FieldLayout(name: "timeInForce", offset: 76, type: .enumeration("TimeInForce"), description: ""),
                FieldLayout(name: "state", offset: 77, type: .enumeration("OrderState"), description: ""),
                FieldLayout(name: "reason", offset: 78, type: .enumeration("RequestRefusal"), description: "unknownOrder, or none"),
            ]),
        MessageLayout(
            name: "AccountReport", templateID: 172, blockLength: 37, description: "Answers an AccountRequest",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "sequence", offset: 8, type: .scalar("SequenceNumber"), description: "The state it looked at"),
                FieldLayout(name: "equity", offset: 16, type: .scalar("Amount"), description: "Everything, valued in the starting asset"),
                FieldLayout(name: "account", offset: 24, type: .scalar("AccountID"), description: ""),
                FieldLayout(name: "openOrders", offset: 28, type: .scalar("Number32"), description: ""),
                FieldLayout(name: "startingAsset", offset: 32, type: .scalar("AssetID"), description: ""),
                FieldLayout(name: "state", offset: 36, type: .enumeration("AccountState"), description: ""),
            ],
            group: GroupLayout(
                name: "balances", blockLength: 37, description: "What it has of each asset",
                fields: [
                    FieldLayout(name: "available", offset: 0, type: .scalar("Amount"), description: ""),
                    FieldLayout(name: "locked", offset: 8, type: .scalar("Amount"), description: ""),
                    FieldLayout(name: "asset", offset: 16, type: .scalar("AssetID"), description: ""),
                    FieldLayout(name: "name", offset: 20, type: .scalar("Name"), description: ""),
                    FieldLayout(name: "scale", offset: 36, type: .scalar("Scale"), description: ""),
                ])),
        MessageLayout(
            name: "InstrumentDefinition", templateID: 173, blockLength: 147, description: "Answers an InstrumentListRequest, one for each instrument",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "name", offset: 8, type: .scalar("Name"), description: ""),
                FieldLayout(name: "baseName", offset: 24, type: .scalar("Name"), description: ""),
                FieldLayout(name: "quoteName", offset: 40, type: .scalar("Name"), description: ""),
                FieldLayout(name: "tickUnits", offset: 56, type: .scalar("Units"), description: "Quote units per tick, for one whole base asset"),
                FieldLayout(name: "lotUnits", offset: 64, type: .scalar("Units"), description: "Base units per lot"),
                FieldLayout(name: "notionalUnits", offset: 72, type: .scalar("Units"), description: "Quote units per tick and lot"),
                FieldLayout(name: "minPrice", offset: 80, type: .scalar("Price"), description: ""),
                FieldLayout(name: "maxPrice", offset: 88, type: .scalar("Price"), description: ""),
                FieldLayout(name: "minQuantity", offset: 96, type: .scalar("Quantity"), description: ""),
                FieldLayout(name: "maxQuantity", offset: 104, type: .scalar("Quantity"), description: ""),
                FieldLayout(name: "minNotional", offset: 112, type: .scalar("Amount"), description: ""),
                FieldLayout(name: "makerFeePPM", offset: 120, type: .scalar("PPM"), description: ""),
                FieldLayout(name: "takerFeePPM", offset: 124, type: .scalar("PPM"), description: ""),
                FieldLayout(name: "bandPPM", offset: 128, type: .scalar("PPM"), description: ""),
                FieldLayout(name: "baseAsset", offset: 132, type: .scalar("AssetID"), description: ""),
                FieldLayout(name: "quoteAsset", offset: 136, type: .scalar("AssetID"), description: ""),
                FieldLayout(name: "symbol", offset: 140, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "left", offset: 142, type: .scalar("Number16"), description: "Instruments that follow"),
                FieldLayout(name: "baseScale", offset: 144, type: .scalar("Scale"), description: ""),
                FieldLayout(name: "quoteScale", offset: 145, type: .scalar("Scale"), description: ""),
                FieldLayout(name: "phase", offset: 146, type: .enumeration("Phase"), description: ""),
            ]),
        MessageLayout(
            name: "SubscriptionReport", templateID: 176, blockLength: 12, description: "Answers a SubscribeRequest or UnsubscribeRequest",
            fields: [
                FieldLayout(name: "request", offset: 0, type: .scalar("RequestNumber"), description: ""),
                FieldLayout(name: "symbol", offset: 8, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "feeds", offset: 10, type: .set("Feeds"), description: "Subscribed from now on"),
                FieldLayout(name: "reason", offset: 11, type: .enumeration("RequestRefusal"), description: "none if it was done"),
            ]),
        MessageLayout(
            name: "LevelsSnapshot", templateID: 177, blockLength: 27, description: "The levels of a book, best first: bids, then asks",
            fields: [
                FieldLayout(name: "sequence", offset: 0, type: .scalar("SequenceNumber"), description: "The state it shows"),
                FieldLayout(name: "time", offset: 8, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "lastPrice", offset: 16, type: .scalar("Price"), description: ""),
                FieldLayout(name: "symbol", offset: 24, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "phase", offset: 26, type: .enumeration("Phase"), description: ""),
            ],
            group: GroupLayout(
                name: "levels", blockLength: 21, description: "One price of one side",
                fields: [
                    FieldLayout(name: "price", offset: 0, type: .scalar("Price"), description: ""),
                    FieldLayout(name: "quantity", offset: 8, type: .scalar("Lots"), description: ""),
                    FieldLayout(name: "orders", offset: 16, type: .scalar("Number32"), description: ""),
                    FieldLayout(name: "side", offset: 20, type: .enumeration("Side"), description: ""),
                ])),
        MessageLayout(
            name: "OrdersSnapshot", templateID: 178, blockLength: 31, description: "The orders of a book in priority: bids, then asks",
            fields: [
                FieldLayout(name: "sequence", offset: 0, type: .scalar("SequenceNumber"), description: "The state it shows"),
                FieldLayout(name: "time", offset: 8, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "lastPrice", offset: 16, type: .scalar("Price"), description: ""),
                FieldLayout(name: "symbol", offset: 24, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "phase", offset: 26, type: .enumeration("Phase"), description: ""),
                FieldLayout(name: "part", offset: 27, type: .scalar("Number16"), description: "From 1"),
                FieldLayout(name: "parts", offset: 29, type: .scalar("Number16"), description: ""),
            ],
            group: GroupLayout(
                name: "orders", blockLength: 25, description: "One order",
                fields: [
                    FieldLayout(name: "orderID", offset: 0, type: .scalar("OrderID"), description: ""),
                    FieldLayout(name: "price", offset: 8, type: .scalar("Price"), description: ""),
                    FieldLayout(name: "quantity", offset: 16, type: .scalar("Lots"), description: "Shown"),
                    FieldLayout(name: "side", offset: 24, type: .enumeration("Side"), description: ""),
                ])),
        MessageLayout(
            name: "TopOfBook", templateID: 179, blockLength: 50, description: "Best bid and ask",
            fields: [
                FieldLayout(name: "sequence", offset: 0, type: .scalar("SequenceNumber"), description: "The state it shows"),
                FieldLayout(name: "time", offset: 8, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "bidPrice", offset: 16, type: .scalar("Price"), description: ""),
                FieldLayout(name: "bidQuantity", offset: 24, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "askPrice", offset: 32, type: .scalar("Price"), description: ""),
                FieldLayout(name: "askQuantity", offset: 40, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "symbol", offset: 48, type: .scalar("SymbolID"), description: ""),
            ]),
        MessageLayout(
            name: "LevelsUpdate", templateID: 180, blockLength: 26, description: "Levels that changed since previousSequence",
            fields: [
                FieldLayout(name: "sequence", offset: 0, type: .scalar("SequenceNumber"), description: "The state it shows"),
                FieldLayout(name: "previousSequence", offset: 8, type: .scalar("SequenceNumber"), description: "That of the message before for this instrument"),
                FieldLayout(name: "time", offset: 16, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "symbol", offset: 24, type: .scalar("SymbolID"), description: ""),
            ],
            group: GroupLayout(
                name: "levels", blockLength: 21, description: "A level as it is now",
                fields: [
                    FieldLayout(name: "price", offset: 0, type: .scalar("Price"), description: ""),
                    FieldLayout(name: "quantity", offset: 8, type: .scalar("Lots"), description: "0: the level is gone"),
                    FieldLayout(name: "orders", offset: 16, type: .scalar("Number32"), description: ""),
                    FieldLayout(name: "side", offset: 20, type: .enumeration("Side"), description: ""),
                ])),
        MessageLayout(
            name: "OrdersUpdate", templateID: 181, blockLength: 26, description: "Orders that changed since previousSequence",
            fields: [
                FieldLayout(name: "sequence", offset: 0, type: .scalar("SequenceNumber"), description: "The state it shows"),
                FieldLayout(name: "previousSequence", offset: 8, type: .scalar("SequenceNumber"), description: "That of the message before for this instrument"),
                FieldLayout(name: "time", offset: 16, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "symbol", offset: 24, type: .scalar("SymbolID"), description: ""),
            ],
            group: GroupLayout(
                name: "orders", blockLength: 26, description: "An order as it is now",
                fields: [
                    FieldLayout(name: "orderID", offset: 0, type: .scalar("OrderID"), description: ""),
                    FieldLayout(name: "price", offset: 8, type: .scalar("Price"), description: ""),
                    FieldLayout(name: "quantity", offset: 16, type: .scalar("Lots"), description: "Shown"),
                    FieldLayout(name: "side", offset: 24, type: .enumeration("Side"), description: ""),
                    FieldLayout(name: "change", offset: 25, type: .enumeration("BookChange"), description: ""),
                ])),
        MessageLayout(
            name: "TradeReport", templateID: 182, blockLength: 44, description: "A trade, without names",
            fields: [
                FieldLayout(name: "sequence", offset: 0, type: .scalar("SequenceNumber"), description: "The state it shows"),
                FieldLayout(name: "time", offset: 8, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "tradeID", offset: 16, type: .scalar("TradeID"), description: ""),
                FieldLayout(name: "price", offset: 24, type: .scalar("Price"), description: ""),
                FieldLayout(name: "quantity", offset: 32, type: .scalar("Lots"), description: ""),
                FieldLayout(name: "symbol", offset: 40, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "side", offset: 42, type: .enumeration("Side"), description: "Of the taker; in an auction buy"),
                FieldLayout(name: "flags", offset: 43, type: .set("EventFlags"), description: ""),
            ]),
        MessageLayout(
            name: "PhaseReport", templateID: 183, blockLength: 35, description: "The instrument's phase, and how its auction stands",
            fields: [
                FieldLayout(name: "sequence", offset: 0, type: .scalar("SequenceNumber"), description: "The state it shows"),
                FieldLayout(name: "time", offset: 8, type: .scalar("Timestamp"), description: ""),
                FieldLayout(name: "price", offset: 16, type: .scalar("Price"), description: "Of the auction that led here; in a phase that collects orders, of the one there would be now"),
                FieldLayout(name: "quantity", offset: 24, type: .scalar("Lots"), description: "Of that auction"),
                FieldLayout(name: "symbol", offset: 32, type: .scalar("SymbolID"), description: ""),
                FieldLayout(name: "phase", offset: 34, type: .enumeration("Phase"), description: ""),
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
        ScalarLayout(name: "ReportNumber", primitive: .uint64, length: 1, nullValue: "0", minValue: nil, description: "Place in the account's stream of reports; the first is 1"),
        ScalarLayout(name: "RequestNumber", primitive: .uint64, length: 1, nullValue: "0", minValue: nil, description: "Place of a request in its stream; the first is 1"),
        ScalarLayout(name: "Word", primitive: .uint64, length: 1, nullValue: nil, minValue: nil, description: "Eight bytes of a random number or a digest, as they lie"),
        ScalarLayout(name: "Number64", primitive: .uint64, length: 1, nullValue: nil, minValue: nil, description: "Any number"),
        ScalarLayout(name: "Milliseconds", primitive: .uint32, length: 1, nullValue: nil, minValue: nil, description: "Milliseconds"),
        ScalarLayout(name: "Number32", primitive: .uint32, length: 1, nullValue: nil, minValue: nil, description: "A number of things"),
        ScalarLayout(name: "Number16", primitive: .uint16, length: 1, nullValue: nil, minValue: nil, description: "A number of things, or the number of a message or field"),
        ScalarLayout(name: "StreamID", primitive: .uint8, length: 1, nullValue: nil, minValue: nil, description: "One of an account's streams of requests, 0 to 7"),
        ScalarLayout(name: "Octet", primitive: .uint8, length: 1, nullValue: nil, minValue: nil, description: "One byte"),
        ScalarLayout(name: "KeyText", primitive: .char, length: 72, nullValue: nil, minValue: nil, description: "An API key, padded with zero bytes"),
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
            NamesLayout.Entry(name: "accountReduceOnly", value: 18),
        ]),
        NamesLayout(name: "DurabilityMode", names: [
            NamesLayout.Entry(name: "always", value: 0),
            NamesLayout.Entry(name: "interval", value: 1),
            NamesLayout.Entry(name: "none", value: 2),
        ]),
        NamesLayout(name: "Resumption", names: [
            NamesLayout.Entry(name: "notAsked", value: 0),
            NamesLayout.Entry(name: "complete", value: 1),
            NamesLayout.Entry(name: "gap", value: 2),
            NamesLayout.Entry(name: "newEpoch", value: 3),
        ]),
        NamesLayout(name: "LogonRefusal", names: [
            NamesLayout.Entry(name: "protocolVersion", value: 1),
            NamesLayout.Entry(name: "unknownKey", value: 2),
            NamesLayout.Entry(name: "wrongCredential", value: 3),
            NamesLayout.Entry(name: "plainKeyNotAllowed", value: 4),
            NamesLayout.Entry(name: "accountNotActive", value: 5),
            NamesLayout.Entry(name: "invalidStream", value: 6),
            NamesLayout.Entry(name: "invalidHeartbeat", value: 7),
            NamesLayout.Entry(name: "invalidDeadMansTimer", value: 8),
            NamesLayout.Entry(name: "invalidResumption", value: 9),
            NamesLayout.Entry(name: "tooManySessions", value: 10),
            NamesLayout.Entry(name: "shuttingDown", value: 11),
        ]),
        NamesLayout(name: "LogoutReason", names: [
            NamesLayout.Entry(name: "byClient", value: 1),
            NamesLayout.Entry(name: "badFrame", value: 2),
            NamesLayout.Entry(name: "badMessage", value: 3),
            NamesLayout.Entry(name: "requestGap", value: 4),
            NamesLayout.Entry(name: "notLoggedOn", value: 5),
            NamesLayout.Entry(name: "logonTimeout", value: 6),
            NamesLayout.Entry(name: "heartbeatTimeout", value: 7),
            NamesLayout.Entry(name: "slowReader", value: 8),
            NamesLayout.Entry(name: "displaced", value: 9),
            NamesLayout.Entry(name: "keyRevoked", value: 10),
            NamesLayout.Entry(name: "shuttingDown", value: 11),
            NamesLayout.Entry(name: "alreadyLoggedOn", value: 12),
            NamesLayout.Entry(name: "accountReset", value: 13),
        ]),
        NamesLayout(name: "RequestRefusal", names: [
            NamesLayout.Entry(name: "none", value: 0),
            NamesLayout.Entry(name: "unknownMessage", value: 1),
            NamesLayout.Entry(name: "shortMessage", value: 2),
            NamesLayout.Entry(name: "invalidField", value: 3),
            NamesLayout.Entry(name: "refused", value: 4),
            NamesLayout.Entry(name: "overloaded", value: 5),
            NamesLayout.Entry(name: "answerGone", value: 6),
            NamesLayout.Entry(name: "unknownSymbol", value: 7),
            NamesLayout.Entry(name: "tooManySubscriptions", value: 8),
            NamesLayout.Entry(name: "unknownOrder", value: 9),
            NamesLayout.Entry(name: "notSupported", value: 10),
        ]),
        NamesLayout(name: "ReportKind", names: [
            NamesLayout.Entry(name: "accepted", value: 0),
            NamesLayout.Entry(name: "rejected", value: 1),
            NamesLayout.Entry(name: "canceled", value: 2),
            NamesLayout.Entry(name: "amended", value: 3),
            NamesLayout.Entry(name: "replaced", value: 4),
            NamesLayout.Entry(name: "triggered", value: 5),
            NamesLayout.Entry(name: "refreshed", value: 6),
            NamesLayout.Entry(name: "fill", value: 7),
            NamesLayout.Entry(name: "duplicate", value: 8),
            NamesLayout.Entry(name: "changeRejected", value: 9),
        ]),
        NamesLayout(name: "OrderState", names: [
            NamesLayout.Entry(name: "unknown", value: 0),
            NamesLayout.Entry(name: "waiting", value: 1),
            NamesLayout.Entry(name: "open", value: 2),
            NamesLayout.Entry(name: "partiallyFilled", value: 3),
            NamesLayout.Entry(name: "filled", value: 4),
            NamesLayout.Entry(name: "canceled", value: 5),
            NamesLayout.Entry(name: "expired", value: 6),
            NamesLayout.Entry(name: "rejected", value: 7),
            NamesLayout.Entry(name: "replaced", value: 8),
        ]),
        NamesLayout(name: "Liquidity", names: [
            NamesLayout.Entry(name: "none", value: 0),
            NamesLayout.Entry(name: "maker", value: 1),
            NamesLayout.Entry(name: "taker", value: 2),
            NamesLayout.Entry(name: "auction", value: 3),
        ]),
        NamesLayout(name: "ThrottledBy", names: [
            NamesLayout.Entry(name: "orderRate", value: 0),
            NamesLayout.Entry(name: "requestRate", value: 1),
            NamesLayout.Entry(name: "overload", value: 2),
        ]),
        NamesLayout(name: "BookChange", names: [
            NamesLayout.Entry(name: "add", value: 0),
            NamesLayout.Entry(name: "change", value: 1),
            NamesLayout.Entry(name: "remove", value: 2),
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
        NamesLayout(name: "LogonFlags", names: [
            NamesLayout.Entry(name: "cancelOnDisconnect", value: 0),
        ]),
        NamesLayout(name: "Feeds", names: [
            NamesLayout.Entry(name: "topOfBook", value: 0),
            NamesLayout.Entry(name: "levels", value: 1),
            NamesLayout.Entry(name: "orders", value: 2),
            NamesLayout.Entry(name: "trades", value: 3),
            NamesLayout.Entry(name: "compressed", value: 7),
        ]),
    ]
}
