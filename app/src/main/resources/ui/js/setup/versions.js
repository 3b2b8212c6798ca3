// Every configuration that ran: looked at, gone back to, taken home.

import './words.js';
import { get } from '../api.js';
import { diff } from '../configuration.js';
import { announce, h, replace, text } from '../dom.js';
import { open } from '../dialog.js';
import { moment, t } from '../i18n.js';
import { change } from '../login.js';
import { heading } from '../parts.js';
import { button, guarded, problemList } from './form.js';

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
  load().catch((error) => text(notice, t('failed', { why: error.message })));
  return { node: h('div', { class: 'stack' }, heading(t('versions.title')), notice, h('section', { class: 'card' }, list)) };
}
