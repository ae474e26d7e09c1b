import IO
import Journaling
import Market
import Testing

@testable import Engine

/// Looks, at every publication, for records of commands whose number the batch under way does not show yet.
private final class FateEar: ExchangeListener, @unchecked Sendable {
    var batch: (fates: Arena<CommandBatch.Fate>, count: Int)?
    var published: [SequenceNumber] = []
    var nameless: [SequenceNumber] = []

    func published(_ batch: borrowing PublishedBatch) {
        guard let (fates, count) = self.batch else { return }
        for sequence in batch.first...batch.last {
            published.append(sequence)
            if !(0..<count).contains(where: { fates[$0].sequence == sequence }) { nameless.append(sequence) }
        }
    }

    func fenced(_ error: JournalError) {}
}

@Suite struct `What is published` {
    @Test func `a record is published only when its batch shows its number, a state hash in the middle of the batch or not`() throws {
        let clock = ManualClock()
        try withExchange(SimulatedStorage(), clock: clock, options: smallOptions { $0.stateHashInterval = 3 }) { exchange, _ in
            let ear = FateEar()
            exchange.setListener(ear)
            let nobodys = Command.cancelOrder(CancelOrder(account: AccountID(rawValue: 1), orderID: .none, clientOrderID: 1))
            let batch = CommandBatch(Array(repeating: nobodys, count: 20))
            ear.batch = (batch.fates, batch.count)
            try exchange.submit(batch)
            #expect(ear.published == Array(1...20))
            #expect(ear.nameless == [])
            ear.batch = nil
        }
    }
}
