// A system under load that is killed and started again, and the books kept beside it: which commands the bus took, and what
// became of each.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { consumerOpts, headers, StringCodec } from "nats";

import { connectAs } from "./harness/bus.mjs";
import { removeFolder, Up } from "./harness/program.mjs";

const codec = StringCodec();
const patience = 60_000;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

export class Survivor extends Up {
  accepted = new Set(); // Commands that COMMANDS acknowledged.
  waiting = new Set();
  loading = false;

  static async begin() {
    const port = String(await freePort()); // One that stays, so that the bus's client finds it again.
    const survivor = new Survivor({ ports: ["--http-port", "0", "--nats-port", port] });
    await survivor.start();
    const bus = { servers: `127.0.0.1:${port}`, users: survivor.users, maxReconnectAttempts: -1, reconnectTimeWait: 50 };
    survivor.port = port;
    survivor.nats = await connectAs("admin", bus);
    survivor.jetstream = survivor.nats.jetstream({ timeout: 2000 });
    return survivor;
  }

  // Resolves when it runs, or has died at `crashPoint`: it may do so while it starts.
  async start(crashPoint) {
    const given = this.env;
    if (crashPoint) this.env = { ...given, ANDVARI_CRASH_AT: crashPoint };
    try {
      await super.start();
    } catch (error) {
      const { status } = await this.process.ended;
      if (!crashPoint || status !== 137) throw error;
    } finally {
      this.env = given;
    }
  }

  kill() {
    return this.stop("SIGKILL");
  }

  // The nats-server that is the child of the process under test.
  killBus() {
    for (const entry of readdirSync("/proc")) {
      if (!/^\d+$/.test(entry)) continue;
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
        if (stat.includes("(nats-server)") && Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]) === this.pid)
          process.kill(Number(entry), "SIGKILL");
      } catch { /* It ended meanwhile. */ }
    }
  }

  // Publishes until the stream says that it has it: under one id, so that it has one effect.
  async command(subject, type, content, id = randomUUID()) {
    const h = headers();
    h.set("ce-id", id);
    h.set("ce-type", type);
    await this.insist(() => this.jetstream.publish(subject, codec.encode(JSON.stringify(content)), { msgID: id, headers: h }));
    this.accepted.add(id);
    for (const waiter of this.waiting) if (this.accepted.size >= waiter.count) waiter.go();
    return id;
  }

  // Resolves when so many commands more are in the stream: a fact to wait for instead of a time.
  async afterCommands(more) {
    const waiter = { count: this.accepted.size + more };
    this.waiting.add(waiter);
    await new Promise((go) => { waiter.go = go; });
    this.waiting.delete(waiter);
  }

  async fund(count) {
    this.accounts = Array.from({ length: count }, (_, i) => `account-${i}`);
    for (const account of this.accounts) {
      await this.command(`cmd.portfolio.${account}.open`, "andvari.portfolio.open.v1", { account, name: account, currency: "USD", owner: "load" });
      await this.command(`cmd.portfolio.${account}.deposit`, "andvari.portfolio.deposit.v1", { account, amount: "1000000", currency: "USD" });
    }
    await this.answered();
  }

  async quote(cents) {
    const price = (c) => (c / 100).toFixed(2);
    const quote = { bid: price(cents), ask: price(cents + 2), bid_size: "300", ask_size: "300", time: new Date().toISOString() };
    await this.jetstream.publish("mkt.quote.LOAD", codec.encode(JSON.stringify(quote))).catch(() => {});
  }

  // Trades until `stopLoad`: each worker sends its next command when the stream has the one before.
  load(workers = 8) {
    this.loading = true;
    const trade = async (worker) => {
      for (let i = 0; this.loading; ++i) {
        const account = this.accounts[(worker + i) % this.accounts.length];
        if (i % 10 === 0) await this.quote(10_000 + ((worker * 7 + i) % 50));
        const limit = i % 3 === 0;
        const order = { account, symbol: "LOAD", side: (worker + i) % 2 ? "buy" : "sell", kind: limit ? "limit" : "market",
          time_in_force: ["day", "gtc", "ioc", "fok"][i % 4], quantity: String(1 + (i % 5)) + (i % 7 ? "" : ".5") };
        if (limit) order.limit_price = ((9_990 + (i % 60)) / 100).toFixed(2);
        const id = await this.command(`cmd.order.${account}.place`, "andvari.order.place.v1", order);
        if (i % 5 === 0) await this.command(`cmd.order.${account}.cancel`, "andvari.order.cancel.v1", { account, order: id });
      }
    };
    this.workers = Array.from({ length: workers }, (_, worker) => trade(worker));
  }

  async stopLoad() {
    this.loading = false;
    await Promise.all(this.workers);
  }

  // The bus's answer, also when it was just killed and has to come back first.
  async insist(ask) {
    const until = Date.now() + patience;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (Date.now() > until) throw error;
      }
    }
  }

  // Reads EVENTS from its beginning until every accepted command is answered; counts how often each was, by distinct facts.
  async answered() {
    const subscription = await this.insist(() => {
      const options = consumerOpts();
      options.orderedConsumer();
      options.deliverAll();
      return this.jetstream.subscribe("evt.>", options);
    });
    const facts = new Set();
    const answers = new Map();
    const missing = new Set(this.accepted);
    const timer = setTimeout(() => subscription.unsubscribe(), patience);
    for await (const message of subscription) {
      const fact = `${message.headers.get("ce-source")} ${message.headers.get("ce-sequence")}`;
      const command = message.headers.get("ce-answers");
      if (command && !facts.has(fact)) answers.set(command, (answers.get(command) ?? 0) + 1);
      facts.add(fact);
      missing.delete(command);
      if (missing.size === 0 && message.info.pending === 0) break;
    }
    clearTimeout(timer);
    subscription.unsubscribe();
    const [unanswered] = missing;
    if (unanswered) throw new Error(`${missing.size} of ${this.accepted.size} commands were never answered, such as ${unanswered}\n${this.said()}`);
    for (const [command, times] of answers) if (times !== 1) throw new Error(`${command} was answered ${times} times`);
    return answers.size;
  }

  // The content of the newest fact on a subject.
  async lastFact(subject) {
    const manager = await this.nats.jetstreamManager();
    const message = await manager.streams.getMessage("EVENTS", { last_by_subj: subject });
    return JSON.parse(codec.decode(message.data));
  }

  // Also of a system that is stopped.
  check() {
    return super.check("--nats-port", this.port);
  }

  async end() {
    await this.nats?.close();
    await this.kill();
    removeFolder(path.dirname(this.data));
  }
}
