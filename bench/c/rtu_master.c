/*
 * An RTU master at one end of a pseudo terminal. Prints the path of the other end, then obeys lines on its input:
 *
 *   measure UNIT ADDRESS COUNT REQUESTS GAP_US     one request at a time, GAP_US of silence after each reply
 *
 * and answers each with a line of JSON. The turnaround is from before the write of the request, one call, to the first byte
 * of the reply. Every reply is checked: unit, function, length, CRC, stamps.
 */
#include "common.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000, GIVE_UP = 10 };

struct result {
    struct hist turnaround, whole;
    unsigned timeouts, exceptions, mismatched, torn;
};

static bool readable(int fd, int ms) {
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, ms) > 0;
}

/* Length of the frame, or 0 when it never became whole. */
static size_t receive(int fd, uint8_t *in, uint64_t *first) {
    size_t have = 0, want = 5;
    while (have < want) {
        if (!readable(fd, PATIENCE_MS)) {
            return 0;
        }
        ssize_t n = read(fd, in + have, ADU_MAX - have);
        if (n <= 0) {
            return 0;
        }
        if (have == 0) {
            *first = now_ns();
        }
        have += (size_t)n;
        if (have >= 3 && in[1] < 0x80) {
            want = 5u + in[2];
        }
    }
    return have;
}

static void exchange(const struct pty *pty, const unsigned *ask, struct result *r) {
    uint8_t out[8], in[ADU_MAX + 8];
    size_t length = rtu_read(out, ask[0], ask[1], ask[2]);
    uint64_t first = 0, start = now_ns();
    if (write(pty->master, out, length) != (ssize_t)length) {
        die("write");
    }
    size_t have = receive(pty->master, in, &first);
    uint64_t end = now_ns();
    if (have == 0) {
        r->timeouts++;
        tcflush(pty->slave, TCIOFLUSH);
        return;
    }
    hist_add(&r->turnaround, (int64_t)(first - start));
    hist_add(&r->whole, (int64_t)(end - start));
    if (crc16(in, have) != 0 || in[0] != ask[0]) {
        r->mismatched++;
    } else if (in[1] == (FC_READ | 0x80)) {
        r->exceptions++;
    } else if (in[1] != FC_READ || in[2] != 2 * ask[2] || have != 5 + 2 * ask[2]) {
        r->mismatched++;
    } else if (stamp_check(in + 3, ask[1], ask[2]).torn) {
        r->torn++;
    }
}

static void measure(const struct pty *pty, const unsigned *ask) {
    struct result r;
    memset(&r, 0, sizeof r);
    tcflush(pty->slave, TCIOFLUSH);
    for (unsigned i = 0; i < ask[3] && r.timeouts < GIVE_UP; i++) {
        exchange(pty, ask, &r);
        sleep_until(now_ns() + 1000ull * ask[4]);
    }
    printf("{\"replies\":%lu,\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f,\"whole_p50\":%.1f,\"whole_p99\":%.1f,"
           "\"timeouts\":%u,\"exceptions\":%u,\"mismatched\":%u,\"torn\":%u}\n",
           r.turnaround.total, hist_us(&r.turnaround, 0.5), hist_us(&r.turnaround, 0.99), (double)r.turnaround.max / 1000,
           hist_us(&r.whole, 0.5), hist_us(&r.whole, 0.99), r.timeouts, r.exceptions, r.mismatched, r.torn);
    fflush(stdout);
}

int main(void) {
    struct pty pty;
    char line[200];
    pty_open(&pty);
    printf("%s\n", pty.path);
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        unsigned ask[5];
        if (sscanf(line, "measure %u %u %u %u %u", &ask[0], &ask[1], &ask[2], &ask[3], &ask[4]) != 5
            || ask[2] == 0 || ask[2] > READ_MAX) {
            fprintf(stderr, "rtu_master: %s", line);
            return 2;
        }
        measure(&pty, ask);
    }
}
