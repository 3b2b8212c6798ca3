// Small pieces that several pages share.

import { attribute, h, icon, replace, s, text } from './dom.js';
import { t, word } from './i18n.js';

/** A word about the quality of a value. */
export function mark() {
  const node = h('span', { class: 'mark' });
  return {
    node,
    update(quality, says) {
      attribute(node, 'data-quality', quality);
      text(node, says ?? word('quality', quality));
    },
  };
}

/** `computed`, where Polymeter made a value from others. */
export function derivedMark() {
  return h('span', { class: 'mark', 'data-quality': 'derived', title: t('derived.why') }, t('derived'));
}

/** Which way energy goes, in a word and an arrow. */
export function wayMark() {
  const node = h('span', { class: 'way' });
  return {
    node,
    update(way) {
      if (node.dataset.way !== (way ?? '')) {
        node.dataset.way = way ?? '';
        const arrow = { import: 'into', draw: 'into', charge: 'into', consume: 'into', zero: 'still' }[way] ?? 'out';
        replace(node, way && [icon(arrow, 18), t(`energy.${way}`)]);
      }
    },
  };
}

/** A bar from 0 to 1; an SVG, because widths of style attributes are forbidden here. */
export function bar(share, name, way) {
  return s(
    'svg',
    { class: name, viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    s('rect', { x: 0, y: 0, height: 10, width: Math.max(0, Math.min(100, share * 100)).toFixed(1), 'data-way': way }),
  );
}

/** How a link is: a dot and a word. */
export function dot(state) {
  return h('span', { class: 'dot', 'data-state': state, 'aria-hidden': 'true' });
}

/** A list of names and values. */
export function facts(...pairs) {
  return h(
    'dl',
    { class: 'facts' },
    pairs.filter(Boolean).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}

/** A card with a heading. */
export function card(title, ...content) {
  return h('section', { class: 'card' }, h('h2', {}, title), ...content);
}

/** The way back, the name of a page, and more. */
export function heading(title, ...beside) {
  return h('div', { class: 'title' }, h('h1', {}, title), ...beside);
}

export function crumb() {
  return h('a', { class: 'crumb', href: '#/overview' }, `← ${t('back')}`);
}
