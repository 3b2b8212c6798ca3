/*
 * A meter that pushes: FC16 of registers 0..99 and 100..147, every 32-bit value of a push with the same stamp. Connects again when
 * refused or dropped, until it is ended.      push PORT UNIT PER_SECOND
 */
#include "common.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static uint16_t tid;

static bool write_block(int fd, unsigned unit, unsigned address, unsigned count, uint32_t value) {
    uint8_t frame[ADU_MAX], reply[ADU_MAX];
    size_t length = tcp_write(frame, ++tid, unit, address, count, value), have = 0;
    if (send(fd, frame, length, MSG_NOSIGNAL) != (ssize_t)length) {
        return false;
    }
    while (have < 9 || have < 6u + get16(reply + 4)) {
        ssize_t n = recv(fd, reply + have, sizeof reply - have, 0);
        if (n <= 0) {
            return false;
        }
        have += (size_t)n;
    }
    return get16(reply) == tid && reply[7] == FC_WRITE;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: push PORT UNIT PER_SECOND\n");
        return 2;
    }
    unsigned port = (unsigned)number(argv[1]), unit = (unsigned)number(argv[2]);
    uint64_t period = 1000000000u / (uint64_t)number(argv[3]), next = now_ns();
    struct timeval patience = {.tv_sec = 2};
    uint32_t n = 0;
    for (int fd = -1;;) {
        if (fd < 0 && (fd = tcp_connect(port)) >= 0) {
            setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        }
        if (fd >= 0) {
            n++;
            if (!write_block(fd, unit, 0, FIRST_BLOCK, stamp(n))
                || !write_block(fd, unit, FIRST_BLOCK, PUSHED - FIRST_BLOCK, stamp(n))) {
                close(fd);
                fd = -1;
            }
        }
        next += fd < 0 ? 10000000u : period;
        uint64_t now = now_ns();
        next = next < now ? now : next;
        sleep_until(next);
    }
}
