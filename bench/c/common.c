#include "common.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static unsigned hist_index(uint64_t v) {
    if (v < 2 * HIST_SUB) {
        return (unsigned)v;
    }
    unsigned shift = 57 - (unsigned)__builtin_clzll(v); /* leaves v >> shift in [64, 128) */
    unsigned index = shift * HIST_SUB + (unsigned)(v >> shift);
    return index < HIST_SIZE ? index : HIST_SIZE - 1;
}

static double hist_value(unsigned index) {
    if (index < 2 * HIST_SUB) {
        return index;
    }
    unsigned shift = index / HIST_SUB - 1;
    return (double)((uint64_t)(index - shift * HIST_SUB) << shift);
}

void hist_add(struct hist *h, int64_t ns) {
    uint64_t v = ns < 0 ? 0 : (uint64_t)ns;
    h->count[hist_index(v)]++;
    h->total++;
    if (v > h->max) {
        h->max = v;
    }
}

double hist_us(const struct hist *h, double quantile) {
    uint64_t rank = (uint64_t)(quantile * (double)h->total), seen = 0;
    if (h->total == 0) {
        return 0;
    }
    if (rank >= h->total) {
        return (double)h->max / 1000;
    }
    for (unsigned i = 0; i < HIST_SIZE; i++) {
        seen += h->count[i];
        if (seen > rank) {
            return hist_value(i) / 1000;
        }
    }
    return (double)h->max / 1000;
}

static uint64_t clock_ns(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t) != 0) {
        return 0;
    }
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

uint64_t cpu_ns(pid_t pid) {
    clockid_t clock;
    if (pid == 0 || clock_getcpuclockid(pid, &clock) != 0) {
        return 0;
    }
    return clock_ns(clock);
}

void sleep_until(uint64_t ns) {
    struct timespec t = {.tv_sec = (time_t)(ns / 1000000000u), .tv_nsec = (long)(ns % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {
    }
}

void die(const char *what) {
    perror(what);
    exit(1);
}

void raise_file_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

long number(const char *text) {
    char *end;
    long value = strtol(text, &end, 0);
    if (*text == '\0' || *end != '\0') {
        fprintf(stderr, "not a number: %s\n", text);
        exit(2);
    }
    return value;
}

static void mbap(uint8_t *frame, unsigned tid, unsigned unit, unsigned pdu) {
    put16(frame, tid);
    put16(frame + 2, 0);
    put16(frame + 4, pdu + 1);
    frame[6] = (uint8_t)unit;
}

size_t tcp_read(uint8_t *frame, unsigned tid, unsigned unit, unsigned address, unsigned count) {
    mbap(frame, tid, unit, 5);
    frame[7] = FC_READ;
    put16(frame + 8, address);
    put16(frame + 10, count);
    return 12;
}

size_t tcp_write(uint8_t *frame, unsigned tid, unsigned unit, unsigned address, unsigned count, uint32_t stamp) {
    mbap(frame, tid, unit, 6 + 2 * count);
    frame[7] = FC_WRITE;
    put16(frame + 8, address);
    put16(frame + 10, count);
    frame[12] = (uint8_t)(2 * count);
    stamp_fill(frame + 13, address, count, stamp);
    return 13 + 2 * count;
}

size_t rtu_read(uint8_t *frame, unsigned unit, unsigned address, unsigned count) {
    frame[0] = (uint8_t)unit;
    frame[1] = FC_READ;
    put16(frame + 2, address);
    put16(frame + 4, count);
    uint16_t crc = crc16(frame, 6);
    frame[6] = (uint8_t)crc; /* low byte first, unlike everything else */
    frame[7] = (uint8_t)(crc >> 8);
    return 8;
}

uint16_t crc16(const uint8_t *p, size_t n) {
    uint16_t crc = 0xFFFF;
    while (n-- > 0) {
        crc ^= *p++;
        for (int bit = 0; bit < 8; bit++) {
            crc = (uint16_t)(crc & 1 ? crc >> 1 ^ 0xA001 : crc >> 1);
        }
    }
    return crc;
}

int tcp_connect(unsigned port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0) {
        die("socket");
    }
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        close(fd);
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

void nonblocking(int fd) {
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0) {
        die("fcntl");
    }
}

void pty_open(struct pty *pty) {
    struct termios raw;
    if (openpty(&pty->master, &pty->slave, NULL, NULL, NULL) != 0 || tcgetattr(pty->slave, &raw) != 0) {
        die("openpty");
    }
    cfmakeraw(&raw);
    raw.c_cflag |= CSTOPB;
    cfsetspeed(&raw, B38400);
    if (tcsetattr(pty->slave, TCSANOW, &raw) != 0 || ttyname_r(pty->slave, pty->path, sizeof pty->path) != 0) {
        die("pty");
    }
    fcntl(pty->master, F_SETFD, FD_CLOEXEC);
    fcntl(pty->slave, F_SETFD, FD_CLOEXEC);
    nonblocking(pty->master);
}

void stamp_fill(uint8_t *registers, unsigned address, unsigned count, uint32_t stamp) {
    for (unsigned i = 0; i < count; i++) {
        put16(registers + 2 * i, (address + i) % 2 == 0 ? stamp >> 16 : stamp & 0xFFFF);
    }
}

static bool one_stamp(const uint8_t *registers, unsigned address, unsigned count, uint32_t *stamp) {
    unsigned pair = address % 2; /* the first whole 32-bit value */
    if (count < pair + 2) {
        return true;
    }
    *stamp = (uint32_t)get16(registers + 2 * pair) << 16 | get16(registers + 2 * pair + 2);
    for (unsigned i = 0; i < count; i++) {
        uint32_t half = (address + i) % 2 == 0 ? *stamp >> 16 : *stamp & 0xFFFF;
        if (get16(registers + 2 * i) != half) {
            return false;
        }
    }
    return true;
}

struct seen stamp_check(const uint8_t *registers, unsigned address, unsigned count) {
    struct seen seen = {0};
    const unsigned edge[3] = {0, FIRST_BLOCK, PUSHED};
    for (unsigned block = 0; block < 2; block++) {
        unsigned from = address > edge[block] ? address : edge[block];
        unsigned to = address + count < edge[block + 1] ? address + count : edge[block + 1];
        if (from + 2 < to || (from + 2 == to && from % 2 == 0)) {
            uint32_t stamp = 0;
            seen.torn |= !one_stamp(registers + 2 * (from - address), from, to - from, &stamp);
            seen.has[block] = true;
            seen.push[block] = unstamp(stamp);
        }
    }
    return seen;
}
