// The first page, for a household: the house as it is now, today's energy, and one sentence.

import { poll } from './api.js';
import { h } from './dom.js';
import { energy } from './energy.js';
import { house } from './house.js';
import { t } from './i18n.js';
import { today } from './today.js';
import { banner } from './verdict.js';

/** Energy is counted, and written once a minute. */
const EVERY = 15_000;

export function home() {
  const verdict = banner();
  const now = house();
  const day = today();
  const past = energy(null);
  const node = h(
    'div',
    { class: 'stack' },
    verdict.node,
    h('div', { class: 'home' }, now.node, day.node),
    past.node,
    h('p', {}, h('a', { class: 'button', href: '#/overview' }, t('home.technical'))),
  );
  const stop = poll('home', EVERY, (json) => {
    day.update(json);
    past.refresh();
  });
  return {
    node,
    title: t('page.home'),
    update(state) {
      verdict.update(state);
      if (state.picture) {
        now.update(state.picture.home, state.link, state.picture.meters.length > 0);
        day.prepare(state.picture.home);
      }
    },
    end() {
      stop();
      now.end();
      past.end();
    },
  };
}
