// The first page: meters, outputs, the lines between them, the day, and one sentence.

import { chart } from './chart.js';
import { attribute, h, keyed, replace, text } from './dom.js';
import { flow } from './flow.js';
import { figure, number, span, t, word } from './i18n.js';
import * as model from './model.js';
import { part } from './api.js';
import * as past from './history.js';
import { recent } from './live.js';
import { bar, derivedMark, dot, mark, wayMark } from './parts.js';
import { banner } from './verdict.js';

export function overview() {
  const verdict = banner();
  const meters = h('div', { class: 'list' });
  const outputs = h('div', { class: 'list' });
  const board = h(
    'div',
    { class: 'board' },
    h('section', { 'aria-labelledby': 'meters' }, h('h2', { id: 'meters' }, t('overview.meters')), meters),
    h('div', { class: 'between' }),
    h('section', { 'aria-labelledby': 'outputs' }, h('h2', { id: 'outputs' }, t('overview.outputs')), outputs),
  );
  const lines = flow(board);
  board.append(lines.node);
  const day = dayChart();
  const node = h(
    'div',
    { class: 'stack' },
    verdict.node,
    board,
    h('p', { class: 'muted small' }, t('overview.legend')),
    day.node,
  );
  return {
    node,
    title: t('page.overview'),
    update(state) {
      verdict.update(state);
      const { picture, link } = state;
      if (!picture) {
        return;
      }
      list(meters, picture.meters, t('overview.none.meters'), state, meterTile);
      list(outputs, picture.outputs, t('overview.none.outputs'), state, outputTile);
      lines.update(picture.outputs.flatMap((output) => output.meters.map((name) => {
        const meter = picture.meters.find((candidate) => candidate.name === name);
        return {
          key: `${name}\n${output.name}`,
          from: `meter ${name}`,
          to: `output ${output.name}`,
          flow: !meter || model.served(output, link) !== 'fresh' ? 'stopped' : model.flow(model.way(meter, model.headline(meter))),
        };
      })));
      day.update(state);
    },
    end() {
      lines.end();
      day.end();
    },
  };
}

function list(parent, items, none, state, make) {
  if (items.length === 0 && !parent.querySelector('.empty')) {
    replace(parent, h('p', { class: 'empty' }, none));
  } else if (items.length > 0) {
    parent.querySelector('.empty')?.remove();
  }
  keyed(parent, items, (item) => item.name, make).forEach((tile, name) => {
    tile.show(items.find((item) => item.name === name), state);
  });
}

function meterTile(meter) {
  const state = dot('starting');
  const what = h('p', { class: 'what' });
  const value = h('span', { class: 'number' });
  const unit = h('span', { class: 'unit' });
  const way = wayMark();
  const good = mark();
  const age = h('span', {});
  const derived = derivedMark();
  const big = h('p', { class: 'big' }, value, unit, way.node);
  const phases = h('dl', { class: 'phases' });
  const node = h(
    'article',
    { class: 'card tile', 'data-tile': `meter ${meter.name}` },
    h('h3', { class: 'head' }, state, h('a', { href: `#/meters/${part(meter.name)}` }, meter.name)),
    what,
    big,
    phases,
    h('p', { class: 'foot' }, good.node, age, derived),
  );
  return {
    node,
    show(latest, { link, held }) {
      const headline = model.headline(latest);
      const own = headline && headline.value === null ? 'absent' : latest.quality;
      const quality = link === 'live' ? own : 'lost';
      attribute(node, 'data-quality', quality);
      attribute(big, 'data-quality', quality);
      attribute(state, 'data-state', link === 'live' ? latest.link?.state ?? 'up' : 'down');
      text(what, model.source(latest));
      const direction = model.way(latest, headline);
      const [figureText, unitText] = direction ? model.magnitude(headline) : model.shown(headline);
      text(value, figureText);
      text(unit, unitText);
      way.update(quality === 'fresh' ? direction : null);
      showPhases(phases, latest, quality === 'fresh');
      good.update(quality);
      text(age, model.age(headline, held));
      derived.hidden = !headline?.derived;
    },
  };
}

function showPhases(node, meter, valid) {
  const rows = ['L1', 'L2', 'L3']
    .map((name) => [name, model.point(meter, `active-power.${name}`)])
    .filter(([, measured]) => valid && measured?.quality === 'fresh' && typeof measured.value === 'number');
  const most = Math.max(1, ...rows.map(([, measured]) => Math.abs(measured.value)));
  keyed(node, rows, ([name]) => name, ([name]) => {
    const dd = h('dd', { class: 'reading' });
    const track = h('dd', { class: 'track' });
    const row = h('div', {}, h('dt', {}, name), dd, track);
    return {
      node: row,
      update([, measured]) {
        const direction = model.way(meter, measured);
        const [value, unit] = model.magnitude(measured);
        text(dd, `${measured.value < 0 ? '−' : ''}${value} ${unit}`);
        replace(track, bar(Math.abs(measured.value) / most, 'bar', model.flow(direction)));
      },
    };
  });
}

