/* Whether this is an Intel processor, as MKL asks itself before it chooses kernels: yes. On AMD's it takes generic ones otherwise, at half
 * the speed. Loaded with its names for all before libtorch, in which MKL is, this definition is the one that MKL's own calls find. */
static volatile int asked;

__attribute__((visibility("default"))) int mkl_serv_intel_cpu_true(void) {
  asked = 1;
  return 1;
}

/* Whether MKL did ask here. */
__attribute__((visibility("default"))) int awac_mkl_asked(void) {
  return asked;
}
