// no-addresses: addresses of IPv4 in texts become [ADDRESS].
//
// Written from docs/abi.md alone, without a library of C and without Extism's: it reads
// the frame that the host copies into its memory, and writes directives.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define FROM_HOST(name) __attribute__((import_module("extism:host/user"), import_name(#name)))
FROM_HOST(batch_len) u64 batch_len(void);
FROM_HOST(batch_read) u64 batch_read(u64 to, u64 size);
FROM_HOST(directives_write) u64 directives_write(u64 from, u64 size);

enum { URL = 12, FREE_TEXT = 13, JSON = 14 };     // classes
enum { TEXT = 3 };                                // a type
enum { MASK = 2 };                                // an operation
enum { HEADER = 16, DIRECTIVE = 16, COLUMN = 32, PAGE = 1 << 16 };

extern u8 __heap_base; // where the linker's own data end

static u32 get32(const u8 *p) { return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24; }

static void put32(u8 *p, u32 v) {
  for (int i = 0; i < 4; i++) p[i] = (u8)(v >> 8 * i);
}

// room makes the memory reach to an address, or traps: the host then sends no row.
static void room(u64 end) {
  u64 have = (u64)__builtin_wasm_memory_size(0) * PAGE;
  if (end > have && __builtin_wasm_memory_grow(0, (end - have + PAGE - 1) / PAGE) == (__SIZE_TYPE__)-1) __builtin_trap();
}

static int digit(u8 c) { return c >= '0' && c <= '9'; }

static int word(u8 c) { return digit(c) || (c | 32) >= 'a' && (c | 32) <= 'z' || c == '_' || c == '.' || c >= 128; }

// address returns the length of an address that begins at p, 0 for none.
static u32 address(const u8 *p, const u8 *end) {
  const u8 *at = p;
  for (int part = 0; part < 4; part++) {
    if (part > 0 && (at == end || *at++ != '.')) return 0;
    u32 value = 0, digits = 0;
    for (; at < end && digit(*at) && digits < 4; digits++) value = 10 * value + (u32)(*at++ - '0');
    if (digits == 0 || value > 255) return 0;
  }
  // A full stop may end the sentence; what goes on is a version or a name.
  if (at < end && word(*at) && !(*at == '.' && (at + 1 == end || !word(at[1])))) return 0;
  return (u32)(at - p);
}

static u8 *out;   // where the next directive goes
static u32 count; // of directives

static void mask(u32 row, u32 column, u32 start, u32 end) {
  room((u64)(out + DIRECTIVE - (u8 *)0));
  put32(out, row);
  put32(out + 4, column | MASK << 16); // and rule 0
  put32(out + 8, start);
  put32(out + 12, end);
  out += DIRECTIVE;
  count++;
}

static void cell(u32 row, u32 column, const u8 *text, u32 size) {
  for (u32 i = 0; i < size; i++) {
    if (!digit(text[i]) || i > 0 && word(text[i - 1])) continue;
    u32 n = address(text + i, text + size);
    if (n > 0) mask(row, column, i, i + n), i += n - 1;
  }
}

__attribute__((export_name("redact"))) int redact(void) {
  u8 *frame = (u8 *)(((u64)(__SIZE_TYPE__)&__heap_base + 7) & ~7ull);
  u64 size = batch_len();
  u8 *answer = frame + (size + 7 & ~7ull);
  room((u64)(answer + HEADER - (u8 *)0));
  if (batch_read((u64)(__SIZE_TYPE__)frame, size) != size) __builtin_trap();

  u32 rows = get32(frame + 12), columns = get32(frame + 16);
  const u8 *table = frame + get32(frame + 24);
  out = answer + HEADER, count = 0;
  for (u32 row = 0; row < rows; row++)
    for (u32 column = 0; column < columns; column++) {
      const u8 *c = table + COLUMN * column;
      if (c[9] != TEXT || c[8] != URL && c[8] != FREE_TEXT && c[8] != JSON) continue;
      if (frame[get32(c + 12) + row / 8] >> row % 8 & 1) continue; // null
      const u8 *offsets = frame + get32(c + 24) + 4 * row;
      u32 start = get32(offsets), end = get32(offsets + 4);
      cell(row, column, frame + get32(c + 16) + start, end - start);
    }

  put32(answer, 'D' | 'S' << 8 | 'D' << 16 | '1' << 24);
  put32(answer + 4, 1); // version, and no flags
  put32(answer + 8, rows);
  put32(answer + 12, count);
  return directives_write((u64)(__SIZE_TYPE__)answer, HEADER + (u64)DIRECTIVE * count) != 0;
}
