#ifndef EARSHOT_BUILD_FACTS_H
#define EARSHOT_BUILD_FACTS_H

/// The commit that the program was built from, as 40 hexadecimal digits, with "+changes" behind it where files differed from that
/// commit; empty where the build was not told (scripts/build-release tells it, as EARSHOT_COMMIT).
const char *_Nonnull earshot_commit(void);

#endif
