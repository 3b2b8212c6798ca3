// Adding a meter or an output by answering a few questions. What comes out is text in the editor, for a person to read
// through before it is applied: nothing here changes anything by itself.

import { get } from './api.js';
import { h, replace, text } from './dom.js';
import { open } from './dialog.js';
import { t } from './i18n.js';
import { now } from './live.js';
import { change } from './login.js';

const NAME = /^[a-z][a-z0-9_-]*$/;

/** A text as YAML takes it whatever is in it: JSON's strings are YAML's. */
const quoted = (value) => (/^[A-Za-z][\w.\-/]*$/.test(value) ? value : JSON.stringify(value));

let profiles = null;

async function known() {
  profiles ??= (await get('profiles')).profiles;
  return profiles;
}

function field(label, attributes = {}, hint = null) {
  const input = h('input', { type: 'text', autocomplete: 'off', ...attributes });
  return { node: h('label', {}, label, input, hint && h('span', { class: 'hint' }, hint)), input, get value() { return input.value.trim(); } };
}

function choice(label, options, picked = () => {}) {
  const select = h('select', { onchange: () => picked(select.value) }, options.map(([value, name]) => h('option', { value }, name)));
  return { node: h('label', {}, label, select), select, get value() { return select.value; } };
}

const META = {
  'modbus-tcp': () => [field(t('guide.host'), { value: '192.168.1.100:502', name: 'host' }), field(t('guide.unit'), { value: '1', inputmode: 'numeric' })],
  'modbus-rtu': () => [field(t('guide.device'), { value: '/dev/ttyUSB0', name: 'device' }), field(t('guide.unit'), { value: '1', inputmode: 'numeric' })],
  mqtt: () => [field('MQTT', { value: 'mqtt://192.168.1.10:1883' }), field(t('guide.topic'), { value: 'home/grid/power' })],
  document: () => [field(t('guide.host'), { value: '192.168.1.20', name: 'host' }), choice(t('guide.login'), ['none', 'password', 'token'].map((one) => [one, t(`guide.login.${one}`)]))],
  http: () => [field(t('guide.url'), { value: 'http://192.168.1.20/status' }), field(t('guide.json'), { value: 'power' })],
  openhab: () => [field(t('guide.url'), { value: 'http://openhab:8080' }), field(t('guide.item'), { value: 'Grid_Power' })],
  homeassistant: () => [field(t('guide.url'), { value: 'http://homeassistant.local:8123' }), field(t('guide.entity'), { value: 'sensor.grid_power' })],
  simulate: () => [field(t('guide.scenario'), { value: 'summer-day' })],
};

/** What a device wants to know of who asks it; the words themselves stand in the environment. */
const LOGIN = { password: ', username: "${USERNAME}", password: "${PASSWORD}"', token: ', token: "${TOKEN}"' };

