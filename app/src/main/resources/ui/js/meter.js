// One meter: its values by phase, how its source does, and its past.

import { part, poll } from './api.js';
import { chart } from './chart.js';
import { attribute, h, keyed, replace, text } from './dom.js';
import { device } from './device.js';
import { energy } from './energy.js';
import { brief, figure, moment, span, t, told, tongue, word } from './i18n.js';
import { recent } from './live.js';
import * as model from './model.js';
import * as kept from './history.js';
import { card, crumb, derivedMark, dot, heading, mark, wayMark } from './parts.js';
import { spark } from './spark.js';

const PHASES = ['total', 'l1', 'l2', 'l3'];

export function meter(name) {
  const good = mark();
  const way = wayMark();
  const value = h('span', { class: 'number' });
  const unit = h('span', { class: 'unit' });
  const age = h('span', { class: 'muted' });
  const big = h('p', { class: 'big' }, value, unit, way.node);
  const line = spark();
  const where = h('p', { class: 'muted' });
  const shown = h('p', { class: 'row' });
  const now = h('section', { class: 'card stack' }, h('div', { class: 'row apart' }, big, h('span', { class: 'row' }, good.node, age)), line.node, where, shown);
  const values = valueTable();
  const links = h('ul', { class: 'links' });
  const errors = h('div', {});
  const past = historyCard(name);
  const counted = energy(name);
  const behind = device(name);
  const missing = h('p', { class: 'notice', 'data-level': 'warn' });
  missing.hidden = true;
  const node = h(
    'div',
    { class: 'stack' },
    crumb(),
    heading(name),
    missing,
    now,
    card(t('meter.values'), values.node),
    past.node,
    counted.node,
    h('div', { class: 'cards' }, card(t('meter.links'), links), card(t('meter.errors'), errors)),
    behind.node,
  );
  const stopLinks = poll(`meters/${part(name)}`, 1000, (json) => {
    showLinks(links, json.links);
    behind.took(json);
  });
  const stopErrors = poll('log?level=warning&limit=1000', 5000, (json) => showErrors(errors, name, json.lines));
  return {
    node,
    title: `${name} · ${t('page.meter')}`,
    update({ picture, link, held }) {
      const latest = picture?.meters.find((candidate) => candidate.name === name);
      missing.hidden = !picture || Boolean(latest);
      text(missing, missing.hidden ? '' : t('not-found', { name }));
      now.hidden = !latest;
      if (!latest) {
        return;
      }
      const headline = model.headline(latest);
      const own = headline && headline.value === null ? 'absent' : latest.quality;
      const quality = link === 'live' ? own : 'lost';
      const direction = model.way(latest, headline);
      const [figureText, unitText] = direction ? model.magnitude(headline) : model.shown(headline);
      text(value, figureText);
      text(unit, unitText);
      attribute(now, 'data-quality', quality);
      attribute(big, 'data-quality', quality);
      way.update(quality === 'fresh' ? direction : null);
      good.update(quality);
      text(age, model.age(headline, held));
      text(where, model.source(latest));
      showConsumers(shown, picture, name);
      line.update(recent(name, headline?.point).values.slice(-180));
      values.update(latest, link, held);
      past.update(latest);
      behind.update(latest, picture?.verdict.advice);
    },
    end() {
      stopLinks();
      stopErrors();
      past.end();
      counted.end();
    },
  };
}

function showConsumers(node, picture, name) {
  const outputs = model.consumers(picture, name).map((output) => output.name);
  const said = outputs.join('\n');
  if (node.dataset.said !== said) {
    node.dataset.said = said;
    replace(node, outputs.length > 0 && [t('meter.consumers'), outputs.map((output) => h('a', { href: `#/outputs/${part(output)}` }, output))]);
  }
}

/** A row per quantity, a column per phase; what has no phases stands below. */
function valueTable() {
  const body = h('tbody', {});
  const table = h(
    'table',
    { class: 'folds' },
    h(
      'thead',
      {},
      h('tr', {}, h('th', { scope: 'col' }, t('meter.quantity')), h('th', { scope: 'col', class: 'figure' }, t('meter.total')), ['L1', 'L2', 'L3'].map((phase) => h('th', { scope: 'col', class: 'figure' }, phase)), h('th', { scope: 'col', class: 'figure' }, t('meter.age'))),
    ),
    body,
  );
  const node = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('meter.values') }, table);
  return {
    node,
    update(meter, link, held) {
      keyed(body, rows(meter), (row) => row.key, () => valueRow()).forEach((part, key) => part.show(rows(meter).find((row) => row.key === key), { meter, link, held }));
    },
  };
}

