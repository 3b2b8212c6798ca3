/*
 * The load over TLS, with a client certificate, in one thread. Every reply is checked: transaction, length, unit and function.
 *
 *   tls_load -p PORT -k KEY -x CERTIFICATE [-c CONNECTIONS] [-t MILLISECONDS] [-H]
 *
 * As it is: CONNECTIONS connections in a closed loop of FC03 × 125 registers; the clock starts when each has had one reply.
 * With -H: one connection after the other, each a whole handshake (nothing is resumed), one FC03 and an end.
 */
#include "common.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 256, REPLY = 9 + 2 * READ_MAX };

struct connection {
    int fd;
    SSL *ssl;
    uint16_t tid;
    uint64_t sent;
    size_t have;
    uint8_t request[12];
    uint8_t in[REPLY + 1];
};

static unsigned port, connections = 1;
static uint64_t time_ns = 1000000000u;
static SSL_CTX *context;
static struct hist latency;
static uint64_t exceptions, mismatched;

static _Noreturn void tls_die(const char *what) {
    fprintf(stderr, "tls_load: %s: ", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static void open_one(struct connection *c) {
    memset(c, 0, sizeof *c);
    c->fd = tcp_connect(port);
    if (c->fd < 0) {
        die("connect");
    }
    c->ssl = SSL_new(context);
    SSL_set_fd(c->ssl, c->fd);
    if (SSL_connect(c->ssl) != 1) {
        tls_die("handshake");
    }
    tcp_read(c->request, 0, 1, 0, READ_MAX);
}

static void ask(struct connection *c) {
    put16(c->request, ++c->tid);
    c->sent = now_ns();
    if (SSL_write(c->ssl, c->request, sizeof c->request) != (int)sizeof c->request) {
        tls_die("write");
    }
}

/* True when a whole reply has arrived. */
static bool receive(struct connection *c) {
    int n = SSL_read(c->ssl, c->in + c->have, (int)(sizeof c->in - c->have));
    if (n <= 0) {
        if (SSL_get_error(c->ssl, n) == SSL_ERROR_WANT_READ) {
            return false;
        }
        tls_die("the connection was lost");
    }
    c->have += (size_t)n;
    if (c->have < MBAP + 1 || c->have < 6u + get16(c->in + 4)) {
        return false;
    }
    if (get16(c->in) != c->tid || c->in[6] != 1) {
        mismatched++;
    } else if (c->in[7] == (FC_READ | 0x80)) {
        exceptions++;
    } else if (c->in[7] != FC_READ || c->have != REPLY) {
        mismatched++;
    }
    c->have = 0;
    return true;
}

static void close_one(struct connection *c) {
    SSL_shutdown(c->ssl);
    SSL_free(c->ssl);
    close(c->fd);
}

static uint64_t handshakes(void) {
    uint64_t start = now_ns(), now = start;
    while (now < start + time_ns) {
        struct connection c;
        uint64_t begun = now_ns();
        open_one(&c);
        hist_add(&latency, (int64_t)(now_ns() - begun));
        ask(&c);
        while (!receive(&c)) {
        }
        close_one(&c);
        now = now_ns();
    }
    return now - start;
}

static uint64_t closed_loop(void) {
    struct connection *all = calloc(connections, sizeof *all);
    struct epoll_event ready[EVENTS];
    int epoll = epoll_create1(0);
    for (unsigned i = 0; i < connections; i++) {
        open_one(&all[i]);
        ask(&all[i]);
        while (!receive(&all[i])) {
        }
        nonblocking(all[i].fd);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
        epoll_ctl(epoll, EPOLL_CTL_ADD, all[i].fd, &event);
    }
    exceptions = mismatched = 0;
    uint64_t start = now_ns(), now = start;
    for (unsigned i = 0; i < connections; i++) {
        ask(&all[i]);
    }
    while (now < start + time_ns) {
        int n = epoll_wait(epoll, ready, EVENTS, 50);
        for (int i = 0; i < n; i++) {
            struct connection *c = ready[i].data.ptr;
            if (receive(c)) {
                hist_add(&latency, (int64_t)(now_ns() - c->sent));
                ask(c);
            }
        }
        now = now_ns();
    }
    return now - start;
}

int main(int argc, char **argv) {
    const char *key = NULL, *certificate = NULL;
    bool handshake = false;
    int option;
    while ((option = getopt(argc, argv, "p:c:t:k:x:H")) != -1) {
        switch (option) {
        case 'p': port = (unsigned)number(optarg); break;
        case 'c': connections = (unsigned)number(optarg); break;
        case 't': time_ns = (uint64_t)number(optarg) * 1000000; break;
        case 'k': key = optarg; break;
        case 'x': certificate = optarg; break;
        case 'H': handshake = true; break;
        default: return 2;
        }
    }
    if (port == 0 || connections == 0 || key == NULL || certificate == NULL) {
        fprintf(stderr, "usage: tls_load -p PORT -k KEY -x CERTIFICATE [-c CONNECTIONS] [-t MILLISECONDS] [-H]\n");
        return 2;
    }
    raise_file_limit();
    context = SSL_CTX_new(TLS_client_method());
    if (context == NULL || SSL_CTX_use_certificate_file(context, certificate, SSL_FILETYPE_PEM) != 1
        || SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1) {
        tls_die("certificate");
    }
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    uint64_t elapsed = handshake ? handshakes() : closed_loop();
    printf("{\"requests\":%lu,\"rate\":%.1f,\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f,\"exceptions\":%lu,\"mismatched\":%lu}\n",
           latency.total, (double)latency.total * 1e9 / (double)elapsed, hist_us(&latency, 0.5), hist_us(&latency, 0.99),
           (double)latency.max / 1000, exceptions, mismatched);
    return 0;
}
