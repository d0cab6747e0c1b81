// A queue is gone through by J and K; Enter opens what has the focus, as it does for every link.
document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof Element && event.target.closest('input, select, textarea, dialog');
  const step = { j: 1, k: -1 }[event.key];
  if (!step || isTyping || event.ctrlKey || event.altKey || event.metaKey || document.body.dataset.keys !== 'on') {
    return;
  }
  const rows = [...document.querySelectorAll('[data-queue] a.what')];
  if (rows.length === 0) {
    return;
  }
  event.preventDefault();
  const open = document.querySelector('[data-queue] tr[aria-current] a.what');
  const at = rows.indexOf(rows.includes(document.activeElement) ? document.activeElement : open);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[next].focus();
});
