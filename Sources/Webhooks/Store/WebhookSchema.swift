/// Tables of `DIR/webhooks.sqlite`: hooks, what waits to be delivered, and how far history has been told. Times in nanoseconds since 1970 (UTC).
enum WebhookSchema {
    /// Statement n takes version n to version n + 1.
    static let migrations = [first]

    private static let first = """
        -- The log these hooks belong to, and the last rows of history that were told of or passed over. One row.
        CREATE TABLE progress (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            instance INTEGER NOT NULL,          -- as two's complement
            ended_order INTEGER NOT NULL, fill INTEGER NOT NULL, account_event INTEGER NOT NULL
        );

        CREATE TABLE hook (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            uuid BLOB NOT NULL UNIQUE,
            style INTEGER NOT NULL,             -- of the interface it was registered with
            account INTEGER NOT NULL,
            agent INTEGER,                      -- NULL: all agents of the account
            url TEXT NOT NULL,
            events TEXT NOT NULL,               -- names between commas
            description TEXT NOT NULL,
            is_active INTEGER NOT NULL,
            failure_count INTEGER NOT NULL, dropped_count INTEGER NOT NULL,
            salt BLOB NOT NULL,                 -- what the secret is derived with; the secret is nowhere
            created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, last_triggered_at INTEGER
        );
        CREATE INDEX hook_of_account ON hook (account);

        -- What waits, by hook in the order it is sent.
        CREATE TABLE delivery (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            hook INTEGER NOT NULL REFERENCES hook (number) ON DELETE CASCADE,
            event TEXT NOT NULL,
            event_id BLOB NOT NULL,
            body BLOB NOT NULL,
            attempts INTEGER NOT NULL,          -- that failed
            next_at INTEGER NOT NULL            -- not before
        );
        CREATE INDEX delivery_of_hook ON delivery (hook, number);
        """
}
