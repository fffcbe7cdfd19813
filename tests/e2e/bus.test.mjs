// The bus, used as docs/bus.md says: a feed, a commander, and what becomes of messages that are no good.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";

import { expect, repository, run, System, temporaryFolder } from "./harness.mjs";

const day = 86_400_000;

describe("a feed on the bus", () => {
  let system, alice;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "10000");
  });
  after(() => system?.end());

  it("publishes quotes that orders are filled on", async () => {
    const quote = await system.quote("FEED", { bid: "41.99", ask: "42.01", bid_size: "500", ask_size: "400" });
    const shown = await alice.read("/api/v1/quotes/FEED");
    assert.deepEqual([shown.bid, shown.ask, shown.bid_size, shown.ask_size], ["41.99", "42.01", "500", "400"]);
    assert.equal(Date.parse(shown.time), Date.parse(quote.time));
    const order = await system.ended(await alice.order({ symbol: "FEED", quantity: "3" }), alice);
    assert.equal(order.average_price, "42.01");
    assert.deepEqual(await alice.read("/api/v1/instruments/FEED"), {
      symbol: "FEED",
      name: "FEED",
      currency: "USD",
      halted: false,
      rules: {},
    });
  });

  it("writes a symbol's point as _ in the subject", async () => {
    await system.quote("BRK.B", { bid: "480", ask: "481" });
    assert.equal((await alice.read("/api/v1/quotes/BRK.B")).ask, "481");
    assert.ok(system.hears.facts.items.some((fact) => fact.subject === "evt.stock.BRK_B.quoted"));
  });

  it("publishes bars, of minutes and of days", async () => {
    const bar = (interval, time, close) => ({
      interval,
      time: new Date(time).toISOString(),
      open: "10",
      high: "12",
      low: "9",
      close,
      volume: "1000",
    });
    const today = Math.floor(Date.now() / day) * day;
    const bars = [bar("1Day", today - 2 * day, "10.5"), bar("1Day", today - day, "11"), bar("1Min", today, "11.5")];
    for (const one of bars) await system.hears.publish("mkt.bar.BARS", one);
    const facts = await system.hears.facts.count(3, (fact) => fact.type === "stock.bar_closed", "bars");
    await system.hears.shown("stock", facts.at(-1));
    const closes = async (query) => (await alice.read(`/api/v1/bars/BARS?${query}`)).items.map((item) => item.close);
    assert.deepEqual(await closes(""), ["10.5", "11"]);
    assert.deepEqual(await closes("interval=1Min"), ["11.5"]);
    assert.deepEqual(await closes(`interval=1Day&from=${new Date(today - day).toISOString()}`), ["11"]);
    assert.deepEqual(
      (await alice.list("/api/v1/bars/BARS", 1)).map((item) => item.close),
      ["10.5", "11"],
    );
  });

  it("may say the same twice, by one Nats-Msg-Id or in two messages", async () => {
    const time = system.time();
    const quote = { bid: "7", ask: "8", bid_size: "10", ask_size: "10", time };
    await system.hears.publish("mkt.quote.TWICE", quote, { id: "twice" });
    assert.equal((await system.hears.publish("mkt.quote.TWICE", quote, { id: "twice" })).duplicate, true);
    await system.hears.publish("mkt.quote.TWICE", quote);
    await system.quote("TWICE", { bid: "7", ask: "9" });
    assert.equal(system.hears.facts.items.filter((fact) => fact.subject === "evt.stock.TWICE.quoted").length, 2);
  });

  // What is published, and what the dead letter's reason is. Each is followed by a good quote, which must be taken.
  const good = { bid: "1", ask: "2", bid_size: "10", ask_size: "10" };
  const bad = [
    ["a crossed quote", "mkt.quote.BAD", { ...good, bid: "3" }, /^crossed_quote: /],
    ["a price below zero", "mkt.quote.BAD", { ...good, bid: "-1" }, /^price_not_positive: /],
    ["a size below zero", "mkt.quote.BAD", { ...good, ask_size: "-10" }, /^size_negative: /],
    ["a quote of nothing", "mkt.quote.BAD", { ...good, bid_size: "0", ask_size: "0" }, /^quote_empty: /],
    [
      "a quote of the day after tomorrow",
      "mkt.quote.BAD",
      { ...good, time: new Date(Date.now() + 2 * day).toISOString() },
      /^quote_from_future: /,
    ],
    [
      "time running backwards",
      "mkt.quote.BAD",
      { ...good, time: new Date(Date.now() - day).toISOString() },
      /^quote_out_of_order: /,
    ],
    ["a number that is no text", "mkt.quote.BAD", { ...good, bid: 1 }, /\/bid/],
    ["an unknown member", "mkt.quote.BAD", { ...good, mood: "good" }, /mood/],
    ["a missing member", "mkt.quote.BAD", { bid: "1", ask: "2" }, /missing/],
    ["what is not JSON", "mkt.quote.BAD", "bid 1, ask 2", /JSON/i],
    ["half of it", "mkt.quote.BAD", '{"bid":"1","ask":', /JSON/i],
    ["nothing at all", "mkt.quote.BAD", "", /JSON|empty/i],
    ["bytes", "mkt.quote.BAD", new Uint8Array([0xff, 0xfe, 0x00, 0x7b]), /./],
    ["deep nesting", "mkt.quote.BAD", "[".repeat(100_000), /./],
    ["a megabyte", "mkt.quote.BAD", { ...good, bid: "9".repeat(1_000_000) }, /./],
    ["an unknown kind", "mkt.weather.BAD", good, /unknown type/],
    ["a malformed symbol", "mkt.quote.not-a-symbol", good, /symbol/],
    ["no symbol", "mkt.quote", good, /./],
    ["a symbol whose point was left as it is", "mkt.quote.BAD.B", good, /./],
    [
      "a bar that does not fit together",
      "mkt.bar.BAD",
      { interval: "1Min", open: "1", high: "2", low: "1", close: "3", volume: "1" },
      /^bar_inconsistent: /,
    ],
  ];
  for (const [what, subject, content, reason] of bad)
    it(`finds ${what} among the dead letters, and goes on`, async () => {
      const letters = system.hears.letters.items.length;
      const plain = typeof content === "string" || content instanceof Uint8Array;
      await system.hears.publish(subject, plain ? content : { time: system.time(), ...content });
      const letter = (await system.hears.letters.count(letters + 1, () => true, "dead letters")).at(-1);
      assert.equal(letter.subject, `dlq.stock.${subject}`);
      assert.match(letter.reason, reason);
      assert.equal(letter.headers.get("andvari-subject"), subject);
      assert.equal(letter.headers.get("andvari-stream"), "MARKET");
      if (what === "a megabyte") assert.ok(letter.headers.get("andvari-truncated") > 1_000_000 && letter.text.length === 900_000);
      else if (typeof content === "string") assert.equal(letter.text, content);
      await system.quote("BAD", { bid: "9", ask: "10" });
      assert.equal(system.hears.letters.items.length, letters + 1);
    });

  it("has not disturbed anything", async () => {
    assert.equal(expect(await alice.get("/ready"), 200).body.status, "ready");
    await system.check();
  });
});

