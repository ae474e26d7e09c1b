/// One value in memory of its own, for the state of a class that changes with every order.
///
/// The runtime looks up and remembers every change of a class's variable, to refuse overlapping ones; at several changes an order that takes
/// longer than the order. Here nobody looks: whoever changes a value calls nothing meanwhile that could come back to it.
@safe struct Cell<Value: ~Copyable>: ~Copyable {
    private let pointer: UnsafeMutablePointer<Value>

    init(_ value: consuming Value) {
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: value)
    }

    deinit {
        unsafe pointer.deinitialize(count: 1)
        unsafe pointer.deallocate()
    }

    var value: Value {
        @inline(__always) unsafeAddress { unsafe UnsafePointer(pointer) }
        @inline(__always) nonmutating unsafeMutableAddress { unsafe pointer }
    }
}
