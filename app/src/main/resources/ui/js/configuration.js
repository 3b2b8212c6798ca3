// The configuration: read, checked while one types, tried, applied, taken back.

import { get } from './api.js';
import { announce, h, replace, text } from './dom.js';
import { open } from './dialog.js';
import { editor } from './editor.js';
import { t, told, tongue, word } from './i18n.js';
import { change, enter, mayChange, onSession } from './login.js';
import { heading } from './parts.js';

const PAUSE = 350;

export function configuration() {
  const file = h('p', { class: 'muted small mono' });
  const notice = h('p', { class: 'notice', role: 'status' });
  const state = h('p', { class: 'muted', role: 'status' });
  const problems = h('ul', { class: 'problems', id: 'problems' });
  const edit = editor(() => {
    text(notice, '');
    touched();
  });
  const apply = button('main', 'configuration.apply', () => review());
  const discard = button('', 'configuration.discard', () => {
    edit.value = used.text;
    touched();
  });
  const rollback = button('', 'configuration.rollback', () => goBack());
  const guides = h('div', { class: 'row' }, h('a', { class: 'button', href: '#/add/meter' }, t('configuration.meter')), h('a', { class: 'button', href: '#/add/output' }, t('configuration.output')));
  const notify = button('', 'notify.test', () => tryNotify());
  notify.hidden = true;
  guides.append(notify);
  const locked = h('section', { class: 'card stack' }, h('p', {}, t('configuration.readonly')), h('div', { class: 'row' }, button('main', 'login.open', async () => {
    if (await enter()) {
      load();
    }
  })));
  const whole = h(
    'div',
    { class: 'stack' },
    h('div', { class: 'row apart' }, file, guides),
    edit.node,
    state,
    problems,
    h('div', { class: 'row' }, apply, discard, rollback),
  );
  const node = h('div', { class: 'stack' }, heading(t('configuration.title')), notice, locked, whole);
  locked.hidden = true;
  whole.hidden = true;
  let used = { text: '', revision: null };
  let valid = false;
  let timer = 0;
  let asked = 0;

  function button(kind, key, act) {
    return h('button', { type: 'button', class: kind, onclick: act }, t(key));
  }

  function tell(level, said) {
    notice.dataset.level = level;
    text(notice, said);
  }

  async function load() {
    try {
      used = await get('configuration');
      locked.hidden = true;
      whole.hidden = false;
      text(file, used.file);
      edit.value = used.text;
      rollback.hidden = !used.can_roll_back;
      if (used.trouble) {
        tell('warn', told(used.trouble, used.trouble_message));
      }
      await check();
      notify.hidden = !await offers('/api/notify/test');
    } catch (error) {
      const closed = error.status === 401 || error.status === 403;
      locked.hidden = !closed;
      whole.hidden = true;
      if (!closed || error.status === 403) {
        tell('bad', t('failed', { why: error.message }));
      }
    }
  }

  function touched() {
    clearTimeout(timer);
    text(state, t('configuration.checking'));
    timer = setTimeout(check, PAUSE);
    buttons();
  }

  function buttons() {
    const changed = edit.value !== used.text;
    apply.disabled = !changed || !valid;
    discard.disabled = !changed;
  }

  async function check() {
    clearTimeout(timer);
    const mine = ++asked;
    try {
      const checked = await change('POST', 'configuration/check', { text: edit.value });
      if (mine === asked) {
        took(checked);
      }
    } catch (error) {
      tell('bad', t('failed', { why: error.message }));
    }
  }

  function took(checked) {
    valid = checked.valid;
    edit.show(checked.problems);
    const errors = checked.problems.filter((problem) => problem.severity === 'error').length;
    const warnings = checked.problems.length - errors;
    text(state, [
      errors > 0 ? t('configuration.errors', { n: errors }) : t('configuration.fine'),
      warnings > 0 && t('configuration.warnings', { n: warnings }),
      errors === 0 && t(edit.value === used.text ? 'configuration.unchanged' : 'configuration.changed'),
    ].filter(Boolean).join(' · '));
    replace(problems, checked.problems.map((problem) => h('li', {}, h(
      'button',
      { type: 'button', 'data-severity': problem.severity, onclick: () => edit.go(problem) },
      h('b', {}, `${t(`configuration.${problem.severity}`)} · ${t('configuration.place', { line: String(problem.line), column: String(problem.column) })}`),
      h('span', { lang: tongue(problem.coded) }, problem.path ? `${problem.path}: ${told(problem.message, problem.coded)}` : told(problem.message, problem.coded)),
    ))));
    buttons();
  }

  /** Tells everybody who is to be told of problems that this is a trial. */
  async function tryNotify() {
    notify.disabled = true;
    try {
      const { ok, channels } = await change('POST', 'notify/test', {});
      tell(ok ? 'ok' : 'bad', channels.map((one) => (one.ok ? t('notify.sent', { name: one.name }) : t('notify.failed', { name: one.name, why: told(one.error, one.error_message) }))).join(' '));
    } catch (error) {
      tell('bad', error.status === 409 ? t('notify.none') : t('failed', { why: error.message }));
    }
    notify.disabled = false;
  }

  /** Tries the text without using it, shows what would change, and applies it if that is wanted. */
  async function review() {
    try {
      const trial = await change('POST', 'configuration/try', { text: edit.value });
      took(trial);
      if (!trial.valid) {
        tell('bad', t('configuration.refused'));
        return;
      }
      const yes = await open({
        title: t('configuration.diff.apply'),
        content: [diff(trial.diff), changes(trial.changes)],
        yes: t('configuration.diff.yes'),
        act: () => put(),
      });
      if (yes) {
        await load();
        tell('ok', t('configuration.applied'));
        announce(t('configuration.applied'));
      }
    } catch (error) {
      tell('bad', t('failed', { why: error.message }));
    }
  }

  async function put() {
    await change('PUT', 'configuration', { text: edit.value, revision: used.revision });
    return true;
  }

  async function goBack() {
    const sure = await open({
      title: t('configuration.rollback.title'),
      content: [],
      yes: t('configuration.rollback.yes'),
      small: true,
      act: async () => {
        await change('POST', 'configuration/rollback', {});
        return true;
      },
    });
    if (sure) {
      await load();
      tell('ok', t('configuration.rolledback'));
      announce(t('configuration.rolledback'));
    }
  }

  const stop = onSession((session) => {
    if (session.may_change === !locked.hidden) {
      load();
    } else if (!session.may_change) {
      whole.hidden = true;
      locked.hidden = false;
    }
  });
  load();
  return {
    node,
    title: t('page.configuration'),
    end() {
      stop();
      clearTimeout(timer);
    },
    leaves: () => !whole.hidden && edit.value !== used.text,
  };
}

