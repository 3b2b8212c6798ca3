/* Peer: an RTU slave on libmodbus, 38400 8N2.   libmodbus_rtu DEVICE UNIT */
#include "common.h"

#include <modbus.h>
#include <stdio.h>

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: libmodbus_rtu DEVICE UNIT\n");
        return 2;
    }
    modbus_t *modbus = modbus_new_rtu(argv[1], 38400, 'N', 8, 2);
    modbus_mapping_t *memory = modbus_mapping_new(0, 0, 65536, 0);
    if (modbus == NULL || memory == NULL || modbus_set_slave(modbus, (int)number(argv[2])) != 0) {
        die("libmodbus");
    }
    /* Without this one noise byte silences it for good. */
    modbus_set_error_recovery(modbus, MODBUS_ERROR_RECOVERY_PROTOCOL);
    if (modbus_connect(modbus) != 0) {
        die(argv[1]);
    }
    for (unsigned a = 0; a < PUSHED; a++) {
        memory->tab_registers[a] = (uint16_t)(a % 2 == 0 ? stamp(1) >> 16 : stamp(1));
    }
    for (;;) {
        uint8_t request[MODBUS_RTU_MAX_ADU_LENGTH];
        int length = modbus_receive(modbus, request);
        if (length > 0) {
            modbus_reply(modbus, request, length, memory);
        }
    }
}
