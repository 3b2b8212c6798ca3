/* What every program of the benchmark shares: a clock, a histogram, Modbus frames and the stamps that make tearing visible. */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    MBAP = 7,              /* transaction, protocol, length, unit */
    ADU_MAX = 260,         /* the longest frame on TCP */
    READ_MAX = 125,        /* registers in one FC03 */
    FIRST_BLOCK = 100,     /* a push writes 0..99, then 100..147 */
    PUSHED = 148,
    FC_READ = 3,
    FC_WRITE = 16,
};

/* Durations in ns on a scale with 64 steps per power of two: an error of at most 1.6 %. */
enum { HIST_SUB = 64, HIST_SIZE = HIST_SUB * 40 };
struct hist {
    uint64_t count[HIST_SIZE];
    uint64_t total;
    uint64_t max;
};
void hist_add(struct hist *h, int64_t ns);
double hist_us(const struct hist *h, double quantile);

uint64_t now_ns(void);
/* CPU time that all threads of a process have used so far; 0 for pid 0. */
uint64_t cpu_ns(pid_t pid);
void sleep_until(uint64_t ns);
_Noreturn void die(const char *what);
void raise_file_limit(void);
long number(const char *text);

static inline uint16_t get16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }
static inline void put16(uint8_t *p, unsigned v) {
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

/* Each returns the frame's length. */
size_t tcp_read(uint8_t *frame, unsigned tid, unsigned unit, unsigned address, unsigned count);
size_t tcp_write(uint8_t *frame, unsigned tid, unsigned unit, unsigned address, unsigned count, uint32_t stamp);
size_t rtu_read(uint8_t *frame, unsigned unit, unsigned address, unsigned count);
uint16_t crc16(const uint8_t *p, size_t n);

/* 127.0.0.1:port with TCP_NODELAY; -1 when refused. */
int tcp_connect(unsigned port);
void nonblocking(int fd);
/* A raw pseudo terminal. The other end stays open here too, so that nothing fails before a server opens it. */
struct pty {
    int master;
    int slave;
    char path[64];
};
void pty_open(struct pty *pty);

/* Push number n fills every 32-bit value with stamp(n): an odd multiplier changes both halves each time and can be undone. */
#define STAMP_STEP 0x9E3779B1u
#define STAMP_UNDO 0x0E8B2F51u
static inline uint32_t stamp(uint32_t n) { return n * STAMP_STEP; }
static inline uint32_t unstamp(uint32_t s) { return s * STAMP_UNDO; }
void stamp_fill(uint8_t *registers, unsigned address, unsigned count, uint32_t stamp);

/* What a reply shows of the two writes of a push. */
struct seen {
    bool has[2];
    uint32_t push[2];
    bool torn;
};
struct seen stamp_check(const uint8_t *registers, unsigned address, unsigned count);

#endif
