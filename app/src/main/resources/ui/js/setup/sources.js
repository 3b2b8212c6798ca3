// The ways to name what measures. Each gives the settings of a meter, and the secrets they name.

import { get } from '../api.js';
import { h, replace, text } from '../dom.js';
import { t, word } from '../i18n.js';
import { change } from '../login.js';
import { button, choice, combo, field, secretName, suggestions, surroundings } from './form.js';

const UNITS = { W: ['', 'W', 'kW', 'mW'], Wh: ['', 'Wh', 'kWh', 'MWh'], V: [''], A: [''], Hz: [''], '%': [''] };
const PER_PHASE = ['active-power', 'voltage', 'current'];
const MORE = ['frequency', 'state-of-charge', ...PER_PHASE, ...PER_PHASE.flatMap((point) => ['L1', 'L2', 'L3'].map((phase) => `${point}.${phase}`))].filter((point) => point !== 'active-power');
const unitOf = (point) => (/power/.test(point) ? 'W' : /energy/.test(point) ? 'Wh' : 'V');

/** How long until a server is asked again for what it has. */
const AGAIN = 2000;

function pointName(point) {
  const [quantity, phase = ''] = point.split('.');
  return `${word('quantity', quantity)} ${phase}`.trim();
}

/** A way to name a serial adapter, or a bridge in the network. */
function adapters(label) {
  const made = suggestions(label, [], { placeholder: '/dev/serial/by-id/…', name: 'adapter', required: true });
  const hint = h('span', { class: 'hint' });
  made.node.append(hint);
  surroundings().then((around) => {
    made.offer(around.adapters.map((path) => [path, path.replace(/^.*\//, '')]));
    if (around.adapters.length > 0) {
      made.input.value ||= around.adapters[0];
    } else {
      text(hint, t('add.adapter.none'));
    }
  }, () => {});
  return made;
}

const stream = (kind) => () => {
  const adapter = adapters(t('add.adapter'));
  const from = () => (/^(tcp|serial):\/\//.test(adapter.value) ? adapter.value : adapter.value.startsWith('/') ? `serial://${adapter.value}` : `tcp://${adapter.value}`);
  return { node: adapter.node, settings: async () => ({ value: { [kind]: { from: from() } } }) };
};

/** Points of a server, chosen from what it has now; what they say goes on being shown. */
function picker(look, entry) {
  const rows = h('div', { class: 'stack' });
  const status = h('p', { class: 'muted small', role: 'status' });
  const more = choice(t('add.more'), [['', '–'], ...MORE.map((point) => [point, pointName(point)])], (point) => {
    if (point !== '') {
      add(point, pointName(point));
      more.select.value = '';
    }
  });
  more.node.hidden = true;
  const points = new Map();
  const key = (one) => (one.field ? `${one.id} ${one.field}` : one.id);
  let choices = [];
  let timer = 0;
  let asked = 0;

  function add(point, label) {
    if (points.has(point)) {
      return;
    }
    const now = h('span', { class: 'hint' });
    const pick = combo(label, { placeholder: t('add.choose'), name: point });
    const unit = choice(t('add.unit'), UNITS[unitOf(point)].map((one) => [one, one || t('add.unit.own')]));
    const tell = () => {
      const found = choices.find((one) => key(one) === pick.value);
      text(now, found ? t('add.now', { value: written(found) }) : '');
    };
    pick.input.addEventListener('input', tell);
    pick.node.append(now);
    points.set(point, { pick, unit, tell });
    rows.append(h('div', { class: 'pick' }, pick.node, UNITS[unitOf(point)].length > 1 && unit.node));
    offer(point);
  }

  const written = (one) => `${one.value} ${one.unit}`.trim();

  function offer(point) {
    const wanted = { W: /^(m|k|M)?W$/, Wh: /^(k|M)?Wh$/ }[unitOf(point)];
    const fits = choices.filter((one) => /^-?[\d.,]+$/.test(one.value) && (!wanted || one.unit === '' || wanted.test(one.unit)));
    points.get(point).pick.offer((fits.length > 0 ? fits : choices).map((one) => ({ value: key(one), words: one.label === one.id ? '' : one.label, now: written(one) })));
    points.get(point).tell();
  }

  /** Asks again while the form is there: whoever switches something on sees which value moves. */
  async function ask(mine) {
    const wanted = look();
    const before = new Map(choices.map((one) => [key(one), one]));
    const { choices: found } = await change('POST', 'pick', wanted);
    if (mine !== asked) {
      return;
    }
    // What was heard once stays: a topic may speak once an hour.
    found.forEach((one) => before.set(key(one), one));
    choices = [...before.values()];
    text(status, t('add.looked', { n: choices.length }));
    [...points.keys()].forEach(offer);
    timer = setTimeout(() => {
      if (rows.isConnected) {
        ask(mine).catch((error) => text(status, t('failed', { why: error.message })));
      }
    }, AGAIN);
  }

  const go = button('', t('add.look'), async () => {
    clearTimeout(timer);
    go.disabled = true;
    choices = [];
    text(status, t('add.looking'));
    try {
      await ask(++asked);
      add('active-power', t('add.power'));
      add('active-energy-import', t('add.import'));
      add('active-energy-export', t('add.export'));
      more.node.hidden = false;
      points.get('active-power').pick.input.focus();
    } catch (error) {
      text(status, t('failed', { why: error.message }));
    }
    go.disabled = false;
  });

  return {
    node: h('div', { class: 'stack' }, h('div', { class: 'row' }, go), status, rows, more.node),
    value() {
      const chosen = {};
      for (const [point, { pick, unit }] of points) {
        if (pick.value !== '') {
          chosen[point] = entry(choices.find((one) => key(one) === pick.value) ?? { id: pick.value, field: '' }, unit.value);
        }
      }
      if (Object.keys(chosen).length === 0) {
        throw new Error(t('add.power.needed'));
      }
      return chosen;
    },
  };
}

/** `${NAME}` in place of a secret that was typed, which goes where secrets are kept. */
async function hidden(secrets, typed, wanted) {
  if (typed === '' || /^\$\{\w+\}$/.test(typed)) {
    return typed || undefined;
  }
  const name = await secretName(wanted);
  secrets[name] = typed;
  return `\${${name}}`;
}

/** What has to be said of a device with documents: where it is, who asks, and what it has of its own. */
function partsOf(profile, host) {
  const parts = profile.interface === 'mqtt'
    ? { broker: field(t('out.broker'), { name: 'url', value: 'mqtt://', inputmode: 'url' }) }
    : { host: field(t('add.host'), { name: 'host', value: host, placeholder: '192.168.178.20', required: true }) };
  const asks = profile.interface === 'mqtt' ? 'optional' : profile.login;
  if (asks === 'token') {
    parts.token = field(t('add.token'), { type: 'password', name: 'token' });
  } else if (asks === 'password' || asks === 'optional') {
    parts.username = field(t(asks === 'optional' ? 'add.username' : 'add.username.needed'), { name: 'username' });
    parts.password = field(t(asks === 'optional' ? 'add.password' : 'login.password'), { type: 'password', name: 'secret' });
  }
  for (const one of profile.variables ?? []) {
    parts[`variable.${one.name}`] = field(one.name, { name: one.name, placeholder: one.example ?? one.fallback ?? '' }, one.doc);
  }
  return parts;
}

const withUnit = (name, one, unit) => (unit ? { [name]: one, unit } : one);

export const SOURCES = {
  ksem() {
    const host = field(t('add.ksem.host'), { inputmode: 'decimal', placeholder: '192.168.178.100', name: 'host', required: true });
    const port = field(t('add.port'), { value: '5020', inputmode: 'numeric', name: 'port' });
    const ip = h('li', {});
    const where = h('li', {});
    const show = () => text(where, t('add.ksem.port', { port: port.value }));
    port.input.addEventListener('input', show);
    show();
    surroundings().then((around) => text(ip, t('add.ksem.ip', { address: around.addresses.join(', ') || location.hostname })), () => {});
    const guide = h('div', { class: 'stack' }, h('p', {}, t('add.ksem.do')), h('ol', { class: 'steps' }, ip, where));
    return {
      node: h('div', { class: 'stack' }, host.node, port.node, guide),
      guide,
      role: 'grid',
      waits: 'add.waits.push',
      settings: async () => {
        const [name, asked = '502'] = host.value.split(':');
        return { value: { profile: 'kostal-ksem', modbus: { push: `tcp://0.0.0.0:${port.value}`, poll: `tcp://${name}:${asked}`, unit: 1 } } };
      },
    };
  },

  modbus() {
    const profile = choice(t('add.device'), []);
    const host = field(t('add.host'), { name: 'host', placeholder: '192.168.178.20', required: true });
    const unit = field(t('add.unit-id'), { value: '1', inputmode: 'numeric', name: 'unit' });
    get('profiles').then(({ profiles }) => replace(profile.select, h('option', { value: 'auto' }, '?'), profiles.filter((one) => one.interface === 'modbus' || one.interface === undefined).map((one) => h('option', { value: one.id }, one.title))));
    return {
      node: h('div', { class: 'fields' }, profile.node, host.node, unit.node),
      settings: async () => ({ value: { profile: profile.value, modbus: { poll: /:\/\//.test(host.value) ? host.value : `tcp://${host.value}`, unit: Number(unit.value) || 1 } } }),
    };
  },

  /** A device whose documents are known. @param found what a search found, if that led here */
  document(found = null) {
    const rest = h('div', { class: 'fields' });
    let known = [];
    let parts = {};
    const show = () => {
      const one = known.find((each) => each.id === profile.value);
      if (one) {
        parts = partsOf(one, found?.profile === one.id ? found.host : '');
        replace(rest, Object.values(parts).map((part) => part.node));
      }
    };
    const profile = choice(t('add.device'), [], show);
    get('profiles').then(({ profiles }) => {
      known = profiles.filter((one) => one.interface === 'http' || one.interface === 'mqtt');
      replace(profile.select, known.map((one) => h('option', { value: one.id, selected: one.id === found?.profile }, one.title)));
      show();
    });
    return {
      node: h('div', { class: 'stack' }, h('div', { class: 'fields' }, profile.node), rest),
      settings: async () => {
        const secrets = {};
        const given = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.value]));
        const variables = Object.fromEntries(Object.entries(given).filter(([name, value]) => name.startsWith('variable.') && value !== '').map(([name, value]) => [name.slice('variable.'.length), value]));
        const login = {
          username: given.username || undefined,
          password: await hidden(secrets, given.password ?? '', 'DEVICE_PASSWORD'),
          token: await hidden(secrets, given.token ?? '', 'DEVICE_TOKEN'),
        };
        const way = { ...login, ...(Object.keys(variables).length > 0 ? { variables } : {}) };
        return { secrets, value: { profile: profile.value, ...(parts.broker ? { mqtt: { broker: given.broker, ...way } } : { http: { host: given.host, ...way } }) } };
      },
    };
  },

  homeassistant() {
    const url = field(t('add.url'), { value: 'http://homeassistant.local:8123', name: 'url', inputmode: 'url' });
    const token = field(t('add.token'), { type: 'password', name: 'token' }, t('add.token.hint'));
    const points = picker(
      () => ({ kind: 'homeassistant', url: url.value, token: token.value }),
      (one, unit) => withUnit('entity', one.id, unit),
    );
    return {
      node: h('div', { class: 'stack' }, h('div', { class: 'fields' }, url.node, token.node), points.node),
      role: 'grid',
      settings: async () => {
        const secrets = {};
        const entities = points.value();
        return { secrets, value: { homeassistant: { url: url.value, token: await hidden(secrets, token.value, 'HOMEASSISTANT_TOKEN'), entities } } };
      },
    };
  },

  openhab() {
    const url = field(t('add.url'), { value: 'http://openhab:8080', name: 'url', inputmode: 'url' });
    const token = field(t('add.token.openhab'), { type: 'password', name: 'token' });
    const points = picker(() => ({ kind: 'openhab', url: url.value, token: token.value }), (one, unit) => withUnit('item', one.id, unit));
    return {
      node: h('div', { class: 'stack' }, h('div', { class: 'fields' }, url.node, token.node), points.node),
      role: 'grid',
      settings: async () => {
        const secrets = {};
        const items = points.value();
        return { secrets, value: { openhab: { url: url.value, token: await hidden(secrets, token.value, 'OPENHAB_TOKEN'), items } } };
      },
    };
  },

  mqtt() {
    const broker = field(t('out.broker'), { value: 'mqtt://', name: 'url', inputmode: 'url' });
    const username = field(t('add.username'), { name: 'username' });
    const password = field(t('add.password'), { type: 'password', name: 'secret' });
    const points = picker(
      () => ({ kind: 'mqtt', url: broker.value, ...(username.value ? { username: username.value, password: password.value } : {}) }),
      (one, unit) => (one.field || unit ? { topic: one.id, ...(one.field ? { json: one.field } : {}), ...(unit ? { unit } : {}) } : { topic: one.id }),
    );
    return {
      node: h('div', { class: 'stack' }, h('div', { class: 'fields' }, broker.node, username.node, password.node), points.node),
      role: 'grid',
      settings: async () => {
        const secrets = {};
        const chosen = points.value();
        return { secrets, value: { mqtt: { broker: broker.value, username: username.value || undefined, password: await hidden(secrets, password.value, 'MQTT_PASSWORD'), points: chosen } } };
      },
    };
  },

  http() {
    const url = field(t('add.url'), { value: 'http://', name: 'url', inputmode: 'url' });
    const username = field(t('add.username'), { name: 'username' });
    const password = field(t('add.password'), { type: 'password', name: 'secret' });
    const points = picker(
      () => ({ kind: 'http', url: url.value, ...(username.value ? { username: username.value, password: password.value } : {}) }),
      (one, unit) => withUnit('json', one.id, unit || 'W'),
    );
    return {
      node: h('div', { class: 'stack' }, h('div', { class: 'fields' }, url.node, username.node, password.node), points.node),
      role: 'grid',
      settings: async () => {
        const secrets = {};
        const chosen = points.value();
        for (const [point, field_] of Object.entries(chosen)) {
          if (field_.unit === 'W' && unitOf(point) !== 'W') {
            delete field_.unit;
          }
        }
        return { secrets, value: { http: { url: url.value, username: username.value || undefined, password: await hidden(secrets, password.value, 'DEVICE_PASSWORD'), points: chosen } } };
      },
    };
  },

  sml: stream('sml'),
  d0: stream('d0'),
  p1: stream('p1'),

  simulate() {
    const scenario = choice(t('add.scenario'), [['summer-day', 'summer-day'], ['winter-day', 'winter-day']]);
    return { node: scenario.node, settings: async () => ({ value: { profile: 'kostal-ksem', simulate: { scenario: scenario.value } } }) };
  },
};

export { adapters };
