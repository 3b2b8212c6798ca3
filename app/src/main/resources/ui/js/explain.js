// What any register of an output means: its value, how it is made, and where it was received.

import { get, part } from './api.js';
import { h, keyed, replace, text } from './dom.js';
import { precise, quantity, span, t, word } from './i18n.js';
import { derivedMark, facts, mark } from './parts.js';

const EVERY = 1000;
const ROWS = 200;

export function explain(name) {
  const address = h('input', { type: 'text', inputmode: 'numeric', pattern: '[0-9]{1,5}', required: true, size: 8 });
  const result = h('div', { role: 'region', 'aria-live': 'polite', 'aria-label': t('explain.title') });
  const form = h('form', { class: 'row low', onsubmit: (event) => {
    event.preventDefault();
    ask(address.value.trim());
  } }, h('label', {}, t('explain.address'), address), h('button', { type: 'submit', class: 'main' }, t('explain.go')));
  const filter = h('input', { type: 'search', oninput: () => draw() });
  const body = h('tbody', {});
  const more = h('p', { class: 'muted small' });
  const table = h('div', { class: 'scroll tall', tabindex: '0', role: 'region', 'aria-label': t('explain.register') }, h(
    'table',
    {},
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('explain.register')), h('th', { scope: 'col' }, t('explain.name')), h('th', { scope: 'col', class: 'figure' }, t('explain.value')), h('th', { scope: 'col', class: 'figure' }, t('meter.age')))),
    body,
  ));
  const node = h(
    'section',
    { class: 'card stack' },
    h('h2', {}, t('explain.title')),
    h('p', { class: 'muted' }, t('explain.why')),
    form,
    result,
    h('label', {}, t('explain.filter'), filter),
    table,
    more,
  );
  let rows = [];
  let asked = null;
  let ended = false;
  let timer = 0;

  async function ask(wanted) {
    asked = wanted;
    await one(true);
  }

  async function one(spoken) {
    const wanted = asked;
    try {
      const { register } = await get(`outputs/${part(name)}/registers/${part(wanted)}`);
      if (wanted === asked) {
        result.setAttribute('aria-live', spoken ? 'polite' : 'off');
        replace(result, explanation(register));
      }
    } catch (error) {
      asked = null;
      replace(result, h('p', { class: 'notice', 'data-level': 'warn' }, error.status === 404 ? t('explain.none', { address: wanted }) : t('failed', { why: error.message })));
    }
  }

  async function load() {
    try {
      rows = (await get(`outputs/${part(name)}/registers`)).registers;
      draw();
      if (asked !== null) {
        await one(false);
      }
    } catch {
      // It has no registers, or none yet.
    }
    if (!ended) {
      timer = setTimeout(load, EVERY);
    }
  }

  function draw() {
    const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = rows.filter((row) => wanted.every((one) => `${row.address} ${row.name} ${row.point ?? ''}`.toLowerCase().includes(one)));
    keyed(body, found.slice(0, ROWS), (row) => row.address, (row) => {
      const value = h('td', { class: 'figure' });
      const age = h('td', { class: 'figure' });
      const open = h('button', { type: 'button', class: 'plain', onclick: () => {
        address.value = String(row.address);
        ask(String(row.address));
        result.scrollIntoView({ block: 'nearest' });
      } }, String(row.address));
      const line = h('tr', {}, h('th', { scope: 'row' }, open), h('td', {}, row.name, row.point && h('span', { class: 'aside' }, row.point)), value, age);
      return {
        node: line,
        update(latest) {
          line.dataset.quality = latest.quality;
          const key = `${latest.value}|${latest.unit}|${latest.quality}`;
          if (value.dataset.key !== key) {
            value.dataset.key = key;
            replace(value, h('span', { class: 'reading' }, said(latest)));
          }
          text(age, latest.quality === 'fresh' ? aged(latest) : [word('quality', latest.quality), aged(latest)].filter(Boolean).join(', '));
        },
      };
    });
    more.hidden = found.length <= ROWS;
    text(more, t('explain.more', { n: found.length - ROWS }));
  }

  load();
  return {
    node,
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}

const aged = (row) => (row.age_ms === null || row.age_ms === undefined ? '' : span(row.age_ms));

/** The value as it stands there: with all its figures, in the unit of the register. */
function said(row) {
  if (row.value === null || row.value === undefined) {
    return '–';
  }
  return typeof row.value === 'string' ? row.value : `${precise(row.value)} ${row.unit ?? ''}`.trim();
}

function words(list) {
  return list ? list.map((one) => `0x${one.toUpperCase()}`).join(' ') : '–';
}

function explanation(register) {
  const good = mark();
  good.update(register.quality ?? 'fresh');
  const answer = register.served.refused
    ? `${word('refused', register.served.refused)}${register.served.exception ? ` (${t('explain.exception', { code: String(register.served.exception) })})` : ''}`
    : h('code', {}, words(register.served.words));
  const range = register.count > 1 ? `${register.address}–${register.address + register.count - 1}` : String(register.address);
  const inPoint = typeof register.value === 'number' && register.unit && quantity(register.value, register.unit).join(' ');
  return h(
    'div',
    { class: 'notice stack' },
    h('h3', {}, `${range} · ${register.name} `, register.quality && good.node, ' ', register.derived && derivedMark()),
    facts(
      register.value !== undefined && [t('explain.value'), h('b', {}, said(register), inPoint && inPoint !== said(register) && ` (${inPoint})`)],
      [t('explain.answer'), answer],
      register.words !== undefined && [t('explain.words'), h('code', {}, words(register.words))],
      [t('explain.formula'), h('span', { lang: 'en' }, register.formula)],
      register.age_ms !== null && register.age_ms !== undefined && [t('meter.age'), span(register.age_ms)],
      [t('explain.group'), register.limit_ms ? `${register.group} · ${t('explain.limit')} ${span(register.limit_ms)}` : register.group],
      register.source?.length > 0 && [t('explain.from'), h('ul', { class: 'links' }, register.source.map((from) => h('li', {}, h('span', { class: 'dot' }), h('span', {}, `${from.address} · ${from.name}: ${said(from)}`, h('span', { class: 'aside muted small' }, h('code', {}, words(from.words)), ' · ', h('span', { lang: 'en' }, from.formula), aged(from) && ` · ${t('ago', { age: aged(from) })}`)))))],
      register.note && [t('explain.note'), h('span', { lang: 'en' }, register.note)],
    ),
  );
}