describe("a commander on the bus", () => {
  let system, alice, listed;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "10000");
    await system.quote("CMD", { bid: "9", ask: "10" });
  });
  after(() => system?.end());
  const place = (more = {}) => ({
    account: alice.account,
    symbol: "CMD",
    side: "buy",
    kind: "market",
    time_in_force: "day",
    quantity: "4",
    ...more,
  });
  const subject = () => `cmd.order.${alice.account}.place`;
  const facts_of = (order) =>
    system.hears.facts.items.filter((fact) => fact.context === "order" && (fact.body.order ?? fact.body.ticket?.order) === order);

  it("places an order that settles", async () => {
    const headers = { "ce-actor": "owner:alice", "ce-correlationid": "my-own-trace" };
    const accepted = await system.hears.command(subject(), place(), { id: "bus-order-1", headers });
    assert.equal(accepted.type, "order.accepted");
    const answer = await system.hears.answers.first((item) => item.command === "bus-order-1", "the plain answer");
    assert.deepEqual([answer.id, answer.body], [accepted.id, accepted.body]);
    await system.hears.ended("bus-order-1");
    assert.equal((await alice.read("/api/v1/orders/bus-order-1")).status, "filled");
    assert.equal((await alice.position("CMD")).quantity, "4");
    await system.hears.shown("commands", accepted);
    assert.equal((await alice.read("/api/v1/commands/bus-order-1")).status, "succeeded");
  });

  it("has one effect with a command that it sends three times", async () => {
    for (let i = 0; i < 3; ++i)
      await system.hears.publish(subject(), place({ quantity: "1" }), { headers: { "ce-id": "thrice" } });
    await system.hears.ended("thrice");
    const last = await system.hears.command(subject(), place({ quantity: "1" }), { id: "after-thrice" });
    await system.hears.ended(last.body.ticket.order);
    assert.deepEqual(
      facts_of("thrice").map((fact) => fact.type),
      ["order.placed", "order.accepted", "order.filled"],
    );
    assert.equal((await alice.position("CMD")).quantity, "6");
    // By JetStream's own means they are not even stored twice.
    const stored = [];
    for (let i = 0; i < 3; ++i)
      stored.push(await system.hears.publish(subject(), place({ quantity: "1" }), { id: "thrice-by-nats" }));
    assert.deepEqual(
      stored.map((ack) => ack.duplicate),
      [false, true, true],
    );
    await system.hears.ended("thrice-by-nats");
  });

  it("finds its mistakes among the dead letters", async () => {
    const wrong = async (to, body, reason, headers = {}) => {
      const letters = system.hears.letters.items.length;
      await system.hears.publish(to, body, { headers });
      const letter = (await system.hears.letters.count(letters + 1, () => true, "dead letters")).at(-1);
      assert.equal(letter.subject, `dlq.order.${to}`);
      assert.match(letter.reason, reason);
    };
    await wrong(subject(), place({ quantity: 4 }), /\/quantity/);
    await wrong(subject(), "no JSON", /JSON/i);
    await wrong(subject(), { ...place(), colour: "red" }, /colour/);
    await wrong("cmd.order.somebody-else.place", place(), /addressed/);
    await wrong(`cmd.order.${alice.account}.dance`, place(), /unknown type/);
    await wrong(subject(), place(), /id/, { "ce-id": "not a token" });
    await wrong(subject(), place({ quantity: "2" }), /another content/, { "ce-id": "thrice" });
    assert.equal((await system.hears.command(subject(), place({ quantity: "1" }), { id: "good-again" })).type, "order.accepted");
    await system.hears.ended("good-again");
  });

  it("has no effect by a subject that is longer than it should be", async () => {
    await system.hears.publish(`${subject()}.twice`, place(), { headers: { "ce-id": "too-long" } });
    const heard = await system.hears.either.first(
      (item) => item.answers === "too-long" || item.subject?.endsWith(".twice"),
      "what becomes of it",
    );
    assert.equal(heard.subject, `dlq.order.${subject()}.twice`);
  });

  it("lists, shows and redrives dead letters", async () => {
    listed = (await system.tool("dlq", "list")).stdout;
    const lines = listed.trim().split("\n").slice(1);
    assert.equal(lines.length, system.hears.letters.items.length, listed);
    const number = lines
      .find((line) => line.includes("is addressed to"))
      .trim()
      .split(/\s+/)[0];
    const { stdout: shown } = await system.tool("dlq", "show", number);
    assert.match(shown, /^consumer: order\nandvari-reason: .*addressed/);
    assert.ok(shown.includes(JSON.stringify(place())), shown);
    assert.equal((await system.tool("dlq", "show", "9999")).status, 1);

    // Nothing has changed for it, so it becomes a dead letter again, under a new number.
    const letters = system.hears.letters.items.length;
    const redriven = await system.tool("dlq", "redrive", number);
    assert.equal(redriven.status, 0, redriven.stderr);
    await system.hears.letters.count(letters + 1, () => true, "dead letters");
    const { stdout: now } = await system.tool("dlq", "list");
    assert.equal(now.trim().split("\n").length, lines.length + 1);
    assert.ok(!now.split("\n").some((line) => line.trim().startsWith(`${number} `)), now);
  });

  it("has what is redriven taken up once its reason is gone", async () => {
    // A quote from the future: the time comes when it is none any more.
    const soon = new Date(Date.now() + day + 700).toISOString();
    await system.hears.publish("mkt.quote.SOON", { bid: "1", ask: "2", bid_size: "1", ask_size: "1", time: soon });
    const becomes = async (times) =>
      (
        await system.hears.either.count(
          times,
          ({ subject }) => /^(dlq.stock.mkt.quote|evt.stock).SOON/.test(subject),
          "what it becomes",
        )
      ).at(-1);
    let times = 1;
    for (let what = await becomes(times); what.reason; what = await becomes(++times)) {
      const { stdout } = await system.tool("dlq", "list");
      const number = stdout
        .split("\n")
        .find((line) => line.includes("mkt.quote.SOON"))
        .trim()
        .split(/\s+/)[0];
      assert.equal((await system.tool("dlq", "redrive", number)).status, 0);
    }
    listed = (await system.tool("dlq", "list")).stdout;
    assert.ok(!listed.includes("mkt.quote.SOON"));
  });

  it("leaves everything in agreement", async () => {
    await system.check();
    await system.stop();
    await system.check("--strict");
    // What was redriven and is still no good is there once, and what was taken up is not there.
    assert.equal((await system.tool("dlq", "list")).stdout, listed);
  });
});

