// The module is its header.
#include "CMemory.h"
