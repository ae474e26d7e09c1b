import Database
import Journaling
import Market
import Wire

/// Turns records into rows: a blotter takes them in, and what is new in its rings is written down.
///
/// Rows depend on the records alone: not on where transactions end, nor on how often it began anew from a checkpoint.
package final class Projection {
    let store: HistoryStore
    var blotter: Blotter
    /// What of the rings is in rows.
    private var written: Blotter.RingCounts
    /// Complete minutes of each tape that are in rows, and the tapes that traded since the last look.
    private var minutesWritten: [UInt64] = []
    private var traded: [Int] = []
    private var isMarked: [Bool] = []
    private var isInTransaction = false
    /// Rows in this transaction.
    private var pendingRows: UInt64 = 0
    private let retention: HistoryRetention
    /// When old rows are looked for next: the full hour behind the last record.
    private var retentionDue: Timestamp

    /// Ring entries between two looks: fewer than a tape remembers minutes, so that none is missed however few trades there are a minute.
    /// With what one record adds (`OrderBook.matchesPerCommandMax`) it stays below what the other rings hold.
    static let undrainedMax: UInt64 = 1_024
    /// Rows of one transaction. What a single record adds comes on top.
    package static let rowsMax: UInt64 = 1 << 16
    /// Records between two checkpoints: what a restart reads again at most, some seconds.
    package static let checkpointInterval: SequenceNumber = 1 << 22

    /// - Parameter blotter: as it is behind the store's cursor.
    package init(_ store: HistoryStore, _ blotter: consuming Blotter, retention: HistoryRetention = HistoryRetention()) {
        precondition(blotter.sequence == store.cursor, "a blotter that is elsewhere than the rows")
        self.store = store
        self.retention = retention
        retentionDue = blotter.time == 0 ? .min : HistoryRetention.hour(behind: blotter.time)
        written = blotter.ringCounts
        for tape in 0..<blotter.tapes.count { minutesWritten.append(blotter.tapes[tape].completeMinutes) }
        isMarked = Array(repeating: false, count: minutesWritten.count)
        self.blotter = blotter
    }

    /// The last record taken in; its rows may be in a transaction that has not ended.
    package var sequence: SequenceNumber { blotter.sequence }
    package var stateHash: UInt64 { blotter.stateHash() }

    // MARK: records in

    /// Takes in the next record.
    func take(_ record: Record, sequence: SequenceNumber) throws(HistoryError) {
        if record.time >= retentionDue { try passHour(to: record.time) }
        do { try blotter.apply(record, sequence: sequence) } catch { throw .record(sequence: sequence, error) }
        if blotter.ringCounts.total - written.total >= Self.undrainedMax { try drain() }
        if pendingRows >= Self.rowsMax { try commit() }
        if sequence % Self.checkpointInterval == 0 { try checkpoint() }
    }

    /// Ends the transaction: everything taken in so far is in the tables.
    package func commit() throws(HistoryError) {
        try drain()
        guard isInTransaction || blotter.sequence != store.cursor else { return }
        try begin()
        try store.endTransaction(at: blotter.sequence, time: blotter.time)
        isInTransaction = false
        pendingRows = 0
    }

    /// The same, with what a restart begins from.
    package func checkpoint() throws(HistoryError) {
        try drain()
        try begin()
        try store.writeCheckpoint(of: &blotter)
        try commit()
    }

    private func begin() throws(HistoryError) {
        guard !isInTransaction else { return }
        try store.beginTransaction()
        isInTransaction = true
    }

    /// Before the first record behind a full hour: what is too old goes. Always there, so that every run deletes the same.
    private func passHour(to time: Timestamp) throws(HistoryError) {
        if retentionDue != .min {
            try commit()
            try store.deleteOld(retention, at: retentionDue, blotter)
        }
        retentionDue = HistoryRetention.hour(behind: time)
    }

    // MARK: rows out

    private func drain() throws(HistoryError) {
        let counts = blotter.ringCounts
        guard counts != written else { return }
        try begin()
        try store.lift { () throws(DatabaseError) in
            try drainOrders(through: counts.endedOrders)
            try drainFills(through: counts.fills)
            try drainMinutes()
            try drain(blotter.history.minutes, from: written.minutePoints, spacing: Candle.minute)
            try drain(blotter.history.hours, from: written.hourPoints, spacing: Candle.hour)
            try drain(blotter.history.days, from: written.dayPoints, spacing: Candle.day)
            var number = written.accountEvents
            while number < counts.accountEvents {
                number += 1
                try store.rows.insert(blotter.accountEvents[number], number: number)
            }
        }
        pendingRows += counts.total - written.total
        written = counts
    }

    private func drainOrders(through last: UInt64) throws(DatabaseError) {
        var number = written.endedOrders
        while number < last {
            number += 1
            let entry = blotter.archive.entries[blotter.archive.entry(ofEnded: number)]
            let options = entry.marks.contains(.options) ? blotter.archive.options[entry.options] : nil
            try store.rows.insert(entry, options, number: number)
            store.sums.add(entry)
        }
    }

    private func drainFills(through last: UInt64) throws(DatabaseError) {
        var number = written.fills
        while number < last {
            number += 1
            let fill = blotter.fills[number]
            try store.rows.insert(fill, number: number)
            try store.sums.add(fill)
            // Both sides of a trade follow each other, the taker's first.
            if number % 2 == 1 {
                try store.rows.insertTrade(fill)
                mark(Int(fill.orderID.symbol.rawValue))
            }
        }
    }

    private func mark(_ tape: Int) {
        while minutesWritten.count <= tape {
            minutesWritten.append(0)
            isMarked.append(false)
        }
        guard !isMarked[tape] else { return }
        isMarked[tape] = true
        traded.append(tape)
    }

    private func drainMinutes() throws(DatabaseError) {
        for tape in traded {
            isMarked[tape] = false
            let last = blotter.tapes[tape].completeMinutes
            while minutesWritten[tape] < last {
                minutesWritten[tape] += 1
                try store.rows.add(blotter.tapes[tape].minute(minutesWritten[tape]), of: UInt32(tape))
            }
        }
        traded.removeAll(keepingCapacity: true)
    }

    private func drain(_ ring: borrowing EquityRing, from written: UInt64, spacing: Timestamp) throws(DatabaseError) {
        var number = written
        while number < ring.count {
            number += 1
            try store.rows.insert(ring[number], of: ring.owner(of: number), spacing: spacing)
        }
    }
}

extension Blotter {
    /// How many entries its rings ever had.
    struct RingCounts: Equatable {
        var endedOrders: UInt64
        var fills: UInt64
        var minutePoints: UInt64
        var hourPoints: UInt64
        var dayPoints: UInt64
        var accountEvents: UInt64

        var total: UInt64 { endedOrders &+ fills &+ minutePoints &+ hourPoints &+ dayPoints &+ accountEvents }
    }

    var ringCounts: RingCounts {
        RingCounts(
            endedOrders: archive.endedCount, fills: fills.count, minutePoints: history.minutes.count, hourPoints: history.hours.count,
            dayPoints: history.days.count, accountEvents: accountEvents.count)
    }
}
