// Bars beside those of the period before: one pair per slot, with a crosshair that says what stands there. A slot
// without data stays empty.

import { attribute, h, replace, s, text } from './dom.js';
import { figure, t } from './i18n.js';

const HEIGHT = 230;
const LEFT = 68;
const FOOT = 24;
const HEAD = 8;
const WHOLE = 0.97;

/** Round numbers for an axis of three lines. */
function step(most) {
  const raw = most / 3;
  const size = 10 ** Math.floor(Math.log10(raw));
  return size * [1, 2, 2.5, 5, 10].find((factor) => factor * size >= raw);
}

/**
 * @param {string} name what is shown, for those who cannot see it
 * @param {(index: number) => void} enter what happens where somebody wants to see a slot closer
 */
export function bars(name, enter) {
  const picture = s('svg', { class: 'pairs', height: HEIGHT, 'aria-hidden': 'true' });
  const plot = h('div', { class: 'bar-plot', tabindex: '0', role: 'group', 'aria-label': name, 'aria-describedby': 'bars-how' }, picture);
  const said = h('p', { class: 'readout', role: 'status' });
  const node = h('div', {}, said, plot, h('p', { class: 'muted small', id: 'bars-how' }, t('bars.how')));
  let slots = [];
  let chosen = -1;
  let most = 1;
  let bands = [];
  const cross = s('line', { class: 'cross' });

  const width = () => Math.max(220, plot.clientWidth);
  const place = (i) => LEFT + ((width() - LEFT) * i) / Math.max(1, slots.length);
  const level = (value) => HEIGHT - FOOT - ((HEIGHT - FOOT - HEAD) * value) / most;

  function draw() {
    const known = slots.flatMap((slot) => [slot.value, slot.before]).filter((value) => typeof value === 'number');
    const gap = known.length === 0 ? 1000 : step(Math.max(...known, 1));
    most = Math.max(gap, Math.ceil(Math.max(...known, 1) / gap) * gap);
    const w = width();
    attribute(picture, 'width', w);
    attribute(picture, 'viewBox', `0 0 ${w} ${HEIGHT}`);
    const lines = [];
    for (let value = 0; value <= most + gap / 2; value += gap) {
      const y = level(value);
      lines.push(s('line', { class: 'rule', x1: LEFT, x2: w, y1: y, y2: y }));
      lines.push(s('text', { class: 'tick', x: LEFT - 8, y: y + 4, 'text-anchor': 'end' }, most < 1000 ? `${figure(value, 1)} Wh` : `${figure(value / 1000, 2)} kWh`));
    }
    const room = (w - LEFT) / Math.max(1, slots.length);
    const every = Math.max(1, Math.ceil(34 / room));
    const thick = Math.max(1, Math.min(22, room * 0.38));
    bands = [];
    slots.forEach((slot, i) => {
      const x = place(i) + room / 2;
      const column = (value, kind, left, covered) => typeof value === 'number' && s('rect', {
        class: kind, x: left, width: thick, y: level(value), height: Math.max(value > 0 ? 1 : 0, HEIGHT - FOOT - level(value)),
        'data-part': covered < WHOLE ? '' : null,
      });
      bands.push(s('g', {}, column(slot.before, 'before', x - thick, 1), column(slot.value, 'now', x, slot.covered ?? 1)));
      if (i % every === 0) {
        lines.push(s('text', { class: 'tick', x, y: HEIGHT - 6, 'text-anchor': 'middle' }, slot.short));
      }
    });
    replace(picture, lines, bands, cross);
    choose(Math.min(chosen, slots.length - 1), false);
  }

  function choose(i, speak = true) {
    chosen = i;
    const slot = slots[i];
    attribute(cross, 'hidden', slot ? null : '');
    bands.forEach((band, at) => attribute(band, 'data-chosen', at === i ? '' : null));
    if (slot) {
      const x = place(i) + (width() - LEFT) / slots.length / 2;
      [['x1', x], ['x2', x], ['y1', HEAD], ['y2', HEIGHT - FOOT]].forEach(([key, value]) => attribute(cross, key, value));
    }
    if (speak || !slot) {
      text(said, slot ? slot.says : t(slots.some((one) => one.value !== null || one.before !== null) ? 'bars.point' : 'bars.none'));
    }
  }

  const at = (event) => {
    const x = event.clientX - plot.getBoundingClientRect().left;
    const i = Math.floor(((x - LEFT) / (width() - LEFT)) * slots.length);
    return i >= 0 && i < slots.length ? i : -1;
  };
  plot.addEventListener('pointermove', (event) => choose(at(event)));
  plot.addEventListener('pointerdown', (event) => choose(at(event)));
  plot.addEventListener('dblclick', (event) => at(event) >= 0 && enter(at(event)));
  plot.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const moves = { ArrowLeft: Math.max(0, chosen - 1), ArrowRight: Math.min(slots.length - 1, chosen + 1), Home: 0, End: slots.length - 1 };
    if (event.key in moves) {
      event.preventDefault();
      choose(moves[event.key]);
    } else if ((event.key === 'Enter' || event.key === '+') && chosen >= 0) {
      event.preventDefault();
      enter(chosen);
    }
  });
  const observer = new ResizeObserver(draw);
  observer.observe(plot);

  return {
    node,
    picture,
    get chosen() {
      return chosen;
    },
    /** @param wanted `{value, before, covered, short, says}` each, values in Wh or null */
    update(wanted, anew) {
      slots = wanted;
      if (anew) {
        chosen = -1;
      }
      draw();
      if (chosen >= 0) {
        text(said, slots[chosen]?.says ?? '');
      }
    },
    end: () => observer.disconnect(),
  };
}
