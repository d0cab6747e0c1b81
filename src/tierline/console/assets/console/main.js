// What pages do beyond links and forms, which all work without it.
import './dialog.js';
import './ending.js';
import './keys.js';
import './policy.js';
import './queue.js';
import './said.js';
