// The module is its header.
#include "CChecksum.h"