function meterText(name, kind, profile, values) {
  const [first, second] = values.map(quoted);
  const lines = {
    'modbus-tcp': [`profile: ${profile}`, `modbus: { poll: ${JSON.stringify(`tcp://${values[0]}`)}, unit: ${Number(values[1]) || 1} }`],
    'modbus-rtu': [`profile: ${profile}`, `modbus: { poll: ${JSON.stringify(`rtu://${values[0]}`)}, unit: ${Number(values[1]) || 1} }`],
    mqtt: ['mqtt:', `  broker: ${first}`, '  points:', `    active-power: { topic: ${second}, unit: W }`],
    document: [`profile: ${profile}`, `http: { host: ${JSON.stringify(values[0])}${LOGIN[values[1]] ?? ''} }`],
    http: ['http:', `  url: ${first}`, '  points:', `    active-power: { json: ${second}, unit: W }`],
    openhab: ['openhab:', `  url: ${first}`, '  items:', `    active-power: ${second}`],
    homeassistant: ['homeassistant:', `  url: ${first}`, '  token: ${HOMEASSISTANT_TOKEN}', '  entities:', `    active-power: ${second}`],
    simulate: [...(profile ? [`profile: ${profile}`] : []), `simulate: { scenario: ${first} }`],
  }[kind];
  return [`  ${name}:`, ...lines.map((line) => `    ${line}`)];
}

/** Puts lines at the end of a section of the file, which is made where there is none. */
export function insert(source, section, lines) {
  const all = source.replace(/\n*$/, '').split('\n');
  const head = all.findIndex((line) => new RegExp(`^${section}:\\s*(#.*)?$`).test(line));
  if (head < 0) {
    const whole = [...(source.trim() === '' ? [] : [...all, '']), `${section}:`, ...lines];
    return { text: `${whole.join('\n')}\n`, line: whole.length - lines.length + 1 };
  }
  let end = head + 1;
  for (let i = head + 1; i < all.length && (/^\s/.test(all[i]) || all[i] === '' || all[i].startsWith('#')); i++) {
    if (/^\s+\S/.test(all[i])) {
      end = i + 1;
    }
  }
  const whole = [...all.slice(0, end), ...lines, ...all.slice(end)];
  return { text: `${whole.join('\n')}\n`, line: end + 1 };
}

function checkedName(source, value, wrong, input) {
  const taken = new RegExp(`^\\s{1,4}${value.replace(/[^\w-]/g, '')}:\\s*(#.*)?$`, 'm').test(source);
  const problem = !NAME.test(value) ? t('guide.name.wrong') : taken ? t('guide.name.taken') : '';
  text(wrong, problem);
  if (problem) {
    input.setAttribute('aria-invalid', 'true');
    input.focus();
  }
  return problem === '';
}

function profileOptions(list) {
  return list.map((profile) => [profile.id, profile.title]);
}

/** @returns the new text and the line where something was added; null if nothing was */
export async function addMeter(source) {
  const list = await known();
  const wrong = h('p', { class: 'wrong', role: 'alert' });
  const name = field(t('guide.name'), { required: true }, t('guide.name.hint'));
  const profile = choice(t('guide.profile'), profileOptions(list));
  const rest = h('div', { class: 'fields' });
  let fields = [];
  const kind = choice(t('guide.kind'), Object.keys(META).map((key) => [key, t(`kind.${key}`)]), () => show());
  const show = () => {
    fields = META[kind.value]();
    profile.node.hidden = !/modbus|simulate|document/.test(kind.value);
    replace(rest, fields.map((one) => one.node), profile.node);
  };
  show();
  const found = scan((device) => {
    const web = device.interface === 'http';
    kind.select.value = web ? 'document' : device.endpoint.startsWith('rtu') ? 'modbus-rtu' : 'modbus-tcp';
    show();
    fields[0].input.value = web ? device.host : device.endpoint.replace(/^[a-z+]+:\/\//, '');
    if (web) {
      fields[1].select.value = device.login === 'optional' ? 'none' : device.login;
    } else {
      fields[1].input.value = String(device.unit);
    }
    if (device.profile) {
      profile.select.value = device.profile;
    }
  });
  let result = null;
  await open({
    title: t('guide.meter'),
    content: [h('div', { class: 'fields' }, name.node, kind.node), found, rest, wrong],
    yes: t('guide.insert'),
    async act() {
      if (!checkedName(source, name.value, wrong, name.input)) {
        return false;
      }
      result = insert(source, 'meters', meterText(name.value, kind.value, profile.value, fields.map((one) => one.value)));
      return true;
    },
  });
  return result;
}

function where(device) {
  const unit = device.unit === null ? [] : [t('output.unit', { unit: String(device.unit) })];
  return [device.endpoint, ...unit, device.title || device.profile || ''].join(' · ');
}

/** A search of the network, where the API has one. */
function scan(take) {
  const target = field(t('guide.scan.target'), { placeholder: '192.168.1.0/24' });
  const results = h('ul', { class: 'links' });
  const status = h('p', { class: 'muted small', role: 'status' });
  const button = h('button', { type: 'button', onclick: async () => {
    button.disabled = true;
    text(status, t('guide.scan.running'));
    try {
      const json = await change('POST', 'scan', { target: target.value });
      const devices = json.devices ?? json.found ?? [];
      text(status, [...(devices.length === 0 ? [t('guide.scan.none')] : []), ...(json.trouble ? [json.trouble] : []), ...(json.notes ?? [])].join(' '));
      replace(results, devices.map((device) => h('li', {}, h('span', {}, ''), h('div', { class: 'row apart' }, h('span', {}, where(device)), h('button', { type: 'button', onclick: () => take(device) }, t('guide.scan.take'))))));
    } catch (error) {
      text(status, t('failed', { why: error.message }));
    }
    button.disabled = false;
  } }, t('guide.scan'));
  const node = h('div', { class: 'stack' }, h('div', { class: 'fields' }, target.node, h('div', { class: 'row' }, button)), status, results);
  node.hidden = true;
  get('scan').then(() => { node.hidden = false; }, () => { node.hidden = true; });
  return node;
}

/** @returns the new text and the line where something was added; null if nothing was */
export async function addOutput(source) {
  const list = await known();
  const meters = (now().picture?.meters ?? []).map((meter) => [meter.name, meter.name]);
  const wrong = h('p', { class: 'wrong', role: 'alert' });
  const name = field(t('guide.name'), { required: true }, t('guide.name.hint'));
  const meter = choice(t('guide.show'), meters);
  const profile = choice(t('guide.as'), [['', t('guide.mirror')], ...profileOptions(list)]);
  const unit = field(t('guide.unit'), { value: '1', inputmode: 'numeric' });
  let place = field(t('guide.host'), { value: '0.0.0.0:502' });
  const where = h('div', { class: 'fields' }, place.node, unit.node);
  const kind = choice(t('guide.via'), ['modbus-tcp', 'modbus-rtu'].map((key) => [key, t(`kind.${key}`)]), (value) => {
    place = value === 'modbus-tcp' ? field(t('guide.host'), { value: '0.0.0.0:502' }) : field(t('guide.device'), { value: '/dev/ttyUSB0' });
    replace(where, place.node, unit.node);
  });
  let result = null;
  await open({
    title: t('guide.output'),
    content: [h('div', { class: 'fields' }, name.node, meter.node, profile.node, kind.node), where, wrong],
    yes: t('guide.insert'),
    async act() {
      if (!checkedName(source, name.value, wrong, name.input)) {
        return false;
      }
      const endpoint = JSON.stringify(`${kind.value === 'modbus-tcp' ? 'tcp' : 'rtu'}://${place.value}`);
      result = insert(source, 'outputs', [
        `  ${name.value}:`,
        `    meter: ${quoted(meter.value)}`,
        ...(profile.value ? [`    profile: ${profile.value}`] : []),
        `    modbus: { serve: ${endpoint}, unit: ${Number(unit.value) || 1} }`,
      ]);
      return true;
    },
  });
  return result;
}
