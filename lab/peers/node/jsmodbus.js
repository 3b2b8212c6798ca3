// npm jsmodbus as client or as server; see operations.js.
'use strict';

const net = require('node:net');
const jsmodbus = require('jsmodbus');
const { SerialPort } = require('serialport');
const { LINE, endWithInput, hex, main, operation, range, word } = require('./operations');

async function connect(where, unit) {
  if (where.kind === 'rtu') {
    const port = new SerialPort({ path: where.device, ...LINE });
    const client = new jsmodbus.client.RTU(port, unit, 1000);
    await new Promise((resolve, reject) => port.once('open', resolve).once('error', reject));
    return client;
  }
  const socket = new net.Socket();
  const client = new jsmodbus.client.TCP(socket, unit, 1000);
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
    socket.connect({ host: where.host, port: where.port, localAddress: where.source });
  });
  return client;
}

async function operate(modbus, { kind, address, count, words }) {
  switch (kind) {
    case 'r3':
      return hex((await modbus.readHoldingRegisters(address, count)).response.body.valuesAsArray);
    case 'r4':
      return hex((await modbus.readInputRegisters(address, count)).response.body.valuesAsArray);
    case 'w6':
      await modbus.writeSingleRegister(address, words[0]);
      return 'written';
    case 'w16':
      await modbus.writeMultipleRegisters(address, words);
      return 'written';
    default:
      throw new Error('unknown operation ' + kind);
  }
}

async function client(where, unit, operations) {
  const modbus = await connect(where, unit);
  for (const text of operations) {
    try {
      console.log(await operate(modbus, operation(text)));
    } catch (error) {
      if (error.err === 'ModbusException') {
        console.log('exception ' + error.response.body.code);
      } else if (error.err === 'Timeout') {
        console.log('silence');
      } else {
        throw error;
      }
    }
  }
  process.exit(0);
}

async function server(where, unit, [registers]) {
  const [first, last] = range(registers);
  // It knows no first address: what lies below it is there too, and holds 0.
  const holding = Buffer.alloc(2 * (last + 1));
  for (let address = first; address <= last; address++) {
    holding.writeUInt16BE(word(address), 2 * address);
  }
  endWithInput();
  if (where.kind === 'rtu') {
    const port = new SerialPort({ path: where.device, ...LINE });
    new jsmodbus.server.RTU(port, { holding });
    port.once('open', () => console.log('ready'));
  } else {
    const socket = new net.Server();
    new jsmodbus.server.TCP(socket, { holding });
    socket.listen(where.port, where.host, () => console.log('ready'));
  }
}

main(client, server);
