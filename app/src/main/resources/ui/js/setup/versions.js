// Every configuration that ran: looked at, gone back to, taken home.

import './words.js';
import { get } from '../api.js';
import { diff } from '../configuration.js';
import { announce, h, replace, text } from '../dom.js';
import { open } from '../dialog.js';
import { moment, number, t, told } from '../i18n.js';
import { change } from '../login.js';
import { heading } from '../parts.js';
import { button, field, guarded, problemList, tick } from './form.js';

export function versions() {
  return guarded(t('versions.title'), make);
}

function make() {
  const list = h('ul', { class: 'plain-list' });
  const notice = h('p', { role: 'status' });
  const load = async () => {
    const all = (await change('GET', 'configuration/versions')).versions;
    replace(list, all.map((version, i) => h(
      'li',
      { class: 'row apart' },
      h('span', {}, moment(Date.parse(version.began)), h('span', { class: 'muted small' }, i === 0 ? ` · ${t('versions.now')}` : ` · ${t('versions.lines', { added: version.added, removed: version.removed })}`)),
      button('', t('versions.show'), () => look(version, i > 0)),
    )));
  };
  const look = async (version, older) => {
    const whole = await change('GET', `configuration/versions/${version.id}`);
    const file = URL.createObjectURL(new Blob([whole.text], { type: 'application/yaml' }));
    const done = await open({
      title: moment(Date.parse(version.began)),
      content: [
        diff(whole.diff),
        whole.problems.length > 0 && problemList(whole.problems),
        h('p', {}, h('a', { href: file, download: `polymeter-${version.id}.yaml` }, t('versions.download'))),
      ],
      yes: older && whole.valid ? t('versions.back') : undefined,
      no: t('close'),
      act: async () => {
        await change('PUT', 'configuration', { text: whole.text, revision: (await get('configuration')).revision });
        return true;
      },
    });
    URL.revokeObjectURL(file);
    if (done) {
      text(notice, t('versions.done'));
      announce(t('versions.done'));
      load();
    }
  };
  const keys = tick(t('backup.keys'), () => {});
  const download = async () => {
    try {
      const whole = await change('GET', `backup${keys.input.checked ? '?keys=true' : ''}`);
      save(new Blob([JSON.stringify(whole)], { type: 'application/json' }), `polymeter-${whole.made.slice(0, 10)}.json`);
    } catch (error) {
      text(notice, t('failed', { why: error.message }));
    }
  };
  const file = h('input', { type: 'file', accept: '.json,.db,application/json', name: 'backup', onchange: () => restore() });

  const past = async () => {
    try {
      // Asks for the password where nobody has logged in; what follows cannot.
      await change('GET', 'backup');
      const response = await fetch('api/backup/history', { credentials: 'same-origin', cache: 'no-store' });
      if (!response.ok) {
        const { error } = await response.json();
        throw new Error(told(error.message, { code: error.code, values: error.params }));
      }
      save(await response.blob(), 'polymeter-history.db');
    } catch (error) {
      text(notice, t('failed', { why: error.message }));
    }
  };

  /** In pieces, for it may be large. */
  async function restorePast(whole) {
    const PIECE = 1 << 18;
    try {
      let offset = 0;
      let answer = {};
      while (!answer.complete) {
        text(notice, answer.checking ? t('backup.history.checked') : t('backup.history.sent', { done: number(offset / 1e6), all: number(whole.size / 1e6) }));
        const piece = whole.slice(offset, offset + PIECE);
        answer = await change('POST', 'restore/history', { offset, size: whole.size, data: piece.size ? await base64(piece) : '' }, 600_000);
        offset += piece.size;
      }
      text(notice, t('backup.history.done'));
      announce(t('backup.history.done'));
    } catch (error) {
      text(notice, t('failed', { why: error.message }));
    }
  }

  async function restore() {
    let backup;
    if (file.files[0].name.endsWith('.db')) {
      const whole = file.files[0];
      const yes = await open({ title: t('backup.restore'), content: [h('p', {}, t('backup.history.sure'))], yes: t('backup.restore'), no: t('leave.no'), small: true });
      file.value = '';
      if (yes) {
        await restorePast(whole);
      }
      return;
    }
    try {
      backup = JSON.parse(await file.files[0].text());
    } catch {
      file.value = '';
      text(notice, t('backup.wrong'));
      return;
    }
    file.value = '';
    if (typeof backup?.configuration !== 'string') {
      text(notice, t('backup.wrong'));
      return;
    }
    try {
      // What it would change is seen before it does.
      const trial = await change('POST', 'configuration/try', { text: backup.configuration });
      const content = [h('p', {}, t('backup.sure', { when: moment(Date.parse(backup.made)) })), diff(trial.diff), trial.problems.length > 0 && problemList(trial.problems)];
      if (await open({ title: t('backup.restore'), content, yes: t('backup.restore'), no: t('leave.no') })) {
        await put(backup, {});
      }
    } catch (error) {
      text(notice, t('failed', { why: error.message }));
    }
  }

  /** Secrets that are not in the backup are asked for. */
  async function put(backup, secrets) {
    try {
      await change('POST', 'restore', { backup, secrets });
      text(notice, t('backup.done'));
      announce(t('backup.done'));
      await load();
    } catch (error) {
      const { missing } = error.body ?? {};
      if (!missing) {
        text(notice, t('failed', { why: error.message }));
        return;
      }
      const fields = missing.map((name) => [name, field(name, { type: 'password', name })]);
      const given = await open({ title: t('backup.missing'), content: [h('p', {}, t('backup.missing.why')), h('div', { class: 'fields' }, fields.map(([, one]) => one.node))], yes: t('backup.restore'), no: t('leave.no'), small: true });
      if (given) {
        await put(backup, Object.fromEntries(fields.map(([name, one]) => [name, one.value])));
      }
    }
  }

  const home = h(
    'section',
    { class: 'card stack' },
    h('h2', {}, t('backup.title')),
    h('p', { class: 'muted' }, t('backup.why')),
    keys.node,
    h('div', { class: 'row' }, button('', t('backup.download'), download), button('', t('backup.history'), past)),
    h('label', {}, t('backup.file'), file),
  );
  load().catch((error) => text(notice, t('failed', { why: error.message })));
  return { node: h('div', { class: 'stack' }, heading(t('versions.title')), notice, h('section', { class: 'card' }, list), home) };
}

/** Has the browser save a file. */
function save(blob, name) {
  const link = h('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The bytes of a piece, as JSON can carry them. */
function base64(piece) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(piece);
  });
}
