// The device behind a meter: found again at another address, or replaced by another one.

import { get, part } from './api.js';
import { announce, h, replace, text } from './dom.js';
import { t } from './i18n.js';
import { change } from './login.js';

/** How long a search may take. */
const PATIENCE = 180_000;

/** @param name of the meter */
export function device(name) {
  const said = h('p', { role: 'status' });
  const offer = h('div', { class: 'row' });
  const look = h('button', { type: 'button', onclick: find }, t('device.find'));
  const lost = h('div', { class: 'stack' }, h('p', {}, t('device.lost')), h('div', { class: 'row' }, look));
  const swap = h('button', { type: 'button', onclick: () => replaced(true) }, t('device.replace.go'));
  const keep = h('button', { type: 'button', onclick: () => replaced(false) }, t('device.replace.keep'));
  const waits = h('p', { class: 'notice', 'data-level': 'warn' }, t('device.replace.waits'));
  const replacing = h('details', {}, h('summary', {}, t('device.replace')), h('div', { class: 'stack inset' }, h('p', {}, t('device.replace.why')), waits, h('div', { class: 'row' }, swap, keep)));
  const node = h('section', { class: 'card stack' }, h('h2', {}, t('device.title')), lost, said, offer, replacing);
  const stranger = h('p', { class: 'notice', 'data-level': 'warn' });
  replacing.before(stranger);
  stranger.hidden = true;
  let moved = '';
  let another = '';
  lost.hidden = true;
  waits.hidden = true;
  keep.hidden = true;

  async function find() {
    look.disabled = true;
    replace(offer);
    text(said, t('device.looking'));
    try {
      const { found } = await change('POST', `meters/${part(name)}/find`, {}, PATIENCE);
      if (found) {
        offered(found);
      } else {
        text(said, t('device.nowhere'));
      }
    } catch (error) {
      text(said, t('failed', { why: error.message }));
    }
    look.disabled = false;
  }

  function offered(found) {
    text(said, t(`device.found.${found.by}`, { host: found.host, evidence: found.evidence }));
    replace(offer, h('button', { type: 'button', class: 'main', onclick: () => use(found) }, t('device.use', { value: found.value })));
  }

  /** What was found by itself is offered without being asked for. */
  async function known() {
    const { found } = await get(`meters/${part(name)}/moved`).catch(() => ({}));
    if (found) {
      offered(found);
    }
  }

  async function use(found) {
    try {
      await change('POST', 'configuration/edit', { put: [{ path: found.path, value: found.value }], apply: true });
      replace(offer);
      text(said, t('device.used', { value: found.value }));
      announce(said.textContent);
    } catch (error) {
      text(said, t('failed', { why: error.message }));
    }
  }

  async function replaced(wanted) {
    try {
      const answer = await change(wanted ? 'POST' : 'DELETE', `meters/${part(name)}/replacement`, wanted ? {} : undefined);
      show(answer.replacing);
    } catch (error) {
      text(said, t('failed', { why: error.message }));
    }
  }

  function show(waiting) {
    waits.hidden = !waiting;
    keep.hidden = !waiting;
    swap.hidden = waiting;
  }

  return {
    node,
    /** @param meter of the overview; @param advice all of the verdict */
    update(meter, advice = []) {
      const now = advice.find((one) => one.code === 'device-replaced' && one.subject === name)?.params.place ?? '';
      if (now !== another) {
        another = now;
        stranger.hidden = !now;
        replacing.open = replacing.open || Boolean(now);
        text(stranger, now ? t('device.other', { serial: now }) : '');
      }
      const place = advice.find((one) => one.code === 'device-moved' && one.subject === name)?.params.place ?? '';
      if (place !== moved) {
        moved = place;
        if (place) {
          known();
        }
      }
      const asked = ['modbus', 'http'].includes(meter.source.kind);
      lost.hidden = !asked || meter.quality === 'fresh' || meter.asleep;
    },
    /** @param whole the meter's own answer */
    took(whole) {
      show(whole.replacing === true);
    },
  };
}
