/* libmodbus as client or as server.
 *
 * peer client ENDPOINT UNIT OPERATION...    one line per operation: words in hex, "written", "exception N" or "silence"
 * peer server ENDPOINT UNIT FIRST-LAST      prints "ready", then serves until its standard input ends
 *
 * ENDPOINT   tcp:HOST:PORT or rtu:DEVICE (38400 8N2)
 * OPERATION  r3:ADDRESS:COUNT  r4:ADDRESS:COUNT  w6:ADDRESS:WORD  w16:ADDRESS:WORD,WORD,...
 *            w23:ADDRESS:WORD,WORD,...:READ_ADDRESS:READ_COUNT        (words in hex, the rest decimal)
 *
 * Register n holds n * 40503 + 12345 (mod 65536): a different word each. */
#include <errno.h>
#include <modbus.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void die(const char *what) {
    fprintf(stderr, "%s: %s\n", what, modbus_strerror(errno));
    exit(1);
}

static modbus_t *bus_of(const char *endpoint, int unit) {
    modbus_t *bus = NULL;
    if (strncmp(endpoint, "rtu:", 4) == 0) {
        bus = modbus_new_rtu(endpoint + 4, 38400, 'N', 8, 2);
    } else if (strncmp(endpoint, "tcp:", 4) == 0) {
        char host[64];
        int port;
        if (sscanf(endpoint, "tcp:%63[^:]:%d", host, &port) == 2) {
            bus = modbus_new_tcp(host, port);
        }
    }
    if (bus == NULL || modbus_set_slave(bus, unit) != 0) {
        die(endpoint);
    }
    return bus;
}

static int words_of(char *text, uint16_t *words) {
    int count = 0;
    for (char *word = strtok(text, ","); word != NULL; word = strtok(NULL, ",")) {
        words[count++] = (uint16_t)strtoul(word, NULL, 16);
    }
    return count;
}

static void tell(int result, const uint16_t *words, int reads) {
    if (result >= 0) {
        for (int i = 0; reads && i < result; i++) {
            printf(i == 0 ? "%04x" : " %04x", words[i]);
        }
        puts(reads ? "" : "written");
    } else if (errno == ETIMEDOUT) {
        puts("silence");
    } else if (errno > MODBUS_ENOBASE && errno < MODBUS_ENOBASE + MODBUS_EXCEPTION_MAX) {
        printf("exception %d\n", errno - MODBUS_ENOBASE);
    } else {
        die("reply");
    }
    fflush(stdout);
}

static void operate(modbus_t *bus, const char *operation) {
    int address = 0, count = 0, from = 0;
    char text[2048];
    uint16_t words[256];
    if (sscanf(operation, "r3:%d:%d", &address, &count) == 2) {
        tell(modbus_read_registers(bus, address, count, words), words, 1);
    } else if (sscanf(operation, "r4:%d:%d", &address, &count) == 2) {
        tell(modbus_read_input_registers(bus, address, count, words), words, 1);
    } else if (sscanf(operation, "w6:%d:%2047s", &address, text) == 2) {
        tell(modbus_write_register(bus, address, (int)strtoul(text, NULL, 16)), words, 0);
    } else if (sscanf(operation, "w16:%d:%2047s", &address, text) == 2) {
        int written = words_of(text, words);
        tell(modbus_write_registers(bus, address, written, words), words, 0);
    } else if (sscanf(operation, "w23:%d:%2047[^:]:%d:%d", &address, text, &from, &count) == 4) {
        uint16_t got[256];
        int written = words_of(text, words);
        tell(modbus_write_and_read_registers(bus, address, written, words, from, count, got), got, 1);
    } else {
        fprintf(stderr, "unknown operation: %s\n", operation);
        exit(2);
    }
}

static int client(const char *endpoint, int unit, char **operations) {
    modbus_t *bus = bus_of(endpoint, unit);
    modbus_set_response_timeout(bus, 1, 0);
    if (modbus_connect(bus) != 0) {
        die(endpoint);
    }
    for (; *operations != NULL; operations++) {
        operate(bus, *operations);
    }
    modbus_close(bus);
    modbus_free(bus);
    return 0;
}

static int ready(int socket) {
    struct pollfd both[] = {{.fd = 0, .events = POLLIN}, {.fd = socket, .events = POLLIN}};
    while (poll(both, 2, -1) >= 0) {
        if (both[0].revents != 0) {
            exit(0);
        }
        if (both[1].revents != 0) {
            return 1;
        }
    }
    return 0;
}

static void serve(modbus_t *bus, modbus_mapping_t *memory) {
    uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH];
    while (ready(modbus_get_socket(bus))) {
        int length = modbus_receive(bus, request);
        if (length > 0) {
            modbus_reply(bus, request, length, memory);
        } else if (length < 0 && errno != EMBBADCRC && errno != ETIMEDOUT) {
            return;
        }
    }
}

static int server(const char *endpoint, int unit, const char *registers) {
    int first, last;
    modbus_t *bus = bus_of(endpoint, unit);
    if (sscanf(registers, "%d-%d", &first, &last) != 2) {
        return 2;
    }
    modbus_mapping_t *memory = modbus_mapping_new_start_address(0, 0, 0, 0, first, last - first + 1, 0, 0);
    for (int a = first; a <= last; a++) {
        memory->tab_registers[a - first] = (uint16_t)(a * 40503u + 12345u);
    }
    if (strncmp(endpoint, "rtu:", 4) == 0) {
        /* Without this one byte of noise silences it for good. */
        modbus_set_error_recovery(bus, MODBUS_ERROR_RECOVERY_PROTOCOL);
        if (modbus_connect(bus) != 0) {
            die(endpoint);
        }
        puts("ready");
        fflush(stdout);
        serve(bus, memory);
        return 1;
    }
    int listening = modbus_tcp_listen(bus, 8);
    if (listening < 0) {
        die(endpoint);
    }
    puts("ready");
    fflush(stdout);
    while (ready(listening) && modbus_tcp_accept(bus, &listening) >= 0) {
        serve(bus, memory);
        modbus_close(bus);
    }
    return 1;
}

int main(int argc, char **argv) {
    if (argc >= 5 && strcmp(argv[1], "client") == 0) {
        return client(argv[2], atoi(argv[3]), argv + 4);
    }
    if (argc == 5 && strcmp(argv[1], "server") == 0) {
        return server(argv[2], atoi(argv[3]), argv[4]);
    }
    fprintf(stderr, "usage: peer client|server ENDPOINT UNIT ...\n");
    return 2;
}
