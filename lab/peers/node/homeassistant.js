// Plays Home Assistant's REST and WebSocket interfaces (developers.home-assistant.io) on one port, with the WebSocket
// library that most servers on Node.js have.
//
// homeassistant.js PORT TOKEN     prints "ready", then obeys its standard input until that ends; a line for each order:
//
// set ENTITY STATE [UNIT]     the state is this from now on, and all listeners are told
// keep ENTITY STATE [UNIT]    the same, and nobody is told
// remove ENTITY               the entity is gone, and all listeners are told
// drop ENTITY                 the same, and nobody is told
// cut                         all WebSockets end at once, without a farewell
// silent on|off               while on, whoever connects or asks gets no answer; off cuts the connections of those
// listeners                   how many WebSockets have subscribed
// asked                       how many REST requests there were
'use strict';

const http = require('http');
const readline = require('readline');
const { WebSocketServer } = require('ws');

const [port, token] = process.argv.slice(2);
const states = new Map();
const listeners = new Map();
const sockets = new Set();
let silent = false;
let asked = 0;

const state = (entity, value, unit) => {
  const now = new Date().toISOString().replace('Z', '+00:00');
  return {
    entity_id: entity,
    state: value,
    attributes: unit ? { unit_of_measurement: unit, friendly_name: entity } : { friendly_name: entity },
    last_changed: now,
    last_reported: now,
    last_updated: now,
    context: { id: '01J0000000000000000000000', parent_id: null, user_id: null },
  };
};

const tell = (entity, before, after) => {
  for (const [socket, id] of listeners) {
    const data = { entity_id: entity, old_state: before ?? null, new_state: after ?? null };
    const event = { event_type: 'state_changed', data, origin: 'LOCAL', time_fired: new Date().toISOString() };
    socket.send(JSON.stringify({ id, type: 'event', event }));
  }
};

const server = http.createServer((request, response) => {
  asked++;
  if (silent) {
    return;
  }
  if (request.headers.authorization !== 'Bearer ' + token) {
    response.writeHead(401).end('401: Unauthorized');
    return;
  }
  if (request.url === '/api/states') {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify([...states.values()]));
    return;
  }
  const known = states.get(request.url.replace('/api/states/', ''));
  response.writeHead(known ? 200 : 404, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(known ?? { message: 'Entity not found.' }));
});

server.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});

const upgraded = new WebSocketServer({ noServer: true });

const converse = (socket) => {
  let known = false;
  const say = (message) => socket.send(JSON.stringify(message));
  socket.on('error', () => {});
  socket.on('close', () => listeners.delete(socket));
  socket.on('message', (text) => {
    const message = JSON.parse(text);
    if (!known) {
      known = message.type === 'auth' && message.access_token === token;
      say(known ? { type: 'auth_ok', ha_version: '2026.11.0' } : { type: 'auth_invalid', message: 'Invalid access token' });
      if (!known) {
        socket.close();
      }
    } else if (message.type === 'ping') {
      say({ id: message.id, type: 'pong' });
    } else if (message.type === 'subscribe_events' && message.event_type === 'state_changed') {
      listeners.set(socket, message.id);
      say({ id: message.id, type: 'result', success: true, result: null });
    } else {
      say({ id: message.id, type: 'result', success: false, error: { code: 'unknown_command', message: 'Unknown command.' } });
    }
  });
  say({ type: 'auth_required', ha_version: '2026.11.0' });
};

server.on('upgrade', (request, socket, head) => {
  if (silent) {
    return;
  }
  if (request.url !== '/api/websocket') {
    socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    return;
  }
  upgraded.handleUpgrade(request, socket, head, converse);
});

const orders = {
  set: (entity, value, unit) => {
    const before = states.get(entity);
    states.set(entity, state(entity, value, unit));
    tell(entity, before, states.get(entity));
  },
  keep: (entity, value, unit) => {
    states.set(entity, state(entity, value, unit));
  },
  remove: (entity) => {
    const before = states.get(entity);
    states.delete(entity);
    tell(entity, before, null);
  },
  drop: (entity) => {
    states.delete(entity);
  },
  cut: () => {
    upgraded.clients.forEach((socket) => socket.terminate());
    listeners.clear();
  },
  silent: (how) => {
    silent = how === 'on';
    if (!silent) {
      sockets.forEach((socket) => socket.destroy());
    }
  },
  listeners: () => listeners.size,
  asked: () => asked,
};

server.listen(Number(port), '127.0.0.1', () => {
  console.log('ready');
  const input = readline.createInterface({ input: process.stdin });
  input.on('line', (line) => {
    const [order, ...rest] = line.split(' ');
    const answer = orders[order](...rest);
    console.log(answer === undefined ? 'done' : String(answer));
  });
  input.on('close', () => process.exit(0));
});
