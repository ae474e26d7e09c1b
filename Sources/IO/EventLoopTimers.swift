/// Timers by deadline, then by the order they were set: a binary heap.
struct TimerQueue {
    private struct Timer {
        var deadline: Int64
        var order: UInt64
        var body: @Sendable () -> Void

        static func isEarlier(_ a: Timer, _ b: Timer) -> Bool { (a.deadline, a.order) < (b.deadline, b.order) }
    }

    private var heap: [Timer] = []
    private var nextOrder: UInt64 = 0

    /// The earliest deadline.
    var first: Int64? { heap.first?.deadline }

    /// - Complexity: O(log n)
    mutating func insert(deadline: Int64, body: @escaping @Sendable () -> Void) {
        precondition(heap.count < EventLoop.timersMax, "event loop: more than \(EventLoop.timersMax) timers wait")
        heap.append(Timer(deadline: deadline, order: nextOrder, body: body))
        nextOrder += 1
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Timer.isEarlier(heap[child], heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes out everything due at `now`, earliest first.
    mutating func removeDue(at now: Int64) -> [@Sendable () -> Void] {
        var due: [@Sendable () -> Void] = []
        while let timer = heap.first, timer.deadline <= now {
            due.append(timer.body)
            removeFirst()
        }
        return due
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && Timer.isEarlier(heap[child], heap[least]) {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
