// A Sparkplug host's view of a broker, with the npm package sparkplug-payload.
//
//   node sparkplug.js            reads lines `TOPIC QOS RETAIN HEX` (mosquitto_sub -F '%t %q %r %x'), prints each message as JSON
//   node sparkplug.js encode F   reads a payload as JSON from the argument, and writes its bytes to the file F
'use strict';
const fs = require('fs');
const readline = require('readline');
const { get } = require('sparkplug-payload');
const Long = require('long');

const codec = get('spBv1.0');

// Longs as numbers: all of them here are below 2^53.
const plain = (_, value) => (Long.isLong(value) || (value && value.low !== undefined && value.high !== undefined)
  ? Long.fromValue(value).toNumber() : value);

if (process.argv[2] === 'encode') {
  fs.writeFileSync(process.argv[3], codec.encodePayload(JSON.parse(process.argv[4])));
} else {
  const decode = (message, bytes) => {
    // Which fields were in the message at all, before the decoder fills in what was not.
    const Payload = require('sparkplug-payload/lib/sparkplugPayloadProto').org.eclipse.tahu.protobuf.Payload;
    const raw = Payload.decode(bytes);
    message.fields = Object.keys(raw).filter((key) => Object.hasOwn(raw, key));
    message.metricFields = raw.metrics.map((metric) => Object.keys(metric).filter((key) => Object.hasOwn(metric, key)));
    message.payload = codec.decodePayload(bytes);
  };
  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    const [topic, qos, retain, hex = ''] = line.split(' ');
    const message = { topic, qos: Number(qos), retain: retain === '1', at: Date.now() };
    const bytes = Buffer.from(hex, 'hex');
    if (topic.startsWith('spBv1.0/STATE/')) {
      message.state = bytes.toString();
    } else {
      try {
        decode(message, bytes);
      } catch (error) {
        // A command may be nonsense on purpose; what the edge node sends may not.
        if (!topic.includes('CMD/')) throw error;
      }
    }
    process.stdout.write(`${JSON.stringify(message, plain)}\n`);
  });
}
