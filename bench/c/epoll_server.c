/*
 * The reference: a Modbus TCP server that answers FC03 and FC16 from memory, with one thread, one epoll, and
 * one recv and one send per ready socket. Nothing is checked beyond what keeps it safe, so it does the least a server can do.
 *
 *   epoll_server PORT [ksem]     ksem: also fills what a KSEM is polled for, energies, identity and a SunSpec chain
 */
#include "common.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 1024, BUFFER = 8 * ADU_MAX };

struct connection {
    int fd;
    size_t have;
    uint8_t in[BUFFER];
};

static uint8_t image[2 * 65536 + 2 * 256]; /* in wire order */

static size_t exception(uint8_t *out, uint8_t code) {
    put16(out + 4, 3);
    out[7] |= 0x80;
    out[8] = code;
    return 9;
}

/* Answers one whole frame; the first eight bytes of the request are already in `out`. */
static size_t answer(const uint8_t *in, size_t length, uint8_t *out) {
    unsigned address = get16(in + 8), count = get16(in + 10);
    if (length < 12 || (in[7] != FC_READ && in[7] != FC_WRITE)) {
        return exception(out, 1);
    }
    if (count == 0 || count > READ_MAX) {
        return exception(out, 3);
    }
    if (in[7] == FC_READ) {
        put16(out + 4, 3 + 2 * count);
        out[8] = (uint8_t)(2 * count);
        memcpy(out + 9, image + 2 * address, 2 * count);
        return 9 + 2 * count;
    }
    if (length != 13 + 2 * count) {
        return exception(out, 3);
    }
    memcpy(image + 2 * address, in + 13, 2 * count);
    put16(out + 4, 6);
    memcpy(out + 8, in + 8, 4);
    return 12;
}

/* False ends the connection. */
static bool serve(struct connection *c) {
    static uint8_t out[BUFFER * 32]; /* a 12-byte request can ask for 259 bytes */
    ssize_t n = recv(c->fd, c->in + c->have, sizeof c->in - c->have, 0);
    if (n <= 0) {
        return false;
    }
    c->have += (size_t)n;
    size_t at = 0, size = 0;
    while (c->have - at >= MBAP + 1) {
        const uint8_t *in = c->in + at;
        size_t length = 6u + get16(in + 4);
        if (length < MBAP + 1 || length > ADU_MAX || get16(in + 2) != 0) {
            return false;
        }
        if (c->have - at < length) {
            break;
        }
        memcpy(out + size, in, MBAP + 1);
        size += answer(in, length, out + size);
        at += length;
    }
    memmove(c->in, c->in + at, c->have - at);
    c->have -= at;
    /* A client that does not take its replies is dropped: the closed loop never fills a socket's buffer. */
    return size == 0 || send(c->fd, out, size, MSG_NOSIGNAL) == (ssize_t)size;
}

static void accept_all(int listener, int epoll) {
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct connection *c = calloc(1, sizeof *c);
        if (c == NULL) {
            die("calloc");
        }
        c->fd = fd;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

static void fill_text(unsigned address, unsigned registers, const char *text) {
    memset(image + 2 * address, 0, 2 * registers);
    memcpy(image + 2 * address, text, strlen(text));
}

static void fill_ksem(void) {
    for (unsigned a = 512; a < 792; a++) {
        put16(image + 2 * a, a % 4 < 2 ? 0 : a);
    }
    put16(image + 2 * 8192, 5);
    put16(image + 2 * 8193, 18498);
    fill_text(8196, 16, "KOSTAL");
    fill_text(8212, 16, "Smart Energy Meter");
    fill_text(8228, 16, "1234567890");
    put16(image + 2 * 8244, 200);
    fill_text(40000, 2, "SunS");
    put16(image + 2 * 40002, 1);
    put16(image + 2 * 40003, 66);
    fill_text(40004, 16, "KOSTAL");
    fill_text(40020, 16, "Smart Energy Meter");
    fill_text(40052, 16, "1234567890");
    put16(image + 2 * 40070, 203);
    put16(image + 2 * 40071, 105);
    for (unsigned a = 40072; a < 40072 + 105; a++) {
        put16(image + 2 * a, 0);
    }
    put16(image + 2 * 40177, 0xFFFF);
}

static int listen_on(unsigned port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 1024) != 0) {
        die("listen");
    }
    return fd;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: epoll_server PORT [ksem]\n");
        return 2;
    }
    raise_file_limit();
    stamp_fill(image, 0, PUSHED, stamp(1));
    if (argc > 2) {
        fill_ksem();
    }
    int listener = listen_on((unsigned)number(argv[1])), epoll = epoll_create1(0);
    struct epoll_event ready[EVENTS], event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int n = epoll_wait(epoll, ready, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            struct connection *c = ready[i].data.ptr;
            if (c == NULL) {
                accept_all(listener, epoll);
            } else if (!serve(c)) {
                close(c->fd);
                free(c);
            }
        }
    }
}
