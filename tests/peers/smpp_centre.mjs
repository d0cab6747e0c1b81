// An SMS centre on loopback, by the npm package smpp.
//
//   node smpp_centre.mjs [--port=0] [--system-id=tierline] [--password=secret]
//
// Prints `listening PORT`, then one JSON object per line: {event: bound | unbound | refused, system_id},
// {event: submitted, from, to, text, data_coding, esm_class, part, id} for each short message, with Chinese decoded
// and `part` [reference, total, number] where it is one of several, {event: receipted, id, state, status} when the
// terminal has confirmed a receipt, {event: confirmed, id, status} when it has confirmed a message of a phone.
//
// Reads one JSON object per line: {do: incoming, from, to, text, id} sends a message of a phone to the terminal;
// {do: drop} ends all connections at once; {do: set, ...} changes how it behaves from then on:
//   refuse: true              binding is refused
//   status: ESME_RTHROTTLED   the answer to the next messages, until it is set to ESME_ROK again
//   state: UNDELIV            the state of receipts, and null sends none
//   receipt_ms: 20            how long a receipt takes; -1 sends it before the answer to its message
//   answer_ms: 0              how long an answer takes
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import smpp from 'smpp';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'system-id': { type: 'string', default: 'tierline' },
    password: { type: 'string', default: 'secret' },
  },
});

const behaviour = { refuse: false, status: 'ESME_ROK', state: 'DELIVRD', receipt_ms: 20, answer_ms: 0 };
const bound = new Set();
const sockets = new Set();
let count = 0;

function tell(event, facts) {
  process.stdout.write(`${JSON.stringify({ event, ...facts })}\n`);
}

const later = (milliseconds, action) => setTimeout(action, milliseconds);

// A receipt is plain text in a form that centres agree on, though no standard demands it.
function receipt(pdu, id, state) {
  const failed = state !== 'DELIVRD';
  const day = '1003011200';
  const delivered = failed ? '000' : '001';
  const error = failed ? '021' : '000';
  return {
    source_addr: pdu.destination_addr,
    destination_addr: pdu.source_addr,
    esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
    short_message:
      `id:${id} sub:001 dlvrd:${delivered} submit date:${day} done date:${day} stat:${state} err:${error} text:`,
  };
}

function sendReceipt(session, pdu, id) {
  const { state } = behaviour;
  if (state === null || !pdu.registered_delivery) {
    return;
  }
  const send = () => {
    session.deliver_sm(receipt(pdu, id, state), (answer) => {
      tell('receipted', { id, state, status: answer.command_status });
    });
  };
  if (behaviour.receipt_ms < 0) {
    send();
  } else {
    later(behaviour.receipt_ms, send);
  }
}

function partOf(udh) {
  const element = udh?.find?.((each) => each[0] === 0 && each[1] === 3) ?? udh?.[0];
  return element ? [...element.subarray(-3)] : null;
}

function submitted(session, pdu) {
  const status = smpp[behaviour.status];
  if (status !== smpp.ESME_ROK) {
    tell('rejected', { to: pdu.destination_addr, status: behaviour.status });
    session.send(pdu.response({ command_status: status }));
    return;
  }
  count += 1;
  const id = `c${process.pid}-${count}`;
  const { message, udh } = pdu.short_message;
  tell('submitted', {
    id,
    from: pdu.source_addr,
    to: pdu.destination_addr,
    text: message,
    data_coding: pdu.data_coding,
    esm_class: pdu.esm_class,
    part: partOf(udh),
  });
  if (behaviour.receipt_ms < 0) {
    sendReceipt(session, pdu, id);
  }
  later(behaviour.answer_ms, () => {
    session.send(pdu.response({ message_id: id }));
    if (behaviour.receipt_ms >= 0) {
      sendReceipt(session, pdu, id);
    }
  });
}

function bind(session, pdu) {
  const known = pdu.system_id === values['system-id'] && pdu.password === values.password;
  if (behaviour.refuse || !known) {
    tell('refused', { system_id: pdu.system_id });
    session.send(pdu.response({ command_status: smpp.ESME_RBINDFAIL }), () => session.close());
    return;
  }
  bound.add(session);
  session.send(pdu.response({ system_id: 'centre' }));
  tell('bound', { system_id: pdu.system_id });
}

const server = smpp.createServer({}, (session) => {
  sockets.add(session.socket);
  session.on('bind_transceiver', (pdu) => bind(session, pdu));
  session.on('submit_sm', (pdu) => submitted(session, pdu));
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => session.send(pdu.response(), () => session.close()));
  session.on('error', () => {});
  session.on('close', () => {
    sockets.delete(session.socket);
    if (bound.delete(session)) {
      tell('unbound', {});
    }
  });
});

function incoming({ from, to, text, id }) {
  // The newest: of one that was given up the end may not be heard yet.
  const session = [...bound].at(-1);
  if (!session) {
    tell('unbound', { id });
    return;
  }
  const facts = { source_addr: from, destination_addr: to, short_message: text };
  // The centre's own id of the message, by which a repetition is known.
  if (id) {
    facts.receipted_message_id = id;
  }
  session.deliver_sm(facts, (answer) => tell('confirmed', { id, status: answer.command_status }));
}

const orders = {
  incoming,
  drop: () => sockets.forEach((socket) => socket.destroy()),
  set: ({ do: _, ...changes }) => Object.assign(behaviour, changes),
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const order = JSON.parse(line);
  orders[order.do](order);
  tell('done', { order: order.do });
});

server.listen(Number(values.port), '127.0.0.1', () => {
  process.stdout.write(`listening ${server.address().port}\n`);
});
