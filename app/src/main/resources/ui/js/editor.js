// A text area that shows where errors are. The text area is a real one, so that selection, undo, screen readers and
// phone keyboards work; behind it lies the same text, coloured.

import { attribute, h, replace, text } from './dom.js';
import { t } from './i18n.js';

const PARTS = /(^|\s)(#.*)$|("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(^|[\s{,-])([\w.\-/]+)(?=:(?:\s|$))/g;

export function editor(changed) {
  const area = h('textarea', { spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', wrap: 'off', 'aria-label': t('configuration.text'), 'aria-describedby': 'problems' });
  const shade = h('pre', { class: 'shade', 'aria-hidden': 'true' });
  const gutter = h('div', { class: 'gutter', 'aria-hidden': 'true' });
  const node = h('div', { class: 'editor' }, gutter, h('div', { class: 'field' }, shade, area));
  let problems = [];

  function draw() {
    const lines = area.value.split('\n');
    const byLine = new Map();
    problems.forEach((problem) => byLine.set(problem.line, [...(byLine.get(problem.line) ?? []), problem]));
    replace(gutter, lines.map((_, i) => {
      const worst = byLine.get(i + 1)?.some((problem) => problem.severity === 'error') ? 'error' : byLine.has(i + 1) ? 'warning' : null;
      return h('span', { 'data-severity': worst }, String(i + 1));
    }));
    replace(shade, lines.map((line, i) => [...paint(line, byLine.get(i + 1)?.[0]), '\n']));
    follow();
  }

  function follow() {
    shade.scrollTop = area.scrollTop;
    shade.scrollLeft = area.scrollLeft;
    gutter.scrollTop = area.scrollTop;
  }

  area.addEventListener('scroll', follow);
  area.addEventListener('input', () => {
    draw();
    changed();
  });
  // Tab leaves the field, as people on a keyboard expect; Enter keeps the indentation of the line.
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.isComposing) {
      const before = area.value.slice(0, area.selectionStart);
      const indent = /[^\n]*$/.exec(before)[0].match(/^ */)[0];
      if (indent) {
        event.preventDefault();
        area.setRangeText(`\n${indent}`, area.selectionStart, area.selectionEnd, 'end');
        area.dispatchEvent(new InputEvent('input'));
      }
    }
  });

  return {
    node,
    get value() {
      return area.value;
    },
    set value(wanted) {
      area.value = wanted;
      draw();
    },
    show(found) {
      problems = found;
      attribute(area, 'aria-invalid', found.some((problem) => problem.severity === 'error') ? 'true' : null);
      draw();
    },
    /** Puts the cursor where a problem is. */
    go({ line, column }) {
      const lines = area.value.split('\n');
      const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
      const word = /^[^\s:,{}[\]]+/.exec(area.value.slice(start))?.[0].length ?? 0;
      area.focus();
      area.setSelectionRange(start, start + word);
      const height = parseFloat(getComputedStyle(area).lineHeight);
      area.scrollTop = Math.max(0, (line - 1) * height - area.clientHeight / 3);
    },
  };
}

/** A line in colours, with the word marked that a problem is about. */
function paint(line, problem) {
  if (!problem) {
    return colour(line);
  }
  const start = Math.min(problem.column - 1, line.length);
  const length = Math.max(1, /^[^\s:,{}[\]]+/.exec(line.slice(start))?.[0].length ?? 1);
  const marked = line.slice(start, start + length) || ' ';
  return [...colour(line.slice(0, start)), h('mark', { 'data-severity': problem.severity }, marked), ...colour(line.slice(start + length))];
}

function colour(line) {
  const pieces = [];
  let at = 0;
  for (const match of line.matchAll(PARTS)) {
    const [whole, space, comment, string, before, name] = match;
    const lead = space ?? before ?? '';
    pieces.push(line.slice(at, match.index), lead);
    const [kind, body] = comment !== undefined ? ['comment', comment] : string !== undefined ? ['text', string] : ['name', name];
    pieces.push(text(h('span', { class: kind }), body));
    at = match.index + whole.length;
  }
  pieces.push(line.slice(at));
  return pieces.filter((piece) => piece !== '');
}
