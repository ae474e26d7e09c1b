// Two other books on the same workload file, to measure ours against in the same run:
//
//   textbook   std::map of prices, std::list of orders, std::unordered_map of ids: what a first version looks like
//   bare       levels by index, bitmaps, intrusive queues of 16-byte records, ids used as slots: no accounts, no events, no checks,
//              no features; about the least that a price-time book can do
//
//   g++ -O3 -march=native -std=c++20 -o peers bench/peers.cpp && ./peers FILE [PASSES]
//
// Prints one line of JSON per book: name, nsPerCommand (median of the passes), and whether the trades are those the file announces.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <list>
#include <map>
#include <unordered_map>
#include <vector>

struct Header {
    char magic[8];
    uint64_t preload, timed;
    uint32_t symbols, maxID;
    int32_t minPrice, maxPrice;
    uint64_t trades, volume, checksum;
};
struct Record {
    uint8_t op, side;
    uint16_t symbol;
    uint32_t id;
    int32_t price;
    uint32_t quantity, newID;
    int32_t oldPrice;
};
static_assert(sizeof(Header) == 64 && sizeof(Record) == 24);

struct Totals {
    uint64_t trades = 0, volume = 0, hash = 0;
    inline void add(uint32_t taker, uint32_t maker, int32_t price, uint32_t quantity) {
        trades++;
        volume += quantity;
        hash ^= uint64_t(taker) << 32 | maker;
        hash *= 0x9E3779B97F4A7C15;
        hash ^= hash >> 29;
        hash ^= uint64_t(uint32_t(price)) << 32 | quantity;
        hash *= 0xBF58476D1CE4E5B9;
        hash ^= hash >> 32;
    }
};

class Textbook {
    struct Order { uint32_t id, quantity; };
    using Queue = std::list<Order>;
    struct Place { Queue *queue; Queue::iterator order; int32_t price; uint8_t side; };
    struct Book {
        std::map<int32_t, Queue, std::greater<>> bids;
        std::map<int32_t, Queue> asks;
    };
    std::vector<Book> books;
    std::unordered_map<uint32_t, Place> places;

    template <class Side, class Crosses>
    void match(Side &levels, Crosses crosses, const Record &r, uint32_t id, uint32_t &left, Totals &totals) {
        while (left && !levels.empty() && crosses(levels.begin()->first)) {
            auto level = levels.begin();
            while (left && !level->second.empty()) {
                Order &maker = level->second.front();
                uint32_t traded = std::min(left, maker.quantity);
                totals.add(id, maker.id, level->first, traded);
                left -= traded;
                maker.quantity -= traded;
                if (!maker.quantity) {
                    places.erase(maker.id);
                    level->second.pop_front();
                }
            }
            if (level->second.empty()) levels.erase(level);
        }
    }
    void enter(const Record &r, uint32_t id, uint8_t side, bool rests, Totals &totals) {
        Book &book = books[r.symbol];
        uint32_t left = r.quantity;
        if (side == 0) match(book.asks, [&](int32_t p) { return p <= r.price; }, r, id, left, totals);
        else match(book.bids, [&](int32_t p) { return p >= r.price; }, r, id, left, totals);
        if (!left || !rests) return;
        Queue &queue = side == 0 ? book.bids[r.price] : book.asks[r.price];
        queue.push_back({id, left});
        places[id] = {&queue, std::prev(queue.end()), r.price, side};
    }
    int cancel(const Record &r) {
        auto found = places.find(r.id);
        if (found == places.end()) return -1;
        Place place = found->second;
        place.queue->erase(place.order);
        if (place.queue->empty()) {
            if (place.side == 0) books[r.symbol].bids.erase(place.price);
            else books[r.symbol].asks.erase(place.price);
        }
        places.erase(found);
        return place.side;
    }

public:
    explicit Textbook(const Header &h) : books(h.symbols) { places.reserve(1 << 16); }
    void apply(const Record &r, Totals &totals) {
        switch (r.op) {
        case 0: return enter(r, r.id, r.side, true, totals);
        case 1: cancel(r); return;
        case 2: {
            int side = cancel(r);
            if (side >= 0) enter(r, r.newID, uint8_t(side), true, totals);
            return;
        }
        default: return enter(r, r.id, r.side, false, totals);
        }
    }
};

class Bare {
    struct Order { uint32_t next, previous, quantity, level; };
    struct Level { uint32_t head = 0, tail = 0; };
    // Keys count from the best possible price of a side, so both sides look for the lowest set bit.
    struct Side {
        std::vector<Level> levels;
        std::vector<uint64_t> bits[4];
        uint32_t best = ~0u;
        void resize(uint32_t span) {
            levels.resize(span);
            for (auto &b : bits) b.resize(span = (span + 63) / 64);
        }
        void set(uint32_t key) {
            best = std::min(best, key);
            for (auto &b : bits) {
                uint64_t &word = b[key >> 6], before = word;
                word |= 1ull << (key & 63);
                if (before) return;
                key >>= 6;
            }
        }
        void clear(uint32_t key) {
            uint32_t k = key;
            for (auto &b : bits) {
                if (b[k >> 6] &= ~(1ull << (k & 63))) break;
                k >>= 6;
            }
            if (key == best) best = next(key);
        }
        uint32_t next(uint32_t key) {
            for (int h = 0; h < 4; h++) {
                uint64_t word = bits[h][key >> 6] & (~1ull << (key & 63));
                if (word) {
                    key = (key & ~63u) | uint32_t(__builtin_ctzll(word));
                    while (h--) key = key << 6 | uint32_t(__builtin_ctzll(bits[h][key]));
                    return key;
                }
                key >>= 6;
                if (key >= bits[h].size()) break;
            }
            return ~0u;
        }
    };
    struct Book { Side sides[2]; };
    std::vector<Book> books;
    std::vector<Order> orders;
    int32_t low, high;

