// The control loop on an output: how old and regular its values are, whether a battery swings on them, what may help.

import { part, poll } from './api.js';
import { attribute, h, replace, text } from './dom.js';
import { open } from './dialog.js';
import { figure, learn, number, quantity, span, t, told, tongue } from './i18n.js';
import { change } from './login.js';
import { words } from './loop-words.js';
import { card, facts, mark } from './parts.js';
import { saveText } from './save.js';

learn(words);

const EVERY = 2000;
const LEVELS = { none: 'fresh', periodic: 'warn', loop: 'bad', amplified: 'warn', load: 'warn' };
const GRADES = { good: 'fresh', warn: 'warn', bad: 'bad' };
const CUTS = ['silence', 'reset', 'frozen', 'garbage', 'gone'];
const COMPARED = ['verdict', 'rms-w', 'peak-to-peak-w', 'travel-w-per-hour', 'repeat-factor'];

const seconds = (value) => (typeof value === 'number' ? `${number(value, value < 10 ? 2 : 1)} s` : '–');

/** The card, which is hidden where no loop is followed. */
export function loop(name) {
  const verdict = mark();
  const figures = h('div', {});
  const advice = h('ul', { class: 'advice' });
  const trial = h('div', { class: 'stack' });
  const drill = h('div', { class: 'stack' });
  let wait = 800;
  const node = card(
    t('loop.title'),
    h('p', { class: 'row' }, h('span', { class: 'muted' }, t('loop.why')), verdict.node),
    figures,
    advice,
    trial,
    drill,
    h(
      'div',
      { class: 'row' },
      h('button', { type: 'button', 'data-act': 'try', onclick: () => tried(name, wait) }, t('loop.try')),
      h('button', { type: 'button', 'data-act': 'drill', class: 'danger', onclick: () => drilled(name) }, t('drill.button')),
    ),
  );
  node.id = 'loop';
  node.hidden = true;
  const path = part(name);
  const ends = [
    // All outputs are asked for: one without a loop is no error.
    poll('doctor', EVERY, (json) => {
      const found = json.outputs[name];
      node.hidden = !found;
      if (!found) {
        return;
      }
      const seen = found.oscillation.verdict;
      // Where loads hide the swing, a fit tells the loop, and no period is known.
      const hidden = seen === 'loop' && found.oscillation['period-s'] === null;
      verdict.update(LEVELS[seen] ?? 'warn', t(hidden ? 'loop.verdict.hidden' : `loop.verdict.${seen}`));
      attribute(verdict.node, 'data-verdict', seen);
      showFigures(figures, found);
      replace(advice, ...found.advice.map((sentence, i) => h('li', { lang: tongue(found.advice_messages[i]) }, told(sentence, found.advice_messages[i]))));
      wait = suggested(found);
    }, () => {
      node.hidden = true;
    }),
    poll(`doctor/${path}/try`, EVERY, (json) => showTrial(trial, name, json)),
    poll(`drill/${path}`, EVERY, (json) => showDrill(drill, name, json)),
  ];
  return { node, end: () => ends.forEach((end) => end()) };
}

function showFigures(node, found) {
  if (!found['age-s']) {
    replace(node, h('p', { class: 'empty' }, t('loop.none')));
    return;
  }
  const age = found['age-s'];
  const margin = found.margin;
  replace(node, facts(
    [t('loop.age'), graded(t('loop.age.value', { p50: seconds(age.p50), p95: seconds(age.p95), p99: seconds(age.p99) }), age.grade)],
    [t('loop.poll'), period(found['poll-s'])],
    [t('loop.source'), period(found['source-s'])],
    typeof found['repeat-factor'] === 'number' && [t('loop.repeats'), graded(number(found['repeat-factor'], 2), found['repeat-grade'])],
    typeof found['lost-share'] === 'number' && [t('loop.lost'), `${number(100 * found['lost-share'], 0)} %`],
    found.steers.length > 0 && [t('loop.steers'), found.steers.join(', ')],
    found.steers.length > 0 && [t('loop.margin'), margin
      ? t('loop.margin.value', { low: number(margin.gain[0], 1), high: number(margin.gain[1], 1), degrees: number(margin['phase-deg'][0], 0) })
      : t('loop.margin.none')],
  ));
}

function period(times) {
  return typeof times?.p50 === 'number'
    ? graded(t('loop.period.value', { p50: seconds(times.p50), jitter: typeof times.jitter === 'number' ? number(times.jitter, 2) : '–' }), times.grade)
    : '–';
}

function graded(says, grade) {
  if (!grade) {
    return says;
  }
  const good = mark();
  good.update(GRADES[grade], t(`loop.grade.${grade}`));
  return [`${says} `, good.node];
}

