import Engine
import JSON
import Market

extension AdminInterface {
    func showInstruments(_ ticket: Ticket) {
        respond(ticket) { writer in
            writer.array { writer in
                for listed in catalog.instruments { write(listed, into: &writer) }
            }
        }
    }

    private func write(_ listed: Catalog.Listed, into writer: inout JSONWriter) {
        let instrument = listed.instrument
        let (base, quote) = (Int(listed.base.scale), Int(listed.quote.scale))
        writer.object { writer in
            func price(_ name: StaticString, _ price: Price) {
                writer.key(name)
                if price.isNone { writer.null() } else { writer.decimal(units: price.ticks * instrument.tickUnits, scale: quote, trimmed: true) }
            }
            writer.member("symbol", listed.name)
            writer.member("base", listed.baseName)
            writer.member("quote", listed.quoteName)
            writer.member("phase", listed.phase.adminName)
            price("tick_size", Price(ticks: 1))
            writer.key("lot_size")
            writer.decimal(units: instrument.lotUnits, scale: base, trimmed: true)
            price("min_price", instrument.minPrice)
            price("max_price", instrument.maxPrice)
            writer.key("min_notional")
            writer.decimal(units: instrument.minNotional.units, scale: quote, trimmed: true)
            writer.member("maker_fee_ppm", Int(instrument.makerFeePPM))
            writer.member("taker_fee_ppm", Int(instrument.takerFeePPM))
            writer.member("band_ppm", Int(instrument.bandPPM))
            writer.member("pause_ppm", Int(instrument.pausePPM))
            writer.member("market_protection_ppm", Int(instrument.marketProtectionPPM))
            price("reference_price", instrument.referencePrice)
        }
    }

    // MARK: listing

    /// Adds the assets that are new, one after the other, then the instrument.
    func listInstrument(_ body: Body, _ ticket: Ticket) throws(AdminError) {
        let listing = try readListing(body)
        guard catalog.find(listing.symbol) == nil else { throw .conflict("\(listing.symbol) is listed.") }
        for (field, name) in [("base", listing.base), ("quote", listing.quote)] {
            guard Name(name) != nil else { throw .validation(ArgumentFault(field, "is not 1 to 16 printable ASCII characters")) }
            guard let id = catalog.asset(named: name) else { continue }
            guard catalog.assets[Int(id.rawValue)].scale == InstrumentListing.scale else {
                throw .conflict("\(name) is not counted in units of 10^-\(InstrumentListing.scale).")
            }
        }
        guard Name(listing.symbol) != nil else { throw .validation(ArgumentFault("base", "and quote together have more than 16 characters")) }
        // The numbers of assets are not known yet; whether the others fit does not depend on them.
        guard listing.instrument(base: AssetID(rawValue: 0), quote: AssetID(rawValue: 1)) != nil else {
            throw .validation(ArgumentFault("tick_size", "times lot_size is not a whole number of 10^-8, or exceeds max_price"))
        }
        list(listing, ticket)
    }

    private func list(_ listing: InstrumentListing, _ ticket: Ticket) {
        for name in [listing.quote, listing.base] where catalog.asset(named: name) == nil {
            guard let name = Name(name) else { preconditionFailure("a name that was one before") }
            return run(.addAsset(Asset(name: name, scale: InstrumentListing.scale)), ticket) { [self] _, _ in list(listing, ticket) }
        }
        guard let base = catalog.asset(named: listing.base), let quote = catalog.asset(named: listing.quote),
            let instrument = listing.instrument(base: base, quote: quote)
        else { preconditionFailure("a listing that was one before") }
        run(.addInstrument(instrument), ticket) { [self] event, _ in
            respond(ticket, status: 201) { write(catalog[event.symbol], into: &$0) }
        }
    }

    private func readListing(_ body: Body) throws(AdminError) -> InstrumentListing {
        let scale = Int(InstrumentListing.scale)
        func amount(_ parameter: Parameter) throws(AdminError) -> Int64? {
            let units = try field { () throws(APIError) in try body.amount(parameter, scale: scale) }
            guard units != nil || !parameter.isRequired else { throw .validation(ArgumentFault(parameter.name, "is required")) }
            return units
        }
        func text(_ parameter: Parameter) throws(AdminError) -> String {
            try field { () throws(APIError) in try body.require(parameter) }.uppercased()
        }
        func rate(_ parameter: Parameter, _ rate: inout UInt32) throws(AdminError) {
            if let value = try field({ () throws(APIError) in try body.integer(parameter) }) { rate = UInt32(value) }
        }
        // What is required is there, or `amount` has thrown.
        var listing = InstrumentListing(
            try text(.base), try text(.quote), tick: try amount(.tickSize)!, lot: try amount(.lotSize)!, maxPrice: try amount(.maxPrice)!)
        if let least = try amount(.minNotional) { listing.minNotional = least }
        listing.referencePrice = try amount(.referencePrice)
        try rate(.makerFee, &listing.makerFeePPM)
        try rate(.takerFee, &listing.takerFeePPM)
        try rate(.band, &listing.bandPPM)
        try rate(.pause, &listing.pausePPM)
        try rate(.protection, &listing.marketProtectionPPM)
        return listing
    }

    // MARK: phases

    func setPhase(_ symbol: String, _ body: Body, _ ticket: Ticket) throws(AdminError) {
        guard let listed = catalog.find(symbol) else { throw .notFound("symbol", "There is no such symbol.") }
        let name = try field { () throws(APIError) in try body.choice(.phase) }
        guard let phase = Phase.allCases.first(where: { $0.adminName == name }) else { throw .validation(ArgumentFault("phase", "is required")) }
        guard phase != listed.phase else { throw .conflict("\(listed.name) is \(phase.adminName).") }
        run(.setPhase(symbol: listed.symbol, phase: phase), ticket) { [self] event, sequence in
            respond(ticket) { writer in
                writer.object { writer in
                    writer.key("sequence")
                    writer.integer(sequence)
                    writer.member("symbol", listed.name)
                    writer.member("phase", phase.adminName)
                    writer.key("auction_price")
                    writer.decimal(event.price, listed)
                    writer.key("auction_volume")
                    if event.price.isNone { writer.null() } else { writer.decimal(listed.amount(event.quantity)) }
                }
            }
        }
    }
}

extension Phase {
    var adminName: String {
        switch self {
        case .closed: "closed"
        case .preOpen: "pre_open"
        case .continuous: "continuous"
        case .halted: "halted"
        case .volatilityAuction: "volatility_auction"
        case .closingAuction: "closing_auction"
        }
    }
}
