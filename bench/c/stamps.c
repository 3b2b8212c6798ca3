/*
 * Truth under load: pushes stamped values and reads them back without pause, in one thread, so that every event has its place in
 * one order. Prints the path of a pseudo terminal, then obeys lines on its input:
 *
 *   run PUSH_PORT READ_PORT UNIT READERS RATE MS READS RTU
 *
 * RATE pushes a second, 0: the next as soon as one is acknowledged. Ends after MS or, if READS > 0, after that many TCP replies.
 * RTU 1: also one RTU master on the pseudo terminal, 2 ms of silence between its requests. It answers each line with JSON:
 *
 *   torn        one reply mixes two pushes inside what one write carried
 *   mismatched  wrong transaction, unit, function, length or CRC, or a push that was never made
 *   stale       the request was sent after a push was acknowledged, and the reply shows an older one
 *   back        a connection saw a push and later an older one
 *   visible     from a write's acknowledgement (or the RTU request, if later) to the first reply with it, µs
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

enum { READERS_MAX = 512, EVENTS = 64, REMEMBERED = 1024, RTU_GAP = 2000000 };

static const struct range { unsigned address, count; } ranges[] = {{0, 125}, {23, 125}, {0, 100}, {100, 48}, {0, 2}, {62, 59}};
enum { RANGES = sizeof ranges / sizeof ranges[0] };

struct block {
    uint32_t made, acked;    /* number of the latest push written, acknowledged */
    uint64_t acked_at[REMEMBERED];
    uint32_t shown[2];       /* latest push seen by any TCP reader, by RTU */
};

struct reader {
    int fd;
    bool rtu, waiting;
    uint16_t tid;
    const struct range *range;
    unsigned next;
    uint64_t sent;
    uint32_t floor[2], last[2];
    size_t have;
    uint8_t in[ADU_MAX + 8];
};

static struct run {
    unsigned push_port, read_port, unit, readers, rate, ms, rtu;
    unsigned long reads;
} run;

static struct pty pty;
static struct block block[2];
static struct reader reader[READERS_MAX + 1];
static struct hist visible[2], turnaround, ack;
static struct { int fd; bool waiting; unsigned which; uint16_t tid; uint64_t sent, next; size_t have; uint8_t in[ADU_MAX]; } push;
static struct { unsigned long reads, rtu_reads, torn, mismatched, stale, back, exceptions, timeouts, refused, lost; } n;

static void ask(struct reader *r) {
    uint8_t frame[12];
    r->range = &ranges[r->next++ % RANGES];
    size_t length = r->rtu ? rtu_read(frame, run.unit, r->range->address, r->range->count)
                           : tcp_read(frame, ++r->tid, run.unit, r->range->address, r->range->count);
    for (int b = 0; b < 2; b++) {
        r->floor[b] = block[b].acked;
    }
    r->sent = now_ns();
    r->waiting = true;
    r->have = 0;
    if (write(r->fd, frame, length) != (ssize_t)length) {
        n.lost++;
    }
}

static void saw(struct reader *r, int b, uint32_t number, uint64_t now) {
    struct block *k = &block[b];
    uint32_t *shown = &k->shown[r->rtu];
    if (number == 0 || number > k->made) {
        n.mismatched++;
        return;
    }
    n.stale += number < r->floor[b];
    n.back += number < r->last[b];
    r->last[b] = number;
    if (number > *shown) {
        *shown = number;
        /* A push that is seen before its acknowledgement had no wait; one that was overtaken before anyone looked is not counted. */
        uint64_t acked_at = k->acked_at[number % REMEMBERED], from = r->rtu && r->sent > acked_at ? r->sent : acked_at;
        hist_add(&visible[r->rtu], number > k->acked ? 0 : (int64_t)(now - from));
    }
}

static void judge(struct reader *r, const uint8_t *registers, uint64_t now) {
    struct seen seen = stamp_check(registers, r->range->address, r->range->count);
    if (seen.torn) {
        n.torn++;
        return;
    }
    for (int b = 0; b < 2; b++) {
        if (seen.has[b]) {
            saw(r, b, seen.push[b], now);
        }
    }
}

