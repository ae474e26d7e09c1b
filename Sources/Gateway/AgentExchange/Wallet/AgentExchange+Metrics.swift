import HTTP
import History
import JSON

extension AgentExchange {
    /// Contract §7.3. Statistics: numbers in, numbers out, and no money.
    func deflatedSharpe(_ request: borrowing HTTPRequest, _ call: Call) throws(APIError) {
        // A list of ten thousand has more values than any other request.
        let body = try Body(largeReader, request.bytes, request.body)
        let returns = try body.numbers(.returns, within: DeflatedSharpe.returnMax)
        guard DeflatedSharpe.returnsAllowed.contains(returns.count) else {
            let allowed = DeflatedSharpe.returnsAllowed
            throw .validation(Parameter.returns.name, "has \(returns.count) numbers, not \(allowed.lowerBound) to \(allowed.upperBound)")
        }
        guard let trials = try body.integer(.trials) else { throw .validation(Parameter.trials.name, "is required") }
        let annualization = try body.integer(.annualization) ?? 252
        let result = DeflatedSharpe(returns: returns, trials: trials, annualization: annualization)
        respond(call) { writer in
            writer.object { writer in
                for (key, value) in [
                    ("observed_sharpe", result.observedSharpe), ("expected_max_sharpe", result.expectedMaxSharpe),
                    ("deflated_sharpe", result.deflatedSharpe), ("p_value", result.pValue),
                ] as [(StaticString, Double)] {
                    writer.key(key)
                    writer.number(value)
                }
                writer.key("is_significant")
                writer.bool(result.isSignificant)
                writer.member("num_trials", trials)
                writer.member("num_returns", returns.count)
                writer.key("skewness")
                writer.number(result.skewness)
                writer.key("kurtosis")
                writer.number(result.kurtosis)
            }
        }
    }
}
