// Adding a meter: what measures, its values in words before anything is saved, and what is put right by a click.

import { get } from '../api.js';
import { announce, attribute, h, replace, text } from '../dom.js';
import { quantity, t, told, tongue, word } from '../i18n.js';
import { now } from '../live.js';
import { change } from '../login.js';
import { crumb, heading } from '../parts.js';
import { NAME, button, choice, field, freeName, guarded, problemList, save, says, tick, tiles } from './form.js';
import { search, settingsOf } from './search.js';
import { SOURCES } from './sources.js';

const KINDS = ['ksem', 'homeassistant', 'openhab', 'mqtt', 'http', 'document', 'sml', 'p1', 'd0', 'modbus', 'simulate'];
const ROLES = ['grid', 'producer', 'storage', 'consumer', 'vehicle'];
const NAMES = { grid: 'grid', producer: 'pv', storage: 'battery', consumer: 'load', vehicle: 'wallbox' };
const FACTORS = ['0.001', '0.01', '0.1', '1', '10', '100', '1000'];
const ROTATIONS = [['', 'add.phases.none'], ['L2,L3,L1', null], ['L3,L1,L2', null], ['L2,L1,L3', null], ['L1,L3,L2', null], ['L3,L2,L1', null]];

export function addMeter(kind) {
  return guarded(t('add.meter'), () => make(kind));
}

function make(wanted) {
  const body = h('div', { class: 'stack' });
  const node = h('div', { class: 'stack' }, crumb(), heading(t('add.meter')), body);
  let stop = () => {};
  let dirty = false;

  function begin() {
    stop();
    stop = () => {};
    dirty = false;
    replace(
      body,
      h('h2', {}, t('add.meter.how')),
      tiles([['find', t('add.find'), t('add.find.why')], ...KINDS.map((kind) => [kind, t(`add.kind.${kind}`)])], (kind) => (kind === 'find' ? find() : by(kind))),
    );
  }

  const again = () => button('plain', `← ${t('setup.back')}`, begin);

  function find() {
    const looked = search((device) => {
      looked.end();
      if (['password', 'token'].includes(device.login)) {
        by('document', device);
        return;
      }
      watch({ settings: async () => ({ value: settingsOf(device) }), role: device.role ?? 'grid', known: true });
    });
    stop = looked.end;
    replace(body, h('div', {}, again()), h('section', { class: 'card stack' }, h('h2', {}, t('add.find')), looked.node));
  }

  function by(kind, device = null) {
    const source = SOURCES[kind](device);
    const wrong = h('div', { class: 'wrong', role: 'alert' });
    const go = h('button', { type: 'submit', class: 'main' }, t('add.go'));
    const form = h('form', { class: 'card stack', novalidate: true }, h('h2', {}, t(`add.kind.${kind}`)), source.node, wrong, h('div', { class: 'row end' }, go));
    form.addEventListener('input', () => { dirty = true; });
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      replace(wrong);
      try {
        await source.settings();
        await watch(source, (problems) => replace(wrong, h('p', {}, t('add.errors')), problemList(problems)));
      } catch (error) {
        text(wrong, error.message);
      }
    });
    replace(body, h('div', {}, again()), form);
    form.querySelector('input, select')?.focus();
  }

  /** Runs the meter without saving it. */
  async function watch(source, refused = () => {}) {
    const found = await source.settings();
    const taken = (now().picture?.meters ?? []).map((meter) => meter.name);
    const state = { value: found.value, secrets: found.secrets ?? {}, correct: {}, role: source.role ?? 'grid', known: source.known };
    const settings = () => {
      const all = structuredClone(state.value);
      if (Object.keys(state.correct).length > 0) {
        all.correct = state.correct;
      }
      if (state.role !== state.profileRole && (state.role !== 'grid' || !all.profile)) {
        all.role = state.role;
      }
      return all;
    };
    if (found.value.profile && found.value.profile !== 'auto') {
      try {
        state.profileRole = (await get(`profiles/${encodeURIComponent(found.value.profile)}`)).role ?? undefined;
        state.role = source.known || !source.role ? state.profileRole ?? state.role : state.role;
      } catch {
        // A profile without a role.
      }
    }
    const start = () => change('POST', 'trial', { name: 'trial', value: settings(), secrets: state.secrets });
    try {
      await start();
    } catch (error) {
      if (error.status === 422) {
        refused(error.body?.problems ?? []);
        return;
      }
      throw error;
    }
    dirty = true;
    replace(body, h('div', {}, again()), trial(state, settings, start, taken, source));
    body.querySelector('h2')?.scrollIntoView({ block: 'nearest' });
  }

  function trial(state, settings, start, taken, source) {
    const waits = t(source.waits ?? 'add.waits');
    const guide = source.guide ?? h('div', {});
    const sentence = h('p', { class: 'sentence', role: 'status' }, waits);
    const reason = h('p', { class: 'muted small' });
    const values = h('dl', { class: 'facts' });
    const name = field(t('add.name'), { value: freeName(NAMES[state.role] ?? 'grid', taken), name: 'name', required: true }, t('add.name.hint'));
    let named = false;
    name.input.addEventListener('input', () => { named = true; });
    const role = choice(t('add.what'), ROLES.map((one) => [one, t(`add.role.${one}`)]), (wanted) => {
      state.role = wanted;
      if (!named) {
        name.input.value = freeName(NAMES[wanted], taken);
      }
      restart();
    }, state.role);
    const wrong = h('div', { class: 'wrong', role: 'alert' });
    const go = h('button', { type: 'submit', class: 'main' }, t('add.save.blind'));

    const restart = async () => {
      try {
        await start();
        replace(wrong);
      } catch (error) {
        replace(wrong, error.status === 422 ? problemList(error.body?.problems ?? []) : error.message);
      }
    };

    const form = h(
      'form',
      { class: 'card stack', novalidate: true },
      h('h2', {}, t('add.check')),
      sentence,
      reason,
      guide,
      values,
      h('div', { class: 'fields' }, role.node, name.node),
      corrections(state, restart),
      wrong,
      h('div', { class: 'row end' }, go),
    );
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (!NAME.test(name.value) || taken.includes(name.value)) {
        text(wrong, t(taken.includes(name.value) ? 'add.name.taken' : 'add.name.wrong'));
        name.input.focus();
        return;
      }
      go.disabled = true;
      try {
        stop();
        await change('DELETE', 'trial').catch(() => {});
        await save([{ path: ['meters', name.value], value: settings() }], state.secrets);
        dirty = false;
        announce(t('add.saved', { name: name.value }));
        location.hash = '#/setup';
      } catch (error) {
        replace(wrong, error.status === 422 ? problemList(error.body?.problems ?? []) : t('failed', { why: error.message }));
        go.disabled = false;
      }
    });

    const look = async () => {
      try {
        show(await change('GET', 'trial'));
      } catch (error) {
        text(reason, error.message);
      }
    };
    function show(meter) {
      const received = (meter.points ?? []).filter((point) => typeof point.value === 'number' && point.quality === 'fresh');
      const power = received.find((point) => point.point === 'active-power') ?? received.find((point) => point.quantity === 'active-power');
      sentence.dataset.state = received.length > 0 ? 'fresh' : 'waiting';
      guide.hidden = received.length > 0 || !source.guide;
      text(sentence, received.length === 0 ? waits : says(state.role, power?.value));
      text(reason, received.length === 0 && meter.link ? told(meter.link.reason, meter.link.coded) : '');
      attribute(reason, 'lang', tongue(meter.link?.coded));
      text(go, t(received.length > 0 ? 'add.save' : 'add.save.blind'));
      const shown = received.filter((point) => /^(active-power|voltage|current|active-energy-(import|export)|frequency|state-of-charge)$/.test(point.quantity) && (point.phase === 'total' || !/energy/.test(point.quantity))).slice(0, 16);
      replace(values, shown.map((point) => [
        h('dt', {}, `${word('quantity', point.quantity)}${point.phase === 'total' ? '' : ` ${point.phase}`}`),
        h('dd', {}, quantity(point.value, point.unit).join(' ')),
      ]));
    }
    look();
    const timer = setInterval(look, 700);
    stop = () => {
      clearInterval(timer);
      change('DELETE', 'trial').catch(() => {});
    };
    return form;
  }

  const ended = () => stop();
  begin();
  if (wanted in SOURCES) {
    by(wanted);
  }
  return { node, leaves: () => dirty, end: ended };
}