/* Bytes the frame must have, as far as that can be told. */
static size_t wanted(const struct reader *r) {
    if (r->rtu) {
        return r->have < 3 ? 5 : r->in[1] & 0x80 ? 5 : 5u + r->in[2];
    }
    return r->have < MBAP ? MBAP : 6u + get16(r->in + 4);
}

static void take(struct reader *r) {
    ssize_t got = read(r->fd, r->in + r->have, sizeof r->in - r->have);
    if (got <= 0) {
        n.lost++;
        return;
    }
    r->have += (size_t)got;
    if (r->have < wanted(r)) {
        return;
    }
    uint64_t now = now_ns();
    const uint8_t *pdu = r->in + (r->rtu ? 1 : MBAP);
    bool framed = r->rtu ? crc16(r->in, r->have) == 0 : get16(r->in) == r->tid && get16(r->in + 2) == 0;
    bool right = r->waiting && framed && r->have == wanted(r) && pdu[-1] == run.unit;
    if (right && pdu[0] == (FC_READ | 0x80)) {
        n.exceptions++;
    } else if (!right || pdu[0] != FC_READ || pdu[1] != 2 * r->range->count
               || r->have != 2 * r->range->count + (r->rtu ? 5 : 9)) {
        n.mismatched++;
    } else {
        judge(r, pdu + 2, now);
    }
    r->waiting = false;
    if (r->rtu) {
        n.rtu_reads++;
        hist_add(&turnaround, (int64_t)(now - r->sent));
    } else {
        n.reads++;
        ask(r);
    }
}

static void write_next(uint64_t now) {
    uint8_t frame[ADU_MAX];
    struct block *k = &block[push.which];
    unsigned address = push.which * FIRST_BLOCK, count = push.which ? PUSHED - FIRST_BLOCK : FIRST_BLOCK;
    size_t length = tcp_write(frame, ++push.tid, run.unit, address, count, stamp(++k->made));
    push.waiting = true;
    push.have = 0;
    push.sent = now;
    if (write(push.fd, frame, length) != (ssize_t)length) {
        n.lost++;
    }
}

static void take_ack(void) {
    ssize_t got = read(push.fd, push.in + push.have, sizeof push.in - push.have);
    if (got <= 0) {
        n.lost++;
        return;
    }
    push.have += (size_t)got;
    if (push.have < MBAP || push.have < 6u + get16(push.in + 4)) {
        return;
    }
    uint64_t now = now_ns();
    n.refused += get16(push.in) != push.tid || push.in[7] != FC_WRITE;
    hist_add(&ack, (int64_t)(now - push.sent));
    block[push.which].acked = block[push.which].made;
    block[push.which].acked_at[block[push.which].made % REMEMBERED] = now;
    push.waiting = false;
    push.which ^= 1;
    if (push.which == 1 || run.rate == 0) {
        write_next(now);
    }
}

static void tick(uint64_t now) {
    struct reader *rtu = &reader[READERS_MAX];
    if (!push.waiting && now >= push.next) {
        push.next += run.rate == 0 ? 0 : 1000000000u / run.rate;
        write_next(now);
    }
    if (run.rtu && !rtu->waiting && now >= rtu->sent + RTU_GAP) {
        ask(rtu);
    }
    if (run.rtu && rtu->waiting && now > rtu->sent + 1000000000u) {
        n.timeouts++;
        tcflush(pty.slave, TCIOFLUSH);
        ask(rtu);
    }
}

static void watch(int epoll, int fd, void *what) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = what};
    nonblocking(fd);
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

