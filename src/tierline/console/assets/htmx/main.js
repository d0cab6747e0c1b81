// htmx, without its ways to run code out of attributes.
//
// hx-on, `js:` and filters of triggers are made into functions when they are met. The pages' policy forbids that; here
// it is refused before the browser is asked, with a sentence that says what to do.
import htmx from 'htmx.org';

function refuse(...parts) {
  throw new Error(`The pages run no code out of attributes; put it into assets/console: ${parts.at(-1)}`);
}

htmx.registerExtension('no-code-in-attributes', {
  init: (internals) => internals.initSecurity(null, refuse, refuse),
});