/** Whether this Polymeter can do something, by its own document. */
async function offers(path) {
  const { paths } = await get('openapi.json');
  return path in paths;
}

const AROUND = 2;

/** The changed lines with a few around them. */
export function diff(lines) {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - AROUND), i + AROUND + 1).some((line) => line.sign !== ' '));
  const shown = [];
  lines.forEach((line, i) => {
    if (near[i]) {
      const kind = { '+': 'plus', '-': 'minus' }[line.sign] ?? '';
      const aside = kind && h('span', { class: 'unseen' }, t(kind === 'plus' ? 'configuration.added' : 'configuration.removed'));
      shown.push(h('span', { class: kind }, aside, `${line.sign} ${line.text}`));
    } else if (near[i - 1]) {
      shown.push(h('span', { class: 'gap' }, '  ⋯'));
    }
  });
  return h('pre', { class: 'diff', tabindex: '0', role: 'region', 'aria-label': t('configuration.diff') }, shown.length > 0 ? shown : t('configuration.same'));
}

/** What begins, ends or goes on. */
function changes(list) {
  const kinds = ['begins', 'changes', 'ends', 'keeps'];
  const meters = list.filter((change) => change.kind !== 'link');
  return h('dl', { class: 'facts' }, kinds.map((does) => {
    const found = meters.filter((change) => change.does === does).map((change) => change.name);
    return found.length > 0 && [h('dt', {}, word('does', does)), h('dd', {}, found.join(', '))];
  }));
}
