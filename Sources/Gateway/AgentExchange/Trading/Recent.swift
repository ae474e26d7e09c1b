/// The latest entries by key, in memory; the oldest is forgotten first.
struct Recent<Key: Hashable, Value> {
    private var entries: [Key: (value: Value, place: Int)] = [:]
    /// Keys in order of arrival, with those that were removed among them.
    private var ring: [Key] = []
    private var next = 0
    let max: Int

    init(max: Int) {
        precondition(max > 0, "room for nothing")
        self.max = max
    }

    subscript(key: Key) -> Value? { entries[key]?.value }

    /// Keeps what was there under the same key.
    mutating func insert(_ key: Key, _ value: @autoclosure () -> Value) {
        guard entries[key] == nil else { return }
        let place = ring.count < max ? ring.count : next
        if place == ring.count {
            ring.append(key)
        } else {
            if entries[ring[place]]?.place == place { entries[ring[place]] = nil }
            ring[place] = key
            next = (place + 1) % max
        }
        entries[key] = (value(), place)
    }

    mutating func remove(_ key: Key) { entries[key] = nil }
}
