// Today's energy in a few figures. What is not known is a dash, and a sentence says why.

import { attribute, h, keyed, text } from './dom.js';
import { number, t } from './i18n.js';
import { names } from './model.js';
import { bar } from './parts.js';

/** A share of a period less than this is said. */
const WHOLE = 0.97;

const kilo = (wattHours) => (typeof wattHours === 'number' ? `${number(wattHours / 1000, wattHours < 99_950 ? 2 : 1)} kWh` : '–');

function share(key) {
  const value = h('dd', { class: 'number' });
  const track = h('dd', { class: 'track' });
  let drawn = null;
  return {
    node: h('div', { class: 'share' }, h('dt', {}, t(`today.${key}`)), value, track),
    update(known) {
      text(value, typeof known === 'number' ? `${number(known * 100)} %` : '–');
      if (drawn !== known) {
        drawn = known;
        track.replaceChildren(bar(known ?? 0, 'bar', 'export'));
      }
    },
  };
}

/** The figures a house has, by its parts. */
function figures(day, now) {
  return [
    ['consumed', now.producer],
    ['produced', now.producer],
    ['imported', now.grid],
    ['exported', now.grid],
    ['charged', now.storage],
    ['discharged', now.storage],
    ['vehicle', now.vehicle],
  ].filter(([, wanted]) => wanted).map(([key]) => ({ key, value: kilo(day?.[`${key}_wh`]) }));
}

export function today() {
  const sufficiency = share('sufficiency');
  const consumption = share('consumption');
  const shares = h('dl', { class: 'shares' }, sufficiency.node, consumption.node);
  const list = h('dl', { class: 'counted' });
  const note = h('p', { class: 'muted small' });
  const node = h('section', { class: 'card today', 'aria-labelledby': 'today' }, h('h2', { id: 'today' }, t('today.title')), shares, list, note);
  let told = false;
  const view = {
    node,
    /** What there will be, until the figures come. */
    prepare(now) {
      if (!told) {
        view.update({ now, today: undefined });
        told = false;
      }
    },
    update({ now, today: day }) {
      told = true;
      shares.hidden = !now.producer;
      sufficiency.update(day?.self_sufficiency);
      consumption.update(day?.self_consumption);
      keyed(list, figures(day, now), (one) => one.key, (one) => {
        const value = h('dd', { class: 'number' });
        return { node: h('div', { 'data-figure': one.key }, h('dt', {}, t(`today.${one.key}`)), value), update: (latest) => text(value, latest.value) };
      });
      text(note, sentence(now, day));
      attribute(node, 'data-known', day ? '' : null);
    },
  };
  return view;
}

/** What limits these figures. */
function sentence(now, day) {
  if (!day) {
    return day === null ? t('today.none') : '';
  }
  return [
    day.covered < WHOLE && t('today.covered', { share: number(day.covered * 100) }),
    now.producer && day.without.length > 0 && t('today.without', { names: names(day.without), n: day.without.length }),
    now.producer && day.consumed_wh === null && t('today.unknown'),
    !now.producer && t('today.no-producer'),
  ].filter(Boolean).join(' ');
}
