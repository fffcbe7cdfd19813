// The bus as a plain NATS client of its administrator hears it: every fact, how far the read models are, dead letters.
import { readFileSync } from "node:fs";
import path from "node:path";

import { connect, headers as makeHeaders, JSONCodec, nkeyAuthenticator } from "nats";

import { Log, within } from "./bounded.mjs";

const json = JSONCodec();

// "andvari.order.filled.v1" is "order.filled" here.
function fact(message) {
  const header = (name) => message.headers.get(name);
  return {
    id: header("ce-id"),
    type: header("ce-type").replace(/^andvari\.|\.v1$/g, ""),
    source: header("ce-source"),
    context: header("ce-source").split("/")[0],
    sequence: Number(header("ce-sequence")),
    answers: header("ce-answers"),
    actor: header("ce-actor"),
    subject: message.subject,
    body: json.decode(message.data),
  };
}

// Connects as a user of the bus: `users` is the folder with the keys that `andvari up` made, and names in running.json.
export function connectAs(user, { servers, users, ...options }) {
  return connect({
    servers,
    authenticator: nkeyAuthenticator(readFileSync(path.join(users, `${user}.nk`))),
    inboxPrefix: `_INBOX_${user}`,
    ...options,
  });
}

export class Bus {
  static async connect(where, context) {
    const bus = new Bus();
    bus.nats = await connectAs("admin", { ...where, reconnect: false });
    bus.facts = new Log(context);
    bus.letters = new Log(context);
    bus.either = new Log(context); // Facts and dead letters, for whoever waits for one or the other.
    bus.answers = new Log(context);
    bus.notices = new Log(context);
    bus.positions = {};
    const known = new Set();
    bus.#hear("evt.>", (message) => {
      const heard = fact(message);
      if (known.has(heard.id)) return; // Published again after a restart.
      known.add(heard.id);
      bus.facts.push(heard);
      bus.either.push(heard);
    });
    bus.#hear("ans.*", (message) => bus.answers.push({ command: message.subject.slice(4), ...fact(message) }));
    bus.#hear("dlq.>", (message) => {
      const reason = message.headers.get("andvari-reason");
      const letter = { subject: message.subject, reason, headers: message.headers, text: message.string() };
      bus.letters.push(letter);
      bus.either.push(letter);
    });
    bus.#hear("view.*", (message) => {
      const view = message.subject.slice(5);
      bus.positions[view] = { ...bus.positions[view], ...json.decode(message.data) };
      bus.notices.push(view);
      bus.notices.items.length = 0; // Only the newest says anything, and that is in `positions`.
    });
    await bus.nats.flush();
    return bus;
  }

  #hear(subject, take) {
    this.nats.subscribe(subject, {
      callback: (error, message) => {
        if (!error) take(message);
      },
    });
  }

  // The facts of a subject as they stand in the log, from the first on.
  async history(subject) {
    const consumer = await this.nats.jetstream().consumers.get("EVENTS", { filterSubjects: subject });
    const { num_pending: pending } = await consumer.info();
    const facts = [];
    if (pending === 0) return facts;
    for await (const message of await consumer.consume()) {
      facts.push(fact(message));
      if (facts.length === pending) break;
    }
    return facts;
  }

  // Publishes into a stream; what is no text already goes as JSON.
  publish(subject, content, { id, headers = {} } = {}) {
    const data = typeof content === "string" || content instanceof Uint8Array ? Buffer.from(content) : json.encode(content);
    const all = makeHeaders();
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    return this.nats.jetstream().publish(subject, data, { msgID: id, headers: all });
  }

  // The fact that a command came to.
  async command(subject, body, { id, headers = {} }) {
    await this.publish(subject, body, { id, headers: { "ce-id": id, ...headers } });
    return this.facts.first((fact) => fact.answers === id, `the outcome of ${subject}`);
  }

  fact(type, fits, what = type) {
    return this.facts.first((fact) => fact.type === type && fits(fact.body, fact), what);
  }

  // Waits until a read model shows a fact.
  async shown(view, fact) {
    const there = () => (this.positions[view]?.[fact.context] ?? 0) >= fact.sequence;
    if (!there()) await this.notices.first(there, `${fact.source}:${fact.sequence} in the read model ${view}`);
  }

  // How an order ended, once every read model shows it and all that followed from it.
  async ended(order) {
    const own = (type) => (body, fact) => fact.context === type && body.order === order;
    const endings = new Set(["order.filled", "order.cancelled", "order.expired", "order.rejected"]);
    const end = await this.facts.first((f) => endings.has(f.type) && f.body.order === order, `the end of order ${order}`);
    for (const trade of this.facts.items.filter((f) => own("order")(f.body, f) && f.body.trade).map((f) => f.body.trade)) {
      await this.shown("trades", await this.fact("engine.traded", (body) => body.trade === trade));
      await this.shown("accounts", await this.fact("portfolio.settled", (body) => body.order === order && body.trade === trade));
    }
    const accepted = this.facts.items.some((f) => f.type === "order.accepted" && f.body.ticket.order === order);
    if (accepted && end.type !== "order.filled")
      await this.shown("accounts", await this.fact("portfolio.released", (body) => body.order === order));
    await this.shown("orders", end);
    return end;
  }

  close() {
    return within(this.nats.close(), "the bus to close");
  }
}
