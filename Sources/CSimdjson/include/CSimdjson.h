#ifndef WALRAS_CSIMDJSON_H
#define WALRAS_CSIMDJSON_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
/// Bytes a parser wants to find readable behind its input.
size_t walras_json_padding(void);
#ifdef __cplusplus
}
#endif
#endif
