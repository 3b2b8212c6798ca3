/*
 * Any number of meters behind one port: whoever connects to 127.a.b.c has a meter of its own, which answers FC03 and FC04
 * with zeros. Notes when each is asked.
 *
 *   meters PORT
 *
 * Obeys lines on its input: `measure SECONDS PID` prints one line of JSON: how late the polls came that were due each second. A
 * connection's schedule is the earliest that its polls fit: the least of (arrival - k s) is its zero, and what is beyond that is
 * lateness. PID is who polls, for its CPU time.
 */
#include "common.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECOND 1000000000ull

enum { EVENTS = 512, LONGEST = 120, MOST = 2 * LONGEST };

struct meter {
    struct meter *next;
    int fd;
    size_t have;
    unsigned polls;
    uint64_t at[MOST];
    uint8_t in[2 * ADU_MAX];
};

static struct meter *meters;
static bool noting;
static int epoll;

static size_t answer(const uint8_t *in, uint8_t *out) {
    unsigned count = get16(in + 10);
    memset(out, 0, ADU_MAX);
    memcpy(out, in, MBAP + 1);
    if ((in[7] != FC_READ && in[7] != 4) || count == 0 || count > READ_MAX) {
        put16(out + 4, 3);
        out[7] |= 0x80;
        out[8] = 1;
        return 9;
    }
    put16(out + 4, 3 + 2 * count);
    out[8] = (uint8_t)(2 * count);
    return 9 + 2 * count;
}

static bool serve(struct meter *m) {
    uint8_t out[ADU_MAX];
    ssize_t n = recv(m->fd, m->in + m->have, sizeof m->in - m->have, 0);
    if (n <= 0) {
        return false;
    }
    m->have += (size_t)n;
    while (m->have >= 12) {
        if (noting && m->polls < MOST) {
            m->at[m->polls++] = now_ns();
        }
        size_t size = answer(m->in, out), whole = 6u + get16(m->in + 4);
        if (whole > m->have || send(m->fd, out, size, MSG_NOSIGNAL) != (ssize_t)size) {
            return false;
        }
        memmove(m->in, m->in + whole, m->have - whole);
        m->have -= whole;
    }
    return true;
}

static void accept_all(int listener) {
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct meter *m = calloc(1, sizeof *m);
        if (m == NULL) {
            die("calloc");
        }
        m->fd = fd;
        m->next = meters;
        meters = m;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = m};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

static void leave(struct meter *gone) {
    for (struct meter **m = &meters; *m != NULL; m = &(*m)->next) {
        if (*m == gone) {
            *m = gone->next;
            break;
        }
    }
    close(gone->fd);
    free(gone);
}

static void turn(int listener, int wait_ms) {
    struct epoll_event ready[EVENTS];
    int n = epoll_wait(epoll, ready, EVENTS, wait_ms);
    for (int i = 0; i < n; i++) {
        struct meter *m = ready[i].data.ptr;
        if (m == NULL) {
            accept_all(listener);
        } else if (!serve(m)) {
            leave(m);
        }
    }
}

static void measure(int listener, unsigned seconds, pid_t pid) {
    for (struct meter *m = meters; m != NULL; m = m->next) {
        m->polls = 0;
    }
    noting = true;
    uint64_t start = now_ns(), cpu = cpu_ns(pid);
    while (now_ns() - start < seconds * SECOND) {
        turn(listener, 20);
    }
    noting = false;
    double lasted = (double)(now_ns() - start) / 1e9;
    cpu = cpu_ns(pid) - cpu;
    static struct hist late;
    memset(&late, 0, sizeof late);
    unsigned connections = 0, polls = 0, missed = 0;
    for (struct meter *m = meters; m != NULL; m = m->next) {
        connections++;
        polls += m->polls;
        missed += m->polls + 1 < seconds ? seconds - 1 - m->polls : 0;
        int64_t zero = INT64_MAX;
        for (unsigned k = 0; k < m->polls; k++) {
            int64_t at = (int64_t)(m->at[k] - start) - (int64_t)(k * SECOND);
            zero = at < zero ? at : zero;
        }
        for (unsigned k = 0; k < m->polls; k++) {
            hist_add(&late, (int64_t)(m->at[k] - start) - (int64_t)(k * SECOND) - zero);
        }
    }
    printf("{\"connections\": %u, \"polls\": %u, \"missed\": %u, \"p50\": %.1f, \"p99\": %.1f, \"max\": %.1f, \"cpu_per_poll\": %.2f, \"cpu_ms_per_s\": %.2f}\n",
           connections, polls, missed, hist_us(&late, 0.5), hist_us(&late, 0.99), (double)late.max / 1e3,
           polls ? (double)cpu / 1e3 / polls : 0.0, (double)cpu / 1e6 / lasted);
    fflush(stdout);
}

static int listen_on(unsigned port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    at.sin_addr.s_addr = htonl(INADDR_ANY);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 4096) != 0) {
        die("listen");
    }
    return fd;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: meters PORT\n");
        return 2;
    }
    raise_file_limit();
    int listener = listen_on((unsigned)number(argv[1]));
    epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    for (;;) {
        turn(listener, 20);
        if (poll(&in, 1, 0) > 0) {
            char line[100];
            unsigned seconds;
            int pid;
            ssize_t n = read(STDIN_FILENO, line, sizeof line - 1);
            if (n <= 0) {
                return 0;
            }
            line[n] = 0;
            if (sscanf(line, "measure %u %d", &seconds, &pid) == 2 && seconds <= LONGEST) {
                measure(listener, seconds, (pid_t)pid);
            }
        }
    }
}
