// The house as one picture: sun, house, battery, grid and car, the power between them and which way it goes.

import { part } from './api.js';
import { attribute, h, replace, s, text } from './dom.js';
import { number, t } from './i18n.js';
import { names, power } from './model.js';

/** Below this a meter's own noise decides on the sign. */
const STILL = 5;

const PICTURES = {
  producer: 'M12 4V2m0 20v-2m8-8h2M2 12h2m13.7-5.7l1.4-1.4M4.9 19.1l1.4-1.4m0-11.4L4.9 4.9m14.2 14.2l-1.4-1.4M12 7.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9',
  night: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  grid: 'M12 2L7 22M12 2l5 20M4 8h16M5.5 13h13M9.6 11.5l5.6 6.5M14.4 11.5L8.8 18M12 2v6',
  house: 'M3 11.5L12 4l9 7.5M5.5 9.5V20h13V9.5M10 20v-5.5h4V20',
  storage: 'M7 5h10v16H7zM10 2.5h4V5h-4zM12.8 8.5l-2.6 4.6h3.6l-2.6 4.6',
  vehicle: 'M3 16.5v-3.7L5.2 7.5h11l3 5.3 1.8.9v2.8h-2.3M8.7 16.5h6.6M4.8 12.8h14M7 18.3a1.9 1.9 0 1 0 0-3.7 1.9 1.9 0 0 0 0 3.7M17 18.3a1.9 1.9 0 1 0 0-3.7 1.9 1.9 0 0 0 0 3.7',
};

/** Which way power of a part goes: `in` is towards the house. */
const WAYS = {
  grid: { plus: ['import', 'in'], minus: ['export', 'out'] },
  producer: { plus: ['produce', 'in'], minus: ['draw', 'out'] },
  storage: { plus: ['charge', 'out'], minus: ['discharge', 'in'] },
  vehicle: { plus: ['charge', 'out'], minus: ['discharge', 'in'] },
};

function picture(name) {
  return s('svg', { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' }, s('path', { d: PICTURES[name] }));
}

/** What is known of a part, in words: how it looks, what is said, where its line runs. */
function describe(kind, found, link) {
  const state = link === 'live' ? found.state : 'lost';
  if (state === 'asleep') {
    return { state, value: '', word: t('house.asleep'), flow: 'zero', picture: kind === 'producer' ? 'night' : kind };
  }
  const known = state === 'fresh' && typeof found.power_w === 'number';
  if (!known) {
    return { state: state === 'fresh' ? 'absent' : state, value: '–', word: t(`quality.${state === 'fresh' ? 'absent' : state}`), flow: 'stopped', picture: kind };
  }
  const still = Math.abs(found.power_w) < STILL;
  const [word, flow] = still ? ['zero', 'zero'] : WAYS[kind][found.power_w > 0 ? 'plus' : 'minus'];
  return { state, value: power(found.power_w).join(' '), word: t(`energy.${word}`), flow, picture: kind };
}

function node(kind) {
  const image = h('span', { class: 'image' }, picture(kind));
  const value = h('span', { class: 'number' });
  const charge = h('span', { class: 'charge' });
  const word = h('span', { class: 'word' });
  const link = h('a', { class: 'part', 'data-part': kind, href: '#/overview' }, h('span', { class: 'disc' }, image, value, charge), h('span', { class: 'name' }, t(`house.${kind}`)), word);
  let shown = kind;
  return {
    link,
    update(meters, said, percent) {
      attribute(link, 'href', meters.length === 1 ? `#/meters/${part(meters[0])}` : '#/overview');
      attribute(link, 'data-state', said.state);
      text(value, said.value);
      text(word, said.word);
      charge.hidden = typeof percent !== 'number';
      text(charge, charge.hidden ? '' : `${number(percent)} %`);
      if (said.picture !== shown) {
        shown = said.picture;
        replace(image, picture(shown));
      }
    },
  };
}

/** How fast a line runs: more power is faster, in four steps. */
function pace(watts) {
  const size = Math.abs(watts ?? 0);
  return size > 5000 ? 4 : size > 2000 ? 3 : size > 500 ? 2 : 1;
}

/** The picture of the house. */
export function house() {
  const parts = Object.fromEntries(['producer', 'grid', 'house', 'storage', 'vehicle'].map((kind) => [kind, node(kind)]));
  const lines = s('svg', { class: 'wires', 'aria-hidden': 'true' });
  const wires = Object.fromEntries(Object.keys(WAYS).map((kind) => {
    const track = s('path', { class: 'track' });
    const stream = s('path', { class: 'stream' });
    return [kind, { group: s('g', {}, track, stream), track, stream }];
  }));
  lines.append(...Object.values(wires).map((wire) => wire.group));
  const scene = h('div', { class: 'scene' }, lines, Object.values(parts).map((each) => each.link));
  const notes = h('ul', { class: 'notes' });
  const box = h('section', { class: 'card house', 'aria-label': t('house.title') }, scene, notes);

  const place = () => {
    const origin = scene.getBoundingClientRect();
    const middle = (kind) => {
      const disc = parts[kind].link.querySelector('.disc').getBoundingClientRect();
      return { x: disc.left - origin.left + disc.width / 2, y: disc.top - origin.top + disc.height / 2, r: disc.width / 2 };
    };
    const to = middle('house');
    for (const [kind, wire] of Object.entries(wires)) {
      const from = middle(kind);
      const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
      const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
      const path = `M${(from.x + dx * from.r).toFixed(1)} ${(from.y + dy * from.r).toFixed(1)}L${(to.x - dx * to.r).toFixed(1)} ${(to.y - dy * to.r).toFixed(1)}`;
      attribute(wire.track, 'd', path);
      attribute(wire.stream, 'd', path);
    }
  };
  const observer = new ResizeObserver(place);
  observer.observe(scene);

  return {
    node: box,
    update(home, link, measured) {
      for (const kind of Object.keys(WAYS)) {
        const found = home[kind];
        const { link: element } = parts[kind];
        element.hidden = !found;
        attribute(wires[kind].group, 'hidden', found ? null : '');
        if (found) {
          const said = describe(kind, found, link);
          parts[kind].update(found.meters, said, link === 'live' ? found.charge_percent : null);
          attribute(wires[kind].group, 'data-flow', said.flow);
          attribute(wires[kind].group, 'data-pace', pace(found.power_w));
        }
      }
      const known = link === 'live' && typeof home.house.power_w === 'number';
      const state = link === 'live' ? (known ? 'fresh' : 'absent') : 'lost';
      parts.house.update([], {
        state,
        value: known ? power(home.house.power_w).join(' ') : '–',
        word: known ? t('energy.consume') : link === 'live' ? t(`house.unknown.${home.house.unknown}`) : t('quality.lost'),
        picture: 'house',
      });
      attribute(scene, 'data-shape', [home.producer && 'sun', home.storage && 'battery', home.vehicle && 'car'].filter(Boolean).join(' '));
      attribute(box, 'data-night', home.producer?.state === 'asleep' ? '' : null);
      const said = [
        home.presumed && t('house.presumed', { name: home.grid.meters[0] }),
        home.house.unknown === 'no-grid' && measured && t('house.no-grid'),
        home.house.unknown === 'contradiction' && t('house.contradiction'),
        known && home.house.without.length > 0 && t('house.without', { names: names(home.house.without), n: home.house.without.length }),
      ].filter(Boolean);
      if (notes.dataset.said !== said.join('\n')) {
        notes.dataset.said = said.join('\n');
        replace(notes, said.map((one) => h('li', {}, one)));
      }
      place();
    },
    end: () => observer.disconnect(),
  };
}