/** What is wrong, put right by a click; written as `correct:`. */
function corrections(state, restart) {
  const set = (key, value) => {
    if (value === undefined) {
      delete state.correct[key];
    } else {
      state.correct[key] = value;
    }
    restart();
  };
  const turn = tick(t('add.turn'), (on) => set('sign', on ? -1 : undefined));
  const scale = choice(t('add.scale'), FACTORS.map((factor) => [factor, factor === '1' ? t('add.scale.none') : t('add.scale.by', { factor })]), (factor) => set('scale', factor === '1' ? undefined : Number(factor)), '1');
  const phases = choice(t('add.phases'), ROTATIONS.map(([order, words]) => [order, words ? t(words) : order.replaceAll(',', ', ')]), (order) => set('phases', order === '' ? undefined : order.split(',')));
  const reversed = ['L1', 'L2', 'L3'].map((phase) => tick(t('add.reversed', { phase }), (on) => {
    const wanted = new Set(state.correct.reversed ?? []);
    wanted[on ? 'add' : 'delete'](phase);
    set('reversed', wanted.size > 0 ? [...wanted].sort() : undefined);
  }));
  return h('details', {}, h('summary', {}, t('add.wrong')), h('div', { class: 'stack inset' }, turn.node, h('div', { class: 'fields' }, scale.node, phases.node), reversed.map((one) => one.node)));
}
