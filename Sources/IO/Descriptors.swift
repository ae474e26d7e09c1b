import Glibc

/// How many files and sockets the process may have open.
package enum Descriptors {
    /// Raises the limit as far as the system lets this process, which is mostly far beyond what a shell gives; returns what it is then.
    package static func raiseLimit() -> Int {
        var limit = rlimit()
        // Fails for nothing but misuse; and where it may not be raised, what there is will do.
        guard unsafe getrlimit(resource, &limit) == 0 else { return leastDescriptors }
        var most = limit
        most.rlim_cur = limit.rlim_max
        if limit.rlim_cur < limit.rlim_max, unsafe setrlimit(resource, &most) == 0 { limit = most }
        return Int(clamping: limit.rlim_cur)
    }

    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    /// `_POSIX_OPEN_MAX`: what every system has.
    private static let leastDescriptors = 20
}
