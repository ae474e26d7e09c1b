/// What will happen, by time, then by the order it was decided in: a binary heap.
struct EventQueue {
    enum Event {
        /// The next operation of the script.
        case operation
        case toServer(connection: Int, bytes: [UInt8])
        /// What is first on its way arrives.
        case toClient(connection: Int)
        case connect(client: Int)
        /// The client hears that its connection is gone.
        case hangUp(connection: Int)
        /// The server does.
        case hangUpServer(connection: Int)
        case clientTick(client: Int)
        case logWork
        case start
        case snapshot
        case mischief
        case diskHasRoom
    }

    private struct Entry {
        var time: Int64
        var order: Int
        var event: Event

        static func < (a: Self, b: Self) -> Bool { (a.time, a.order) < (b.time, b.order) }
    }

    private var heap: [Entry] = []
    private var count = 0

    var nextTime: Int64? { heap.first?.time }

    mutating func add(_ event: Event, at time: Int64) {
        heap.append(Entry(time: time, order: count, event: event))
        count += 1
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() -> (time: Int64, event: Event) {
        let first = heap[0]
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            var parent = 0
            while true {
                var least = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] { least = child }
                if least == parent { break }
                heap.swapAt(parent, least)
                parent = least
            }
        }
        return (first.time, first.event)
    }
}