const BETWEEN = { l12: 'l1', l23: 'l2', l31: 'l3' };

function rows(meter) {
  const byQuantity = new Map();
  for (const point of meter.points) {
    const row = byQuantity.get(point.quantity) ?? { key: point.quantity, points: {} };
    const phase = point.phase.toLowerCase();
    row.points[BETWEEN[phase] ?? phase] = point;
    byQuantity.set(point.quantity, row);
  }
  // What was never received comes last, and only where nothing of its quantity was.
  const received = (row) => Object.values(row.points).some((point) => point.value !== null);
  return [...byQuantity.values()].sort((a, b) => received(b) - received(a));
}

function valueRow() {
  const name = h('th', { scope: 'row' });
  const cells = PHASES.map((phase) => h('td', { class: 'figure', 'data-label': phase === 'total' ? t('meter.total') : phase.toUpperCase() }));
  const aged = h('td', { class: 'figure', 'data-label': t('meter.age') });
  const node = h('tr', {}, name, cells, aged);
  return {
    node,
    show(row, { meter, link, held }) {
      text(name, model.quantityName(meter, row.key));
      const points = Object.values(row.points);
      PHASES.forEach((phase, i) => showCell(cells[i], row.points[phase], meter, link));
      const known = points.filter((point) => point.age_ms !== null);
      const oldest = Math.max(...known.map((point) => point.age_ms));
      const worst = link !== 'live' ? 'lost' : known.length === 0 ? 'absent' : known.some((point) => point.quality === 'stale') ? 'stale' : 'fresh';
      const said = known.length === 0 ? word('quality', 'absent') : worst === 'fresh' ? span(oldest + held) : `${word('quality', worst)}, ${span(oldest + held)}`;
      text(aged, said);
      attribute(node, 'data-quality', worst);
    },
  };
}

function showCell(cell, point, meter, link) {
  const says = point && point.value !== null;
  const direction = says && model.way(meter, point);
  const shownText = says ? (direction ? model.magnitude(point) : model.shown(point)).join(' ').trim() : '';
  const key = [shownText, direction, point?.derived, link === 'live' ? point?.quality : 'lost'].join('|');
  if (cell.dataset.key !== key) {
    cell.dataset.key = key;
    attribute(cell, 'data-quality', link === 'live' ? point?.quality ?? 'none' : 'lost');
    replace(
      cell,
      h('span', { class: 'reading' }, shownText),
      direction && direction !== 'zero' && point.quality === 'fresh' && link === 'live' && h('span', { class: 'aside' }, t(`energy.${direction}`)),
      point?.derived && derivedMark(),
    );
  }
}

/** Counters that the page shows as something else. */
const TOLD = new Set(['answers', 'answer-us']);
const LATELY = 10;

/** The mean round trip of the last seconds; null where the link does not count it. */
function roundTrip(before, counters) {
  const { answers, 'answer-us': micros } = counters;
  if (!answers) {
    return null;
  }
  before.push([answers, micros]);
  if (before.length > LATELY) {
    before.shift();
  }
  const [answered, took] = before[0];
  return answers > answered ? (micros - took) / (answers - answered) : micros / answers;
}

export function showLinks(node, links) {
  keyed(node, links, (link) => link.name, () => {
    const state = dot('starting');
    const title = h('span', {});
    const reason = h('p', { class: 'muted small' });
    const counters = h('ul', { class: 'counters' });
    const before = [];
    const part = h('li', {}, state, title, reason, counters);
    return {
      node: part,
      update(link) {
        attribute(state, 'data-state', link.state);
        text(title, `${link.name}: ${word('state', link.state)} ${t('meter.since', { age: span(link.since_ms) })}`);
        const does = told(link.description, link.description_message);
        const why = told(link.reason, link.coded);
        text(reason, does === why ? does : [does, why].filter(Boolean).join('. '));
        attribute(reason, 'lang', tongue(link.description_message));
        const round = roundTrip(before, link.counters);
        const lines = [
          ...(round === null ? [] : [[t('meter.round'), brief(round * 1000)]]),
          ...(link.restarts > 0 ? [[t('meter.restarts'), figure(link.restarts)]] : []),
          ...Object.entries(link.counters).filter(([name, count]) => count > 0 && !TOLD.has(name)).map(([name, count]) => [name, figure(count)]),
        ];
        keyed(counters, lines, ([name]) => name, () => {
          const item = h('li', {});
          return { node: item, update: ([name, count]) => text(item, `${name} ${count}`) };
        });
      },
    };
  });
}

