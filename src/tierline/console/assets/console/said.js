// What an act came to is read out once, and shown where the reader looks: an element marked so takes the focus.
document.querySelector('[data-said]')?.focus();
