/* Layers of bfloat16 products on AMX tiles (Intel, since Sapphire Rapids): what .NET has no intrinsics for. Sums are single precision.
 *
 * Matrices of bfloat16 are laid out for the tiles, widths and depths filled up with zeros to multiples of 32:
 *   activations  by rows, [rows][depth]; rows are multiples of 32 in memory, though fewer may count
 *   weights      panels of 32 outputs; in a panel blocks of 32 inputs; in a block two tiles of 16 outputs: [16 pairs of inputs][16][2]
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>

#define AWAC_API __attribute__((visibility("default")))

enum { SIDE = 32, TILE = 16, TILE_BYTES = 64 };

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ON_TILES __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16,amx-tile,amx-bf16")))

/* Palette 1 of LDTILECFG, for eight whole tiles of 16 rows of 64 bytes. */
typedef struct {
  uint8_t palette, start_row, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} tile_config;

static int padded(int n) {
  return (n + SIDE - 1) / SIDE * SIDE;
}

static __mmask16 first(int n) {
  return (__mmask16)(n >= TILE ? 0xffff : n <= 0 ? 0 : (1 << n) - 1);
}

/* Whether the processor has the instructions and Linux grants this process the tiles' state. */
AWAC_API int awac_bf16_available(void) {
  enum { ARCH_REQ_XCOMP_PERM = 0x1023, XTILEDATA = 18, AMX_BF16 = 1 << 22, AMX_TILE = 1 << 24, AVX512_BF16 = 1 << 5 };
  unsigned a, b, c, d, sub;
  if (!__get_cpuid_count(7, 0, &sub, &b, &c, &d) || !(d & AMX_BF16) || !(d & AMX_TILE) || sub < 1) {
    return 0;
  }
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & AVX512_BF16) && syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XTILEDATA) == 0;
}

/* 32 numbers from x on, of which count are there, as bfloat16. */
ON_TILES static __m512i convert(const float* x, int count) {
  __m512 low = _mm512_maskz_loadu_ps(first(count), x), high = _mm512_maskz_loadu_ps(first(count - TILE), x + TILE);
  return (__m512i)_mm512_cvtne2ps_pbh(high, low);
}

/* Activations of a batch: x [rows, width] to [rows][padded width]. */
AWAC_API ON_TILES void awac_bf16_activations(int rows, int width, const float* x, uint16_t* activations) {
  for (int row = 0; row < rows; row++, x += width) {
    for (int i = 0; i < width; i += SIDE, activations += SIDE) {
      _mm512_storeu_si512(activations, convert(x + i, width - i));
    }
  }
}

/* Weights of a layer: w [outputs, inputs] to its panels. */
AWAC_API ON_TILES void awac_bf16_weights(int outputs, int inputs, const float* w, uint16_t* weights) {
  const __m512i down = _mm512_mullo_epi32(_mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0), _mm512_set1_epi32(TILE));
  memset(weights, 0, sizeof(uint16_t) * padded(outputs) * padded(inputs));
  for (int o = 0; o < outputs; o++) {
    uint16_t* tile = weights + (size_t)(o / SIDE) * SIDE * padded(inputs) + (o % SIDE / TILE) * TILE * SIDE + o % TILE * 2;
    for (int i = 0; i < inputs; i += SIDE, tile += SIDE * SIDE) {
      _mm512_i32scatter_epi32(tile, down, convert(w + (size_t)o * inputs + i, inputs - i), 4); /* a row becomes a column of pairs */
    }
  }
}

/* One layer for a batch. With hidden, max(y, 0) as activations of the next layer; else y [rows, outputs] in single precision. */
AWAC_API ON_TILES void awac_bf16_layer(
    int rows, int outputs, int inputs, const uint16_t* activations, const uint16_t* weights, const float* bias, uint16_t* hidden, float* y) {
  const int depth = padded(inputs), width = padded(outputs);
  tile_config config = {.palette = 1};
  for (int t = 0; t < 8; t++) {
    config.row_bytes[t] = TILE_BYTES;
    config.rows[t] = TILE;
  }
  _tile_loadconfig(&config);
  float sums[SIDE * SIDE] __attribute__((aligned(64)));
  for (int o = 0; o < outputs; o += SIDE, weights += SIDE * depth) {
    const __mmask16 left = first(outputs - o), right = first(outputs - o - TILE);
    const __m512 left_bias = _mm512_maskz_loadu_ps(left, bias + o), right_bias = _mm512_maskz_loadu_ps(right, bias + o + TILE);
    for (int row = 0; row < rows; row += SIDE) {
      const uint16_t* a = activations + (size_t)row * depth;
      _tile_zero(0);
      _tile_zero(1);
      _tile_zero(2);
      _tile_zero(3);
      for (int i = 0; i < depth; i += SIDE) {
        _tile_loadd(4, a + i, depth * 2);
        _tile_loadd(5, a + i + (size_t)TILE * depth, depth * 2);
        _tile_loadd(6, weights + (size_t)i * SIDE, TILE_BYTES);
        _tile_loadd(7, weights + (size_t)i * SIDE + TILE * SIDE, TILE_BYTES);
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
      }
      _tile_stored(0, sums, SIDE * sizeof(float));
      _tile_stored(1, sums + TILE, SIDE * sizeof(float));
      _tile_stored(2, sums + TILE * SIDE, SIDE * sizeof(float));
      _tile_stored(3, sums + TILE * SIDE + TILE, SIDE * sizeof(float));
      for (int r = 0; r < SIDE && row + r < rows; r++) {
        const __m512 low = _mm512_add_ps(_mm512_load_ps(sums + r * SIDE), left_bias);
        const __m512 high = _mm512_add_ps(_mm512_load_ps(sums + r * SIDE + TILE), right_bias);
        if (hidden) {
          const __m512 zero = _mm512_setzero_ps(); /* first, so that a NaN stays one */
          const __m512i both = (__m512i)_mm512_cvtne2ps_pbh(_mm512_max_ps(zero, high), _mm512_max_ps(zero, low));
          _mm512_storeu_si512(hidden + (size_t)(row + r) * width + o, both);
        } else {
          _mm512_mask_storeu_ps(y + (size_t)(row + r) * outputs + o, left, low);
          _mm512_mask_storeu_ps(y + (size_t)(row + r) * outputs + o + TILE, right, high);
        }
      }
    }
  }
  _tile_release();
}

#else

AWAC_API int awac_bf16_available(void) {
  return 0;
}

#endif