/** Long enough for nearly every measurement, and not longer than most wait for a reply. */
function suggested(found) {
  const source = found['source-s']?.p95;
  return typeof source === 'number' ? Math.min(2000, Math.max(200, Math.ceil(source * 11) * 100)) : 800;
}

async function tried(name, wait) {
  const field = h('input', { type: 'number', name: 'wait', min: 50, max: 2000, step: 50, value: String(wait), required: true });
  await open({
    title: t('loop.try'),
    content: [h('p', {}, t('loop.try.why')), h('label', {}, t('loop.try.wait'), field)],
    yes: t('loop.try.yes'),
    small: true,
    async act() {
      await change('POST', `doctor/${part(name)}/try`, { try: `wait-for-new=${Number(field.value)}ms`, for: '10m' });
      return true;
    },
  });
}

function showTrial(node, name, json) {
  if (!json.try) {
    replace(node);
    return;
  }
  const row = (key) => h('tr', {}, h('th', { scope: 'row' }, t(`loop.row.${key}`)), ...['before', 'with'].map((side) => h('td', { class: 'figure', 'data-side': side, 'data-row': key }, compared(key, json[side][key]))));
  const says = json.running
    ? t('loop.try.running', { aid: json.try, left: span(json['left-s'] * 1000) })
    : t('loop.try.ended', { aid: json.try });
  const end = node.querySelector('button') ?? h('button', { type: 'button', 'data-act': 'end', onclick: () => change('DELETE', `doctor/${part(name)}/try`) }, t('loop.try.end'));
  end.hidden = !json.running;
  const kept = document.activeElement === end;
  replace(
    node,
    h('p', { class: 'notice', 'data-level': json.running ? 'warn' : 'ok', id: 'loop-trial' }, says),
    h('table', { 'aria-describedby': 'loop-trial' }, h('thead', {}, h('tr', {}, h('td', {}), h('th', { scope: 'col', class: 'figure' }, t('loop.before')), h('th', { scope: 'col', class: 'figure' }, t('loop.with')))), h('tbody', {}, COMPARED.map(row))),
    h('div', { class: 'row' }, end),
  );
  if (kept) {
    end.focus();
  }
}

function compared(key, value) {
  if (key === 'verdict') {
    return t(`loop.verdict.${value}`);
  }
  if (typeof value !== 'number') {
    return '–';
  }
  return key === 'repeat-factor' ? number(value, 2) : quantity(value, 'W').join(' ');
}

async function drilled(name) {
  const cut = h('select', { name: 'cut' }, CUTS.map((kind) => h('option', { value: kind }, t(`drill.cut.${kind}`))));
  const time = h('input', { type: 'number', name: 'seconds', min: 1, max: 600, value: '30', required: true });
  const consent = h('input', { type: 'text', name: 'consent', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', required: true });
  await open({
    title: t('drill.title', { name }),
    content: [
      h('p', { class: 'notice', 'data-level': 'warn' }, t('drill.why')),
      h('label', {}, t('drill.cut'), cut),
      h('label', {}, t('drill.for'), time),
      h('label', {}, t('drill.consent', { name }), consent),
    ],
    yes: t('drill.yes'),
    danger: true,
    async act() {
      await change('POST', `drill/${part(name)}`, { cut: cut.value, for: `${Number(time.value)}s`, consent: consent.value });
      return true;
    },
  });
}

function showDrill(node, name, json) {
  const report = json.report;
  const said = JSON.stringify(json);
  if (node.dataset.said === said) {
    return;
  }
  node.dataset.said = said;
  if (json.running) {
    replace(node, h('p', { class: 'notice', 'data-level': 'warn', 'data-drill': 'running' }, t('drill.running')));
  } else if (report?.error) {
    replace(node, h('p', { class: 'notice', 'data-level': 'warn', lang: 'en' }, report.error));
  } else if (report) {
    replace(
      node,
      h('h3', {}, t('drill.report')),
      h('div', { 'data-drill': 'report' }, facts(
        [t('drill.cut'), t(`drill.cut.${report.cut}`)],
        [t('drill.last'), seconds(report['last-served-s'])],
        [t('drill.meanwhile'), figure(report['served-meanwhile'] ?? 0)],
        [t('drill.oldest'), seconds(report['oldest-served-s'])],
        [t('drill.told'), h('span', { lang: 'en' }, String(report.told ?? '–'))],
        [t('drill.recovered'), seconds(report['recovered-s'])],
      )),
      h('div', { class: 'row' }, h('button', { type: 'button', onclick: () => saveText(`drill-${name}.json`, JSON.stringify(report, null, 2), 'application/json') }, t('drill.save'))),
    );
  } else {
    replace(node);
  }
}
