// simdjson finds the structure: where tokens start, whether strings close and hold no control characters, whether all is UTF-8
// (its stage 1, chosen for the processor at run time). What follows walks that index once and writes nodes: numbers keep their
// digits instead of becoming doubles, strings without escapes stay where they are, the others shrink in place.
#include "CSimdjson.h"
#include <simdjson.h>
#include <cstring>
#include <memory>
#include <new>

namespace {

constexpr uint32_t deepest = 64;

struct Open {
    uint32_t node;
    uint64_t keys;  // a bit per key seen, to look for its double only when it may have one
};

inline bool isSpace(uint8_t c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
inline bool isDigit(uint8_t c) { return uint8_t(c - '0') < 10; }
inline bool endsToken(uint8_t c) { return isSpace(c) || c == ',' || c == ']' || c == '}' || c == ':'; }

int hexDigit(uint8_t c) {
    if (isDigit(c)) return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Four hexadecimal digits, or -1.
int32_t hexWord(const uint8_t *p) {
    int32_t word = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hexDigit(p[i]);
        if (digit < 0) return -1;
        word = word << 4 | digit;
    }
    return word;
}

uint32_t putUTF8(uint8_t *to, uint32_t scalar) {
    if (scalar < 0x80) return to[0] = uint8_t(scalar), 1;
    if (scalar < 0x800) return to[0] = uint8_t(0xC0 | scalar >> 6), to[1] = uint8_t(0x80 | (scalar & 63)), 2;
    uint32_t tail = scalar < 0x10000 ? 2 : 3;
    to[0] = uint8_t((tail == 2 ? 0xE0 : 0xF0) | scalar >> (6 * tail));
    for (uint32_t i = 1; i <= tail; i++) to[i] = uint8_t(0x80 | (scalar >> (6 * (tail - i)) & 63));
    return tail + 1;
}

/// What one escape after a backslash becomes; taken is 0 where it is none. Lone surrogates are none.
uint32_t unescapeOne(const uint8_t *p, const uint8_t *end, uint8_t *to, uint32_t &taken) {
    taken = 1;
    switch (p < end ? *p : 0) {
    case '"': case '\\': case '/': return to[0] = *p, 1;
    case 'b': return to[0] = '\b', 1;
    case 'f': return to[0] = '\f', 1;
    case 'n': return to[0] = '\n', 1;
    case 'r': return to[0] = '\r', 1;
    case 't': return to[0] = '\t', 1;
    case 'u': break;
    default: return taken = 0, 0;
    }
    taken = 0;
    int32_t first = end - p >= 5 ? hexWord(p + 1) : -1;
    if (first < 0 || (first >= 0xDC00 && first < 0xE000)) return 0;
    if (first < 0xD800 || first >= 0xE000) return taken = 5, putUTF8(to, uint32_t(first));
    int32_t second = end - p >= 11 && p[5] == '\\' && p[6] == 'u' ? hexWord(p + 7) : -1;
    if (second < 0xDC00 || second >= 0xE000) return 0;
    taken = 11;
    return putUTF8(to, 0x10000u + (uint32_t(first - 0xD800) << 10) + uint32_t(second - 0xDC00));
}

}  // namespace

struct walras_json_parser {
    walras_json_document document{};
    walras_json_limits limits{};
    std::unique_ptr<simdjson::internal::dom_parser_implementation> index;
    std::unique_ptr<uint8_t[]> text;
    std::unique_ptr<walras_json_node[]> nodes;
    // Of the document at hand:
    uint32_t length = 0, tokens = 0, token = 0, count = 0, depth = 0;
    bool hasEscapes = false;
    walras_json_result failure{};
    Open open[deepest];

    bool fail(walras_json_status status, uint32_t offset, uint32_t span = 0) {
        failure = {status, offset, span};
        return false;
    }
    uint32_t tokenAt(uint32_t i) const { return i < tokens ? index->structural_indexes[i] : length; }
    /// The byte a token starts with; 0, which starts none, behind the last.
    uint8_t peek() const { return token < tokens ? text[index->structural_indexes[token]] : 0; }

