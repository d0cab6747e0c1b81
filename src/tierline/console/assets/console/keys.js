// A letter by itself is a command where its element says so (data-key), outside of fields, unless the reader has
// switched letters off.
const isOn = document.body.dataset.keys === 'on';

function isTyping(target) {
  return target instanceof Element && target.closest('input, select, textarea, [contenteditable]') !== null;
}

function elementOf(key) {
  const open = document.querySelector('dialog[open]');
  const within = open ?? document;
  return [...within.querySelectorAll('[data-key]')].find(
    (element) => element.dataset.key.toLowerCase() === key.toLowerCase() && element.checkVisibility(),
  );
}

// The key of a field that has the focus already is the command too, and no part of what is typed there.
function isOwnKey(event) {
  return event.target instanceof HTMLInputElement && event.target.dataset.key === event.key;
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey && !event.altKey && event.key.toLowerCase() === 's') {
    const save = document.querySelector('[data-save]');
    if (save) {
      event.preventDefault();
      save.click();
    }
    return;
  }
  if (!isOn || event.ctrlKey || event.altKey || event.metaKey || (isTyping(event.target) && !isOwnKey(event))) {
    return;
  }
  const element = elementOf(event.key);
  if (!element) {
    return;
  }
  event.preventDefault();
  element.focus();
  if (element instanceof HTMLInputElement) {
    element.select(); // the next number takes the place of the one before
  } else {
    element.click();
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && isTyping(event.target) && event.target.closest('.find')) {
    event.target.blur();
  }
});
