#ifndef WALRAS_CSIMDJSON_H
#define WALRAS_CSIMDJSON_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    WALRAS_JSON_OBJECT = 0,
    WALRAS_JSON_ARRAY = 1,
    WALRAS_JSON_STRING = 2,
    WALRAS_JSON_NUMBER = 3,
    WALRAS_JSON_TRUE = 4,
    WALRAS_JSON_FALSE = 5,
    WALRAS_JSON_NULL = 6,
} walras_json_kind;

/// One value, in document order: the first child of a container stands right behind it.
typedef struct {
    uint32_t key_start, key_length;  // unescaped bytes of the text; zero outside objects
    uint32_t start, length;          // bytes of the text (string without quotes, unescaped); for containers start is the bracket, length the number of children
    uint32_t next;                   // index of the node behind this one and everything in it
    walras_json_kind kind;
} walras_json_node;

/// What was read last. Slices point into `text`, which strings are unescaped in.
typedef struct {
    const uint8_t *text;
    const walras_json_node *nodes;
    uint32_t generation;  // counts the documents, so that a stale view is noticed
} walras_json_document;

typedef enum {
    WALRAS_JSON_SUCCESS = 0,
    WALRAS_JSON_EMPTY,
    WALRAS_JSON_MALFORMED,
    WALRAS_JSON_TRAILING,
    WALRAS_JSON_BAD_NUMBER,
    WALRAS_JSON_BAD_ESCAPE,
    WALRAS_JSON_BAD_UTF8,       // offset unknown
    WALRAS_JSON_BAD_STRING,     // unclosed, or a control character in it; offset unknown
    WALRAS_JSON_TOO_LONG,
    WALRAS_JSON_TOO_DEEP,
    WALRAS_JSON_TOO_MANY_NODES,
    WALRAS_JSON_TOO_MANY_MEMBERS,
    WALRAS_JSON_DUPLICATE_KEY,  // offset and length of the unescaped key
    WALRAS_JSON_FAULT,          // the library reported what it should not
} walras_json_status;

typedef struct {
    walras_json_status status;
    uint32_t offset;
    uint32_t length;
} walras_json_result;

typedef struct {
    uint32_t bytes_max, depth_max, nodes_max, members_max;
} walras_json_limits;

typedef struct walras_json_parser walras_json_parser;

/// Owns every buffer a document within the limits needs; NULL without memory. Pages are touched as documents use them.
walras_json_parser *walras_json_create(walras_json_limits limits);
void walras_json_destroy(walras_json_parser *parser);
const walras_json_document *walras_json_view(const walras_json_parser *parser);
/// Copies the text and replaces the document. Never throws, never allocates.
walras_json_result walras_json_parse(walras_json_parser *parser, const uint8_t *text, size_t length);

#ifdef __cplusplus
}
#endif
#endif
