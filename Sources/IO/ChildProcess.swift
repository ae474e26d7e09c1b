import CLinux
import Glibc

/// Another program that runs beside this one, with this one's environment and standard error, and nothing to read.
///
/// Used on one thread. Files opened by this process are closed in it.
package final class ChildProcess {
    package enum Ending: Equatable, Sendable, CustomStringConvertible {
        case exited(Int32)
        case killed(signal: Int32)

        package var description: String {
            switch self {
            case .exited(let status): "exit status \(status)"
            case .killed(let signal): "killed by signal \(signal)"
            }
        }
    }

    /// The running program itself, even after its file was replaced.
    package static let ownProgram = "/proc/self/exe"

    private let identifier: pid_t
    private var ending: Ending?

    /// Starts the program at a path. One that cannot be started throws, or ends with status 127.
    package init(_ program: String, _ arguments: [String]) throws(IOError) {
        var actions = unsafe posix_spawn_file_actions_t()
        guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { throw .systemCall("posix_spawn", subject: program, errno: ENOMEM) }
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, flags) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_WRONLY)] {
            let code = unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", flags, 0)
            guard code == 0 else { throw .systemCall("posix_spawn", subject: program, errno: code) }
        }
        let words = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: arguments.count + 2)
        for (index, word) in ([program] + arguments).enumerated() { unsafe words[index] = unsafe strdup(word) }
        unsafe words[arguments.count + 1] = nil
        defer {
            for index in 0...arguments.count { unsafe free(words[index]) }
            unsafe words.deallocate()
        }
        var started = pid_t()
        let code = unsafe posix_spawn(&started, program, &actions, nil, words, walras_environment())
        guard code == 0 else { throw .systemCall("posix_spawn", subject: program, errno: code) }
        identifier = started
    }

    /// How it ended; nil while it runs. Does not wait.
    package func poll() -> Ending? {
        if let ending { return ending }
        var status: Int32 = 0
        guard unsafe waitpid(identifier, &status, WNOHANG) == identifier else { return nil }
        ending = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: status & 0x7f)
        return ending
    }

    /// Asks it to end.
    package func terminate() {
        // It is not reaped before `poll` says so: the number is still its own.
        if ending == nil { kill(identifier, SIGTERM) }
    }
}

extension ThreadAttributes {
    /// Lets the calling thread, and threads it starts from now on, use the processors and disks nobody else wants.
    /// - Returns: false if the system refuses.
    @discardableResult
    package static func yieldToOthers() -> Bool { walras_yield_to_others() == 0 }
}