    uint32_t key(int32_t price, int side) const { return uint32_t(side == 0 ? high - price : price - low); }
    inline void enter(const Record &r, uint32_t id, int side, bool rests, Totals &totals) {
        Book &book = books[r.symbol];
        Side &makers = book.sides[1 - side];
        uint32_t left = r.quantity, bound = key(r.price, 1 - side);
        while (left && makers.best <= bound) {
            uint32_t level = makers.best;
            int32_t price = side == 0 ? low + int32_t(level) : high - int32_t(level);
            uint32_t slot = makers.levels[level].head;
            while (slot && left) {
                Order &maker = orders[slot];
                uint32_t traded = std::min(left, maker.quantity);
                totals.add(id, slot, price, traded);
                left -= traded;
                if (maker.quantity -= traded) break;
                slot = maker.next;
            }
            makers.levels[level].head = slot;
            if (slot) orders[slot].previous = 0;
            else {
                makers.levels[level].tail = 0;
                makers.clear(level);
            }
        }
        if (!left || !rests) return;
        uint32_t at = key(r.price, side);
        Level &level = book.sides[side].levels[at];
        orders[id] = {0, level.tail, left, at << 1 | uint32_t(side)};
        if (level.tail) orders[level.tail].next = id;
        else {
            level.head = id;
            book.sides[side].set(at);
        }
        level.tail = id;
    }
    inline int cancel(const Record &r) {
        Order &order = orders[r.id];
        if (!order.quantity) return -1;
        int side = order.level & 1;
        uint32_t at = order.level >> 1;
        Side &own = books[r.symbol].sides[side];
        Level &level = own.levels[at];
        if (order.previous) orders[order.previous].next = order.next; else level.head = order.next;
        if (order.next) orders[order.next].previous = order.previous; else level.tail = order.previous;
        if (!level.head) own.clear(at);
        order.quantity = 0;
        return side;
    }

public:
    explicit Bare(const Header &h) : books(h.symbols), orders(size_t(h.maxID) + 1), low(h.minPrice), high(h.maxPrice) {
        for (auto &book : books) for (auto &side : book.sides) side.resize(uint32_t(high - low) + 1);
    }
    inline void apply(const Record &r, Totals &totals) {
        switch (r.op) {
        case 0: return enter(r, r.id, r.side, true, totals);
        case 1: cancel(r); return;
        case 2: {
            int side = cancel(r);
            if (side >= 0) enter(r, r.newID, side, true, totals);
            return;
        }
        default: return enter(r, r.id, r.side, false, totals);
        }
    }
};

template <class Book> bool measure(const char *name, const Header &h, const std::vector<Record> &records, int passes) {
    std::vector<double> times;
    bool match = true;
    for (int pass = 0; pass < passes; pass++) {
        Book book(h);
        Totals totals;
        for (size_t i = 0; i < h.preload; i++) book.apply(records[i], totals);
        auto began = std::chrono::steady_clock::now();
        for (size_t i = h.preload; i < records.size(); i++) book.apply(records[i], totals);
        times.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - began).count() / double(h.timed));
        match = match && totals.trades == h.trades && totals.volume == h.volume && totals.hash == h.checksum;
    }
    std::sort(times.begin(), times.end());
    std::printf("{\"book\":\"%s\",\"nsPerCommand\":%.2f,\"match\":%s}\n", name, times[times.size() / 2], match ? "true" : "false");
    return match;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: peers FILE [PASSES]\n");
        return 2;
    }
    int passes = argc > 2 ? std::max(1, std::atoi(argv[2])) : 5;
    std::FILE *file = std::fopen(argv[1], "rb");
    Header h;
    if (!file || std::fread(&h, sizeof h, 1, file) != 1 || std::memcmp(h.magic, "LOBWL001", 8) != 0) {
        std::fprintf(stderr, "peers: %s is no workload file\n", argv[1]);
        return 1;
    }
    std::vector<Record> records(h.preload + h.timed);
    if (std::fread(records.data(), sizeof(Record), records.size(), file) != records.size()) {
        std::fprintf(stderr, "peers: %s ends early\n", argv[1]);
        return 1;
    }
    std::fclose(file);
    bool bare = measure<Bare>("bare", h, records, passes);
    bool textbook = measure<Textbook>("textbook", h, records, std::min(passes, 3));
    return bare && textbook ? 0 : 1;
}
