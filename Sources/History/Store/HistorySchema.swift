/// Tables of `DIR/history.sqlite`: what the log says happened, in rows.
///
/// Everything in it follows from the log; the same log gives the same rows, whenever and in however many steps they were written. Units
/// are the engine's: prices in ticks, quantities in lots, amounts in units of the quote asset, times in nanoseconds since 1970 (UTC).
/// Enumerations are stored as their raw values. `Int64.min` for a price means that there is none.
package enum HistorySchema {
    /// Statement n takes version n to version n + 1.
    package static let migrations = [first]

    private static let first = """
        -- Where the tables are in the log: changed in every transaction that changes them. One row.
        CREATE TABLE progress (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            instance INTEGER NOT NULL,          -- of the log, as two's complement
            sequence INTEGER NOT NULL,          -- every record up to this one is in the tables
            time INTEGER NOT NULL,              -- of that record
            minute_equity_days INTEGER NOT NULL, days INTEGER NOT NULL, rows INTEGER NOT NULL      -- how long rows are kept, by the settings
        );

        -- Orders that have ended, in the order they ended: `number` counts them from 1. Open orders are in the follower's memory and in no table.
        CREATE TABLE ended_order (
            number INTEGER PRIMARY KEY,
            account INTEGER NOT NULL,
            sequence INTEGER NOT NULL,          -- of the command that created it
            order_id INTEGER NOT NULL,
            client_order_id INTEGER NOT NULL,   -- 0 for none
            side INTEGER NOT NULL, type INTEGER NOT NULL, time_in_force INTEGER NOT NULL,
            self_trade_prevention INTEGER NOT NULL, flags INTEGER NOT NULL, marks INTEGER NOT NULL,
            price INTEGER NOT NULL, reference INTEGER NOT NULL,
            quantity INTEGER NOT NULL, filled INTEGER NOT NULL, gross INTEGER NOT NULL, fees INTEGER NOT NULL,
            status INTEGER NOT NULL, reason INTEGER NOT NULL,
            created_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,
            options BLOB                        -- what few orders have: `OrderOptions.encoded`
        );
        -- Lists, newest first by creation; with what narrows them, so that rows that are not asked for are not looked up.
        CREATE INDEX ended_order_of_account ON ended_order (account, sequence, order_id, status);
        -- `id_key` of the order id, so that ids given out together lie together.
        CREATE INDEX ended_order_by_id ON ended_order ((order_id & 268435455), order_id);

        -- One side of a trade. `number` counts them from 1.
        CREATE TABLE fill (
            number INTEGER PRIMARY KEY,
            account INTEGER NOT NULL,
            trade_id INTEGER NOT NULL,
            order_id INTEGER NOT NULL,
            side INTEGER NOT NULL, liquidity INTEGER NOT NULL,
            price INTEGER NOT NULL, quantity INTEGER NOT NULL, gross INTEGER NOT NULL, fee INTEGER NOT NULL,
            realised INTEGER,                   -- of a sell; NULL for a buy, which opens
            time INTEGER NOT NULL
        );
        CREATE INDEX fill_of_account ON fill (account, number, order_id, side);

        -- How many ended orders there are, by account, symbol and status; and fills, by account, symbol and side.
        CREATE TABLE order_count (
            account INTEGER NOT NULL, symbol INTEGER NOT NULL, status INTEGER NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (account, symbol, status)
        ) WITHOUT ROWID;
        CREATE TABLE fill_count (
            account INTEGER NOT NULL, symbol INTEGER NOT NULL, side INTEGER NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (account, symbol, side)
        ) WITHOUT ROWID;

        -- Sums over the fills of an account in an instrument within one hour (UTC): what periods are added up from.
        -- `hour` is when it begins.
        CREATE TABLE profit_hour (
            account INTEGER NOT NULL, hour INTEGER NOT NULL, symbol INTEGER NOT NULL,
            fills INTEGER NOT NULL, fees INTEGER NOT NULL, gross INTEGER NOT NULL,
            wins INTEGER NOT NULL, losses INTEGER NOT NULL, breakevens INTEGER NOT NULL,
            gained INTEGER NOT NULL, lost INTEGER NOT NULL,     -- sums of the profits and of the losses; `lost` is not above 0
            best INTEGER, worst INTEGER,                        -- of one sell; NULL without any
            PRIMARY KEY (account, hour, symbol)
        ) WITHOUT ROWID;

        -- Candles of complete minutes, and longer ones as far as their complete minutes go. `interval` in seconds: 60 300 900 3600 14400 86400.
        -- A minute is complete when a later one has a trade. Stretches without a trade have no row.
        CREATE TABLE candle (
            symbol INTEGER NOT NULL, interval INTEGER NOT NULL, start INTEGER NOT NULL,
            open INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL, close INTEGER NOT NULL,
            volume INTEGER NOT NULL, quote_volume INTEGER NOT NULL, trades INTEGER NOT NULL,
            PRIMARY KEY (symbol, interval, start)
        ) WITHOUT ROWID;

        -- Public trades.
        CREATE TABLE trade (
            symbol INTEGER NOT NULL, trade_id INTEGER NOT NULL, time INTEGER NOT NULL,
            price INTEGER NOT NULL, quantity INTEGER NOT NULL, side INTEGER NOT NULL, is_auction INTEGER NOT NULL,
            PRIMARY KEY (symbol, trade_id)
        ) WITHOUT ROWID;

        -- What an account was worth at full minutes (60), hours (3600) and days (86400) of UTC. Only changes: between two of them it was worth
        -- what the first says.
        CREATE TABLE equity (
            account INTEGER NOT NULL, spacing INTEGER NOT NULL, time INTEGER NOT NULL,
            equity INTEGER NOT NULL, unrealised INTEGER NOT NULL, realised INTEGER NOT NULL,
            PRIMARY KEY (account, spacing, time)
        ) WITHOUT ROWID;

        -- Accounts that were halted, restricted or released. `number` counts them from 1.
        CREATE TABLE account_event (
            number INTEGER PRIMARY KEY,
            sequence INTEGER NOT NULL, account INTEGER NOT NULL, state INTEGER NOT NULL, reason INTEGER NOT NULL, time INTEGER NOT NULL
        );

        -- What else reads these tables in order, and how far it has come: rows behind it are not deleted.
        CREATE TABLE reader (
            name TEXT PRIMARY KEY,
            ended_order INTEGER NOT NULL, fill INTEGER NOT NULL, account_event INTEGER NOT NULL
        ) WITHOUT ROWID;

        -- The follower's memory (open orders, holdings, tapes) behind some record: what it begins with after a restart. Bytes of arenas,
        -- good for this program's layout only; any other begins with the log.
        CREATE TABLE checkpoint (
            sequence INTEGER NOT NULL, chunk INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (sequence, chunk)
        );
        """
}
