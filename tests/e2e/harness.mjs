// Andvari, started for a test and looked at from outside: as a process, over HTTP, on the bus.
import path from "node:path";

import { Bus } from "./harness/bus.mjs";
import { Client, expect } from "./harness/client.mjs";
import { keys, removeFolder, Up } from "./harness/program.mjs";

export { connectAs } from "./harness/bus.mjs";
export { Log, within } from "./harness/bounded.mjs";
export { Client, expect, expectProblem, request, withinASecond } from "./harness/client.mjs";
export { keys, program, repository, run, temporaryFolder, Up } from "./harness/program.mjs";

let numbers = 0;

// Whoever has a key and an account.
class Trader extends Client {
  // An order, placed; what is not said is a day order to buy.
  order(order, options) {
    return this.post(
      "/api/v1/orders",
      { account: this.account, side: "buy", type: order.limit_price ? "limit" : "market", ...order },
      options,
    );
  }
  async account_now(options) {
    return this.read(`/api/v1/accounts/${this.account}`, options);
  }
  position(symbol) {
    return this.read(`/api/v1/positions/${symbol}?account=${this.account}`);
  }
}

export class System extends Up {
  #clock = 0;
  #clients = [];

  static start(options) {
    return new System(options).start();
  }

  async start() {
    await super.start();
    this.hears = await Bus.connect({ servers: this.bus, users: this.users, tls: this.tls }, () => this.said());
    return this;
  }

  async stop(signal) {
    await this.hears.close();
    return super.stop(signal);
  }

  // After the last test: everything agrees, running and stopped; nothing is left.
  async end() {
    for (const client of this.#clients) client.close();
    if (this.process.child.exitCode === null && this.process.child.signalCode === null) await this.stop();
    removeFolder(path.dirname(this.data));
  }

  client(name) {
    return this.#keep(new Client(() => this.http, keys[name]));
  }

  // An owner with a new account and so much money.
  async trader(name, cash) {
    const trader = this.#keep(new Trader(() => this.http, keys[name]));
    trader.account = `${name}-${++numbers}`;
    const opened = expect(await trader.post("/api/v1/accounts", { id: trader.account, name, currency: "USD" }), 201);
    if (cash)
      await trader
        .post(`/api/v1/accounts/${trader.account}/deposits`, { amount: cash, currency: "USD" }, { after: [opened] })
        .then((a) => expect(a, 200));
    return trader;
  }
  #keep(client) {
    this.#clients.push(client);
    return client;
  }

  // A time that was never given before.
  time() {
    this.#clock = Math.max(this.#clock + 1, Date.now());
    return new Date(this.#clock).toISOString();
  }

  // Publishes a quote as any feed does. Returns when orders meet it.
  async quote(symbol, { bid, ask, bid_size = "1000", ask_size = "1000", time = this.time() }) {
    const quote = { bid, ask, bid_size, ask_size, time };
    await this.hears.publish(`mkt.quote.${symbol.replace(".", "_")}`, quote);
    const at = Date.parse(time);
    const quoted = await this.hears.fact(
      "stock.quoted",
      (b) => b.symbol === symbol && Date.parse(b.quote.time) === at,
      `the quote of ${symbol}`,
    );
    await this.#taken(symbol, ask, Number(ask_size) > 0, at);
    await this.hears.shown("stock", quoted);
    return quote;
  }

  // Engine and portfolio each have their own copy of the quotes. Whether these have come as far is told by orders of somebody
  // who asks for more than there is, all or nothing, and so never gets anything: the engine says which quote stood, the
  // portfolio at what price it reserved.
  async #taken(symbol, ask, priced, at) {
    this.probe ??= await this.trader("probe", "900000000000");
    const price = priced ? {} : { limit_price: "0.01" };
    for (;;) {
      const answer = await this.probe.order({ symbol, quantity: "1000000", time_in_force: "fok", ...price });
      if (answer.status === 422 && /:(no_quote|stale_quote|unknown_instrument)$/.test(answer.body.type)) continue;
      const order = expect(answer, 201).body.id;
      const booked = await this.hears.fact("engine.booked", (body) => body.ticket.order === order);
      const collar = (Number(booked.body.protection) / Number(ask)) * 10_000;
      if (Date.parse(booked.body.quoted) >= at && (!priced || Math.round(collar) === 10_500)) return;
    }
  }

  // Waits for the end of an order that was placed; the order as it is shown then.
  async ended(placed, client) {
    expect(placed, 201);
    await this.hears.ended(placed.body.id);
    return client.read(`/api/v1/orders/${placed.body.id}`);
  }
}
