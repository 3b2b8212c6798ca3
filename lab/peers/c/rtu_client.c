/* A libmodbus client that checks a server whose holding register n holds 0x1000 + n: rtu_client DEVICE UNIT ABSENT_UNIT
 * Prints what was wrong and ends with 1, or prints the number of checks and ends with 0. */
#include <errno.h>
#include <modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int checks;

static void check(int good, const char *what) {
    checks++;
    if (!good) {
        fprintf(stderr, "%s: %s\n", what, modbus_strerror(errno));
        exit(1);
    }
}

static void refused(int result, int error, const char *what) {
    check(result == -1 && errno == error, what);
}

static void read_all_lengths(modbus_t *bus) {
    uint16_t got[MODBUS_MAX_READ_REGISTERS];
    for (int count = 1; count <= MODBUS_MAX_READ_REGISTERS; count++) {
        check(modbus_read_registers(bus, count, count, got) == count, "read holding registers");
        for (int i = 0; i < count; i++) {
            check(got[i] == 0x1000 + count + i, "value of a holding register");
        }
    }
}

static void write_all_lengths(modbus_t *bus) {
    uint16_t sent[MODBUS_MAX_WRITE_REGISTERS];
    uint16_t got[MODBUS_MAX_WRITE_REGISTERS];
    for (int count = 1; count <= MODBUS_MAX_WRITE_REGISTERS; count++) {
        for (int i = 0; i < count; i++) {
            sent[i] = (uint16_t)(count * 251 + i * 7);
        }
        check(modbus_write_registers(bus, 500, count, sent) == count, "write registers");
        check(modbus_read_registers(bus, 500, count, got) == count, "read what was written");
        for (int i = 0; i < count; i++) {
            check(got[i] == sent[i], "value of a written register");
        }
    }
}

static void other_functions(modbus_t *bus) {
    uint16_t got[4];
    uint16_t sent[] = {11, 12, 13};
    check(modbus_write_register(bus, 700, 0xaf04) == 1, "write single register");
    check(modbus_mask_write_register(bus, 700, 0x00f2, 0x0025) == 1, "mask write register");
    check(modbus_read_registers(bus, 700, 1, got) == 1 && got[0] == 0x0005, "masked value");
    check(modbus_write_and_read_registers(bus, 701, 3, sent, 700, 4, got) == 4, "write and read registers");
    check(got[0] == 0x0005 && got[1] == 11 && got[3] == 13, "read after the write of the same request");
}

static void refusals(modbus_t *bus, int unit, int absent) {
    uint16_t got[2];
    uint8_t id[256];
    refused(modbus_read_registers(bus, 65000, 2, got), EMBXILADD, "address that is not served");
    refused(modbus_report_slave_id(bus, sizeof id, id), EMBXILFUN, "function that is not served");
    modbus_set_slave(bus, absent);
    refused(modbus_read_registers(bus, 1, 2, got), ETIMEDOUT, "unit that is not there");
    modbus_set_slave(bus, unit);
    check(modbus_read_registers(bus, 1, 2, got) == 2 && got[1] == 0x1002, "read after refusals");
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: rtu_client DEVICE UNIT ABSENT_UNIT\n");
        return 2;
    }
    int unit = atoi(argv[2]);
    modbus_t *bus = modbus_new_rtu(argv[1], 38400, 'N', 8, 2);
    check(bus != NULL && modbus_set_slave(bus, unit) == 0, "set up");
    modbus_set_response_timeout(bus, 1, 0);
    check(modbus_connect(bus) == 0, argv[1]);
    read_all_lengths(bus);
    write_all_lengths(bus);
    other_functions(bus);
    refusals(bus, unit, atoi(argv[3]));
    printf("%d checks passed\n", checks);
    modbus_close(bus);
    modbus_free(bus);
    return 0;
}
