/*
 * From exec to the first correct reply of a bridge with a meter that pushes, is polled, and a consumer on RTU. Prints the path of the
 * consumer's pseudo terminal, waits for a line on its input, starts the command, and from then on
 *   - connects to PUSH_PORT each 2 ms until it is let in, then pushes five times a second,
 *   - asks on RTU, unit 1, each 5 ms until both the pushed registers and the polled energies were right, then five times a second.
 * Prints one line of JSON when both were right (or after 60 s), and a second one at the end of its input, when it ends the command.
 *
 *   startup PUSH_PORT COMMAND...
 */
#include "common.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define MS 1000000ull

static unsigned port;
static struct pty pty;
static struct { int fd; bool waiting; unsigned which; uint16_t tid; uint32_t number; uint64_t next; size_t have; uint8_t in[ADU_MAX]; } push;
static struct { bool waiting, energy; uint64_t sent, next; size_t have; uint8_t in[ADU_MAX]; } rtu;
static uint64_t start, live_at, energy_at;
static struct { unsigned replies, exceptions, wrong, silent; } n, late; /* late: after both were right */

static void push_write(uint64_t now) {
    uint8_t frame[ADU_MAX];
    unsigned address = push.which * FIRST_BLOCK, count = push.which ? PUSHED - FIRST_BLOCK : FIRST_BLOCK;
    push.number += push.which == 0;
    size_t length = tcp_write(frame, ++push.tid, 1, address, count, stamp(push.number));
    push.waiting = send(push.fd, frame, length, MSG_NOSIGNAL) == (ssize_t)length;
    push.have = 0;
    push.next = now + 200 * MS;
}

static void push_take(uint64_t now) {
    ssize_t got = recv(push.fd, push.in + push.have, sizeof push.in - push.have, 0);
    if (got <= 0) {
        close(push.fd);
        push.fd = -1;
        push.next = now + 2 * MS;
        return;
    }
    push.have += (size_t)got;
    if (push.have >= MBAP && push.have >= 6u + get16(push.in + 4)) {
        push.waiting = false;
        push.which ^= 1;
        if (push.which == 1) {
            push_write(now);
        }
    }
}

static void push_tick(uint64_t now) {
    if (now < push.next || push.waiting) {
        return;
    }
    if (push.fd < 0) {
        push.fd = tcp_connect(port);
        push.which = 0;
        push.next = now + 2 * MS;
    }
    if (push.fd >= 0) {
        push_write(now);
    }
}

/* What the polled meter of this benchmark has at 512 and up. */
static bool energy_right(const uint8_t *registers) {
    for (unsigned a = 512; a < 612; a++) {
        if (get16(registers + 2 * (a - 512)) != (a % 4 < 2 ? 0 : a)) {
            return false;
        }
    }
    return true;
}

static void rtu_judge(uint64_t now) {
    size_t expected = rtu.energy ? 205 : 255;
    n.replies++;
    if (crc16(rtu.in, rtu.have) != 0 || rtu.in[0] != 1) {
        n.wrong++;
    } else if (rtu.in[1] & 0x80) {
        n.exceptions++;
    } else if (rtu.have != expected) {
        n.wrong++;
    } else if (rtu.energy) {
        bool right = energy_right(rtu.in + 3);
        n.wrong += !right;
        energy_at = right && energy_at == 0 ? now : energy_at;
    } else {
        struct seen seen = stamp_check(rtu.in + 3, 0, READ_MAX);
        bool right = !seen.torn && seen.push[0] > 0 && seen.push[0] <= push.number;
        n.wrong += !right;
        live_at = right && live_at == 0 ? now : live_at;
    }
}

static void rtu_take(uint64_t now) {
    ssize_t got = read(pty.master, rtu.in + rtu.have, sizeof rtu.in - rtu.have);
    if (got <= 0) {
        return;
    }
    rtu.have += (size_t)got;
    if (rtu.have >= 5 && rtu.have >= (rtu.in[1] & 0x80 ? 5u : 5u + rtu.in[2])) {
        rtu_judge(now);
        rtu.waiting = false;
        rtu.energy = live_at != 0 && !rtu.energy;
    }
}

static void rtu_tick(uint64_t now) {
    uint8_t frame[8];
    bool settled = live_at != 0 && energy_at != 0;
    if (now < rtu.next) {
        return;
    }
    if (rtu.waiting) {
        int unread = 0;
        ioctl(pty.slave, FIONREAD, &unread);
        if (unread == 0 && now < rtu.sent + (settled ? 1000 : 20) * MS) {
            return; /* somebody has taken it: let them think */
        }
        n.silent++;
        tcflush(pty.slave, TCIOFLUSH); /* what nobody has read is not to be answered later */
    }
    size_t length = rtu_read(frame, 1, rtu.energy ? 512 : 0, rtu.energy ? 100 : READ_MAX);
    rtu.have = 0;
    rtu.sent = now;
    rtu.next = now + (settled ? 200 : 5) * MS;
    rtu.waiting = write(pty.master, frame, length) == (ssize_t)length;
}

static pid_t launch(char **command) {
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() == parent) {
            execvp(command[0], command);
        }
        _exit(127);
    }
    return child;
}

static double since_ms(uint64_t at) { return at == 0 ? -1 : (double)(at - start) / 1e6; }

static void finish(pid_t child) {
    uint64_t asked = now_ns();
    int status = -1;
    kill(child, SIGTERM);
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (now_ns() > asked + 5000 * MS) {
            kill(-child, SIGKILL);
            waitpid(child, &status, 0);
            break;
        }
        sleep_until(now_ns() + MS);
    }
    kill(-child, SIGKILL);
    printf("{\"stop_ms\":%.1f,\"replies\":%u,\"exceptions\":%u,\"wrong\":%u,\"silent\":%u}\n", (double)(now_ns() - asked) / 1e6,
           n.replies - late.replies, n.exceptions - late.exceptions, n.wrong - late.wrong, n.silent - late.silent);
}

/* Ends at the end of the input, or when the command ends by itself. */
static void serve(pid_t child) {
    bool told = false;
    for (;;) {
        struct pollfd fds[3] = {{.fd = pty.master, .events = POLLIN}, {.fd = push.fd, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
        poll(fds, 3, 1);
        uint64_t now = now_ns();
        if (fds[0].revents & POLLIN) {
            rtu_take(now);
        }
        if (push.fd >= 0 && fds[1].revents) {
            push_take(now);
        }
        push_tick(now);
        rtu_tick(now);
        if (!told && ((live_at != 0 && energy_at != 0) || now > start + 60000 * MS)) {
            printf("{\"pid\":%d,\"live_ms\":%.1f,\"energy_ms\":%.1f,\"before\":{\"exceptions\":%u,\"wrong\":%u}}\n", child,
                   since_ms(live_at), since_ms(energy_at), n.exceptions, n.wrong);
            fflush(stdout);
            late = n;
            told = true;
        }
        if (fds[2].revents || waitpid(child, NULL, WNOHANG) != 0) {
            return;
        }
    }
}

int main(int argc, char **argv) {
    char line[16];
    if (argc < 3) {
        fprintf(stderr, "usage: startup PUSH_PORT COMMAND...\n");
        return 2;
    }
    port = (unsigned)number(argv[1]);
    push.fd = -1;
    pty_open(&pty);
    printf("%s\n", pty.path);
    fflush(stdout);
    if (read(0, line, sizeof line) <= 0) {
        return 1;
    }
    start = now_ns();
    pid_t child = launch(argv + 2);
    serve(child);
    finish(child);
}
