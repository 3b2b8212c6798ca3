// Charts over time. uPlot draws; this gives it colours, the reader's language, a keyboard, and words for those who
// cannot see it.

import { attribute, h, keyed, text } from './dom.js';
import { locale, moment, quantity, t } from './i18n.js';
import { saveCanvas, saveTable } from './save.js';
import { fingers } from './touch.js';

/** The page holds the script element: its address is nobody's to assign. It comes after everything that is urgent. */
function load() {
  if (globalThis.uPlot) {
    return Promise.resolve(globalThis.uPlot);
  }
  const script = document.getElementById('uplot');
  return new Promise((resolve, reject) => {
    script.addEventListener('load', () => resolve(globalThis.uPlot), { once: true });
    script.addEventListener('error', () => reject(new Error('uPlot')), { once: true });
  });
}

/** A chart shows a minute at least, in seconds, until somebody zooms in. */
const LEAST = 60;

/** Puts series of different instants on one axis of times. */
function join(series) {
  const times = [...new Set(series.flatMap((one) => one.times))].sort((a, b) => a - b);
  const place = new Map(times.map((time, i) => [time, i]));
  const columns = series.map((one) => {
    const column = new Array(times.length).fill(undefined);
    one.times.forEach((time, i) => { column[place.get(time)] = one.values[i]; });
    return column;
  });
  return [times, ...columns];
}

/** The values around what is looked at closely, and in it the finer ones. */
function refined(one, { from, to, times, values }) {
  const before = one.times.findIndex((time) => time >= from);
  const first = before < 0 ? one.times.length : before;
  const behind = one.times.findIndex((time) => time > to);
  const last = behind < 0 ? one.times.length : behind;
  return { ...one, times: [...one.times.slice(0, first), ...times, ...one.times.slice(last)], values: [...one.values.slice(0, first), ...values, ...one.values.slice(last)] };
}

/** How long after a zoom finer values are asked for. */
const PAUSE = 250;

/**
 * @param {string} name what the chart shows, for those who cannot see it
 * @param {(from: number, to: number) => Promise<{times: number[], values: (number | null)[]}[] | null>} closer finer
 *   values of the same series between two times, in seconds since 1970; null where there are none
 */
