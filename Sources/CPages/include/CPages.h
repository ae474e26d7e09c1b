// A layer under SQLite that puts a checksum into the last eight bytes of every page of a database, and looks at it whenever a page is read.
#pragma once

// The name to open a database with.
#define WALRAS_PAGES_VFS "walras-pages"
// Bytes of a page that belong to its checksum: SQLite keeps them free once it was told so (SQLITE_FCNTL_RESERVE_BYTES).
enum { walras_page_check_bytes = 8 };

// Makes the layer known to SQLite; returns one of its codes. To be called before the first database is opened, once or more.
int walras_pages_register(void);
