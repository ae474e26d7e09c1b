import History
import JSON
import Market

// What is listed, and how far back there is data.
extension AgentExchange {
    func showPairs(_ arguments: Arguments, _ call: Call) throws(APIError) {
        let (status, quote) = try argument { () throws(ArgumentFault) in
            _ = try arguments.text(.exchange)
            return (try arguments.choice(.pairStatus), try arguments.text(.quoteAsset))
        }
        let pairs = catalog.instruments.filter { listed in
            (status == nil || (status == "active") == listed.phase.takesOrders) && (quote == nil || quote?.uppercased() == listed.quoteName)
        }.sorted { $0.name < $1.name }
        respond(call) { writer in
            writer.object { writer in
                writer.key("pairs")
                writer.array { writer in
                    for listed in pairs { write(listed, into: &writer) }
                }
                writer.member("total", pairs.count)
            }
        }
    }

    private func write(_ listed: Catalog.Listed, into writer: inout JSONWriter) {
        let instrument = listed.instrument
        writer.object { writer in
            writer.member("symbol", listed.name)
            writer.member("base_asset", listed.baseName)
            writer.member("quote_asset", listed.quoteName)
            writer.member("status", listed.phase.takesOrders ? "active" : "inactive")
            writer.member("phase", "\(listed.phase)")
            writer.key("min_qty")
            writer.decimal(listed.amount(instrument.minQuantity))
            writer.key("step_size")
            writer.decimal(units: instrument.lotUnits, scale: listed.baseScale)
            writer.key("tick_size")
            writer.decimal(units: instrument.tickUnits, scale: listed.quoteScale)
            writer.key("min_notional")
            writer.decimal(units: instrument.minNotional.units, scale: listed.quoteScale)
            writer.key("maker_fee_pct")
            writer.decimal(units: Int64(instrument.makerFeePPM), scale: 4)
            writer.key("taker_fee_pct")
            writer.decimal(units: Int64(instrument.takerFeePPM), scale: 4)
            writer.key("has_price")
            writer.bool(!keeper.blotter.mark(of: listed.symbol).price.isNone)
        }
    }
}
