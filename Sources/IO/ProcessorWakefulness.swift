import Glibc

/// Keeps every processor of the machine from falling asleep, for as long as it lives.
///
/// Processors without work then ask for some again and again: a thread that waited for a disk or a network goes on some tens of microseconds
/// earlier, and the machine is never at rest. What Linux calls PM QoS (Documentation/power/pm_qos_interface.rst): the request is a latency of
/// 0 µs, a 32-bit integer written to a device that must stay open, and ends with the process whatever becomes of it.
package final class ProcessorWakefulness: Sendable {
    /// Writable by root, as it comes.
    package static let device = "/dev/cpu_dma_latency"

    private let descriptor: Int32

    /// - Throws: what the system has against it; no permission, mostly, or no such device.
    package init(device: String = ProcessorWakefulness.device) throws(IOError) {
        let descriptor = unsafe open(device, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .systemCall("open", subject: device, errno: errno) }
        var microseconds: Int32 = 0
        let count = unsafe write(descriptor, &microseconds, 4)
        guard count == 4 else {
            let code = count < 0 ? errno : EIO
            close(descriptor)
            throw .systemCall("write", subject: device, errno: code)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
