/* Peer: a Modbus TCP server on libmodbus, one thread, select over all connections, as its manual suggests.   libmodbus_tcp PORT */
#include "common.h"

#include <errno.h>
#include <modbus.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

static fd_set open_sockets;
static int highest;

static void accept_one(modbus_t *modbus, int listener) {
    int fd = modbus_tcp_accept(modbus, &listener), one = 1;
    if (fd < 0) {
        return;
    }
    if (fd >= FD_SETSIZE) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    FD_SET(fd, &open_sockets);
    highest = fd > highest ? fd : highest;
}

static void serve(modbus_t *modbus, modbus_mapping_t *memory, int fd) {
    uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH];
    modbus_set_socket(modbus, fd);
    int length = modbus_receive(modbus, request);
    if (length > 0) {
        length = modbus_reply(modbus, request, length, memory);
    }
    if (length < 0) {
        FD_CLR(fd, &open_sockets);
        close(fd);
    }
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: libmodbus_tcp PORT\n");
        return 2;
    }
    raise_file_limit();
    modbus_t *modbus = modbus_new_tcp("127.0.0.1", (int)number(argv[1]));
    modbus_mapping_t *memory = modbus_mapping_new(0, 0, 65536, 0);
    int listener = modbus == NULL ? -1 : modbus_tcp_listen(modbus, 1024);
    if (listener < 0 || memory == NULL) {
        die("libmodbus");
    }
    for (unsigned a = 0; a < PUSHED; a++) {
        memory->tab_registers[a] = (uint16_t)(a % 2 == 0 ? stamp(1) >> 16 : stamp(1));
    }
    FD_SET(listener, &open_sockets);
    highest = listener;
    for (;;) {
        fd_set ready = open_sockets;
        if (select(highest + 1, &ready, NULL, NULL, NULL) < 0 && errno != EINTR) {
            die("select");
        }
        for (int fd = 0; fd <= highest; fd++) {
            if (FD_ISSET(fd, &ready)) {
                if (fd == listener) {
                    accept_one(modbus, listener);
                } else {
                    serve(modbus, memory, fd);
                }
            }
        }
    }
}
