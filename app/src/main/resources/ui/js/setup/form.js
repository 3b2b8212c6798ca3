// Pieces that the pages of the set-up share.

import './words.js';
import { get } from '../api.js';
import { h, replace } from '../dom.js';
import { quantity, t, told, tongue } from '../i18n.js';
import { change, enter, mayChange, onSession } from '../login.js';
import { heading } from '../parts.js';

let number = 0;

/** A labelled text field. */
export function field(label, attributes = {}, hint = null) {
  const input = h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', ...attributes });
  return { node: h('label', {}, label, input, hint && h('span', { class: 'hint' }, hint)), input, get value() { return input.value.trim(); } };
}

/** A labelled choice among `[value, words]`. */
export function choice(label, options, picked = () => {}, chosen = undefined) {
  const select = h('select', { onchange: () => picked(select.value) }, options.map(([value, words]) => h('option', { value, selected: value === chosen }, words)));
  return { node: h('label', {}, label, select), select, get value() { return select.value; } };
}

/** A text field with suggestions `[value, words]`. */
export function suggestions(label, options, attributes = {}) {
  const id = `list-${++number}`;
  const list = h('datalist', { id });
  const made = field(label, { list: id, ...attributes });
  made.node.append(list);
  made.offer = (wanted) => replace(list, wanted.map(([value, words]) => h('option', { value }, words)));
  made.offer(options);
  return made;
}

const SHOWN = 60;

/**
 * A text field with a list below it that follows what is typed; rows are `{ value, words, now }`, chosen by a tap, a
 * click, or arrows and Enter (the combobox of the ARIA practices).
 */
export function combo(label, attributes = {}, chosen = () => {}) {
  const id = `options-${++number}`;
  const list = h('ul', { id, role: 'listbox', 'aria-label': label, class: 'options' });
  const made = field(label, { role: 'combobox', 'aria-expanded': 'false', 'aria-controls': id, 'aria-autocomplete': 'list', ...attributes });
  const input = made.input;
  let rows = [];
  let active = -1;
  let whole = true;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const take = (value) => {
    input.value = value;
    close();
    input.dispatchEvent(new Event('input', { bubbles: true }));
    close();
    chosen(value);
  };
  const fits = () => {
    const words = whole ? [] : made.value.toLowerCase().split(/\s+/).filter(Boolean);
    return rows.filter((row) => words.every((part) => `${row.value} ${row.words}`.toLowerCase().includes(part)));
  };
  const mark = (at) => {
    active = at;
    [...list.querySelectorAll('[role=option]')].forEach((node, i) => {
      node.setAttribute('aria-selected', String(i === at));
      if (i === at) {
        input.setAttribute('aria-activedescendant', node.id);
        node.scrollIntoView({ block: 'nearest' });
      }
    });
  };
  const show = () => {
    const all = fits();
    replace(list, all.slice(0, SHOWN).map((row, i) => h(
      'li',
      { id: `${id}-${i}`, role: 'option', 'aria-selected': 'false', onmousedown: (event) => event.preventDefault(), onclick: () => take(row.value) },
      h('span', { class: 'what' }, row.value, row.words && h('span', { class: 'muted small' }, row.words)),
      h('b', {}, row.now),
    )), all.length > SHOWN && h('li', { class: 'muted small', role: 'presentation' }, t('add.more-rows', { n: all.length - SHOWN })));
    list.hidden = all.length === 0;
    input.setAttribute('aria-expanded', String(all.length > 0));
    mark(Math.min(active, all.length - 1));
  };
  input.addEventListener('focus', () => { whole = true; show(); });
  input.addEventListener('click', () => { if (list.hidden) { whole = true; show(); } });
  input.addEventListener('input', () => { whole = false; show(); });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    const options = list.querySelectorAll('[role=option]');
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) {
        show();
      }
      mark(Math.max(0, Math.min(options.length - 1, active + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter' && active >= 0 && !list.hidden) {
      event.preventDefault();
      options[active].click();
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  list.hidden = true;
  made.node = h('div', { class: 'combo' }, made.node, list);
  made.offer = (wanted) => {
    rows = wanted;
    if (!list.hidden) {
      show();
    }
  };
  return made;
}

export function tick(label, changed) {
  const input = h('input', { type: 'checkbox', onchange: () => changed(input.checked) });
  return { node: h('label', { class: 'check' }, input, label), input };
}

export function button(kind, words, act) {
  return h('button', { type: 'button', class: kind, onclick: act }, words);
}

/** A list of large buttons. */
export function tiles(options, pick) {
  return h('ul', { class: 'tiles' }, options.map(([key, words, more]) => h('li', {}, h('button', { type: 'button', 'data-kind': key, onclick: () => pick(key) }, h('b', {}, words), more && h('span', { class: 'muted small' }, more)))));
}

/** Shows `make()` to who has given the password, and else asks for it. */
export function guarded(title, make) {
  const node = h('div', { class: 'stack setup' });
  let made = null;
  const show = () => {
    if (mayChange()) {
      made ??= make();
      replace(node, made.node);
    } else {
      replace(node, heading(title), h('section', { class: 'card stack' }, h('p', {}, t('setup.locked')), h('div', { class: 'row' }, button('main', t('login.open'), () => enter()))));
    }
  };
  const stop = onSession(show);
  show();
  return { node, title, update: (state) => made?.update?.(state), leaves: () => made?.leaves?.() ?? false, end() { stop(); made?.end?.(); } };
}

/** What this machine is connected to. */
export const surroundings = () => change('GET', 'surroundings');

/** A name that is free for a secret: the wanted one, or with a number. */
export async function secretName(wanted) {
  const { names } = await change('GET', 'configuration/secrets');
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted}_${i}`;
    if (!names.includes(name)) {
      return name;
    }
  }
}

export const NAME = /^[a-z][a-z0-9_-]*$/;

/** The first of a few names that is free. */
export function freeName(base, taken) {
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}-${i}`;
    if (!taken.includes(name)) {
      return name;
    }
  }
}

/** Power in words. @param role of the meter, @param value in watts, positive when it comes from the grid */
export function says(role, watts) {
  if (typeof watts !== 'number') {
    return t('says.none');
  }
  if (Math.abs(watts) < 0.5) {
    return t('says.zero');
  }
  const words = role === 'vehicle' ? 'consumer' : role in { grid: 1, producer: 1, storage: 1, consumer: 1 } ? role : 'grid';
  const way = words === 'producer' ? (watts > 0 ? 'export' : 'import') : watts > 0 ? 'import' : 'export';
  return t(`says.${words}.${way}`, { value: quantity(Math.abs(watts), 'W').join(' ') });
}

/** The problems of a configuration, errors first. */
export function problemList(problems) {
  return h('ul', { class: 'problems' }, problems.map((problem) => h('li', { 'data-severity': problem.severity, lang: tongue(problem.coded) }, h('span', {}, [problem.path, told(problem.message, problem.coded)].filter(Boolean).join(': ')))));
}

/** Puts entries into the configuration; the error of a refusal has the problems in its body. */
export function save(put, secrets = {}) {
  return change('POST', 'configuration/edit', { put, secrets, apply: true });
}

export async function overview() {
  return get('overview');
}
