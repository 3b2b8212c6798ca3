// Energy of a day, a month or a year in bars, beside that of the period before: of the house, or of one meter.

import { get, part } from './api.js';
import { bars } from './bars.js';
import { bounds, dayOf, said, shifted } from './calendar.js';
import { attribute, h, icon, replace, text } from './dom.js';
import { number, quantity, t } from './i18n.js';
import { kept } from './history.js';
import { first, now } from './live.js';
import { counterName } from './model.js';
import { saveDrawing, saveTable } from './save.js';

/** What stands in one bar, and what one looks at closer. */
const STEPS = { day: 'hour', month: 'day', year: 'month' };
const CLOSER = { year: 'month', month: 'day' };
const TITLES = {
  day: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
};
const HOUR = 3_600_000;

const SERIES = ['consumed', 'produced', 'imported', 'exported', 'charged', 'discharged', 'vehicle'];

/** @param {string | null} meter null for the house */
export function energy(meter) {
  let period = 'day';
  let day = null;
  let fine = false;
  let wanted = null;
  let slots = [];
  let turn = 0;
  const plot = bars(t('energy.title'), (i) => closer(i));
  const button = (label, act, name) => h('button', { type: 'button', class: name ?? null, onclick: act }, label);
  const periods = Object.keys(STEPS).map((key) => button(t(`energy.per.${key}`), () => go(key, day)));
  const title = h('strong', { class: 'when' });
  const back = h('button', { type: 'button', 'aria-label': t('energy.previous'), onclick: () => go(period, shifted(day, period, -1)) }, icon('left', 20));
  const next = h('button', { type: 'button', 'aria-label': t('energy.next'), onclick: () => go(period, shifted(day, period, 1)) }, icon('right', 20));
  const choose = h('select', { 'aria-label': t('chart.quantity'), onchange: () => { wanted = choose.value; draw(true); } });
  const finer = button(t('energy.finer'), () => { fine = !fine; load(); });
  const open = button(t('energy.open'), () => plot.chosen >= 0 && closer(plot.chosen));
  const sum = h('p', { class: 'muted' });
  const key = h('ul', { class: 'key' }, h('li', { class: 'now' }, h('i', {}), h('span', {})), h('li', { class: 'before' }, h('i', {}), h('span', {})));
  const node = h(
    'section',
    { class: 'card wide stack energy' },
    h('div', { class: 'row apart' }, h('h2', {}, t('energy.title')), h('div', { class: 'segments', role: 'group', 'aria-label': t('chart.range') }, periods)),
    h('div', { class: 'row apart' }, h('div', { class: 'row' }, back, title, next), h('div', { class: 'row' }, choose)),
    key,
    plot.node,
    sum,
    h('div', { class: 'row' }, finer, open, button('CSV', () => table()), button('PNG', () => saveDrawing(name(), `${choose.selectedOptions[0]?.text ?? ''} · ${title.textContent}`, plot.picture))),
  );
  let on = false;

  const zone = () => now().picture?.site.timezone ?? 'UTC';
  const name = () => [meter ?? 'home', wanted, period, ...shifted(day, period, 0).slice(0, { year: 1, month: 2, day: 3 }[period]).map((one, i) => String(i === 1 ? one + 1 : one).padStart(2, '0'))].join('-');

  function go(next, at) {
    period = next;
    const today = dayOf(Date.now(), zone());
    const [last] = bounds(today, period, zone());
    day = at === null || bounds(at, period, zone())[0] > last ? today : at;
    fine &&= period === 'day';
    load(true);
  }

  function closer(i) {
    if (period === 'day') {
      fine = true;
      load(true);
    } else {
      const at = shifted(day, period, 0);
      go(CLOSER[period], period === 'year' ? [at[0], i, 1] : [at[0], at[1], i + 1]);
    }
  }

  const step = () => (fine ? 'quarter-hour' : STEPS[period]);

  async function ask([from, to]) {
    const query = new URLSearchParams({ per: step(), from: new Date(from).toISOString(), to: new Date(to).toISOString() });
    const json = await get(meter === null ? `home/energy?${query}` : `history/${part(meter)}/energy?${query}`);
    return json.values;
  }

  async function load(anew = false) {
    const mine = ++turn;
    const own = bounds(day, period, zone());
    const before = bounds(shifted(day, period, -1), period, zone());
    const [values, earlier] = await Promise.all([ask(own), ask(before)]);
    if (mine !== turn) {
      return;
    }
    slots = frame(own).map((slot) => ({ ...slot, own: null, before: null }));
    const put = (list, start, field) => list.forEach((one) => {
      const slot = slots[index(Date.parse(one.start), start)];
      if (slot) {
        slot[field] = one;
      }
    });
    put(values, own[0], 'own');
    put(earlier, before[0], 'before');
    draw(anew);
  }

  /** The slots of a period: all of them, whether anything is known or not. */
  function frame([from, to]) {
    if (period === 'day') {
      const width = fine ? HOUR / 4 : HOUR;
      return Array.from({ length: Math.round((to - from) / width) }, (_, i) => {
        const at = from + i * width;
        const clock = { hour: '2-digit', minute: '2-digit' };
        return { start: at, short: said(at, zone(), { hour: 'numeric' }).replace(/\D+/g, ''), long: `${said(at, zone(), clock)}–${said(at + width, zone(), clock)}` };
      });
    }
    const first = shifted(day, period, 0);
    const count = period === 'year' ? 12 : new Date(Date.UTC(first[0], first[1] + 1, 0)).getUTCDate();
    return Array.from({ length: count }, (_, i) => {
      const at = bounds(period === 'year' ? [first[0], i, 1] : [first[0], first[1], i + 1], CLOSER[period], zone())[0];
      return period === 'year'
        ? { start: at, short: said(at, zone(), { month: 'narrow' }), long: said(at, zone(), { month: 'long', year: 'numeric' }) }
        : { start: at, short: String(i + 1), long: said(at, zone(), { weekday: 'short', day: 'numeric', month: 'short' }) };
    });
  }

  function index(ms, start) {
    if (period === 'day') {
      return Math.round((ms - start) / (fine ? HOUR / 4 : HOUR));
    }
    const [, month, date] = dayOf(ms, zone());
    return period === 'year' ? month : date - 1;
  }

  const value = (one) => one?.[meter === null ? `${wanted}_wh` : wanted] ?? null;
  const amount = (wattHours) => (wattHours === null ? t('energy.no-data') : quantity(wattHours, 'Wh').join(' '));

  function draw(anew) {
    offer();
    const today = dayOf(Date.now(), zone());
    next.disabled = bounds(shifted(day, period, 1), period, zone())[0] > bounds(today, period, zone())[0];
    periods.forEach((one, i) => attribute(one, 'aria-pressed', String(Object.keys(STEPS)[i] === period)));
    text(title, said(bounds(day, period, zone())[0], zone(), TITLES[period]));
    text(key.children[0].lastChild, title.textContent);
    text(key.children[1].lastChild, said(bounds(shifted(day, period, -1), period, zone())[0], zone(), TITLES[period]));
    finer.hidden = period !== 'day';
    attribute(finer, 'aria-pressed', String(fine));
    open.hidden = period === 'day';
    text(open, t(`energy.open.${CLOSER[period] ?? 'day'}`));
    plot.update(slots.map((slot) => ({
      value: value(slot.own),
      before: value(slot.before),
      covered: slot.own?.covered,
      short: slot.short,
      says: [
        `${slot.long}: ${amount(value(slot.own))}`,
        `${t(`energy.before.${period}`)}: ${amount(value(slot.before))}`,
        slot.own && slot.own.covered < 0.97 && t('energy.covered', { share: number(slot.own.covered * 100) }),
        slot.own?.without?.length > 0 && t('energy.without', { n: slot.own.without.length }),
      ].filter(Boolean).join(' · '),
    })), anew);
    const total = (field) => {
      const known = slots.map((slot) => value(slot[field])).filter((one) => one !== null);
      return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
    };
    const missing = slots.filter((slot) => value(slot.own) === null && slot.start < Date.now()).length;
    const sums = [total('own'), total('before')];
    text(sum, sums.every((one) => one === null) ? '' : [t('energy.sum', { now: amount(sums[0]), before: amount(sums[1]) }), missing > 0 && t('energy.holes', { n: missing })].filter(Boolean).join(' '));
  }

  /** What there is to choose from. */
  function offer() {
    const picture = now().picture;
    const shown = picture?.meters.find((one) => one.name === meter);
    const all = meter === null
      ? SERIES.filter((one) => ({ consumed: 'producer', produced: 'producer', charged: 'storage', discharged: 'storage', vehicle: 'vehicle' })[one] === undefined
        || picture?.home[{ consumed: 'producer', produced: 'producer', charged: 'storage', discharged: 'storage', vehicle: 'vehicle' }[one]])
        .map((one) => [one, t(`today.${one}`)])
      : (shown?.role === 'producer' ? ['exported', 'imported'] : ['imported', 'exported']).map((one) => [one, counterName(shown, one)]);
    const words = all.map(([one, label]) => `${one} ${label}`).join();
    if (!all.some(([one]) => one === wanted)) {
      wanted = all[0][0];
    }
    if (choose.dataset.said !== words) {
      choose.dataset.said = words;
      replace(choose, all.map(([one, label]) => h('option', { value: one, selected: one === wanted }, label)));
    }
  }

  function table() {
    const iso = (ms) => new Date(ms).toISOString();
    saveTable(name(), [
      ['start', `${wanted} (Wh)`, `${wanted}, ${t(`energy.before.${period}`)} (Wh)`, 'covered'],
      ...slots.map((slot) => [iso(slot.start), value(slot.own), value(slot.before), slot.own?.covered]),
    ]);
  }

  kept().then(async (yes) => {
    node.hidden = !yes;
    if (yes) {
      await first();
      on = true;
      go(period, null);
    }
  }).catch(() => {});

  return {
    node,
    /** What is going on now may have grown. */
    refresh() {
      if (on && day !== null && Date.now() < bounds(day, period, zone())[1]) {
        load().catch(() => {});
      }
    },
    end: () => plot.end(),
  };
}
