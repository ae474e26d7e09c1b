import Foundation

/// Latency by percentile as a drawing: across, how many nines; up, nanoseconds, on a scale of powers of ten. Plain SVG, written by hand.
struct LatencyPlot {
    let title: String
    let latency: Histogram

    private static let width = 860.0
    private static let height = 480.0
    private static let left = 90.0
    private static let right = 30.0
    private static let top = 50.0
    private static let bottom = 60.0
    /// 0 % to 99.999 %: each step across leaves a tenth of what the one before it left.
    private static let nines = 5.0
    private static let pointsPerNine = 40

    private static let marks: [(label: String, perMillion: UInt64)] = [
        ("0 %", 0), ("90 %", 900_000), ("99 %", 990_000), ("99.9 %", 999_000), ("99.99 %", 999_900), ("99.999 %", 999_990),
    ]

    /// The powers of ten around what was measured.
    private var decades: ClosedRange<Int> {
        func decade(_ value: Int64) -> Int { String(max(1, value)).utf8.count - 1 }
        let lowest = decade(latency.value(perMillion: 0))
        return lowest...max(lowest + 1, decade(latency.max) + 1)
    }

    var svg: String {
        let (width, height) = (Int(Self.width), Int(Self.height))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" font-family="sans-serif" font-size="12">
            <rect width="\(width)" height="\(height)" fill="white"/>
            <text x="\(Int(Self.left))" y="28" font-size="15">\(Self.escaped(title))</text>
            \(grid.joined(separator: "\n"))
            <polyline fill="none" stroke="#1060c0" stroke-width="2" points="\(points)"/>
            </svg>

            """
    }

    private var grid: [String] {
        var lines: [String] = []
        for (index, mark) in Self.marks.enumerated() {
            let x = Self.number(across(Double(index)))
            lines.append(Self.line(x, Self.number(Self.top), x, Self.number(Self.height - Self.bottom)))
            lines.append("<text x=\"\(x)\" y=\"\(Self.number(Self.height - Self.bottom + 20))\" text-anchor=\"middle\">\(mark.label)</text>")
        }
        for decade in decades {
            let value = (0..<decade).reduce(Int64(1)) { product, _ in product * 10 }
            let y = Self.number(up(value))
            lines.append(Self.line(Self.number(Self.left), y, Self.number(Self.width - Self.right), y))
            lines.append("<text x=\"\(Self.number(Self.left - 8))\" y=\"\(y)\" text-anchor=\"end\" dominant-baseline=\"middle\">\(Self.unit(value))</text>")
        }
        return lines
    }

    private static func line(_ x1: String, _ y1: String, _ x2: String, _ y2: String) -> String {
        "<line x1=\"\(x1)\" y1=\"\(y1)\" x2=\"\(x2)\" y2=\"\(y2)\" stroke=\"#ddd\"/>"
    }

    /// Along the axis of nines, so that every tenth of the tail has as much room.
    private var points: String {
        (0...Int(Self.nines) * Self.pointsPerNine).map { step in
            let place = Double(step) / Double(Self.pointsPerNine)
            let beyond = pow(10, -place)
            let value = latency.value(perMillion: UInt64((1_000_000 * (1 - beyond)).rounded()))
            return "\(Self.number(across(place))),\(Self.number(up(value)))"
        }.joined(separator: " ")
    }

    private func across(_ nines: Double) -> Double { Self.left + (Self.width - Self.left - Self.right) * nines / Self.nines }

    private func up(_ nanoseconds: Int64) -> Double {
        let (low, high) = (Double(decades.lowerBound), Double(decades.upperBound))
        let share = (log10(Double(max(1, nanoseconds))) - low) / (high - low)
        return Self.height - Self.bottom - (Self.height - Self.top - Self.bottom) * share
    }

    private static func number(_ value: Double) -> String { decimal(value, digits: 1) }

    private static func unit(_ nanoseconds: Int64) -> String {
        switch nanoseconds {
        case ..<1_000: "\(nanoseconds) ns"
        case ..<1_000_000: "\(nanoseconds / 1_000) µs"
        case ..<1_000_000_000: "\(nanoseconds / 1_000_000) ms"
        default: "\(nanoseconds / 1_000_000_000) s"
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }
}
