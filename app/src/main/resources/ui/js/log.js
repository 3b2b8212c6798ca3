// The log, as it comes.

import { Refused, ask } from './api.js';
import { h, replace, text } from './dom.js';
import { moment, t } from './i18n.js';
import { heading } from './parts.js';

const MOST = 1000;
const LEVELS = ['debug', 'info', 'warning', 'error'];

export function log() {
  const lines = [];
  let paused = false;
  const words = h('input', { type: 'search', placeholder: t('log.filter.hint'), oninput: () => draw() });
  const level = h('select', { onchange: () => draw() }, LEVELS.map((name) => h('option', { value: name, selected: name === 'info' }, t(`level.${name}`))));
  const pause = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    text(pause, t(paused ? 'log.resume' : 'log.pause'));
    draw();
  } }, t('log.pause'));
  const count = h('p', { class: 'muted small', role: 'status' });
  const list = h('ol', { class: 'lines' });
  const trouble = h('p', { class: 'notice', 'data-level': 'bad' });
  const node = h(
    'div',
    { class: 'stack' },
    heading(t('log.title')),
    h('div', { class: 'fields' }, h('label', {}, t('log.filter'), words), h('label', {}, t('log.level'), level), h('div', { class: 'row low' }, pause)),
    trouble,
    h('section', { class: 'card' }, count, list),
  );

  let due = 0;
  function later() {
    due ||= setTimeout(() => {
      due = 0;
      if (!paused) {
        draw();
      }
    }, 150);
  }

  function draw() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const least = LEVELS.indexOf(level.value);
    const found = lines.filter((line) => {
      const rank = line.level === 'trace' ? 0 : LEVELS.indexOf(line.level);
      const all = `${line.logger} ${line.message}`.toLowerCase();
      return rank >= least && wanted.every((one) => all.includes(one));
    });
    text(count, found.length === 0 ? t('log.none') : t('log.lines', { n: found.length }));
    replace(list, found.slice(-400).reverse().map((line) => h(
      'li',
      {},
      h('time', { datetime: line.time }, moment(Date.parse(line.time), { timeStyle: 'medium' })),
      h('span', { class: 'level', 'data-level': line.level }, t(`level.${line.level === 'trace' ? 'debug' : line.level}`)),
      h('span', { lang: 'en' }, line.message),
    )));
  }

  const source = new EventSource('api/log/events');
  source.addEventListener('line', (event) => {
    const line = JSON.parse(event.data);
    if (lines.length === 0 || line.number > lines.at(-1).number) {
      lines.push(line);
      if (lines.length > MOST) {
        lines.shift();
      }
      later();
    }
  });
  source.addEventListener('open', () => text(trouble, ''));
  source.addEventListener('error', () => {
    text(trouble, t('offline'));
    ask('GET', 'log?limit=1').catch((error) => {
      text(trouble, error instanceof Refused && error.status > 0 ? t('failed', { why: error.message }) : t('offline'));
    });
  });
  draw();
  return { node, title: t('page.log'), end: () => source.close() };
}
