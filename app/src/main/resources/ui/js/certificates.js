// Which devices may come in over TLS.

import { get } from './api.js';
import { announce, h, replace, text } from './dom.js';
import { open } from './dialog.js';
import { moment, t, told, tongue, word } from './i18n.js';
import { change } from './login.js';
import { facts, heading } from './parts.js';

const EVERY = 2000;

export function certificates() {
  const trouble = h('p', { class: 'notice', 'data-level': 'bad', role: 'alert' });
  const done = h('p', { class: 'notice', 'data-level': 'ok', role: 'status' });
  const list = h('div', {});
  const own = h('div', {});
  const node = h('div', { class: 'stack' }, heading(t('certificates.title')), h('p', { class: 'muted' }, t('certificates.why')), trouble, done, h('section', { class: 'card' }, list), own);
  let shown = '';
  let ended = false;
  let timer = 0;

  async function load() {
    clearTimeout(timer);
    try {
      show(await get('certificates'));
    } catch (error) {
      text(trouble, t('failed', { why: error.message }));
    }
    if (!ended) {
      timer = setTimeout(load, EVERY);
    }
  }

  function show(json) {
    text(trouble, '');
    const state = JSON.stringify(json);
    if (state === shown) {
      return;
    }
    shown = state;
    // The table is made anew: whoever is in it with the keyboard stays where they were.
    const focus = document.activeElement?.dataset?.action;
    replace(list, json.certificates.length === 0 ? h('p', { class: 'empty' }, t('certificates.none')) : table(json.certificates));
    replace(own, json.own && h('section', { class: 'card' }, h('h2', {}, t('certificates.own')), h('p', { class: 'muted small' }, t('certificates.own.why')), facts([t('certificates.subject'), json.own.subject], [t('certificates.fingerprint'), h('code', {}, grouped(json.own.fingerprint))])));
    if (focus) {
      [...node.querySelectorAll('[data-action]')].find((button) => button.dataset.action === focus)?.focus();
    }
  }

  function table(lines) {
    return h(
      'table',
      { class: 'folds' },
      h('thead', {}, h('tr', {}, ['status', 'subject', 'fingerprint', 'valid', 'seen', 'actions'].map((name) => h('th', { scope: 'col' }, t(`certificates.${name}`))))),
      h('tbody', {}, lines.map(row)),
    );
  }

  function row(line) {
    const name = person(line.subject);
    const cell = (key, ...content) => h('td', { 'data-label': t(`certificates.${key}`) }, content);
    const date = (text) => moment(Date.parse(text), { dateStyle: 'medium' });
    return h(
      'tr',
      { 'data-fingerprint': line.fingerprint },
      cell('status', h('span', { class: 'mark', 'data-quality': { accepted: 'ok', waiting: 'warn' }[line.status] ?? 'bad' }, word('trust', line.status)), (line.defect ?? line.warning) && h('span', { class: 'aside', lang: tongue(line.defect_message ?? line.warning_message) }, line.defect ? told(line.defect, line.defect_message) : told(line.warning, line.warning_message))),
      h('th', { scope: 'row' }, name, h('span', { class: 'aside muted small' }, line.subject === name ? null : line.subject, line.side && ` ${word('side', line.side)}`)),
      cell('fingerprint', h('code', {}, grouped(line.fingerprint))),
      cell('valid', `${date(line.valid_from)} – ${date(line.valid_until)}`),
      cell('seen', moment(Date.parse(line.last_seen), { dateStyle: 'medium', timeStyle: 'short' }), h('span', { class: 'aside' }, t('certificates.from', { address: line.from }))),
      cell('actions', h(
        'span',
        { class: 'row' },
        line.status === 'waiting' && h('button', { type: 'button', class: 'main', 'data-action': `accept ${line.fingerprint}`, 'aria-label': t('certificates.accept.of', { name }), onclick: () => accept(line, name) }, t('certificates.accept')),
        h('button', { type: 'button', class: 'danger', 'data-action': `delete ${line.fingerprint}`, 'aria-label': t('certificates.delete.of', { name }), onclick: () => remove(line, name) }, t('certificates.delete')),
      )),
    );
  }

  async function accept(line, name) {
    await act(() => change('POST', `certificates/${line.fingerprint}/accept`, {}), t('certificates.accepted', { name }));
  }

  async function remove(line, name) {
    const sure = await open({ title: t('certificates.sure'), content: [h('p', {}, t('certificates.sure.why', { name })), h('p', { class: 'mono' }, grouped(line.fingerprint))], yes: t('certificates.delete'), danger: true, small: true });
    if (sure) {
      await act(() => change('DELETE', `certificates/${line.fingerprint}`), t('certificates.deleted', { name }));
    }
  }

  async function act(what, said) {
    text(done, '');
    try {
      await what();
      text(done, said);
      announce(said);
    } catch (error) {
      text(trouble, t('failed', { why: error.message }));
    }
    await load();
  }

  load();
  return {
    node,
    title: t('page.certificates'),
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}

/** The common name, for people, without the escapes of RFC 4514; else all of it. */
function person(subject) {
  const name = /(?:^|,)\s*CN=((?:\\.|[^,])+)/.exec(subject)?.[1] ?? subject;
  return name.replace(/\\(.)/g, '$1');
}

/** In groups of four, as people compare it. */
function grouped(fingerprint) {
  return fingerprint.toUpperCase().replace(/(.{4})(?=.)/g, '$1 ');
}
