// bcryptprimitives.dll for Wine before 9, which has none and without which no program of Go
// starts. For tests alone.
int ProcessPrng(unsigned char *p, unsigned long long n) {
  while (n > 0) {
    unsigned long long r;
    while (!__builtin_ia32_rdrand64_step(&r)) {
    }
    for (int i = 0; i < 8 && n > 0; i++, n--, r >>= 8) *p++ = (unsigned char)r;
  }
  return 1;
}
