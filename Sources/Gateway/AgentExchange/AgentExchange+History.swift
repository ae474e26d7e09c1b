import History
import IO
import JSON
import Market

// How far the tables of the history are behind the exchange.
extension AgentExchange {
    private var historyReport: HistoryStatus.Report { historyStatus?.now ?? HistoryStatus.Report(state: .off) }

    var hasHistoryFailed: Bool {
        if case .failed = historyReport.state { true } else { false }
    }

    private func nanosecondsBehind(_ report: HistoryStatus.Report) -> Int64 {
        report.nanosecondsBehind(desk.durable, time: keeper.blotter.time, now: desk.clock.monotonicNanoseconds)
    }

    /// Into an object of the health document.
    func showHistory(_ writer: inout JSONWriter) {
        let report = historyReport
        writer.member("state", report.state.name)
        guard report.state != .off else { return }
        writer.key("sequence")
        writer.integer(report.sequence)
        writer.key("lag_records")
        writer.integer(report.recordsBehind(desk.durable))
        writer.member("lag_milliseconds", Int(nanosecondsBehind(report) / 1_000_000))
        if case .failed(let what) = report.state { writer.member("error", what) }
        if let notice = report.notice { writer.member("notice", notice) }
    }

    func writeHistory(into text: inout MetricsText) {
        let report = historyReport
        guard report.state != .off else { return }
        text.gauge("history_up", "1 while the history's tables go on, 0 once they failed or until they are open.", report.state == .following ? 1 : 0)
        text.counter("history_sequence", "Last record that is in the history's tables.", report.sequence)
        text.gauge("history_lag_records", "Records that are durable and not in the history's tables yet.", report.recordsBehind(desk.durable))
        text.family("history_lag_seconds", .gauge, "How old what the history's tables show is.")
        text.sample("history_lag_seconds", "", MetricsText.seconds(UInt64(nanosecondsBehind(report))))
    }
}

extension HistoryStatus.State {
    var name: String {
        switch self {
        case .off: "off"
        case .opening: "opening"
        case .following: "following"
        case .failed: "failed"
        }
    }
}
