// Foreign clients of emulated devices: npm ws as a client of a Shelly's WebSocket, npm homewizard-energy-api as one of a
// HomeWizard P1 meter. Prints one line of JSON.
'use strict';

const WebSocket = require('ws');
const { P1MeterApi } = require('homewizard-energy-api');

function shelly(url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const frames = [];
    const call = (id, method) => socket.send(JSON.stringify({ id, src: 'peer', method, params: { id: 0 } }));
    socket.on('error', reject);
    socket.on('open', () => {
      socket.ping('here');
      call(1, 'Shelly.GetDeviceInfo');
      call(2, 'EM.GetStatus');
    });
    let pongs = 0;
    socket.on('pong', () => { pongs += 1; });
    socket.on('message', (text) => {
      frames.push(JSON.parse(text));
      if (frames.length === 2) {
        socket.close(1000);
      }
    });
    socket.on('close', (code) => resolve({ frames, pongs, code }));
  });
}

async function homewizard(url) {
  const api = new P1MeterApi(url);
  const about = await api.getBasicInformation();
  let data = null;
  let status = 200;
  try {
    data = await api.getData();
  } catch (error) {
    status = error.statusCode;
  }
  return { about, data, status };
}

const [kind, url] = process.argv.slice(2);
(kind === 'shelly' ? shelly(url) : homewizard(url))
  .then((result) => console.log(JSON.stringify(result)))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
