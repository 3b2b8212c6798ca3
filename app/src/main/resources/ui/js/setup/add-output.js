// Adding an output: who reads, everything preset, what is to be done on that side, and whether it works.

import { ask, get } from '../api.js';
import { h, replace, text } from '../dom.js';
import { phrase, span, t, told } from '../i18n.js';
import { now } from '../live.js';
import { crumb, heading } from '../parts.js';
import { NAME, button, choice, field, freeName, guarded, problemList, save, secretName, surroundings, tiles } from './form.js';
import { adapters } from './sources.js';

const KINDS = ['homeassistant', 'mqtt', 'influx', 'victron', 'proxy', 'push', 'sparkplug', 'profile'];
/** So long nobody has asked: then something is missing on the other side. */
const PATIENCE = 20_000;
const ENOUGH = 4;
/** They tell values and are not asked for them. */
const SENDS = ['mqtt', 'influx', 'sparkplug'];

export function addOutput() {
  return guarded(t('out.add'), make);
}

function make() {
  const body = h('div', { class: 'stack' });
  const node = h('div', { class: 'stack' }, crumb(), heading(t('out.add')), body);
  let dirty = false;
  let stop = () => {};
  let known = null;

  const meters = () => (now().picture?.meters ?? []).map((meter) => meter.name);
  const outputs = () => (now().picture?.outputs ?? []).map((output) => output.name);
  const again = () => button('plain', `← ${t('setup.back')}`, begin);

  async function begin() {
    stop();
    dirty = false;
    known ??= await get('consumers');
    const wanted = field(t('out.search'), { type: 'search', name: 'search' });
    const found = h('ul', { class: 'tiles' });
    const show = () => {
      const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = known.filter((one) => words.every((part) => `${one.title} ${one.maker} ${one.models.join(' ')} ${one.name}`.toLowerCase().includes(part)));
      fits.sort((a, b) => Number(b.served) - Number(a.served));
      replace(found, fits.length > 0 ? fits.map(consumerTile) : h('li', { class: 'muted' }, t('out.none')));
    };
    wanted.input.addEventListener('input', show);
    show();
    replace(
      body,
      h('section', { class: 'card stack' }, h('h2', {}, t('out.which')), wanted.node, found),
      h('section', { class: 'stack' }, h('h2', {}, t('out.other')), tiles(KINDS.map((kind) => [kind, t(`out.kind.${kind}`)]), other)),
    );
    wanted.input.focus();
  }

  function consumerTile(one) {
    const more = one.served ? one.models.join(', ') : t('out.not-yet', { why: phrase(one.faces[0].note ?? one.expects) });
    return h('li', {}, h('button', { type: 'button', disabled: !one.served, 'data-kind': one.name, onclick: () => consumer(one) }, h('b', {}, one.title), h('span', { class: 'muted small' }, more)));
  }

  /** A form that ends with an output in the configuration. */
  function form(title, name, parts, entry, after = () => null) {
    const called = field(t('add.name'), { value: freeName(name, [...outputs(), ...meters()]), name: 'name', required: true }, t('add.name.hint'));
    const wrong = h('div', { class: 'wrong', role: 'alert' });
    const go = h('button', { type: 'submit', class: 'main' }, t('out.save'));
    const made = h('form', { class: 'card stack', novalidate: true }, h('h2', {}, title), parts, h('div', { class: 'fields' }, called.node), wrong, h('div', { class: 'row end' }, go));
    made.addEventListener('input', () => { dirty = true; });
    made.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (!NAME.test(called.value) || outputs().includes(called.value)) {
        text(wrong, t(outputs().includes(called.value) ? 'add.name.taken' : 'add.name.wrong'));
        called.input.focus();
        return;
      }
      go.disabled = true;
      replace(wrong);
      try {
        const secrets = {};
        const value = await entry(secrets);
        await save([{ path: ['outputs', called.value], value }], secrets);
        dirty = false;
        works(called.value, title, after(), value);
      } catch (error) {
        replace(wrong, error.status === 422 ? [h('p', {}, t('add.errors')), problemList(error.body?.problems ?? [])] : t('failed', { why: error.message }));
        go.disabled = false;
      }
    });
    replace(body, h('div', {}, again()), made);
    made.querySelector('input, select')?.focus();
  }

  const meterChoice = (all = false) => choice(t('out.meter'), [...(all ? [['all', t('out.meters.all')]] : []), ...meters().map((name) => [name, name])]);

  async function consumer(one) {
    if (/^meters:/.test(one.faces[0].configuration ?? '')) {
      location.hash = '#/add/meter/ksem';
      return;
    }
    const faces = one.faces.filter((face) => face.served);
    const titles = new Map((await get('profiles')).profiles.map((profile) => [profile.id, profile.title]));
    const meter = meterChoice();
    const details = h('div', { class: 'stack' });
    const steps = h('div', { class: 'stack' });
    let face = faces[0];
    let way = null;
    const as = choice(t('out.as'), faces.map((each, i) => [String(i), titles.get(each.expects) ?? each.expects]), (index) => {
      face = faces[Number(index)];
      show();
    });
    as.node.hidden = faces.length < 2;
    const show = () => {
      way = wayTo(face);
      replace(details, way.node ?? []);
      guide();
      details.addEventListener('input', guide);
    };
    const guide = () => replace(steps, h('h3', {}, t('out.steps')), h('ol', { class: 'steps' }, [...way.steps(), ...face.menu.map(phrase)].map((step) => h('li', {}, step))), face['when-lost'] && h('p', { class: 'muted small' }, t('out.lost', { what: phrase(face['when-lost']) })));
    show();
    form(one.title, /\n {2}(\S+):/.exec(face.configuration ?? '')?.[1] ?? one.name, [h('div', { class: 'fields' }, meter.node, as.node), details, steps], async () => {
      const profile = /\n\s+profile: (\S+)/.exec(face.configuration ?? '')?.[1];
      return { meter: meter.value, consumer: one.name, ...(profile ? { profile } : {}), ...way.sink() };
    }, () => [...way.steps(), ...face.menu.map(phrase)]);
  }

  /** How a face is reached: port or adapter; or settings of its own kind, which need no question. */
  function wayTo(face) {
    if (face.sink !== 'modbus') {
      const own = new RegExp(`\\n\\s+${face.sink}: \\{(.*)\\}`).exec(face.configuration ?? '')?.[1] ?? '';
      const settings = Object.fromEntries(own.split(/,(?![^[]*\])/).map((pair) => pair.split(/:\s(.*)/s).slice(0, 2).map((part) => part.trim())).filter(([key]) => key).map(([key, value]) => [key, plain(value)]));
      return sharedPort(face, settings);
    }
    const interfaces = face.interfaces.filter((each) => each === 'tcp' || each === 'rtu');
    let made = null;
    const place = h('div', { class: 'stack' });
    const via = choice(t('out.via'), interfaces.map((each) => [each, t(`out.via.${each}`)]), () => fill());
    via.node.hidden = interfaces.length < 2;
    const unit = face.unit === null ? '' : t('out.steps.unit', { unit: String(face.unit) });
    let address = location.hostname;
    surroundings().then((around) => {
      address = around.addresses[0] ?? address;
      place.dispatchEvent(new Event('input', { bubbles: true }));
    }, () => {});
    function fill() {
      made = via.value === 'rtu' ? adapters(t('add.adapter')) : field(t('out.port'), { value: String(face.port ?? 502), inputmode: 'numeric', name: 'port' });
      replace(place, made.node);
    }
    fill();
    return {
      node: h('div', { class: 'fields' }, via.node, place),
      steps: () => [via.value === 'rtu'
        ? t('out.steps.rtu', { line: face.lines[0] ?? '9600-8N1', unit })
        : t('out.steps.tcp', { address, port: made.value, unit })],
      sink: () => ({ modbus: { serve: via.value === 'rtu' ? `rtu://${made.value}` : `tcp://0.0.0.0:${made.value}` } }),
    };
  }

  /** A device of its own kind; only the port of its page may be another. */
  function sharedPort(face, settings) {
    const served = /^http:.*:(\d+)$/.exec(settings.serve ?? '');
    const port = served && field(t('out.port'), { value: served[1], inputmode: 'numeric', name: 'port' });
    return {
      node: port && port.node,
      steps: () => [],
      sink: () => ({ [face.sink]: port ? { ...settings, serve: settings.serve.replace(/\d+$/, port.value) } : settings }),
    };
  }

  function other(kind) {
    ({
      homeassistant: () => broker(true),
      mqtt: () => broker(false),
      influx: () => influx(),
      victron: () => victron(),
      proxy: () => proxy(),
      push: () => push(),
      sparkplug: () => sparkplug(),
      profile: () => profile(),
    })[kind]();
  }

  const hide = async (secrets, typed, wanted) => {
    if (typed === '') {
      return undefined;
    }
    const name = await secretName(wanted);
    secrets[name] = typed;
    return `\${${name}}`;
  };
  const shown = (name) => (name === 'all' ? { meters: 'all' } : { meter: name });

  function broker(announced) {
    const meter = meterChoice(true);
    const url = field(t('out.broker'), { value: announced ? 'mqtt://homeassistant.local:1883' : 'mqtt://', name: 'url' });
    const username = field(t('add.username'), { name: 'username' });
    const password = field(t('add.password'), { type: 'password', name: 'secret' });
    const others = (now().picture?.outputs ?? []).filter((output) => output.endpoints.some((endpoint) => endpoint.startsWith('mqtt'))).length;
    const prefix = field(t('out.prefix'), { value: others === 0 ? 'polymeter' : `polymeter-${others + 1}`, name: 'prefix' });
    form(t(`out.kind.${announced ? 'homeassistant' : 'mqtt'}`), announced ? 'homeassistant' : 'mqtt', h('div', { class: 'fields' }, meter.node, url.node, username.node, password.node, prefix.node), async (secrets) => ({
      ...shown(meter.value),
      mqtt: {
        broker: url.value,
        username: username.value || undefined,
        password: await hide(secrets, password.value, 'MQTT_PASSWORD'),
        ...(prefix.value === 'polymeter' ? {} : { prefix: prefix.value }),
        ...(announced ? { discovery: 'homeassistant' } : {}),
      },
    }));
  }

  function influx() {
    const meter = meterChoice(true);
    const url = field(t('add.url'), { value: 'http://', name: 'url' });
    const database = field(t('out.database'), { value: 'home', name: 'database' });
    const organisation = field(t('out.organisation'), { name: 'organisation' });
    const token = field(t('out.token'), { type: 'password', name: 'token' });
    const username = field(t('add.username'), { name: 'username' });
    const password = field(t('add.password'), { type: 'password', name: 'secret' });
    form(t('out.kind.influx'), 'influx', h('div', { class: 'fields' }, meter.node, url.node, database.node, organisation.node, token.node, username.node, password.node), async (secrets) => {
      const second = organisation.value !== '' || token.value !== '';
      return {
        ...shown(meter.value),
        influx: {
          url: url.value,
          ...(second ? { org: organisation.value || undefined, bucket: database.value, token: await hide(secrets, token.value, 'INFLUX_TOKEN') } : { database: database.value }),
          username: username.value || undefined,
          password: await hide(secrets, password.value, 'INFLUX_PASSWORD'),
        },
      };
    });
  }

  function victron() {
    const meter = meterChoice();
    const service = choice(t('out.as'), [['grid', t('add.role.grid')], ['pvinverter', t('add.role.producer')]]);
    const bus = field(t('out.bus'), { value: 'system', name: 'bus' });
    const more = h('details', {}, h('summary', {}, t('out.more')), h('div', { class: 'inset' }, bus.node));
    form(t('out.kind.victron'), 'victron', [h('div', { class: 'fields' }, meter.node, service.node), more], async () => ({
      meter: meter.value,
      victron: { service: service.value, ...(bus.value === 'system' ? {} : { bus: bus.value }) },
    }));
  }

  function proxy() {
    const meter = meterChoice();
    const port = field(t('out.port'), { value: '1502', inputmode: 'numeric', name: 'port' });
    form(t('out.kind.proxy'), 'proxy', h('div', { class: 'fields' }, meter.node, port.node), async () => ({ meter: meter.value, modbus: { proxy: `tcp://0.0.0.0:${port.value}` } }));
  }

  function push() {
    const meter = meterChoice();
    const targets = h('textarea', { name: 'targets', rows: '3', spellcheck: 'false', placeholder: '192.168.178.30:502' });
    form(t('out.kind.push'), 'master', [h('div', { class: 'fields' }, meter.node), h('label', {}, t('out.targets'), targets)], async () => ({
      meter: meter.value,
      profile: 'kostal-ksem',
      modbus: { push: targets.value.split(/\s+/).filter(Boolean).map((one) => (one.includes('://') ? one : `tcp://${/:\d+$/.test(one) ? one : `${one}:502`}`)) },
    }));
  }

  function sparkplug() {
    const meter = meterChoice(true);
    const url = field(t('out.broker'), { value: 'mqtt://', name: 'url' });
    const group = field(t('out.group'), { value: 'sites', name: 'group' });
    const site = field(t('out.node'), { value: 'home', name: 'node' });
    const username = field(t('add.username'), { name: 'username' });
    const password = field(t('add.password'), { type: 'password', name: 'secret' });
    form(t('out.kind.sparkplug'), 'control-room', h('div', { class: 'fields' }, meter.node, url.node, group.node, site.node, username.node, password.node), async (secrets) => ({
      ...shown(meter.value),
      sparkplug: { broker: url.value, group: group.value, node: site.value, username: username.value || undefined, password: await hide(secrets, password.value, 'MQTT_PASSWORD') },
    }));
  }

  async function profile() {
    const list = (await get('profiles')).profiles.filter((one) => one.interface === undefined || one.interface === 'modbus');
    const meter = meterChoice();
    const as = choice(t('out.as'), list.map((one) => [one.id, one.title]));
    const way = wayTo({ sink: 'modbus', interfaces: ['tcp', 'rtu'], unit: null, port: 502, lines: [] });
    const unit = field(t('add.unit-id'), { value: '1', inputmode: 'numeric', name: 'unit' });
    form(t('out.kind.profile'), 'reader', [h('div', { class: 'fields' }, meter.node, as.node), way.node, h('div', { class: 'fields' }, unit.node)], async () => {
      const sink = way.sink();
      return { meter: meter.value, profile: as.value, modbus: { ...sink.modbus, unit: Number(unit.value) || 1 } };
    });
  }

  /** Looks whether somebody reads, and says what is missing where nobody does. */
  function works(name, title, steps, value) {
    const sends = SENDS.some((kind) => kind in value) || Boolean(value.modbus?.push);
    const said = h('p', { class: 'sentence', role: 'status' }, t(sends ? 'out.test.sends.wait' : 'out.test.wait'));
    const begun = performance.now();
    replace(
      body,
      h(
        'section',
        { class: 'card stack' },
        h('h2', {}, `${title}: ${t(sends ? 'out.test.sent' : 'out.test')}`),
        steps && steps.length > 0 && h('ol', { class: 'steps' }, steps.map((step) => h('li', {}, step))),
        said,
        h('div', { class: 'row end' }, h('a', { class: 'button', href: `#/outputs/${encodeURIComponent(name)}` }, t('out.test.page')), h('a', { class: 'button main', href: '#/' }, t('out.test.done'))),
      ),
    );
    const look = async () => {
      let output;
      try {
        output = await ask('GET', `outputs/${encodeURIComponent(name)}`);
      } catch {
        // The configuration takes effect in a moment.
        return;
      }
      const [state, words] = judged(output, performance.now() - begun, sends);
      said.dataset.state = state;
      text(said, words);
    };
    const timer = setInterval(look, 1000);
    stop = () => clearInterval(timer);
    look();
  }

  begin();
  return { node, leaves: () => dirty, end: () => stop() };
}