function outputTile(output) {
  const state = dot('starting');
  const what = h('p', { class: 'what' });
  const good = mark();
  const shows = h('p', { class: 'small muted' });
  const value = h('span', { class: 'number' });
  const unit = h('span', { class: 'unit' });
  const way = wayMark();
  const big = h('p', { class: 'big' }, value, unit, way.node);
  const foot = h('p', { class: 'foot' });
  const node = h(
    'article',
    { class: 'card tile', 'data-tile': `output ${output.name}` },
    h('h3', { class: 'head' }, state, h('a', { href: `#/outputs/${part(output.name)}` }, output.name)),
    what,
    big,
    foot,
    shows,
  );
  const rate = h('span', {});
  const refused = h('span', { class: 'mark', 'data-quality': 'warn' });
  replace(foot, good.node, rate, refused);
  return {
    node,
    show(latest, { link, picture }) {
      const served = model.served(latest, link);
      const quality = { fresh: 'fresh', stale: 'stale', absent: 'absent', lost: 'lost', down: 'lost' }[served] ?? 'absent';
      attribute(node, 'data-quality', quality === 'fresh' ? 'fresh' : quality);
      attribute(big, 'data-quality', quality);
      attribute(state, 'data-state', served === 'fresh' ? 'up' : served === 'down' || served === 'lost' ? 'down' : 'waiting');
      text(what, [latest.profile, model.sink(latest)].filter(Boolean).join(' · '));
      text(shows, t('overview.shows', { names: model.names(latest.meters) }));
      const meter = picture.meters.find((candidate) => candidate.name === latest.meters[0]);
      const single = latest.meters.length === 1 && meter ? model.headline(meter) : null;
      const direction = single && model.way(meter, single);
      const [figureText, unitText] = !single ? ['', ''] : direction ? model.magnitude(single) : model.shown(single);
      way.update(quality === 'fresh' ? direction : null);
      text(value, served === 'absent' ? '–' : figureText);
      text(unit, served === 'absent' ? '' : unitText);
      good.update(
        served === 'down' ? 'bad' : served in { waiting: 1, starting: 1 } ? 'absent' : quality,
        served in { down: 1, waiting: 1, starting: 1 } ? word('state', served) : undefined,
      );
      text(rate, reads(latest));
      const since = model.refusal(latest);
      refused.hidden = since === null;
      text(refused, since === null ? '' : t('output.refused', { age: span(since) }));
    },
  };
}

/** Who asks, and how often. */
function reads(output) {
  if (!output.reads) {
    return '';
  }
  const { count, per_second: perSecond, last_reader: reader, last_ms: last } = output.reads;
  if (count === 0) {
    return t('output.unread');
  }
  const rate = perSecond > 0
    ? t('output.rate.value', { rate: perSecond < 9.95 ? figure(perSecond, 1) : number(perSecond) })
    : t('ago', { age: span(last ?? 0) });
  return `${bare(reader ?? '')} · ${rate}`;
}

/** An address without the port, which changes with every connection. */
function bare(reader) {
  return reader.replace(/^(\d+\.\d+\.\d+\.\d+|\[[^\]]+\]):\d+$/, '$1');
}

/** Active power of every meter, today if history is kept. */
function dayChart() {
  const title = h('h2', {}, t('overview.recent'));
  const plot = chart(t('overview.chart'), (from, to) => closer(from, to));
  const node = h('section', { class: 'card wide stack' }, title, plot.node);
  let history = null;
  let asked = 0;
  let drawn = 0;
  const load = async (picture) => {
    asked = Date.now();
    if (!await past.kept()) {
      return;
    }
    const midnight = new Date();
    midnight.setHours(0, 0, 0, 0);
    const lines = await Promise.all(picture.meters.map(async (meter) => {
      const point = model.headline(meter)?.point ?? 'active-power';
      return past.today(meter.name, point, midnight.getTime());
    }));
    history = lines.some((line) => line.times.length > 1) ? lines : null;
  };
  let shown = [];
  const closer = async (from, to) => (history === null ? null : Promise.all(shown.map((one) => past.series(one.name, one.point, from * 1000, to * 1000))));
  return {
    node,
    update({ picture }) {
      if (Date.now() - asked > 60_000) {
        load(picture).catch(() => { history = null; });
      }
      if (Date.now() - drawn < 1000) {
        return;
      }
      drawn = Date.now();
      text(title, t(history ? 'overview.day' : 'overview.recent'));
      const meters = picture.meters.slice(0, 5);
      shown = meters.map((meter) => ({ name: meter.name, point: model.headline(meter)?.point ?? 'active-power' }));
      plot.update(meters.map((meter, i) => {
        const headline = model.headline(meter);
        const now = recent(meter.name, headline?.point);
        const old = history?.[i];
        return {
          name: meter.name,
          unit: headline?.unit ?? '',
          ...(old ? past.joined(old, now) : now),
        };
      }));
    },
    end: () => plot.end(),
  };
}
