// Readers of live streams who stop reading: they are told so and sent away, cost little, and hinder nobody; and who comes back
// misses nothing.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import { after, before, describe, it } from "node:test";

import { WebSocket } from "ws";

import { keys, System, within } from "./harness.mjs";

const orders = 1000;
const readers = 40;
const name = (event) => `${event.source} ${event.sequence}`;

// Each opens a stream of alice's and reads nothing of it until `read` is called, which reads to the end.
const kinds = {
  async "server-sent events"(system) {
    const headers = { Authorization: `Bearer ${keys.alice}` };
    const opened = new Promise((resolve, reject) =>
      http.get(`${system.http}/api/v1/events`, { headers, agent: false }, resolve).on("error", reject),
    );
    const answer = await within(opened, "the stream of events");
    assert.equal(answer.statusCode, 200);
    const read = async () => {
      let text = "";
      answer.setEncoding("utf8");
      for await (const piece of answer) text += piece;
      const events = text.split("\n\n").map((block) => {
        const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s)));
        return { id: fields.id, event: fields.event, data: fields.data && JSON.parse(fields.data) };
      });
      const told = events.filter((event) => event.event);
      return { facts: told.slice(0, -1), last: told.at(-1).event };
    };
    return { read, carrier: "events" };
  },
  "a WebSocket": (system) => socket(system, "/api/v1/stream", { carrier: "socket" }),
  "trade updates": (system) =>
    socket(system, "/stream", { listen: '{"action":"listen","data":{"streams":["trade_updates"]}}' }),
};

async function socket(system, path, { carrier, listen }) {
  const ws = new WebSocket(system.http.replace("http", "ws") + path, { headers: { Authorization: `Bearer ${keys.alice}` } });
  const items = [];
  let listening;
  const heard = new Promise((resolve) => (listening = resolve));
  ws.on("message", (data) => {
    const item = JSON.parse(data.toString());
    if (item.stream === "listening") listening();
    if (!item.stream || item.stream === "trade_updates") items.push(item);
  });
  const ended = new Promise((resolve) => ws.on("close", (code, reason) => resolve({ code, reason: String(reason) })));
  await within(new Promise((resolve, reject) => ws.on("open", resolve).on("error", reject)), `a WebSocket on ${path}`);
  if (listen) {
    ws.send(listen);
    await within(heard, "the stream of trade updates");
  }
  ws.pause();
  const read = async () => {
    ws.resume();
    const { code, reason } = await ended;
    assert.equal(code, 1013);
    return { facts: items.filter((item) => item.id), last: reason };
  };
  return { read, carrier };
}

const memory = (system, which) => {
  const status = readFileSync(`/proc/${system.pid}/status`, "utf8");
  return Number(new RegExp(`^${which}:\\s+(\\d+) kB`, "m").exec(status)[1]) / 1024;
};
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

describe("live streams that are not read", () => {
  let system, alice, bob, without;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "10000");
    bob = await system.trader("bob", "10000");
    await system.quote("SLOW", { bid: "9", ask: "10" });
  });
  after(() => system?.end());

  const hopeless = (trader, options) => trader.order({ symbol: "SLOW", quantity: "1", limit_price: "999999" }, options);
  const rejections = (account) =>
    system.hears.facts.items.filter((fact) => fact.type === "order.rejected" && fact.body.account === account);

  // Many facts of alice's. Meanwhile bob, who reads, measures how long each of his takes to come.
  const traffic = async () => {
    const until = rejections(alice.account).length + orders;
    const his = await bob.events();
    let alice_is_done = false;
    const hers = (async () => {
      for (let i = 0; i < orders; i += 50)
        await Promise.all(Array.from({ length: 50 }, () => hopeless(alice, { headers: {} })));
      await system.hears.facts.count(
        until,
        (fact) => fact.type === "order.rejected" && fact.body.account === alice.account,
        "rejections",
      );
      alice_is_done = true;
    })();
    const latencies = [];
    while (!alice_is_done || latencies.length < 10) {
      const known = his.items.length;
      const begun = performance.now();
      await hopeless(bob, { headers: {} });
      await his.first((event) => event.event === "andvari.order.rejected.v1" && his.items.indexOf(event) >= known, "bob's own");
      latencies.push(performance.now() - begun);
    }
    await hers;
    await his.close();
    const last = rejections(alice.account).at(-1);
    await system.hears.shown("activity", last);
    return latencies;
  };

  // When the server has given them up all but bob, who reads.
  const given_up = async () => {
    for (;;) {
      const { text } = await alice.get("/metrics");
      if (/^andvari_http_event_streams [01]$/m.test(text)) return;
    }
  };

  it("begin with how long others wait without them", async () => {
    without = median(await traffic());
  });

  for (const [kind, open] of Object.entries(kinds))
    it(`${kind}: told so, ended, at most a megabyte each, and nobody else waits; who comes back misses nothing`, async (t) => {
      const level = await alice.events();
      await hopeless(alice);
      // Placed, denied, rejected: sources stand beside each other in any order.
      await level.count(3, () => true, "the facts before");
      const at = level.items.at(-1).id;
      await level.close();

      const stalled = [];
      for (let i = 0; i < readers; ++i) stalled.push(await open(system));
      writeFileSync(`/proc/${system.pid}/clear_refs`, "5"); // The peak begins anew.
      const had = memory(system, "VmRSS");
      let cost;
      // Who reads on soon after being told hears it.
      const ends = within(given_up(), "the server to give them up")
        .then(() => within(Promise.all(stalled.map((reader) => reader.read())), "the end of the streams"))
        .finally(() => {
          cost = memory(system, "VmHWM") - had;
        });
      ends.catch(() => {});
      const with_them = median(await traffic());
      const ended = await ends;

      t.diagnostic(`${readers} readers cost ${cost.toFixed(1)} MiB; others wait ${with_them.toFixed(1)} ms, without them ${without.toFixed(1)} ms`);
      assert.ok(cost < readers, `${readers} readers cost ${cost.toFixed(1)} MiB`);
      for (const { last } of ended) assert.equal(last, "too_slow");
      const { carrier } = stalled[0];
      if (!carrier) return; // Alpaca's stream has no way to go on: its clients ask what became of their orders.
      const whole = await alice.events(at);
      const last = rejections(alice.account).at(-1);
      await whole.first((event) => name(event.data) === name(last), "the last of all orders");
      const is_denial = (event) => event.event === "andvari.portfolio.reservation_denied.v1" && event.data.fact.order === last.body.order;
      await whole.first(is_denial, "the last of the portfolio");
      await whole.close();
      const all = whole.items.map((event) => name(event.data));
      for (const { facts } of ended) {
        assert.ok(facts.length < all.length, "it was not behind");
        const again = await alice[carrier](facts.at(-1)?.id ?? at);
        await again.count(all.length - facts.length, () => true, "events");
        assert.deepEqual([...facts, ...again.items].map((event) => name(event.data)).sort(), [...all].sort());
        await again.close();
      }
    });

  it("leave everything in agreement", () => system.check());
});
