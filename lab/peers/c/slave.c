/* A slave on libmodbus that tells of each write: when, where, how many, and its first 32-bit value.
 *
 * slave PORT MODE    prints "ready", then for each function code 16: NANOSECONDS ADDRESS COUNT VALUE, until its input ends
 *
 * MODE   ok      answers at once
 *        mute    takes requests and never answers
 *        reset   resets the connection at each request
 *        a number: answers so many milliseconds late
 *
 * Nanoseconds are those of CLOCK_MONOTONIC. One client at a time, as is usual with libmodbus. */
#include <errno.h>
#include <modbus.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REGISTERS = 1000 };

static unsigned long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (unsigned long long)t.tv_sec * 1000000000u + (unsigned long long)t.tv_nsec;
}

static void tell(const uint8_t *query, int header) {
    const uint8_t *pdu = query + header;
    if (pdu[0] == 16) {
        unsigned address = (unsigned)(pdu[1] << 8 | pdu[2]), count = (unsigned)(pdu[3] << 8 | pdu[4]);
        unsigned long value = (unsigned long)pdu[6] << 24 | (unsigned long)pdu[7] << 16;
        value |= count > 1 ? (unsigned long)pdu[8] << 8 | (unsigned long)pdu[9] : 0;
        printf("%llu %u %u %lu\n", now(), address, count, value);
        fflush(stdout);
    }
}

/* False when this client is done with. */
static int serve(modbus_t *bus, modbus_mapping_t *memory, const char *mode) {
    uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
    int length = modbus_receive(bus, query);
    if (length <= 0) {
        return length == 0;
    }
    tell(query, modbus_get_header_length(bus));
    if (strcmp(mode, "mute") == 0) {
        return 1;
    }
    if (strcmp(mode, "reset") == 0) {
        struct linger at_once = {1, 0};
        setsockopt(modbus_get_socket(bus), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        return 0;
    }
    if (strcmp(mode, "ok") != 0) {
        usleep((useconds_t)atoi(mode) * 1000);
    }
    return modbus_reply(bus, query, length, memory) >= 0;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: slave PORT MODE\n");
        return 2;
    }
    modbus_t *bus = modbus_new_tcp("127.0.0.1", atoi(argv[1]));
    modbus_mapping_t *memory = modbus_mapping_new(0, 0, REGISTERS, 0);
    int listener = bus == NULL ? -1 : modbus_tcp_listen(bus, 4), client = -1;
    if (listener < 0 || memory == NULL) {
        perror("slave");
        return 1;
    }
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct pollfd ready[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = client < 0 ? listener : client, .events = POLLIN}};
        if (poll(ready, 2, -1) < 0 || ready[0].revents != 0) {
            return 0;
        }
        if (client < 0) {
            client = modbus_tcp_accept(bus, &listener);
        } else if (!serve(bus, memory, argv[2])) {
            modbus_close(bus);
            client = -1;
        }
    }
}