    /// The string whose opening quote the token before the current one is: it ends at the last quote before the next token.
    bool string(uint32_t quote, uint32_t &start, uint32_t &size) {
        uint32_t end = tokenAt(token) - 1;
        while (end > quote && isSpace(text[end])) end--;
        if (end == quote || text[end] != '"') return fail(WALRAS_JSON_MALFORMED, quote);
        start = quote + 1;
        size = end - start;
        return !hasEscapes || unescape(start, size);
    }

    /// In place: an escape is never shorter than what it stands for.
    bool unescape(uint32_t start, uint32_t &size) {
        uint8_t *from = &text[start], *const end = from + size;
        auto *slash = static_cast<uint8_t *>(memchr(from, '\\', size));
        if (!slash) return true;
        uint8_t *to = slash;
        for (from = slash; from < end;) {
            if (*from != '\\') {
                *to++ = *from++;
                continue;
            }
            uint32_t taken;
            to += unescapeOne(from + 1, end, to, taken);
            if (!taken) return fail(WALRAS_JSON_BAD_ESCAPE, uint32_t(from - text.get()));
            from += 1 + taken;
        }
        size = uint32_t(to - &text[start]);
        return true;
    }

    /// RFC 8259 section 6. The padding ends every number.
    bool number(uint32_t start, uint32_t &size) {
        const uint8_t *p = &text[start];
        auto digits = [&p] {
            const uint8_t *first = p;
            while (isDigit(*p)) p++;
            return p != first;
        };
        if (*p == '-') p++;
        if (*p == '0') p++;
        else if (!digits()) return fail(WALRAS_JSON_BAD_NUMBER, start);
        if (*p == '.' && (p++, !digits())) return fail(WALRAS_JSON_BAD_NUMBER, start);
        if ((*p | 0x20) == 'e') {
            p++;
            if (*p == '+' || *p == '-') p++;
            if (!digits()) return fail(WALRAS_JSON_BAD_NUMBER, start);
        }
        if (!endsToken(*p)) return fail(WALRAS_JSON_BAD_NUMBER, start);
        size = uint32_t(p - &text[start]);
        return true;
    }

    bool atom(uint32_t start, const char *name, uint32_t size) {
        if (memcmp(&text[start], name, size) == 0 && endsToken(text[start + size])) return true;
        return fail(WALRAS_JSON_MALFORMED, start);
    }

    /// Refuses a key its object has already.
    bool unique(uint32_t start, uint32_t size) {
        Open &object = open[depth - 1];
        const walras_json_node &parent = nodes[object.node];
        if (parent.length == limits.members_max) return fail(WALRAS_JSON_TOO_MANY_MEMBERS, parent.start);
        const uint8_t *key = &text[start];
        uint32_t mix = size ? size * 31u + key[0] * 7u + key[size - 1] * 13u + key[size / 2] : 0;
        uint64_t bit = uint64_t(1) << (mix & 63);
        if (object.keys & bit) {
            for (uint32_t i = object.node + 1; i < count; i = nodes[i].next) {
                if (nodes[i].key_length == size && memcmp(&text[nodes[i].key_start], key, size) == 0) {
                    return fail(WALRAS_JSON_DUPLICATE_KEY, start, size);
                }
            }
        }
        object.keys |= bit;
        return true;
    }

    /// The next token as a new node. A container is left open.
    bool value(uint32_t keyStart, uint32_t keyLength) {
        if (token == tokens) return fail(WALRAS_JSON_MALFORMED, length);
        if (count == limits.nodes_max) return fail(WALRAS_JSON_TOO_MANY_NODES, tokenAt(token));
        uint32_t start = tokenAt(token++);
        walras_json_node &node = nodes[count++];
        node = {keyStart, keyLength, start, 0, count, WALRAS_JSON_NULL};
        switch (text[start]) {
        case '{': return node.kind = WALRAS_JSON_OBJECT, push(start);
        case '[': return node.kind = WALRAS_JSON_ARRAY, push(start);
        case '"': return node.kind = WALRAS_JSON_STRING, string(start, node.start, node.length);
        case 't': return node.kind = WALRAS_JSON_TRUE, node.length = 4, atom(start, "true", 4);
        case 'f': return node.kind = WALRAS_JSON_FALSE, node.length = 5, atom(start, "false", 5);
        case 'n': return node.kind = WALRAS_JSON_NULL, node.length = 4, atom(start, "null", 4);
        default: return node.kind = WALRAS_JSON_NUMBER, number(start, node.length);
        }
    }

