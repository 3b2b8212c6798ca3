/*
 * The load: N connections in a closed loop of FC03, one thread, one epoll. Every reply is checked: transaction, protocol,
 * length, unit, function, byte count and, with -s, that every 32-bit value of one pushed block carries the same stamp.
 * The clock starts once every connection has had its first reply.
 *
 *   load -p PORT [-c CONNECTIONS] [-t MILLISECONDS] [-u UNIT] [-n REGISTERS] [-P SERVER_PID] [-s]
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/resource.h>
#include <unistd.h>

enum { EVENTS = 512 };

static struct settings {
    unsigned port, connections, unit, registers;
    uint64_t time;
    pid_t server;
    bool stamped;
} set = {.connections = 1, .unit = 1, .registers = READ_MAX, .time = 1000000000u};

struct connection {
    int fd;
    uint16_t tid;
    uint64_t sent, replies;
    size_t have;
    uint8_t request[12];
    uint8_t in[ADU_MAX + 1];
};

static struct hist latency;
static uint64_t exceptions, mismatched, torn, lost;

static void request(struct connection *c, uint64_t now) {
    put16(c->request, ++c->tid);
    c->sent = now;
    if (send(c->fd, c->request, sizeof c->request, MSG_NOSIGNAL) != (ssize_t)sizeof c->request) {
        lost++;
    }
}

static void check(const struct connection *c, size_t length) {
    const uint8_t *in = c->in;
    if (get16(in) != c->tid || get16(in + 2) != 0 || in[6] != set.unit || c->have != length) {
        mismatched++;
    } else if (in[7] == (FC_READ | 0x80) && length == 9) {
        exceptions++;
    } else if (in[7] != FC_READ || length != 9 + 2 * set.registers || in[8] != 2 * set.registers) {
        mismatched++;
    } else if (set.stamped && stamp_check(in + 9, 0, set.registers).torn) {
        torn++;
    }
}

/* True when a whole reply has arrived. */
static bool receive(struct connection *c) {
    ssize_t n = recv(c->fd, c->in + c->have, sizeof c->in - c->have, 0);
    if (n <= 0) {
        lost++;
        close(c->fd);
        return false;
    }
    c->have += (size_t)n;
    if (c->have < MBAP) {
        return false;
    }
    size_t length = 6u + get16(c->in + 4);
    if (c->have < length && length <= ADU_MAX) {
        return false;
    }
    check(c, length);
    c->have = 0;
    c->replies++;
    return true;
}

static void open_all(struct connection *all, int epoll) {
    for (unsigned i = 0; i < set.connections; i++) {
        struct connection *c = &all[i];
        c->fd = tcp_connect(set.port);
        if (c->fd < 0) {
            die("connect");
        }
        nonblocking(c->fd);
        c->tid = (uint16_t)(i * 7919);
        tcp_read(c->request, 0, set.unit, 0, set.registers);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
    }
}

/* One reply on every connection, so that slow accepting is not measured as slow answering. */
static void first_replies(struct connection *all, int epoll) {
    struct epoll_event ready[EVENTS];
    uint64_t until = now_ns() + 20000000000u;
    unsigned missing = set.connections;
    for (unsigned i = 0; i < set.connections; i++) {
        request(&all[i], now_ns());
    }
    while (missing > 0) {
        int n = epoll_wait(epoll, ready, EVENTS, 100);
        for (int i = 0; i < n; i++) {
            missing -= receive(ready[i].data.ptr);
        }
        if (now_ns() > until || lost > 0) {
            fprintf(stderr, "load: %u of %u connections had no reply\n", missing, set.connections);
            exit(1);
        }
    }
}

static uint64_t closed_loop(struct connection *all, int epoll) {
    struct epoll_event ready[EVENTS];
    uint64_t start = now_ns(), now = start;
    exceptions = mismatched = torn = 0;
    for (unsigned i = 0; i < set.connections; i++) {
        all[i].replies = 0;
        request(&all[i], now_ns());
    }
    while (now < start + set.time && lost == 0) {
        int n = epoll_wait(epoll, ready, EVENTS, 50);
        for (int i = 0; i < n; i++) {
            struct connection *c = ready[i].data.ptr;
            if (receive(c)) {
                now = now_ns();
                hist_add(&latency, (int64_t)(now - c->sent));
                request(c, now);
            }
        }
        if (n <= 0) {
            now = now_ns();
        }
    }
    return now - start;
}

static void report(const struct connection *all, uint64_t elapsed, uint64_t server_cpu, uint64_t own_cpu) {
    uint64_t least = UINT64_MAX;
    for (unsigned i = 0; i < set.connections; i++) {
        least = all[i].replies < least ? all[i].replies : least;
    }
    double n = latency.total == 0 ? 1 : (double)latency.total;
    printf("{\"requests\":%lu,\"rate\":%.1f,\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f,"
           "\"server_cpu\":%.3f,\"load_cpu\":%.3f,\"least\":%lu,"
           "\"exceptions\":%lu,\"mismatched\":%lu,\"torn\":%lu,\"lost\":%lu}\n",
           latency.total, (double)latency.total * 1e9 / (double)elapsed, hist_us(&latency, 0.5), hist_us(&latency, 0.99),
           (double)latency.max / 1000, (double)server_cpu / 1000 / n, (double)own_cpu / 1000 / n, least, exceptions,
           mismatched, torn, lost);
}

static void parse(int argc, char **argv) {
    int option;
    while ((option = getopt(argc, argv, "p:c:t:u:n:P:s")) != -1) {
        switch (option) {
        case 'p': set.port = (unsigned)number(optarg); break;
        case 'c': set.connections = (unsigned)number(optarg); break;
        case 't': set.time = (uint64_t)number(optarg) * 1000000; break;
        case 'u': set.unit = (unsigned)number(optarg); break;
        case 'n': set.registers = (unsigned)number(optarg); break;
        case 'P': set.server = (pid_t)number(optarg); break;
        case 's': set.stamped = true; break;
        default: exit(2);
        }
    }
    if (set.port == 0 || set.connections == 0 || set.registers == 0 || set.registers > READ_MAX) {
        fprintf(stderr, "usage: load -p PORT [-c N] [-t MS] [-u UNIT] [-n REGISTERS] [-P PID] [-s]\n");
        exit(2);
    }
}

int main(int argc, char **argv) {
    parse(argc, argv);
    raise_file_limit();
    struct connection *all = calloc(set.connections, sizeof *all);
    int epoll = epoll_create1(0);
    if (all == NULL || epoll < 0) {
        die("load");
    }
    open_all(all, epoll);
    first_replies(all, epoll);
    uint64_t server = cpu_ns(set.server), own = cpu_ns(getpid());
    uint64_t elapsed = closed_loop(all, epoll);
    report(all, elapsed, cpu_ns(set.server) - server, cpu_ns(getpid()) - own);
    return lost > 0;
}
