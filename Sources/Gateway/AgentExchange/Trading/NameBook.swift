import History
import Market

/// Texts of client order ids that were hashed, so that answers can repeat them to who wrote them; the oldest is forgotten first. `NameKeeper` puts them
/// on disk.
struct NameBook: Sendable {
    /// A number that means a text to one account may be the other's own.
    private struct Key: Hashable {
        var name: ClientOrderID
        /// The house's are texts of files that did not say whose they are.
        var account: AccountID
    }

    /// Place of a name's text.
    private var places: [Key: UInt32] = [:]
    /// By place.
    private var names: [Key] = []
    /// A cell for each place: length, then the text as it came.
    private var cells: [UInt8] = []
    /// Texts ever noted, those before the last start included.
    private(set) var count: UInt64
    private let namesMax: Int

    private static let cellBytes = 1 + OrderName.charactersMax

    init(namesMax: Int = NameStore.namesMax, count: UInt64 = 0) {
        self.namesMax = namesMax
        self.count = count
        // Growing them would halt everybody for as long as it takes to copy; untouched they cost addresses only.
        places.reserveCapacity(namesMax)
        names.reserveCapacity(namesMax)
        cells.reserveCapacity(namesMax * Self.cellBytes)
    }

    /// Remembers the text of a name; returns it with the next number if it is new.
    mutating func note(_ name: ClientOrderID, of account: AccountID, _ text: UnsafeRawBufferPointer) -> NameStore.Entry? {
        guard OrderName.isHashed(name), places[Key(name: name, account: account)] == nil else { return nil }
        let entry = unsafe NameStore.Entry(
            number: count + 1, name: name, text: Array(text.prefix(OrderName.charactersMax)), account: account.rawValue)
        put(entry)
        return entry
    }

    /// Takes in an entry of an earlier run; they come in order, with gaps where some were lost.
    mutating func restore(_ entry: NameStore.Entry) {
        guard OrderName.isHashed(entry.name), places[key(entry)] == nil, entry.text.count <= OrderName.charactersMax else { return }
        put(entry)
    }

    private func key(_ entry: NameStore.Entry) -> Key { Key(name: entry.name, account: AccountID(rawValue: entry.account)) }

    private mutating func put(_ entry: NameStore.Entry) {
        let key = key(entry)
        count = entry.number
        var cell = [UInt8(entry.text.count)] + entry.text
        cell.append(contentsOf: repeatElement(0, count: Self.cellBytes - cell.count))
        if names.count < namesMax {
            places[key] = UInt32(names.count)
            names.append(key)
            cells.append(contentsOf: cell)
            return
        }
        let place = oldest
        oldest = (oldest + 1) % namesMax
        places[names[place]] = nil
        places[key] = UInt32(place)
        names[place] = key
        cells.replaceSubrange(place * Self.cellBytes..<(place + 1) * Self.cellBytes, with: cell)
    }

    /// The place that is used again next, once all are in use.
    private var oldest = 0

    /// As the client of the account wrote it; nil for none and for one that was forgotten.
    func text(_ name: ClientOrderID, of account: AccountID) -> String? {
        guard OrderName.isHashed(name) else { return OrderName.text(name) }
        guard let place = places[Key(name: name, account: account)] ?? places[Key(name: name, account: .house)] else { return nil }
        let start = Int(place) * Self.cellBytes
        return String(decoding: cells[start + 1..<start + 1 + Int(cells[start])], as: UTF8.self)
    }
}
