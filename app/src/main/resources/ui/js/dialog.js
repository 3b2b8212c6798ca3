// Questions that must be answered first. The browser keeps the focus inside and gives it back.

import { h, text } from './dom.js';
import { t } from './i18n.js';

let number = 0;

/**
 * @param wish `title`, `content`, the words `yes` and `no`, and `act`, which does it and says whether the dialog closes
 * @returns true after yes
 */
export function open({ title, content, yes, no = t('cancel'), act = async () => true, danger = false, small = false }) {
  return new Promise((resolve) => {
    const id = `dialog-${++number}`;
    let answer = false;
    const trouble = h('p', { class: 'wrong', role: 'alert' });
    const go = yes && h('button', { type: 'submit', class: danger ? 'danger' : 'main' }, yes);
    const form = h(
      'form',
      { method: 'dialog', novalidate: true },
      h('h2', { id }, title),
      content,
      trouble,
      h('div', { class: 'row end' }, h('button', { type: 'button', onclick: () => box.close() }, no), go),
    );
    const box = h('dialog', { 'aria-labelledby': id, class: small ? 'small' : '' }, form);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      go.disabled = true;
      text(trouble, '');
      try {
        answer = await act();
      } catch (error) {
        text(trouble, t('failed', { why: error.message }));
      }
      go.disabled = false;
      if (answer) {
        box.close();
      }
    });
    box.addEventListener('close', () => {
      box.remove();
      resolve(answer);
    });
    document.body.append(box);
    box.showModal();
    (box.querySelector('input, select, textarea') ?? go ?? box.querySelector('button')).focus();
  });
}