/** Whether an output works, and in which words. */
function judged(output, since, sends) {
  const age = span(since);
  if (output.state === 'down' || output.state === 'waiting') {
    return ['bad', t('out.test.down', { reason: output.link ? told(output.link.reason, output.link.coded) : '' })];
  }
  if (!output.reads) {
    return output.state === 'fresh' ? ['fresh', t('out.test.sends')] : ['waiting', t('out.test.meter')];
  }
  const n = output.reads.count;
  if (sends && output.reads.served > 0) {
    return ['fresh', t('out.test.sends')];
  }
  if (sends) {
    return ['waiting', t(since > PATIENCE ? 'out.test.meter' : 'out.test.sends.wait')];
  }
  const refused = typeof output.reads.refused === 'number' ? output.reads.refused : 0;
  if (n >= ENOUGH && refused === 0) {
    return ['fresh', t('out.test.works', { n, age })];
  }
  if (n > 0 && refused > 0) {
    return [refused < n ? 'waiting' : 'bad', t('out.test.refused', { n, refused, age })];
  }
  return since > PATIENCE && n === 0 ? ['bad', t('out.test.silent', { age })] : ['waiting', t('out.test.wait')];
}

/** A scalar of a configuration in one line. */
function plain(value) {
  if (/^\[.*\]$/.test(value)) {
    return value.slice(1, -1).split(/[\s,]+/).filter(Boolean).map(plain);
  }
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value === 'true' ? true : value === 'false' ? false : value.replace(/^"(.*)"$/, '$1');
}
