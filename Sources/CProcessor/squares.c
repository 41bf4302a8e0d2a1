// What needs instructions that the compiler may not assume: 16 code words at a time with AVX2, where it is there.
#include "CProcessor.h"

#if defined(__x86_64__) && defined(__GNUC__)

typedef uint8_t bytes16 __attribute__((vector_size(16), aligned(1), may_alias));
typedef int16_t words16 __attribute__((vector_size(32)));
typedef int8_t bytes32 __attribute__((vector_size(32)));
typedef uint32_t sums8 __attribute__((vector_size(32)));
typedef uint64_t sums4 __attribute__((vector_size(32)));

// What a segment's step is worth, by the segment in the low byte of each word; the high byte, 0x80, gives 0.
static const bytes32 mu_factors = {1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0,
                                   1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0};
static const bytes32 a_factors = {1, 1, 2, 4, 8, 16, 32, 64, 0, 0, 0, 0, 0, 0, 0, 0,
                                  1, 1, 2, 4, 8, 16, 32, 64, 0, 0, 0, 0, 0, 0, 0, 0};

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline sums4 added(words16 magnitudes, sums4 sums) {
    // Two squares of at most 32,256 stay below 2^31.
    sums8 pairs = (sums8)__builtin_ia32_pmaddwd256(magnitudes, magnitudes);
    return sums + ((sums4)pairs & 0xFFFFFFFF) + ((sums4)pairs >> 32);
}

AVX2 static uint64_t mu_squares(const uint8_t *codes, size_t count) {
    sums4 sums = {0};
    for (size_t at = 0; at < count; at += 16) {
        words16 words = __builtin_convertvector(~*(const bytes16 *)(codes + at), words16);
        words16 segments = ((words >> 4) & 7) | (int16_t)0x8000;
        words16 factors = (words16)__builtin_ia32_pshufb256((bytes32)mu_factors, (bytes32)segments);
        sums = added((((words & 15) << 3) + 132) * factors - 132, sums);
    }
    return sums[0] + sums[1] + sums[2] + sums[3];
}

AVX2 static uint64_t a_squares(const uint8_t *codes, size_t count) {
    sums4 sums = {0};
    for (size_t at = 0; at < count; at += 16) {
        words16 words = __builtin_convertvector(*(const bytes16 *)(codes + at) ^ 0x55, words16);
        words16 segments = (words >> 4) & 7;
        words16 factors = (words16)__builtin_ia32_pshufb256((bytes32)a_factors, (bytes32)(segments | (int16_t)0x8000));
        sums = added((((words & 15) << 4) + 8 + ((segments > 0) & 256)) * factors, sums);
    }
    return sums[0] + sums[1] + sums[2] + sums[3];
}

size_t earshot_squares_step(void) { return __builtin_cpu_supports("avx2") ? 16 : 0; }

uint64_t earshot_squares(const uint8_t *codes, size_t count, int is_a_law) {
    return is_a_law ? a_squares(codes, count) : mu_squares(codes, count);
}

#else

size_t earshot_squares_step(void) { return 0; }

uint64_t earshot_squares(const uint8_t *codes, size_t count, int is_a_law) {
    (void)codes, (void)count, (void)is_a_law;
    return 0;
}

#endif