export function chart(name, closer = async () => null) {
  const plot = h('div', { class: 'plot', tabindex: '0', role: 'img', 'aria-label': name });
  const key = h('ul', { class: 'key' });
  const empty = h('p', { class: 'empty' }, t('chart.empty'));
  const summary = h('p', { class: 'unseen' });
  const readout = h('p', { class: 'readout', role: 'status' });
  const save = h('div', { class: 'row' }, h('button', { type: 'button', onclick: () => table() }, 'CSV'), h('button', { type: 'button', onclick: () => saveCanvas(fileName(), `${name} · ${[...key.children].map((one) => one.textContent).join(', ')}`, plot.querySelector('canvas')) }, 'PNG'));
  const node = h('figure', { class: 'stack' }, key, readout, empty, plot, summary, save, h('figcaption', { class: 'muted small' }, t('chart.zoom')));
  let made = null;
  let shape = '';
  let unit = '';
  let zoomed = false;
  let ended = false;
  let latest = [];
  let detail = null;
  let due = 0;

  const fileName = () => `${name} ${moment(Date.now(), { dateStyle: 'short', timeStyle: 'short' })}`;
  const table = () => {
    const { min, max } = made.scales.x;
    const [times, ...columns] = made.data;
    saveTable(fileName(), [
      ['time', ...latest.map((one) => `${one.name} (${one.unit})`)],
      ...times.map((time, i) => [time, ...columns.map((column) => column[i])]).filter(([time]) => time >= min && time <= max)
        .map(([time, ...values]) => [new Date(time * 1000).toISOString(), ...values]),
    ]);
  };

  /** What stands under the crosshair. */
  const point = () => {
    const i = made?.cursor.idx;
    const shown = i !== null && i !== undefined && made.cursor.left >= 0;
    text(readout, shown
      ? [moment(made.data[0][i] * 1000), ...latest.map((one, at) => {
        const value = nearest(made.data[at + 1], i);
        return `${one.name}: ${typeof value === 'number' ? quantity(value, one.unit).join(' ') : t('energy.no-data')}`;
      })].join(' · ')
      : t('chart.point'));
  };

  const look = () => {
    clearTimeout(due);
    due = setTimeout(async () => {
      if (!made || !zoomed || ended) {
        detail = null;
        return;
      }
      const { min, max } = made.scales.x;
      try {
        const finer = await closer(min, max);
        detail = finer && finer.some((one) => one.times.length > 0) ? finer.map((one) => ({ from: min, to: max, ...one })) : null;
      } catch {
        detail = null; // What is shown already stays.
      }
      if (!ended) {
        draw();
      }
    }, PAUSE);
  };

  const size = () => ({ width: Math.max(200, plot.clientWidth), height: plot.clientHeight || 280 });
  const observer = new ResizeObserver(() => made?.setSize(size()));
  observer.observe(plot);
  let again = () => {};
  const recolour = () => {
    shape = '';
    again();
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', recolour);
  addEventListener('polymeter-theme', recolour);

  const all = () => {
    const times = made.data[0];
    return [times[0], times.at(-1)];
  };
  const zoom = (min, max) => {
    const [first, last] = all();
    const from = Math.max(first, min);
    const to = Math.min(last, max);
    zoomed = from > first || to < last;
    made.setScale('x', { min: from, max: to > from ? to : from + 1 });
    look();
  };
  const step = (by) => {
    const [times] = made.data;
    const at = made.cursor.idx ?? times.length - 1;
    const i = Math.max(0, Math.min(times.length - 1, at + by));
    made.setCursor({ left: made.valToPos(times[i], 'x'), top: 20 });
  };
  plot.addEventListener('keydown', (event) => {
    if (!made || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const { min, max } = made.scales.x;
    const width = max - min;
    if (/^Arrow(Left|Right)$/.test(event.key) && !event.shiftKey) {
      event.preventDefault();
      step(event.key === 'ArrowLeft' ? -1 : 1);
      return;
    }
    const moves = {
      '+': [min + width / 4, max - width / 4],
      '-': [min - width / 2, max + width / 2],
      ArrowLeft: [min - width / 5, max - width / 5],
      ArrowRight: [min + width / 5, max + width / 5],
      0: all(),
    };
    const wanted = moves[event.key === '−' ? '-' : event.key];
    if (wanted) {
      event.preventDefault();
      zoom(...wanted);
    }
  });
  plot.addEventListener('dblclick', () => {
    zoomed = false;
    look();
  });
  fingers(plot, {
    point: (x) => made?.setCursor({ left: x - made.over.offsetLeft, top: 20 }),
    scale: () => made?.scales.x,
    time: (x) => made.posToVal(x - made.over.offsetLeft, 'x'),
    zoom: (min, max) => made && zoom(min, max),
  });

  const make = (UPlot, series, data) => {
    made?.destroy();
    const style = getComputedStyle(node);
    const colour = (variable) => style.getPropertyValue(variable).trim();
    const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 }, font: `12px ${colour('--sans')}` };
    const hours = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' });
    const seconds = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit' });
    const days = new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short' });
    made = new UPlot(
      {
        ...size(),
        legend: { show: false },
        cursor: { drag: { x: true, y: false, setScale: true } },
        scales: { x: { time: true, range: (_, min, max) => (zoomed || max - min >= LEAST ? [min, max] : [max - LEAST, max]) } },
        padding: [12, 28, 0, 0],
        hooks: {
          setSelect: [(u) => {
            zoomed = u.select.width > 0;
            look();
          }],
          setCursor: [() => point()],
        },
        axes: [
          { ...axis, space: 110, values: (_, ticks, __, ___, step) => ticks.map((tick) => (step >= 86400 ? days : step < 60 ? seconds : hours).format(tick * 1000)) },
          { ...axis, size: 76, values: (_, ticks) => ticks.map((tick) => quantity(tick, unit).join(' ')) },
        ],
        series: [
          {},
          ...series.map((one, i) => ({
            label: one.name,
            stroke: getComputedStyle(key.children[i]).getPropertyValue('--series').trim(),
            width: 2,
            points: { show: false },
            spanGaps: false,
          })),
        ],
      },
      data,
      plot,
    );
  };

  const shownData = () => join(latest.map((one, i) => (detail?.[i] && zoomed ? refined(one, detail[i]) : one)));
  const draw = () => {
    const { min, max } = made.scales.x;
    made.setData(shownData(), !zoomed);
    if (zoomed) {
      made.setScale('x', { min, max });
    }
  };

  return {
    node,
    /** @param series `{name, unit, times, values}` each: times in seconds since 1970, null for what does not count */
    async update(series) {
      again = () => this.update(series);
      const any = series.some((one) => one.times.length > 1);
      empty.hidden = any;
      plot.hidden = !any;
      save.hidden = !any;
      readout.hidden = !any;
      node.lastChild.hidden = !any;
      keyed(key, series, (one) => one.name, (one) => {
        const label = h('span', {});
        const item = h('li', {}, h('i', {}), label);
        return {
          node: item,
          update(latest) {
            attribute(item, 'class', `series-${series.findIndex((other) => other.name === latest.name) % 5}`);
            const last = latest.values.at(-1);
            text(label, typeof last === 'number' ? `${latest.name}  ${quantity(last, latest.unit).join(' ')}` : one.name);
          },
        };
      });
      text(summary, series.map(describe).filter(Boolean).join(' '));
      if (!any) {
        return;
      }
      let UPlot;
      try {
        UPlot = await load();
      } catch {
        return;
      }
      if (ended) {
        return;
      }
      unit = series[0].unit;
      latest = series;
      const data = shownData();
      const wanted = `${series.map((one) => one.name).join('\n')}\n${unit}\n${document.documentElement.lang}`;
      if (!made || wanted !== shape) {
        shape = wanted;
        zoomed = false;
        detail = null;
        make(UPlot, series, data);
        point();
      } else {
        draw();
      }
    },
    end() {
      ended = true;
      clearTimeout(due);
      observer.disconnect();
      dark.removeEventListener('change', recolour);
      removeEventListener('polymeter-theme', recolour);
      made?.destroy();
    },
  };
}

/** The value at a place; where this series has none at that instant, the one before, unless there is a hole. */
function nearest(column, i) {
  let at = i;
  while (at > 0 && column[at] === undefined) {
    at--;
  }
  return column[at];
}

/** The curve in words. */
function describe(one) {
  const known = one.values.filter((value) => typeof value === 'number');
  if (known.length === 0) {
    return '';
  }
  const say = (value) => quantity(value, one.unit).join(' ');
  return `${one.name}: ${t('chart.latest', { value: say(known.at(-1)), least: say(Math.min(...known)), most: say(Math.max(...known)) })}`;
}
