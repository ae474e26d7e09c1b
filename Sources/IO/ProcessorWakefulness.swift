import Glibc

/// Keeps every processor of the machine from falling asleep while it is held. For one thread.
///
/// Processors without work then ask for some again and again: a thread that waited for a disk or a network goes on some tens of microseconds
/// earlier, and the machine is never at rest. What Linux calls PM QoS (Documentation/power/pm_qos_interface.rst): the request is a latency of
/// 0 µs, a 32-bit integer written to a device that must stay open, and ends with the process whatever becomes of it.
package final class ProcessorWakefulness: @unchecked Sendable {
    /// When processors are kept awake.
    package enum Extent: String, CaseIterable, Sendable {
        case never
        /// While work follows work within what a loop looks out for; see `Lookout`.
        case whileBusy
        case always
    }

    /// Writable by root, as it comes.
    package static let device = "/dev/cpu_dma_latency"
    /// What nobody minds, in microseconds: `PM_QOS_CPU_LATENCY_DEFAULT_VALUE`.
    static let anyLatency: Int32 = 2_000_000_000

    private let descriptor: Int32
    private let device: String
    package private(set) var isHeld = false

    /// Asks for nothing yet.
    /// - Throws: what the system has against it; no permission, mostly, or no such device.
    package init(device: String = ProcessorWakefulness.device) throws(IOError) {
        descriptor = unsafe open(device, O_WRONLY | O_CLOEXEC)
        self.device = device
        guard descriptor >= 0 else { throw .systemCall("open", subject: device, errno: errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    package func hold() throws(IOError) { try ask(0) }
    package func release() throws(IOError) { try ask(Self.anyLatency) }

    private func ask(_ microseconds: Int32) throws(IOError) {
        var microseconds = microseconds
        let count = unsafe write(descriptor, &microseconds, 4)
        guard count == 4 else { throw .systemCall("write", subject: device, errno: count < 0 ? errno : EIO) }
        isHeld = microseconds == 0
    }
}
