/// Times as ISO 8601 in UTC, without a calendar library.
package enum ISOTime {
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000

    /// Nanoseconds since 1970 of `YYYY-MM-DD[(T| )HH:MM[:SS[.fraction]]][Z|±HH:MM]`; without an offset it is UTC. Nil if it is anything else,
    /// or before 1970 or after 2261.
    package static func parse(_ text: String) -> Int64? {
        var reader = Reader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"), let day = reader.number(2),
            (1970...2261).contains(year), (1...12).contains(month), (1...length(month, year)).contains(day) else { return nil }
        var seconds = Int64(days(year, month, day)) * 86_400
        var fraction: Int64 = 0
        if reader.take("T") || reader.take("t") || reader.take(" ") {
            guard let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), hour < 24, minute < 60 else { return nil }
            seconds += Int64(hour * 3600 + minute * 60)
            if reader.take(":") {
                guard let second = reader.number(2), second < 60 else { return nil }
                seconds += Int64(second)
                if reader.take(".") {
                    guard let read = reader.fraction() else { return nil }
                    fraction = read
                }
            }
            guard let offset = reader.offset() else { return nil }
            seconds -= offset
        }
        guard reader.isAtEnd, seconds >= 0 else { return nil }
        return seconds * nanosecondsPerSecond + fraction
    }

    private struct Reader {
        let bytes: [UInt8]
        var index = 0
        var isAtEnd: Bool { index == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        mutating func number(_ digits: Int) -> Int? {
            guard index + digits <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[index..<index + digits] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            index += digits
            return value
        }

        /// Nanoseconds; digits after the ninth are dropped.
        mutating func fraction() -> Int64? {
            var value: Int64 = 0
            var digits = 0
            while let digit = number(1) {
                if digits < 9 { value = value * 10 + Int64(digit) }
                digits += 1
            }
            guard digits > 0 else { return nil }
            for _ in min(digits, 9)..<9 { value *= 10 }
            return value
        }

        /// Seconds east of UTC.
        mutating func offset() -> Int64? {
            if isAtEnd || take("Z") || take("z") { return 0 }
            let isWest = take("-")
            guard isWest || take("+") || take(" "), let hours = number(2) else { return nil }
            _ = take(":")
            guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
            let seconds = Int64(hours * 3600 + minutes * 60)
            return isWest ? -seconds : seconds
        }
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
    private static func length(_ month: Int, _ year: Int) -> Int {
        month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970-01-01, counted in years that begin in March (H. Hinnant, "chrono-compatible low-level date algorithms").
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// `2026-02-25T10:00:00.123Z`: milliseconds, in UTC. What came before 1970 is shown as its beginning.
    package static func text(_ nanoseconds: Int64) -> InlineArray<24, UInt8> {
        var text = InlineArray<24, UInt8>(repeating: UInt8(ascii: "Z"))
        let milliseconds = max(0, nanoseconds) / 1_000_000
        let (day, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let (year, month, dayOfMonth) = date(Int(day))
        let seconds = Int(rest / 1_000)
        var place = 0
        func put(_ number: Int, _ digits: Int, _ text: inout InlineArray<24, UInt8>) {
            var rest = number
            for offset in (0..<digits).reversed() {
                text[place + offset] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            place += digits + 1
        }
        put(year, 4, &text)
        put(month, 2, &text)
        put(dayOfMonth, 2, &text)
        put(seconds / 3_600, 2, &text)
        put(seconds / 60 % 60, 2, &text)
        put(seconds % 60, 2, &text)
        put(Int(rest % 1_000), 3, &text)
        text[4] = UInt8(ascii: "-")
        text[7] = UInt8(ascii: "-")
        text[10] = UInt8(ascii: "T")
        text[13] = UInt8(ascii: ":")
        text[16] = UInt8(ascii: ":")
        text[19] = UInt8(ascii: ".")
        return text
    }

    package static func string(_ nanoseconds: Int64) -> String {
        let text = text(nanoseconds)
        return String(decoding: (0..<24).map { text[$0] }, as: UTF8.self)
    }

    /// The inverse of `days`.
    private static func date(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
