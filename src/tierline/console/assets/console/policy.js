// The tables of a draft by keyboard: Enter goes to the same column of the next row, Alt with an arrow moves a row.
// Without script Enter saves the draft, and the buttons at the end of a row move it. The browser asks before a page is
// left on which something typed is not saved.

function rowsOf(field) {
  return [...(field.closest('tbody')?.querySelectorAll('tr[data-row]') ?? [])];
}

function fieldsOf(row) {
  return [...row.querySelectorAll('input, select')];
}

document.addEventListener('keydown', (event) => {
  const field = event.target;
  const row = field instanceof Element ? field.closest('tr[data-row]') : null;
  if (!row || !field.matches('input, select')) {
    return;
  }
  if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.isComposing) {
    event.preventDefault();
    const rows = rowsOf(field);
    const next = rows[rows.indexOf(row) + 1];
    (next ? fieldsOf(next)[fieldsOf(row).indexOf(field)] : field)?.focus();
    return;
  }
  if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    const to = event.key === 'ArrowUp' ? -1 : 1;
    const rows = rowsOf(field);
    const beside = rows[rows.indexOf(row) + to];
    const button = row.querySelector(`[data-move="${to}"]`);
    if (beside && button) {
      event.preventDefault();
      const at = fieldsOf(row).indexOf(field);
      button.click();
      fieldsOf(beside)[at]?.focus();
    }
  }
});

let isSaving = false;

document.addEventListener('submit', (event) => {
  isSaving = event.target.id === 'draft-form';
});

window.addEventListener('beforeunload', (event) => {
  if (!isSaving && document.querySelector('#draft-form[data-unsaved]')) {
    event.preventDefault();
  }
});

// Marks that are asked for as one types wait while a row is moved, taken out or mended: their answer would be of the
// rows as they were, and take that back.
const acts = new Set();
let isTypedMeanwhile = false;

document.addEventListener('htmx:config:request', (event) => {
  const { ctx } = event.detail;
  if (!ctx.sourceElement.closest('#draft-form')) {
    return;
  }
  if (ctx.sourceElement.id !== 'draft-form') {
    acts.add(ctx);
  } else if (acts.size > 0) {
    event.preventDefault();
    isTypedMeanwhile = true;
  }
});

document.addEventListener('htmx:finally:request', (event) => {
  const isActDone = acts.delete(event.detail.ctx);
  if (isActDone) {
    // What a button has made is where one goes on; a page without script is loaded with it in focus.
    document.querySelector('#draft-form [autofocus]')?.focus();
  }
  if (isActDone && acts.size === 0 && isTypedMeanwhile) {
    isTypedMeanwhile = false;
    document.getElementById('draft-form')?.dispatchEvent(new Event('input', { bubbles: true }));
  }
});
