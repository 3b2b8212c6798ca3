// Foreign decoders of meters' telegrams as judges: `node telegrams.js DECODER FILE` prints `A-B:C.D.E VALUE UNIT`, one
// number in each line.
'use strict';

const fs = require('fs');

// What decoders have to say themselves is no number.
console.log = console.error;

const [decoder, file] = process.argv.slice(2);

function print(code, value, unit) {
  if (typeof value === 'number' && Number.isFinite(value)) {
    process.stdout.write(`${code} ${value} ${unit}\n`);
  }
}

function smartmeter(protocol) {
  const { init } = require('smartmeter-obis');
  const options = {
    protocol,
    transport: 'LocalFileTransport',
    transportLocalFilePath: file,
    requestInterval: -1,
    obisNameLanguage: 'en',
    obisFallbackMedium: 6,
    protocolD0WakeupCharacters: 0,
  };
  init(options, (error, measurements) => {
    if (error) {
      console.error(String(error));
      process.exit(1);
    }
    for (const id of Object.keys(measurements)) {
      const { value, unit } = measurements[id].values[0];
      print(id.replace(/\*255$/, ''), Number(value), unit ?? '');
    }
    process.exit(0);
  }).process();
}

function p1Reader() {
  const { electricity } = require('p1-reader/lib/parsePacket')(fs.readFileSync(file, 'latin1'));
  const codes = {
    '1-0:1.8.1': electricity.received.tariff1,
    '1-0:1.8.2': electricity.received.tariff2,
    '1-0:2.8.1': electricity.delivered.tariff1,
    '1-0:2.8.2': electricity.delivered.tariff2,
    '1-0:1.7.0': electricity.received.actual,
    '1-0:2.7.0': electricity.delivered.actual,
  };
  ['L1', 'L2', 'L3'].forEach((phase, i) => {
    // It keeps whole volts and amperes alone, which judges nothing.
    codes[`1-0:${21 + 20 * i}.7.0`] = electricity.instantaneous.power.positive[phase];
    codes[`1-0:${22 + 20 * i}.7.0`] = electricity.instantaneous.power.negative[phase];
  });
  for (const code of Object.keys(codes)) {
    print(code, codes[code].reading, codes[code].unit ?? '');
  }
}

function dsmrParser() {
  const telegram = require('dsmr-parser').parse(fs.readFileSync(file, 'latin1'));
  const names = {
    'electricity delivered tariff 1': ['1-0:1.8.1', 'kWh'],
    'electricity delivered tariff 2': ['1-0:1.8.2', 'kWh'],
    'electricity received tariff 1': ['1-0:2.8.1', 'kWh'],
    'electricity received tariff 2': ['1-0:2.8.2', 'kWh'],
    'actual electricity power delivered': ['1-0:1.7.0', 'kW'],
    'actual electricity power received': ['1-0:2.7.0', 'kW'],
  };
  for (const name of Object.keys(names)) {
    print(names[name][0], telegram.objects[name], names[name][1]);
  }
}

switch (decoder) {
  case 'smartmeter-obis-sml':
    smartmeter('SmlProtocol');
    break;
  case 'smartmeter-obis-d0':
    smartmeter('D0Protocol');
    break;
  case 'p1-reader':
    p1Reader();
    break;
  case 'dsmr-parser':
    dsmrParser();
    break;
  default:
    console.error(`there is no decoder ${decoder}`);
    process.exit(2);
}