/* The first push, whole, before anyone reads. Numbers go on from run to run, since the server remembers. */
static void first_push(void) {
    struct timeval patience = {.tv_sec = 5};
    push.fd = tcp_connect(run.push_port);
    if (push.fd < 0 || setsockopt(push.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0) {
        die("push");
    }
    push.which = 0;
    block[0].made = block[1].made = block[0].made > block[1].made ? block[0].made : block[1].made;
    write_next(now_ns());
    uint32_t first = block[0].made;
    while (block[1].acked < first && n.lost == 0) {
        take_ack();
    }
    if (n.lost > 0) {
        fprintf(stderr, "stamps: the first push was not acknowledged\n");
        exit(1);
    }
    for (int b = 0; b < 2; b++) {
        block[b].shown[0] = block[b].shown[1] = first; /* nobody was there to see it appear */
    }
    push.next = now_ns();
}

static void begin(int epoll) {
    memset(&n, 0, sizeof n);
    memset(visible, 0, sizeof visible);
    memset(&turnaround, 0, sizeof turnaround);
    memset(&ack, 0, sizeof ack);
    first_push();
    watch(epoll, push.fd, &push);
    for (unsigned i = 0; i <= READERS_MAX; i++) {
        bool rtu = i == READERS_MAX;
        if (rtu ? !run.rtu : i >= run.readers) {
            continue;
        }
        reader[i] = (struct reader){.fd = rtu ? pty.master : tcp_connect(run.read_port), .rtu = rtu, .next = i};
        if (reader[i].fd < 0) {
            die("read");
        }
        watch(epoll, reader[i].fd, &reader[i]);
        ask(&reader[i]);
    }
}

static void report(uint64_t elapsed) {
    printf("{\"reads\":%lu,\"rate\":%.1f,\"rtu_reads\":%lu,\"pushes\":%lu,\"torn\":%lu,\"mismatched\":%lu,\"stale\":%lu,"
           "\"back\":%lu,\"exceptions\":%lu,\"refused\":%lu,\"timeouts\":%lu,\"lost\":%lu,"
           "\"ack_p50\":%.1f,\"ack_p99\":%.1f,\"visible_p50\":%.1f,\"visible_p99\":%.1f,\"visible_max\":%.1f,"
           "\"rtu_visible_p50\":%.1f,\"rtu_visible_p99\":%.1f,\"rtu_p99\":%.1f,\"seconds\":%.2f}\n",
           n.reads, (double)n.reads * 1e9 / (double)elapsed, n.rtu_reads, ack.total / 2, n.torn, n.mismatched, n.stale, n.back,
           n.exceptions, n.refused, n.timeouts, n.lost, hist_us(&ack, 0.5), hist_us(&ack, 0.99), hist_us(&visible[0], 0.5),
           hist_us(&visible[0], 0.99), (double)visible[0].max / 1000, hist_us(&visible[1], 0.5), hist_us(&visible[1], 0.99),
           hist_us(&turnaround, 0.99), (double)elapsed / 1e9);
    fflush(stdout);
}

static void perform(void) {
    struct epoll_event ready[EVENTS];
    int epoll = epoll_create1(0);
    begin(epoll);
    uint64_t start = now_ns(), end = start + run.ms * 1000000ull, now = start;
    while (n.lost == 0 && now < end && (run.reads == 0 || n.reads < run.reads)) {
        int count = epoll_wait(epoll, ready, EVENTS, 1);
        for (int i = 0; i < count; i++) {
            if (ready[i].data.ptr == &push) {
                take_ack();
            } else {
                take(ready[i].data.ptr);
            }
        }
        now = now_ns();
        tick(now);
    }
    report(now - start);
    for (unsigned i = 0; i < run.readers; i++) {
        close(reader[i].fd);
    }
    close(push.fd);
    close(epoll);
    /* The reply that was still on its way belongs to nobody; a flush of the slave's side leaves what the master's side has. */
    sleep_until(now_ns() + 50000000u);
    tcflush(pty.slave, TCIOFLUSH);
    uint8_t forgotten[ADU_MAX];
    nonblocking(pty.master);
    while (read(pty.master, forgotten, sizeof forgotten) > 0) {
    }
}

int main(void) {
    char line[200];
    pty_open(&pty);
    raise_file_limit();
    printf("%s\n", pty.path);
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (sscanf(line, "run %u %u %u %u %u %u %lu %u", &run.push_port, &run.read_port, &run.unit, &run.readers, &run.rate,
                   &run.ms, &run.reads, &run.rtu) != 8
            || run.readers > READERS_MAX) {
            fprintf(stderr, "stamps: %s", line);
            return 2;
        }
        perform();
    }
}