    bool push(uint32_t start) {
        if (depth == limits.depth_max) return fail(WALRAS_JSON_TOO_DEEP, start);
        open[depth++] = {count - 1, 0};
        return true;
    }

    bool member() {
        uint32_t quote = tokenAt(token), start, size;
        if (peek() != '"') return fail(WALRAS_JSON_MALFORMED, quote);
        token++;
        if (!string(quote, start, size) || !unique(start, size)) return false;
        if (peek() != ':') return fail(WALRAS_JSON_MALFORMED, tokenAt(token));
        token++;
        return value(start, size);
    }

    bool walk() {
        if (!value(0, 0)) return false;
        while (depth > 0) {
            walras_json_node &parent = nodes[open[depth - 1].node];
            bool isObject = parent.kind == WALRAS_JSON_OBJECT;
            uint8_t next = peek();
            if (next == (isObject ? '}' : ']')) {
                token++;
                depth--;
                parent.next = count;
                continue;
            }
            if (parent.length > 0) {
                if (next != ',') return fail(WALRAS_JSON_MALFORMED, tokenAt(token));
                token++;
            }
            if (!(isObject ? member() : value(0, 0))) return false;
            parent.length++;
        }
        return token == tokens || fail(WALRAS_JSON_TRAILING, tokenAt(token));
    }

    bool parse(const uint8_t *source, size_t size) {
        if (size > limits.bytes_max) return fail(WALRAS_JSON_TOO_LONG, limits.bytes_max);
        if (size == 0) return fail(WALRAS_JSON_EMPTY, 0);
        memcpy(text.get(), source, size);
        memset(&text[size], ' ', simdjson::SIMDJSON_PADDING);
        length = uint32_t(size);
        switch (index->stage1(text.get(), size, simdjson::stage1_mode::regular)) {
        case simdjson::SUCCESS: break;
        case simdjson::EMPTY: return fail(WALRAS_JSON_EMPTY, 0);
        case simdjson::UTF8_ERROR: return fail(WALRAS_JSON_BAD_UTF8, 0);
        case simdjson::UNCLOSED_STRING:
        case simdjson::UNESCAPED_CHARS: return fail(WALRAS_JSON_BAD_STRING, 0);
        default: return fail(WALRAS_JSON_FAULT, 0);
        }
        tokens = index->n_structural_indexes;
        token = count = depth = 0;
        hasEscapes = memchr(text.get(), '\\', size) != nullptr;
        return walk();
    }
};

walras_json_parser *walras_json_create(walras_json_limits limits) {
    if (limits.depth_max > deepest) return nullptr;
    std::unique_ptr<walras_json_parser> parser(new (std::nothrow) walras_json_parser);
    if (!parser) return nullptr;
    parser->limits = limits;
    parser->text.reset(new (std::nothrow) uint8_t[limits.bytes_max + simdjson::SIMDJSON_PADDING]);
    parser->nodes.reset(new (std::nothrow) walras_json_node[limits.nodes_max]);
    if (!parser->text || !parser->nodes) return nullptr;
    auto failed = simdjson::get_active_implementation()->create_dom_parser_implementation(limits.bytes_max, limits.depth_max, parser->index);
    if (failed) return nullptr;
    parser->document = {parser->text.get(), parser->nodes.get(), 0};
    return parser.release();
}

void walras_json_destroy(walras_json_parser *parser) { delete parser; }

const walras_json_document *walras_json_view(const walras_json_parser *parser) { return &parser->document; }

walras_json_result walras_json_parse(walras_json_parser *parser, const uint8_t *text, size_t length) {
    parser->document.generation++;
    if (parser->parse(text, length)) return {WALRAS_JSON_SUCCESS, 0, 0};
    return parser->failure;
}
