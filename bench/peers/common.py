"""One flat block of holding registers behind a single context, and the stamps the load generator expects in 0 to 147."""

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext

STAMP = 0x9E3779B1


def context(registers=None):
    """A server context that answers for unit 1, or any unit, from one block."""
    if registers is None:
        registers = [STAMP >> 16, STAMP & 0xFFFF] * 74 + [0] * (65536 - 148)
    return ModbusServerContext(slaves=ModbusSlaveContext(hr=ModbusSequentialDataBlock(0, registers), zero_mode=True), single=True)
