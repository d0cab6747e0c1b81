// What charts.js gives to whoever imports it, and the pictures that it draws where a page has a place for them.
export { drawn } from './drawn.js';
import './policy.js';
