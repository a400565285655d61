/* The wall clock of a process as its tests set it, for LD_PRELOAD: the kernel's, and the nanoseconds in the file that AWAC_TEST_CLOCK names.
   Monotonic clocks stay as they are, as they do when a machine's clock is set. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const int64_t second = 1000000000;
static const volatile int64_t *offset; /* shared with whoever sets the clock, so that asking for the time costs no system call */
static int (*real)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("AWAC_TEST_CLOCK");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    if (file >= 0) {
        void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
        close(file);
        offset = page == MAP_FAILED ? NULL : page;
    }
}

int clock_gettime(clockid_t id, struct timespec *now)
{
    /* Other libraries may ask before this one has begun. */
    int result = real ? real(id, now) : (int)syscall(SYS_clock_gettime, id, now);
    if (result == 0 && offset && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
        int64_t shift = *offset, nanoseconds = now->tv_nsec + shift % second;
        int64_t carry = nanoseconds < 0 ? -1 : nanoseconds >= second;
        now->tv_sec += shift / second + carry;
        now->tv_nsec = nanoseconds - carry * second;
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec precise;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *copy)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (copy) {
        *copy = now.tv_sec;
    }
    return now.tv_sec;
}