describe("the examples in docs/bus.md", () => {
  const text = readFileSync(path.join(repository, "docs", "bus.md"), "utf8");
  const examples = new Map([...text.matchAll(/<!-- run: (\S+) -->\n```js\n([^]*?)```/g)].map(([, name, code]) => [name, code]));
  const folder = temporaryFolder();
  let system;
  before(async () => {
    system = await System.start();
    mkdirSync(folder, { recursive: true });
    symlinkSync(path.join(repository, "tests", "e2e", "node_modules"), path.join(folder, "node_modules"));
  });
  after(() => system?.end());

  const shows = {
    "feed.mjs": /^quote of .*Z: message \d+ of MARKET\nquote of .*\nbar of .* of MARKET\n$/,
    "watcher.mjs": /^evt\.stock\.ACME\.listed [^]*evt\.stock\.ACME\.quoted [^]*evt\.stock\.ACME\.bar_closed /,
    "commander.mjs": new RegExp(
      [
        "portfolio.opened",
        "portfolio.deposited",
        "order.accepted",
        "order.cancelled",
        "portfolio.command_refused",
        "insufficient_cash",
      ].join("[^]*"),
    ),
    "reader.mjs": /^order\/0: \d+ facts, none missing\nportfolio\/0: \d+ facts, none missing\n$/,
    "dead-letters.mjs": /^crossed_quote: .* \| \{"bid":"43"/,
  };
  it("are all known here", () => assert.deepEqual([...examples.keys()].sort(), Object.keys(shows).sort()));

  for (const [name, output] of Object.entries(shows))
    it(`${name} runs as it stands`, async () => {
      writeFileSync(path.join(folder, name), examples.get(name));
      const env = { NATS_URL: system.bus, NATS_USERS: system.users };
      const { status, stdout, stderr } = await run(process.execPath, [name], { cwd: folder, env });
      assert.equal(status, 0, stderr);
      assert.match(stdout, output);
    });

  it("leave everything in agreement", () => system.check());
});
