// The first page of all: the one-time code and a password. Nothing else is served until both are right.

import { ask, get } from './api.js';
import { h, replace, text } from './dom.js';
import { language, learn, t } from './i18n.js';

learn({
  en: {
    'first.title': 'Welcome to Polymeter',
    'first.why': 'Two things first: the one-time code shows that you have access to the machine, and a password protects all later changes.',
    'first.code': 'One-time code',
    'first.code.hint': 'You find it in the log or terminal of the machine that runs Polymeter; “sudo polymeter setup” shows it, too.',
    'first.password': 'New password',
    'first.password.hint': 'At least 8 characters. It is needed to change something, not to look at values.',
    'first.show': 'Show the password',
    'first.tls': 'Encrypt this page (HTTPS)',
    'first.tls.hint': 'With a certificate that Polymeter makes itself: the browser warns once.',
    'first.go': 'Begin',
    'first.short': 'The password needs at least 8 characters.',
    'first.wrong': 'This is not the code.',
    'first.over': 'Too many attempts. “sudo polymeter setup” on the machine gives another code.',
    'first.starting': 'Polymeter starts …',
    'first.late': 'Polymeter does not answer yet. Check its log on the machine, then reload this page.',
  },
  de: {
    'first.title': 'Willkommen bei Polymeter',
    'first.why': 'Zuerst zwei Dinge: Der Einmalcode zeigt, dass Sie Zugang zu diesem Rechner haben, und ein Passwort schützt alle späteren Änderungen.',
    'first.code': 'Einmalcode',
    'first.code.hint': 'Er steht im Protokoll oder Terminal des Rechners, auf dem Polymeter läuft; auch „sudo polymeter setup“ zeigt ihn.',
    'first.password': 'Neues Passwort',
    'first.password.hint': 'Mindestens 8 Zeichen. Es ist für jede Änderung nötig, nicht zum Ansehen der Werte.',
    'first.show': 'Passwort zeigen',
    'first.tls': 'Diese Seite verschlüsseln (HTTPS)',
    'first.tls.hint': 'Mit eigenem Zertifikat: Der Browser warnt einmal davor.',
    'first.go': 'Beginnen',
    'first.short': 'Das Passwort braucht mindestens 8 Zeichen.',
    'first.wrong': 'Das ist nicht der Code.',
    'first.over': 'Zu viele Versuche. „sudo polymeter setup“ auf dem Rechner gibt einen neuen Code.',
    'first.starting': 'Polymeter startet …',
    'first.late': 'Polymeter antwortet noch nicht. Sehen Sie im Protokoll auf dem Rechner nach und laden Sie dann diese Seite neu.',
  },
});

const PATIENCE = 60;
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

const code = h('input', { name: 'code', autocomplete: 'one-time-code', autocapitalize: 'characters', spellcheck: 'false', required: true, class: 'code', 'aria-describedby': 'code-hint' });
const password = h('input', { name: 'password', type: 'password', autocomplete: 'new-password', required: true, 'aria-describedby': 'password-hint' });
const shown = h('input', { type: 'checkbox', onchange: () => { password.type = shown.checked ? 'text' : 'password'; } });
const secured = h('input', { type: 'checkbox', name: 'tls' });
const wrong = h('p', { class: 'wrong', role: 'alert' });
const go = h('button', { type: 'submit', class: 'main' }, t('first.go'));
const form = h(
  'form',
  { class: 'card stack', novalidate: true },
  h('h1', {}, t('first.title')),
  h('p', { class: 'muted' }, t('first.why')),
  h('label', {}, t('first.code'), code, h('span', { class: 'hint', id: 'code-hint' }, t('first.code.hint'))),
  h('label', {}, t('first.password'), password, h('span', { class: 'hint', id: 'password-hint' }, t('first.password.hint'))),
  h('label', { class: 'check' }, shown, t('first.show')),
  h('label', { class: 'check' }, secured, t('first.tls')),
  h('p', { class: 'hint' }, t('first.tls.hint')),
  wrong,
  h('div', { class: 'row end' }, go),
);

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (password.value.length < 8) {
    text(wrong, t('first.short'));
    password.focus();
    return;
  }
  go.disabled = true;
  text(wrong, '');
  try {
    await ask('POST', 'setup', { code: code.value, password: password.value, tls: secured.checked });
  } catch (error) {
    go.disabled = false;
    text(wrong, error.status === 401 ? t('first.wrong') : error.status === 429 ? t('first.over') : t('failed', { why: error.message }));
    (error.status === 401 ? code : go).focus();
    return;
  }
  replace(form, h('h1', {}, t('first.title')), h('p', { role: 'status' }, t('first.starting')));
  await (secured.checked ? elsewhere() : enter());
});

/** Over HTTPS the browser has to be told by a person that it may trust the certificate: nothing can be asked before. */
async function elsewhere() {
  await pause(5000);
  location.href = `https://${location.host}/#/setup`;
}

/** The real page starts at the same address a moment later; who has just chosen the password is logged in. */
async function enter() {
  for (let i = 0; i < PATIENCE; i++) {
    await pause(500);
    try {
      await get('session');
      await ask('POST', 'session', { password: password.value });
      location.replace('./#/setup');
      if (location.pathname.endsWith('/')) {
        location.reload();
      }
      return;
    } catch {
      // Not yet.
    }
  }
  replace(form, h('p', { class: 'wrong', role: 'alert' }, t('first.late')));
}

document.documentElement.lang = language;
replace(document.getElementById('main'), form);
code.focus();
