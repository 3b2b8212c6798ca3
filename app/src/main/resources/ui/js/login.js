// Who may change something. Looking needs nothing.

import { Refused, ask, get } from './api.js';
import { announce, h, icon, replace, text } from './dom.js';
import { open } from './dialog.js';
import { span, t } from './i18n.js';

let session = { password_needed: false, may_change: false, why_not: null };
const listeners = new Set();

export const mayChange = () => session.may_change;

export function onSession(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export async function look() {
  try {
    session = await get('session');
  } catch {
    session = { password_needed: true, may_change: false, why_not: t('offline') };
  }
  listeners.forEach((listener) => listener(session));
  return session;
}

/** The button in the bar. */
export function loginButton() {
  const button = h('button', { type: 'button', class: 'plain', onclick: () => (session.may_change ? leave() : enter()) });
  const show = () => {
    button.hidden = !session.password_needed;
    replace(button, icon(session.may_change ? 'open' : 'lock', 18), h('span', { class: 'says' }, t(session.may_change ? 'login.out' : 'login.open')));
  };
  show();
  return { node: button, end: onSession(show) };
}

async function leave() {
  try {
    await ask('DELETE', 'session');
  } catch {
    // Then it has ended already.
  }
  await look();
  announce(t('login.ended'));
}

/** Asks for the password; answers true once it was right. */
export async function enter() {
  if (!session.password_needed && session.why_not) {
    await open({ title: t('login.title'), content: [h('p', {}, session.why_not)], no: t('close') });
    return false;
  }
  const wrong = h('p', { class: 'wrong', role: 'alert' });
  const field = h('input', { type: 'password', autocomplete: 'current-password', required: true, name: 'password' });
  const forgotten = forgot();
  const done = await open({
    title: t('login.title'),
    content: [h('p', { class: 'muted' }, t('login.why')), h('label', {}, t('login.password'), field), forgotten.node, wrong],
    yes: t('login.open'),
    small: true,
    async act() {
      try {
        await forgotten.reset();
        await ask('POST', 'session', { password: forgotten.value || field.value });
        return true;
      } catch (error) {
        text(wrong, error.status === 401 ? t('login.wrong') : error.status === 429 ? t('login.slow', { age: span(error.after * 1000) }) : t('failed', { why: error.message }));
        field.select();
        field.focus();
        return false;
      }
    },
  });
  if (done) {
    await look();
    announce(t('login.done'));
  }
  return done;
}

/** A new password, with a code from the machine. */
function forgot() {
  const code = h('input', { type: 'text', autocomplete: 'one-time-code', autocapitalize: 'characters', name: 'code' });
  const fresh = h('input', { type: 'password', autocomplete: 'new-password', name: 'fresh' });
  return {
    node: h('details', {}, h('summary', {}, t('login.forgot')), h('p', { class: 'hint' }, t('login.forgot.do')), h('label', {}, t('login.code'), code), h('label', {}, t('login.fresh'), fresh)),
    get value() {
      return code.value && fresh.value;
    },
    async reset() {
      if (code.value) {
        await ask('POST', 'setup', { code: code.value, password: fresh.value });
        // The page begins anew with the new password.
        await new Promise((done) => { setTimeout(done, 2500); });
      }
    },
  };
}

/** Does what may need the password: asks for it once if it does. */
export async function change(method, path, body, patience = undefined) {
  try {
    return await ask(method, path, body, patience);
  } catch (error) {
    if (error instanceof Refused && error.status === 401 && await enter()) {
      return ask(method, path, body, patience);
    }
    throw error;
  }
}
