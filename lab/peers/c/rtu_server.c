/* A libmodbus server whose holding register n holds 0x2000 + n, for n below 1000: rtu_server DEVICE UNIT
 * Prints "ready" when it listens, and serves until it is killed. */
#include <modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { REGISTERS = 1000 };

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: rtu_server DEVICE UNIT\n");
        return 2;
    }
    modbus_t *bus = modbus_new_rtu(argv[1], 38400, 'N', 8, 2);
    modbus_mapping_t *memory = modbus_mapping_new(0, 0, REGISTERS, 0);
    if (bus == NULL || memory == NULL || modbus_set_slave(bus, atoi(argv[2])) != 0 || modbus_connect(bus) != 0) {
        perror(argv[1]);
        return 1;
    }
    /* Without this one byte of noise silences it for good. */
    modbus_set_error_recovery(bus, MODBUS_ERROR_RECOVERY_PROTOCOL);
    for (int i = 0; i < REGISTERS; i++) {
        memory->tab_registers[i] = (uint16_t)(0x2000 + i);
    }
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        uint8_t request[MODBUS_RTU_MAX_ADU_LENGTH];
        int length = modbus_receive(bus, request);
        if (length > 0) {
            modbus_reply(bus, request, length, memory);
        }
    }
}
