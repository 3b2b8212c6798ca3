// The frame of the page: which view is shown, the bar above it, colours and language.

import { get } from './api.js';
import { open as ask } from './dialog.js';
import { attribute, h, icon, replace, text } from './dom.js';
import { language, languages, speak, t, told } from './i18n.js';
import { first, follow, now, start } from './live.js';
import { home } from './home.js';
import { loginButton, look } from './login.js';
import { judge } from './verdict.js';

const later = (file, name) => async (argument) => (await import(file))[name](argument);

/** Only what is shown is loaded. */
const ROUTES = [
  [/^$/, home, 'home'],
  [/^overview$/, later('./overview.js', 'overview'), 'overview'],
  [/^meters\/(.+)$/, later('./meter.js', 'meter'), 'overview'],
  [/^outputs\/(.+)$/, later('./output.js', 'output'), 'overview'],
  [/^certificates$/, later('./certificates.js', 'certificates'), 'certificates'],
  [/^configuration$/, later('./configuration.js', 'configuration'), 'configuration'],
  [/^log$/, later('./log.js', 'log'), 'log'],
  [/^setup$/, later('./setup/start.js', 'setup'), 'setup'],
  [/^add\/meter(?:\/(.+))?$/, later('./setup/add-meter.js', 'addMeter'), 'setup'],
  [/^add\/output$/, later('./setup/add-output.js', 'addOutput'), 'setup'],
  [/^versions$/, later('./setup/versions.js', 'versions'), 'setup'],
];
const PAGES = { home: '#/', overview: '#/overview', certificates: '#/certificates', setup: '#/setup', configuration: '#/configuration', log: '#/log' };

/** How long nothing is shown for want of a picture. */
const PATIENCE = 1500;

const main = document.getElementById('main');
const settled = Promise.race([Promise.all([first(), look()]), new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);
let view = null;
let frame = null;
let turn = 0;

async function show(moved) {
  const mine = ++turn;
  const path = location.hash.replace(/^#\/?/, '');
  const [pattern, make, page] = ROUTES.find(([candidate]) => candidate.test(path)) ?? ROUTES[0];
  const name = pattern.exec(path)?.[1];
  const made = await make(name && decodeURIComponent(name));
  if (mine !== turn) {
    made.end?.();
    return;
  }
  // What is shown first is whole, so that nothing jumps.
  await settled;
  if (mine !== turn) {
    made.end?.();
    return;
  }
  view?.end?.();
  view = made;
  frame.mark(page);
  refresh(now());
  replace(main, view.node);
  attribute(document.body, 'data-settled', '');
  if (moved) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

/** Goes to another page; asks where something would be lost. */
async function leave({ oldURL, newURL }) {
  if (!view?.leaves?.()) {
    await show(true);
    return;
  }
  history.replaceState(null, '', oldURL);
  const sure = await ask({ title: t('leave.title'), content: [h('p', {}, t('leave.lost'))], yes: t('leave.yes'), no: t('leave.no'), small: true });
  if (sure) {
    history.pushState(null, '', newURL);
    await show(true);
  }
}

function refresh(state) {
  attribute(main, 'data-link', state.link);
  frame.update(state);
  warn(state);
  view?.update?.(state);
}

/** Also who looks at another tab sees that something is wrong. */
function warn(state) {
  const verdict = judge(state);
  const bad = ['bad', 'warn', 'lost'].includes(verdict.level);
  const title = `${bad ? `⚠ ${verdict.say} · ` : ''}${view?.title ? `${view.title} · ` : ''}Polymeter`;
  if (document.title !== title) {
    document.title = title;
  }
  attribute(document.getElementById('icon'), 'href', bad ? 'icon-alert.svg' : 'icon.svg');
}

/** The bar above everything. */
function makeFrame() {
  const links = Object.entries(PAGES).map(([page, href]) => {
    const count = h('span', { class: 'count' });
    count.hidden = true;
    return { page, count, node: h('a', { href }, t(`page.${page}`), count) };
  });
  replace(document.getElementById('nav'), h('ul', {}, links.map((link) => h('li', {}, link.node))));
  attribute(document.getElementById('nav'), 'aria-label', t('pages'));
  text(document.getElementById('skip'), t('skip'));
  const beat = h('span', { class: 'beat', role: 'status', 'data-state': 'connecting' });
  const theme = h('button', { type: 'button', class: 'plain', onclick: () => turnTheme() });
  const tongue = h('select', { class: 'slim', 'aria-label': t('language'), onchange: () => changeLanguage(tongue.value) }, languages.map((one) => h('option', { value: one, selected: one === language, lang: one }, one.toUpperCase())));
  const login = loginButton();
  replace(document.getElementById('tools'), beat, login.node, tongue, theme);
  const site = document.getElementById('site');
  const foot = document.getElementById('foot');
  const version = h('span', {});
  replace(foot, version, h('a', { href: 'api/openapi.json' }, t('foot.api')), h('a', { href: 'metrics' }, t('foot.metrics')));
  const showTheme = () => {
    const dark = isDark();
    attribute(theme, 'aria-label', t(dark ? 'theme.light' : 'theme.dark'));
    replace(theme, icon(dark ? 'sun' : 'moon', 20));
  };
  showTheme();
  return {
    showTheme,
    mark(page) {
      links.forEach((link) => attribute(link.node, 'aria-current', link.page === page ? 'page' : null));
    },
    update({ link, picture }) {
      attribute(beat, 'data-state', link);
      text(beat, t(`live.${link}`));
      text(site, picture?.site.name ?? '');
      text(version, picture ? t('foot', { version: picture.version }) : '');
      const waiting = picture?.verdict.advice.find((one) => one.code === 'certificate-waits');
      const count = links.find((one) => one.page === 'certificates').count;
      count.hidden = !waiting;
      text(count, '!');
      attribute(count, 'title', waiting ? told(waiting.sentence, waiting.sentence_message) : null);
    },
    end: () => login.end(),
  };
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

function turnTheme() {
  const wanted = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = wanted;
  try {
    localStorage.setItem('polymeter.theme', wanted);
  } catch {
    // It lasts as long as the page then.
  }
  frame.showTheme();
  dispatchEvent(new Event('polymeter-theme'));
}

function changeLanguage(wanted) {
  speak(wanted);
  document.documentElement.lang = wanted;
  frame.end();
  frame = makeFrame();
  show(false);
  document.querySelector('#tools select').focus();
}

document.documentElement.lang = language;
frame = makeFrame();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => frame.showTheme());
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener('hashchange', (event) => leave(event));
addEventListener('beforeunload', (event) => {
  if (view?.leaves?.()) {
    event.preventDefault();
  }
});
follow(refresh);
show(false);
start();
// A demonstration has one more thing to show.
get('demo').then(async (demo) => (await import('../demo.js')).show(demo), () => {});
