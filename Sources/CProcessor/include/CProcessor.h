#ifndef EARSHOT_PROCESSOR_H
#define EARSHOT_PROCESSOR_H

#include <stddef.h>
#include <stdint.h>

/// Asks for the cache line at `place`, which will be written soon. Nothing is read: any address will do.
static inline void earshot_prefetch(const void *_Nonnull place) { __builtin_prefetch(place, 1, 3); }

/// Lets the processor rest for some tens of cycles while it waits in a loop for another.
static inline void earshot_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/// How many code words ``earshot_squares`` takes at once on this processor; 0 if it cannot do better than a table.
size_t earshot_squares_step(void);

/// The sum of the squared sample values of `count` code words of ITU-T G.711, by its A-law or its µ-law, on the 16-bit
/// scale. `count` is a multiple of what ``earshot_squares_step`` says.
uint64_t earshot_squares(const uint8_t *_Nonnull codes, size_t count, int is_a_law);

#endif
