import Engine
import Foundation
import IO
import Testing

@testable import Gateway

@Suite struct SnapshotScheduleTests {
    /// Looks as the schedule would until `isDone`, for ten seconds at most.
    private func look(_ schedule: SnapshotSchedule, _ venue: Venue, until isDone: @escaping (SnapshotSchedule.Status) -> Bool) -> SnapshotSchedule.Status {
        for _ in 0..<1_000 {
            let done = venue.onLoop {
                schedule.look()
                return isDone(schedule.status)
            }
            if done { break }
            Foundation.Thread.sleep(forTimeInterval: 0.01)
        }
        return venue.onLoop { schedule.status }
    }

    private func schedule(_ venue: Venue, _ script: String, _ change: (inout SnapshotOptions) -> Void = { _ in }) -> SnapshotSchedule {
        var options = SnapshotOptions()
        (options.program, options.arguments) = ("/bin/sh", ["-c", script, "sh"])
        change(&options)
        let made = options
        return venue.onLoop { SnapshotSchedule(venue.desk, DataDirectory(venue.directory), made, last: 0) }
    }

    @Test func `a process is started when enough has been written, and told what the log is needed from`() throws {
        let venue = try Venue()
        _ = venue.register()
        let told = "\(venue.directory)/told"
        let schedule = schedule(venue, "echo $@ > \(told)") { $0.records = 1 }
        schedule.neededFrom = { 7 }
        let status = look(schedule, venue) { $0.taken == 1 }
        #expect(status.taken == 1 && status.failures == 0 && status.takenAt != nil && !status.isRunning)
        #expect(try String(contentsOfFile: told, encoding: .utf8) == "\(venue.directory) --keep-log-from 7 --background\n")
        // Nothing new: nothing to do.
        #expect(look(schedule, venue) { _ in true }.isRunning == false)
    }

    @Test func `time alone makes one due, if anything happened`() throws {
        let venue = try Venue()
        _ = venue.register()
        let schedule = schedule(venue, "exit 0") { ($0.records, $0.minutes) = (0, 30) }
        #expect(look(schedule, venue) { _ in true }.isRunning == false)
        venue.clock.advance(seconds: 1_800)
        #expect(look(schedule, venue) { $0.taken == 1 }.taken == 1)
        venue.clock.advance(seconds: 3_600)
        #expect(look(schedule, venue) { _ in true }.isRunning == false)
    }

    @Test func `a process that fails is told of, and tried again later, less and less often`() throws {
        let venue = try Venue()
        _ = venue.register()
        let schedule = schedule(venue, "exit 3") { $0.records = 1 }
        #expect(look(schedule, venue) { $0.failures == 1 }.failure == "walras snapshot: exit status 3")
        #expect(look(schedule, venue) { _ in true }.isRunning == false)
        venue.clock.advance(seconds: 61)
        #expect(look(schedule, venue) { $0.failures == 2 }.failures == 2)
        venue.clock.advance(seconds: 61)
        #expect(look(schedule, venue) { _ in true }.isRunning == false)
        venue.clock.advance(seconds: 60)
        #expect(look(schedule, venue) { $0.failures == 3 }.failures == 3)
    }

    @Test func `a program that is not there is a failure, and nothing else`() throws {
        let venue = try Venue()
        _ = venue.register()
        let schedule = schedule(venue, "") { ($0.records, $0.program) = (1, "/nowhere/walras") }
        let status = look(schedule, venue) { $0.failures == 1 }
        #expect(status.failures == 1 && status.failure != nil && !status.isRunning)
    }
}
