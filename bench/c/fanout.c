/*
 * A meter and its slaves' slaves, in one thread, so that every event has its place on one clock: pushes stamped values to a
 * bridge and takes what the bridge writes, as its master, to many slaves.
 *
 *   fanout PUSH_PORT UNIT SLAVES TROUBLED      prints the slaves' ports on one line, then obeys lines on its input:
 *   run CYCLES SERVER_PID                      pushes a cycle each 200 ms; answers with one line of JSON
 *
 * With TROUBLED 1, of each ten slaves one is dead (refuses connections), one takes requests and never answers, and one
 * answers half a second late; the others are well. Counted are those that are well:
 *
 *   late      from the beginning of a cycle's push to its arrival at a slave, µs
 *   missed    cycles that did not arrive at a slave before the next one began
 *   first     arrivals at the first slave that has the cycle, µs: what is left is the fan-out itself
 */
#include "common.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SLAVES_MAX = 1000, EVENTS = 256, PERIOD = 200000000, LATE = 500000000, GRACE = 400000000 };
enum mode { WELL, DEAD, MUTE, SLOW };

struct slave {
    enum mode mode;
    int listener, fd;
    unsigned port;
    size_t have;
    uint8_t in[ADU_MAX], reply[12];
    uint64_t due;      /* when a slow one answers; 0: nothing to answer */
    uint32_t cycle;    /* the latest that has arrived */
};

static struct slave slave[SLAVES_MAX];
static unsigned slaves, unit, push_port;
static int epoll;
static struct hist late, first;
static uint32_t cycle, cycle_from;
static uint64_t began, arrived, writes, strange;
static bool first_seen;
static struct { int fd; uint16_t tid; } push = {.fd = -1};

static void watch(int fd, struct slave *s) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = s};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        die("epoll");
    }
}

static void open_slave(struct slave *s, enum mode mode) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    s->mode = mode;
    s->fd = -1;
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(s->listener, (struct sockaddr *)&at, size) != 0 || getsockname(s->listener, (struct sockaddr *)&at, &size) != 0) {
        die("slave");
    }
    s->port = ntohs(at.sin_port);
    /* A dead one keeps its port, so that nobody else gets it, and refuses. */
    if (mode != DEAD) {
        listen(s->listener, 8);
        nonblocking(s->listener);
        watch(s->listener, s);
    }
}

static void drop(struct slave *s) {
    if (s->fd >= 0) {
        close(s->fd);
    }
    s->fd = -1;
    s->have = 0;
    s->due = 0;
}

static void note(struct slave *s, uint64_t now) {
    writes++;
    if (s->mode != WELL) {
        return;
    }
    uint32_t value = (uint32_t)get16(s->in + 13) << 16 | get16(s->in + 15);
    if (get16(s->in + 8) != 0 || value != stamp(cycle)) {
        strange++;
    } else if (s->cycle != cycle) {
        s->cycle = cycle;
        arrived++;
        hist_add(&late, (int64_t)(now - began));
        if (!first_seen) {
            first_seen = true;
            hist_add(&first, (int64_t)(now - began));
        }
    }
}

static void request(struct slave *s) {
    uint64_t now = now_ns();
    if (s->in[7] != FC_WRITE) {
        strange++;
        drop(s);
        return;
    }
    note(s, now);
    memcpy(s->reply, s->in, 12);
    put16(s->reply + 4, 6);
    if (s->mode == SLOW) {
        s->due = now + LATE;
    } else if (s->mode == WELL && send(s->fd, s->reply, 12, MSG_NOSIGNAL) != 12) {
        drop(s);
    }
}

static void readable(struct slave *s) {
    int fd = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        drop(s);
        s->fd = fd;
        watch(fd, s);
    }
    while (s->fd >= 0) {
        ssize_t n = recv(s->fd, s->in + s->have, sizeof s->in - s->have, MSG_DONTWAIT);
        if (n <= 0) {
            if (n == 0) {
                drop(s);
            }
            return;
        }
        s->have += (size_t)n;
        if (s->have >= MBAP && s->have >= 6u + get16(s->in + 4)) {
            s->have = 0;
            request(s);
        }
    }
}

