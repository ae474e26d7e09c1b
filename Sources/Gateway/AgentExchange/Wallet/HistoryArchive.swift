import Database
import History
import Market

/// The tables behind memory. Questions are answered on a loop of their own; what comes back comes in a later turn of this one.
package protocol HistoryArchive: AnyObject {
    /// Asks tables that hold everything up to `sequence`.
    func ask<Answer: Sendable>(
        through sequence: SequenceNumber, _ question: @escaping @Sendable (DatabaseConnection) throws(DatabaseError) -> Answer,
        then: @escaping (Result<Answer, HistoryError>) -> Void)
}

extension AgentExchange {
    /// Asks for what memory has forgotten; if the tables cannot say, the call fails.
    func askArchive<Answer: Sendable>(
        _ archive: any HistoryArchive, _ call: Call, _ question: @escaping @Sendable (DatabaseConnection) throws(DatabaseError) -> Answer,
        then: @escaping (Answer) -> Void
    ) {
        archive.ask(through: desk.durable, question) { [self] result in
            switch result {
            case .success(let answer): then(answer)
            case .failure: fail(.serviceUnavailable(reason: "history_unavailable"), call)
            }
        }
    }
}
