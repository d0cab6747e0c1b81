// A sign-in that nobody uses ends. Every open page says so some minutes before and offers to stay signed in; after the
// end it says what becomes of what was typed. It asks the server nothing by itself: that would keep the sign-in alive.
const region = document.getElementById('ending');
const KEPT = 'tierline-idle-end';
const facts = region ? Object.fromEntries(Object.entries(region.dataset).map(([name, value]) => [name, Number(value)])) : {};
// The reader's clock may be wrong; it only has to go on.
const ahead = region ? facts.now - Date.now() : 0;
const home = region?.nextElementSibling;
let idleEnd = 0;
let timer = 0;
let shown = '';
let before = null;

function now() {
  return Date.now() + ahead;
}

function lastEnd() {
  try {
    // A use in any window of the browser is one: all have the same sign-in.
    return Math.max(idleEnd, Number(localStorage.getItem(KEPT)));
  } catch {
    return idleEnd;
  }
}

function keep(end) {
  idleEnd = end;
  try {
    localStorage.setItem(KEPT, String(end));
  } catch {
    // A browser that keeps nothing has this window alone.
  }
}

// An open dialog makes all around it inert: the note goes where its button can be reached.
function place(what) {
  const open = what && document.querySelector('dialog[open]');
  if (open && region.parentElement !== open) {
    open.prepend(region);
  } else if (!open && region.nextElementSibling !== home) {
    home.before(region);
  }
}

function say(what, end) {
  const told = `${what} ${end}`;
  if (told === shown) {
    return;
  }
  shown = told;
  const hadFocus = region.contains(document.activeElement);
  region.replaceChildren();
  place(what);
  if (what) {
    region.append(document.getElementById(`ending-${what}`).content.cloneNode(true));
    const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: region.dataset.zone });
    region.querySelector('time').textContent = time.format(end);
  } else if (hadFocus) {
    before?.focus();
  }
}

function look() {
  clearTimeout(timer);
  const idle = lastEnd();
  const isIdle = !facts.until || idle <= facts.until;
  const end = isIdle ? idle : facts.until;
  const left = end - now();
  if (left <= 0) {
    say('over', end);
    return;
  }
  const untilTold = left - 1000 * facts.before;
  // The page may say so of itself already.
  const isTold = !isIdle && document.querySelector('body > .ends');
  say(untilTold > 0 || isTold ? '' : isIdle ? 'idle' : 'soon', end);
  timer = setTimeout(look, untilTold > 0 ? untilTold : left);
}

// The server was asked something by whoever reads the page.
export function used() {
  if (region) {
    keep(now() + 1000 * facts.idle);
    look();
  }
}

function over() {
  say('over', Math.min(lastEnd(), now()));
  clearTimeout(timer);
}

if (region) {
  keep(facts.now + 1000 * facts.idle);
  look();
  window.addEventListener('storage', (event) => event.key === KEPT && look());
  // Timers stand still in a machine that sleeps.
  document.addEventListener('visibilitychange', look);
  document.getElementById('dialog')?.addEventListener('close', () => place(''));
  document.addEventListener('focusin', (event) => {
    if (!region.contains(event.target)) {
      before = event.target;
    }
  });
  document.addEventListener('htmx:after:request', ({ detail }) => {
    const { status } = detail.ctx.response;
    if (status === 401) {
      over();
    } else if (!new URL(detail.ctx.request.action, window.location).searchParams.has('watch')) {
      used();
    }
  });
  region.addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(event.target));
    try {
      const answer = await fetch('/stay', { method: 'POST', body, headers: { 'HX-Request': 'true' } });
      if (answer.ok) {
        used();
      } else {
        over();
      }
    } catch {
      // Nothing answers: the note stays, and so does its button.
    }
  });
}
