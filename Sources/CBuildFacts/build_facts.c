#include "build_facts.h"

#ifndef EARSHOT_COMMIT
#define EARSHOT_COMMIT ""
#endif

// In a file of its own, so that another commit compiles nothing else again.
const char *earshot_commit(void) { return EARSHOT_COMMIT; }