function showErrors(node, name, lines) {
  const mine = new RegExp(`(^|[^\\w-])${name.replace(/[^\w-]/g, '\\$&')}($|[^\\w-])`);
  const found = lines.filter((line) => mine.test(line.message) || line.logger.includes(name)).slice(-6).reverse();
  replace(
    node,
    found.length === 0
      ? h('p', { class: 'empty' }, t('meter.errors.none'))
      : h('ul', { class: 'links' }, found.map((line) => h('li', {}, dot(line.level === 'error' ? 'down' : 'waiting'), h('span', { class: 'muted small' }, moment(Date.parse(line.time))), h('p', { lang: 'en' }, line.message)))),
  );
}

const RANGES = { live: 0, hour: 3_600_000, day: 86_400_000, week: 604_800_000, year: 31_536_000_000 };

function historyCard(name) {
  let range = 'live';
  let quantityWanted = null;
  let history = null;
  let on = false;
  let turn = 0;
  let drawn = 0;
  const plot = chart(`${name} · ${t('meter.history')}`, (from, to) => finer(from, to));
  const note = h('p', { class: 'muted small' }, t('chart.off'));
  note.hidden = true;
  const choose = h('select', {});
  const computed = derivedMark();
  computed.hidden = true;
  const buttons = Object.keys(RANGES).map((key) => h('button', { type: 'button', 'aria-pressed': String(key === range), onclick: () => pick(key) }, t(`chart.${key}`)));
  const segments = h('div', { class: 'segments', role: 'group', 'aria-label': t('chart.range') }, buttons);
  const node = h(
    'section',
    { class: 'card stack' },
    h('div', { class: 'row apart' }, h('h2', {}, t('meter.history'), ' ', computed), h('div', { class: 'row' }, h('label', { class: 'row' }, h('span', { class: 'unseen' }, t('chart.quantity')), choose), segments)),
    note,
    plot.node,
  );
  choose.addEventListener('change', () => {
    quantityWanted = choose.value;
    pick(range);
  });

  async function pick(wanted) {
    range = wanted;
    buttons.forEach((button, i) => attribute(button, 'aria-pressed', String(Object.keys(RANGES)[i] === range)));
    const mine = ++turn;
    history = null;
    if (on && latest) {
      const to = Date.now();
      const points = series(latest);
      try {
        const lines = await Promise.all(points.map((point) => (range === 'live' ? kept.lately(name, point.point) : kept.series(name, point.point, to - RANGES[range], to))));
        if (mine === turn) {
          history = new Map(lines.map((line, i) => [points[i].point, line]));
        }
      } catch {
        // What the page has seen itself is shown then.
      }
    }
    drawn = 0;
  }

  /** What was kept of a part of what is shown; the shorter it is, the finer. */
  async function finer(from, to) {
    return on && latest ? Promise.all(series(latest).map((point) => kept.series(name, point.point, from * 1000, to * 1000))) : null;
  }

  let latest = null;
  const label = (point) => (point.phase === 'total' ? model.quantityName(latest, point.quantity) : point.phase.toUpperCase());
  const series = (meter) => meter.points.filter((point) => point.quantity === quantityWanted && typeof point.value === 'number');

  segments.hidden = true;
  kept.kept().then((yes) => {
    on = yes;
    segments.hidden = !on;
    note.hidden = on;
    pick(range);
  }, () => {});

  /** What was kept, and, live, what came since. */
  const line = (point) => {
    const old = history?.get(point.point);
    if (range !== 'live') {
      return old ?? { times: [], values: [] };
    }
    return old ? kept.joined(old, recent(name, point.point)) : recent(name, point.point);
  };

  return {
    node,
    update(meter) {
      const first = latest === null;
      latest = meter;
      const quantities = [...new Set(meter.points.filter((point) => typeof point.value === 'number').map((point) => point.quantity))];
      quantityWanted ??= quantities[0] ?? null;
      if (first) {
        pick(range);
      }
      const said = quantities.join();
      if (choose.dataset.said !== said) {
        choose.dataset.said = said;
        replace(choose, quantities.map((key) => h('option', { value: key, selected: key === quantityWanted }, model.quantityName(meter, key))));
      }
      if (Date.now() - drawn > 1000 && quantityWanted) {
        drawn = Date.now();
        const lines = series(meter).map((point) => ({ name: label(point), unit: point.unit, ...line(point) }));
        computed.hidden = !lines.some((each) => each.derived);
        plot.update(lines);
      }
    },
    end: () => plot.end(),
  };
}
