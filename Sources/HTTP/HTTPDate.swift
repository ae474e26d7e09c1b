/// The time as sessions see it: whole seconds, set by whoever has a clock, and the `Date` field rendered once per second.
///
/// One per loop, shared by its sessions. Before it is set no `Date` is sent (RFC 9110 §6.6.1 allows that without a clock).
package final class HTTPDate {
    package private(set) var secondsSince1970: Int64 = 0
    /// `date: Sun, 06 Nov 1994 08:49:37 GMT` and a line end.
    private(set) var line: [UInt8] = []

    package init() {}

    /// Costs nothing while the second stays the same.
    package func set(secondsSince1970 seconds: Int64) {
        guard seconds != secondsSince1970 else { return }
        secondsSince1970 = seconds
        line = Array("date: \(Self.text(seconds))\r\n".utf8)
    }

    static let valueOffset = 6
    static let valueBytes = 29

    /// IMF-fixdate of RFC 9110 §5.6.7.
    static func text(_ seconds: Int64) -> String {
        let days = Int(seconds - (((seconds % 86400) + 86400) % 86400)) / 86400
        let second = Int(seconds) - days * 86400
        let (year, month, day) = civil(days)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
        return "\(weekdays[((days % 7) + 7) % 7]), \(two(day)) \(months[month - 1]) \(year) \(clock) GMT"
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    /// Gregorian date of a day since 1970-01-01.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        // Years that begin in March, in eras of 400 years: leap days come last.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let real = month < 10 ? month + 3 : month - 9
        return (yearOfEra + era * 400 + (real <= 2 ? 1 : 0), real, day)
    }
}
