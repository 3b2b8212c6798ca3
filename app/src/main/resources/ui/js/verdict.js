// The sentence on top: whether all is well and, if not, what to do. The API decides what matters most; here it is said
// in the reader's language.

import { attribute, h, icon, replace, text } from './dom.js';
import { span, t, told } from './i18n.js';
import { consumers, headline, names } from './model.js';

/** @returns {{level: string, say: string, details: string[]}} */
export function judge({ link, picture, held }) {
  if (!picture) {
    return { level: 'wait', say: t('verdict.connecting'), details: [] };
  }
  if (link !== 'live') {
    return { level: 'lost', say: t('verdict.lost'), details: [t('verdict.lost.do')] };
  }
  if (picture.meters.length === 0) {
    return { level: 'warn', say: t('verdict.empty'), details: [t('verdict.empty.do')], begin: true };
  }
  const serious = picture.verdict.advice.filter((one) => one.level !== 'note');
  return serious.length === 0 ? well(picture) : trouble(picture, serious, held);
}

function well(picture) {
  const meters = t('verdict.ok.meters', { n: picture.meters.length });
  const outputs = picture.outputs.length === 0
    ? t('verdict.ok.none')
    : t('verdict.ok.outputs', { n: picture.outputs.length });
  const details = [t('verdict.ok.do', { meters, outputs })];
  const unread = picture.outputs.filter((output) => output.reads && output.reads.per_second === 0);
  if (unread.length > 0) {
    details.push(t('verdict.unread', { names: names(unread.map((output) => output.name)) }));
  }
  for (const note of picture.verdict.advice) {
    details.push(sentence(note));
  }
  return { level: 'ok', say: t('verdict.ok'), details: [details.join(' ')] };
}

function trouble(picture, serious, held) {
  const level = serious[0].level === 'problem' ? 'bad' : 'warn';
  const gone = serious.filter((one) => one.code === 'meter-stale' || one.code === 'meter-absent' || one.code === 'meter-unusable');
  const details = [];
  let say;
  if (gone.length > 0) {
    say = silent(picture, gone, held);
    const affected = [...new Set(gone.flatMap((one) => consumers(picture, one.subject)).map((output) => output.name))];
    const consequence = affected.length > 0 ? t('verdict.affects', { n: affected.length, outputs: names(affected) }) : '';
    details.push(`${consequence} ${t('verdict.meter.do')}`.trim());
  } else {
    say = sentence(serious[0]);
    details.push(t(`advice.${serious[0].code}.do`, { name: serious[0].subject }));
  }
  const first = gone[0] ?? serious[0];
  const because = first.reason ? first : serious.find((one) => one.subject.startsWith(`${first.subject}.`));
  if (because?.reason) {
    details.push(reason(because));
  }
  const said = new Set([...gone, first]);
  const beneath = (one) => one.code === 'link-down' && gone.some((meter) => one.subject.startsWith(`${meter.subject}.`) || one.subject === meter.subject);
  serious.filter((one) => !said.has(one) && !beneath(one)).forEach((one) => details.push(one.reason ? `${sentence(one)} ${reason(one)}` : sentence(one)));
  return { level, say, details };
}

const reason = (one) => t('verdict.reason', { reason: told(one.reason, one.coded) });

function sentence(one) {
  return told(one.sentence, one.sentence_message);
}

function silent(picture, gone, held) {
  if (gone.length > 1) {
    return t('verdict.meters', { n: gone.length, names: names(gone.map((one) => one.subject)) });
  }
  const meter = picture.meters.find((candidate) => candidate.name === gone[0].subject);
  const measured = meter && headline(meter);
  const since = measured?.age_ms === null || measured?.age_ms === undefined
    ? ''
    : t('verdict.since', { age: span(measured.age_ms + held) });
  return t('verdict.meter', { meter: gone[0].subject, since });
}

const ICONS = { ok: 'ok', warn: 'warn', bad: 'bad', lost: 'lost', wait: 'still' };

/** The banner. */
export function banner() {
  const say = h('h1', { id: 'verdict' });
  const node = h('section', { class: 'verdict', 'aria-labelledby': 'verdict' });
  const begin = h('div', { class: 'row' }, h('a', { class: 'button main', href: '#/add/meter' }, t('verdict.empty.go')));
  let level = '';
  return {
    node,
    update(state) {
      const verdict = judge(state);
      if (verdict.level !== level) {
        level = verdict.level;
        attribute(node, 'data-level', level);
        replace(node, icon(ICONS[level], 24), say);
      }
      text(say, verdict.say);
      const lines = [...node.querySelectorAll('p')];
      verdict.details.forEach((detail, i) => text(lines[i] ?? node.appendChild(h('p')), detail));
      lines.slice(verdict.details.length).forEach((line) => line.remove());
      if (verdict.begin) {
        node.append(begin);
      } else {
        begin.remove();
      }
    },
  };
}
