// What charts.js gives to whoever imports it.
export { drawn } from './drawn.js';
