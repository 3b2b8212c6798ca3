// npm modbus-serial as client or as server; see operations.js.
'use strict';

const ModbusRTU = require('modbus-serial');
const { LINE, endWithInput, endpoint, hex, main, operation, range, word } = require('./operations');

async function connect(where) {
  const modbus = new ModbusRTU();
  modbus.setTimeout(1000);
  if (where.kind === 'rtu') {
    await modbus.connectRTUBuffered(where.device, LINE);
  } else {
    await modbus.connectTCP(where.host, { port: where.port, localAddress: where.source });
  }
  return modbus;
}

async function operate(modbus, { kind, address, count, words }) {
  switch (kind) {
    case 'r3':
      return hex((await modbus.readHoldingRegisters(address, count)).data);
    case 'r4':
      return hex((await modbus.readInputRegisters(address, count)).data);
    case 'w6':
      await modbus.writeRegister(address, words[0]);
      return 'written';
    case 'w16':
      await modbus.writeRegisters(address, words);
      return 'written';
    default:
      throw new Error('unknown operation ' + kind);
  }
}

async function client(where, unit, operations) {
  const modbus = await connect(where);
  modbus.setID(unit);
  for (const text of operations) {
    try {
      console.log(await operate(modbus, operation(text)));
    } catch (error) {
      if (error.modbusCode === undefined && error.errno !== 'ETIMEDOUT') {
        throw error;
      }
      console.log(error.modbusCode === undefined ? 'silence' : 'exception ' + error.modbusCode);
    }
  }
  process.exit(0);
}

async function server(where, unit, [registers]) {
  const [first, last] = range(registers);
  const there = (address) => address >= first && address <= last;
  const absent = () => Object.assign(new Error('absent'), { modbusErrorCode: 2 });
  const vector = {
    getHoldingRegister: (address) => {
      if (!there(address)) {
        throw absent();
      }
      return word(address);
    },
  };
  let listening;
  if (where.kind === 'rtu') {
    listening = new ModbusRTU.ServerSerial(vector, { path: where.device, ...LINE, unitID: unit });
  } else {
    listening = new ModbusRTU.ServerTCP(vector, { host: where.host, port: where.port, unitID: unit });
  }
  endWithInput();
  listening.on('initialized', () => console.log('ready'));
  listening.on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
}

main(client, server);
