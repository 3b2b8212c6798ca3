// Adapters of ioBroker with an ioBroker around them that only remembers: they start nowhere but inside an installed one.
// Prints the states that they make of what they are told as one line of JSON, once there are those that are asked for.
//
//   node iobroker.js shelly PORT STATE…             the MQTT server of iobroker.shelly, which a Shelly connects to
//   node iobroker.js modbus PORT UNIT ROWS STATE…   the client of iobroker.modbus in its default settings; ROWS is JSON:
//                                                   {"holdingRegs": [{"_address": 40001, "name": "p", "type": "int32be"}]}
'use strict';

const { EventEmitter } = require('node:events');
const { createRequire } = require('node:module');
const path = require('node:path');

const quiet = () => {};
const complaints = [];
const complain = (text) => { complaints.push(String(text)); };
const states = new Map();
const objects = new Map();
let wanted = [];

/// What an adapter finds of its ioBroker: objects and states are kept, and nothing is done with them.
class Remembering extends EventEmitter {
  constructor(options) {
    super();
    this.options = options;
    this.namespace = 'adapter.0';
    this.name = 'adapter';
    this.instance = 0;
    this.common = { loglevel: 'info' };
    this.log = { silly: quiet, debug: quiet, info: quiet, warn: complain, error: complain };
    this.config = { ...options.native };
    this.adapterDir = __dirname;
    for (const name of ['subscribeStates', 'terminate', 'sendTo', 'setForeignObjectAsync', 'delForeignObjectAsync',
      'delObjectAsync', 'deviceStatusUpdate', 'addToEnum']) {
      this[name] = async () => ({});
    }
  }

  async setState(id, value, ack, done) {
    states.set(id.replace(`${this.namespace}.`, ''), value !== null && typeof value === 'object' ? value.val : value);
    look();
    return typeof done === 'function' ? done() : null;
  }

  setStateAsync(id, value) { return this.setState(id, value); }

  async getStateAsync(id) { return states.has(id) ? { val: states.get(id) } : null; }

  async getStatesAsync() { return {}; }

  async getForeignStatesAsync() { return {}; }

  async setObject(id, object, done) {
    objects.set(id, object);
    return typeof done === 'function' ? done() : object;
  }

  setObjectAsync(id, object) { return this.setObject(id, object); }

  setObjectNotExistsAsync(id, object) { return this.setObject(id, object); }

  extendObject(id, object, done) { return this.setObject(id, object, done); }

  extendObjectAsync(id, object) { return this.setObject(id, object); }

  async getObjectAsync(id) { return objects.get(id) || null; }

  async getForeignObjectAsync() { return null; }

  async getForeignObjects() { return {}; }

  async getEnumAsync() { return { result: {} }; }

  async getAdapterObjectsAsync() { return {}; }

  isOnline() { return true; }

  delay(time) { return new Promise((done) => { setTimeout(done, time); }); }

  setTimeout(call, time) { return setTimeout(call, time); }

  clearTimeout(timer) { clearTimeout(timer); }
}

function look() {
  if (wanted.every((end) => [...states].some(([id, value]) => id.endsWith(end) && value !== null))) {
    console.log(JSON.stringify({ states: Object.fromEntries(states), complaints }));
    process.exit(0);
  }
}

/// Puts what only remembers in the place of the library that needs an installed ioBroker.
function remembering(packageName) {
  const main = require.resolve(packageName);
  const core = createRequire(main).resolve('@iobroker/adapter-core');
  const exports = { I18n: { getTranslatedObject: (text) => text }, Adapter: Remembering };
  require.cache[core] = { id: core, filename: core, loaded: true, exports };
  return path.dirname(main);
}

function shelly(port) {
  const { MQTTServer } = require(path.join(remembering('iobroker.shelly'), 'lib', 'protocol', 'mqtt.js'));
  const adapter = new Remembering({
    native: { port: Number(port), bind: '127.0.0.1', mqttusername: 'mqttuser', mqttpassword: 'mqttpassword', qos: 0,
      polltime: 15 },
  });
  const queue = [];
  const helper = {
    setOrUpdateObject: (id, object, keep, value) => {
      objects.set(id, object);
      queue.push([id, value]);
    },
    processObjectQueue: (done) => {
      queue.splice(0).filter(([, value]) => value !== undefined && value !== null)
        .forEach(([id, value]) => adapter.setState(id, value));
      if (done) {
        done();
      }
    },
    getObject: (id) => objects.get(id),
    deleteObject: quiet,
  };
  new MQTTServer(adapter, helper, new EventEmitter()).listen();
}

function modbus(port, unit, rows) {
  remembering('@iobroker/modbus');
  const { default: ModbusAdapter } = require('@iobroker/modbus');
  const table = JSON.parse(rows);
  const params = { bind: '127.0.0.1', port: Number(port), deviceId: Number(unit), ...table.params };
  const native = { ...table, params };
  const adapter = new ModbusAdapter('modbus', { name: 'modbus', native });
  adapter.config = native;
  adapter.options.ready.call(adapter);
}

const [kind, ...rest] = process.argv.slice(2);
const own = kind === 'shelly' ? 1 : 3;
wanted = rest.slice(own);
(kind === 'shelly' ? shelly : modbus)(...rest.slice(0, own));
