// What stands around Polymeter in the page's tests: a source of values that can be cut, a reader, and a TLS client.
'use strict';

const http = require('node:http');
const net = require('node:net');
const tls = require('node:tls');
const fs = require('node:fs');

/** A meter on HTTP: `{"power": …}`. It answers as long as it is not cut. */
class Source {
  constructor() {
    this.power = 1234;
    this.cut = false;
    this.server = http.createServer((request, response) => {
      if (this.cut) {
        request.socket.destroy();
        return;
      }
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ power: this.power }));
    });
  }

  listen(port) {
    return new Promise((resolve) => { this.server.listen(port, '127.0.0.1', resolve); });
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** The words of a Modbus TCP read (function 3), `exception N`, or `ended`. */
class Reader {
  constructor(socket) {
    this.socket = socket;
    this.waiting = [];
    let data = Buffer.alloc(0);
    socket.on('data', (more) => {
      data = Buffer.concat([data, more]);
      while (data.length >= 6 && data.length >= 6 + data.readUInt16BE(4)) {
        const end = 6 + data.readUInt16BE(4);
        const answer = data.subarray(7, end);
        data = data.subarray(end);
        this.waiting.shift()?.(answer[0] & 0x80 ? `exception ${answer[1]}` : answer.subarray(2).toString('hex'));
      }
    });
    const ended = () => {
      this.over = true;
      this.waiting.splice(0).forEach((resolve) => resolve('ended'));
    };
    socket.on('close', ended);
    socket.on('error', ended);
  }

  static plain(port) {
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(new Reader(socket)));
      socket.once('error', reject);
    });
  }

  static secured(port, certificate, key) {
    return new Promise((resolve, reject) => {
      const options = { port, host: '127.0.0.1', cert: fs.readFileSync(certificate), key: fs.readFileSync(key), rejectUnauthorized: false };
      const socket = tls.connect(options, () => resolve(new Reader(socket)));
      socket.once('error', reject);
    });
  }

  read(unit, address, count) {
    if (this.over) {
      return Promise.resolve('ended');
    }
    const frame = Buffer.from([0, 1, 0, 0, 0, 6, unit, 3, 0, 0, 0, 0]);
    frame.writeUInt16BE(address, 8);
    frame.writeUInt16BE(count, 10);
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.socket.write(frame);
    });
  }

  close() {
    this.socket.destroy();
  }
}

/** Waits until something is so, and says how many milliseconds that took. */
async function until(what, condition, limit = 30_000) {
  const start = performance.now();
  for (;;) {
    const value = await condition();
    if (value) {
      return performance.now() - start;
    }
    if (performance.now() - start > limit) {
      throw new Error(`not within ${limit} ms: ${what}`);
    }
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

module.exports = { Reader, Source, until };
