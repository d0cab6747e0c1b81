// An act asks once more in a dialog, whose button has the focus: a slip costs nothing. Without script the same
// link opens the same form as a page of its own.
import { used } from './ending.js';

const dialog = document.getElementById('dialog');
let before = null;

async function open(link) {
  if (!dialog.open) {
    before = document.activeElement; // of a link within the dialog it is what the dialog was opened from
  }
  let answer;
  try {
    answer = await fetch(link.href, { headers: { 'HX-Request': 'true' }, credentials: 'same-origin' });
  } catch {
    window.location.assign(link.href); // the browser says itself that nothing answers
    return;
  }
  const elsewhere = answer.headers.get('HX-Redirect');
  if (elsewhere || !answer.ok) {
    window.location.assign(elsewhere ?? link.href);
    return;
  }
  used();
  dialog.innerHTML = await answer.text();
  window.htmx?.process(dialog);
  if (!dialog.open) {
    dialog.showModal();
  }
  // One after the other: a list of selectors would give whatever comes first in the dialog, such as a link.
  const first = ['[autofocus]', '.btn.main', 'button', 'input:not([type=hidden])', 'a']
    .map((selector) => dialog.querySelector(selector))
    .find((found) => found !== null);
  first?.focus();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-dialog]');
  if (link && dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    open(link);
    return;
  }
  if (event.target.closest('[data-close]') && dialog?.open) {
    event.preventDefault();
    dialog.close();
  }
});

dialog?.addEventListener('close', () => {
  dialog.replaceChildren();
  before?.focus();
});
