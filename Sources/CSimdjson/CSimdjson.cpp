#include "CSimdjson.h"
#include <simdjson.h>

size_t walras_json_padding(void) { return simdjson::SIMDJSON_PADDING; }