/* Serves the slaves until then. */
static void serve_until(uint64_t until) {
    struct epoll_event ready[EVENTS];
    for (uint64_t now = now_ns(); now < until; now = now_ns()) {
        int wait = (int)((until - now + 999999) / 1000000);
        int n = epoll_wait(epoll, ready, EVENTS, wait > 5 ? 5 : wait);
        for (int i = 0; i < n; i++) {
            readable(ready[i].data.ptr);
        }
        now = now_ns();
        for (unsigned i = 0; i < slaves; i++) {
            struct slave *s = &slave[i];
            if (s->due != 0 && now >= s->due) {
                s->due = 0;
                if (send(s->fd, s->reply, 12, MSG_NOSIGNAL) != 12) {
                    drop(s);
                }
            }
        }
    }
}

static void begin_cycle(void) {
    uint8_t frame[ADU_MAX], gone[ADU_MAX];
    if (push.fd < 0 && (push.fd = tcp_connect(push_port)) < 0) {
        return;
    }
    while (recv(push.fd, gone, sizeof gone, MSG_DONTWAIT) > 0) {
    }
    cycle++;
    first_seen = false;
    size_t length = tcp_write(frame, ++push.tid, unit, 0, FIRST_BLOCK, stamp(cycle));
    began = now_ns();
    if (send(push.fd, frame, length, MSG_NOSIGNAL) != (ssize_t)length) {
        close(push.fd);
        push.fd = -1;
    }
}

static void run(unsigned cycles, pid_t server) {
    unsigned well = 0;
    for (unsigned i = 0; i < slaves; i++) {
        well += slave[i].mode == WELL;
    }
    memset(&late, 0, sizeof late);
    memset(&first, 0, sizeof first);
    arrived = writes = strange = 0;
    cycle_from = cycle;
    uint64_t cpu = cpu_ns(server), next = now_ns();
    for (unsigned i = 0; i < cycles; i++) {
        begin_cycle();
        next += PERIOD;
        serve_until(next);
    }
    cpu = cpu_ns(server) - cpu;
    uint64_t wanted = (uint64_t)(cycle - cycle_from) * well;
    printf("{\"cycles\":%u,\"well\":%u,\"writes\":%lu,\"missed\":%lu,\"strange\":%lu,\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f,"
           "\"first_p50\":%.1f,\"server_cpu\":%.3f,\"cpu_ms_per_s\":%.3f}\n",
           cycle - cycle_from, well, writes, wanted - arrived, strange, hist_us(&late, 0.5), hist_us(&late, 0.99),
           (double)late.max / 1000, hist_us(&first, 0.5), writes == 0 ? 0 : (double)cpu / 1000 / (double)writes,
           (double)cpu / 1e6 / ((double)cycles * PERIOD / 1e9));
    fflush(stdout);
    serve_until(now_ns() + GRACE);
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: fanout PUSH_PORT UNIT SLAVES TROUBLED\n");
        return 2;
    }
    push_port = (unsigned)number(argv[1]);
    unit = (unsigned)number(argv[2]);
    slaves = (unsigned)number(argv[3]);
    bool troubled = number(argv[4]) != 0;
    raise_file_limit();
    epoll = epoll_create1(0);
    if (slaves == 0 || slaves > SLAVES_MAX || epoll < 0) {
        die("fanout");
    }
    for (unsigned i = 0; i < slaves; i++) {
        static const enum mode trouble[10] = {WELL, WELL, DEAD, WELL, WELL, MUTE, WELL, WELL, SLOW, WELL};
        open_slave(&slave[i], troubled ? trouble[i % 10] : WELL);
        printf(i == 0 ? "%u" : " %u", slave[i].port);
    }
    puts("");
    fflush(stdout);
    char line[64];
    unsigned cycles;
    int server;
    /* Waiting for the next order the slaves are served, too: masters connect. */
    for (;;) {
        fd_set in;
        struct timeval soon = {.tv_usec = 0};
        FD_ZERO(&in);
        FD_SET(STDIN_FILENO, &in);
        if (select(STDIN_FILENO + 1, &in, NULL, NULL, &soon) > 0) {
            if (fgets(line, sizeof line, stdin) == NULL) {
                return 0;
            }
            if (sscanf(line, "run %u %d", &cycles, &server) == 2) {
                run(cycles, server);
            }
        }
        serve_until(now_ns() + 5000000);
    }
}
