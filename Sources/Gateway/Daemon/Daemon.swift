import Engine
import IO
import Journaling
import Market
import Synchronization
import Wire

/// Everything the daemon consists of, put together on one loop: exchange, desk, catalog, facades, sockets.
package final class Daemon {
    package struct Options: Sendable {
        package var data: String
        package var journal = JournalOptions()
        package var engine = EngineOptions()
        package var gateway = GatewayOptions()
        /// Listed when the exchange lists nothing yet.
        package var listings = InstrumentListing.standard
        /// A demo market to trade with; nil for none.
        package var demo: DemoOptions?
        package init(data: String) { self.data = data }
    }

    package let options: Options
    package let exchange: Exchange
    package let desk: Desk
    package let catalog: Catalog
    package let reception: Reception
    package let server: Server
    package let frames: FrameDesk
    package private(set) var demo: DemoMarket?
    /// Kept here for as long as the daemon runs.
    package var signals: Signals?
    package let opening: Exchange.Opening
    /// What the state hashed to when the log was open, before the first command.
    package let stateHash: UInt64

    /// Opens (or recovers) the data directory. On `loop`.
    package init(_ options: Options, on loop: EventLoop, clock: any IO.Clock = SystemClock()) throws {
        self.options = options
        let exchange = Exchange(loop: loop, clock: clock, options: options.engine)
        self.exchange = exchange
        let directory = DataDirectory(options.data)
        let (opening, sequence, hash, catalog) = try exchange.assumeIsolated { exchange in
            let opening = try exchange.open(directory, options: options.journal)
            return (opening, exchange.sequence, exchange.stateHash(), UncheckedBox(Catalog(exchange)))
        }
        self.opening = opening
        stateHash = hash
        self.catalog = catalog.value
        desk = Desk(exchange, clock: clock, durable: sequence)
        desk.add(self.catalog)
        reception = Reception(desk)
        frames = FrameDesk(desk, reception, self.catalog, durability: options.journal.durability)
        server = try Server(reception, options.gateway)
        if self.catalog.instruments.isEmpty { try list(options.listings) }
        demo = try options.demo.map { try DemoMarket(desk, self.catalog, $0) }
        demo?.start()
    }

    /// Lists assets and instruments and waits until that is durable: nobody is served before.
    private func list(_ listings: [InstrumentListing]) throws {
        try exchange.assumeIsolated { exchange in
            var names: [String] = []
            for listing in listings { for name in [listing.quote, listing.base] where !names.contains(name) { names.append(name) } }
            let assets = try names.map { name in
                guard let name = Name(name) else { throw GatewayError.listing(name, "is not 1 to 16 printable ASCII characters") }
                return Command.addAsset(Asset(name: name, scale: InstrumentListing.scale))
            }
            _ = try exchange.submit(assets)
            let instruments = try listings.map { listing in
                let (base, quote) = (names.firstIndex(of: listing.base)!, names.firstIndex(of: listing.quote)!)  // Collected above.
                guard let instrument = listing.instrument(base: AssetID(rawValue: UInt32(base)), quote: AssetID(rawValue: UInt32(quote))) else {
                    throw GatewayError.listing(listing.symbol, "tick times lot is not a whole number of 10^-8 of the quote currency")
                }
                return Command.addInstrument(instrument)
            }
            _ = try exchange.submit(instruments)
            try exchange.settleLog()
        }
        for listing in listings where catalog.find(listing.symbol) == nil {
            throw GatewayError.listing(listing.symbol, "the exchange refused it")
        }
    }

    /// Takes nothing new, answers what has begun, commits, closes. `body` runs on the loop once that is done.
    package func shutDown(_ body: @escaping @Sendable () -> Void) {
        demo?.stop()
        server.drain(body)
    }

    /// Writes the last of the log. On the loop, after `shutDown`.
    package func close() throws { try exchange.assumeIsolated { try $0.close() } }
}

/// Carries what belongs to one loop through a closure that never leaves it.
struct UncheckedBox<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
