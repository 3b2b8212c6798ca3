// What the two Node.js peers share: the words of their command line.
//
// NAME.js client ENDPOINT UNIT OPERATION...   one line per operation: words in hex, "written", "exception N" or "silence"
// NAME.js server ENDPOINT UNIT FIRST-LAST     prints "ready", then serves until its standard input ends
//
// ENDPOINT   tcp:HOST:PORT, tcp:HOST:PORT@SOURCE_ADDRESS or rtu:DEVICE (38400 8N2)
// OPERATION  r3:ADDRESS:COUNT  r4:ADDRESS:COUNT  w6:ADDRESS:WORD  w16:ADDRESS:WORD,WORD,...    (words in hex)
//
// Register n holds n * 40503 + 12345 (mod 65536): a different word each.
'use strict';

exports.LINE = { baudRate: 38400, dataBits: 8, parity: 'none', stopBits: 2 };

exports.endpoint = (text) => {
  const [kind, ...rest] = text.split(':');
  if (kind === 'rtu') {
    return { kind, device: rest.join(':') };
  }
  const [port, source] = rest[1].split('@');
  return { kind, host: rest[0], port: Number(port), source };
};

exports.operation = (text) => {
  const [kind, address, rest] = text.split(':');
  const reads = kind === 'r3' || kind === 'r4';
  return {
    kind,
    address: Number(address),
    count: reads ? Number(rest) : 0,
    words: reads ? [] : rest.split(',').map((word) => parseInt(word, 16)),
  };
};

exports.hex = (words) => Array.from(words, (word) => word.toString(16).padStart(4, '0')).join(' ');

exports.range = (text) => text.split('-').map(Number);

exports.word = (address) => (Math.imul(address, 40503) + 12345) & 0xffff;

exports.endWithInput = () => {
  process.stdin.on('end', () => process.exit(0));
  process.stdin.resume();
};

exports.main = (client, server) => {
  const [role, where, unit, ...rest] = process.argv.slice(2);
  const run = role === 'client' ? client : server;
  run(exports.endpoint(where), Number(unit), rest).catch((error) => {
    console.error(error);
    process.exit(1);
  });
};
