// HTTP as a client sees it: JSON in and out, keys, read-your-writes, and server-sent events.
import assert from "node:assert/strict";
import http from "node:http";
import https from "node:https";

import { WebSocket } from "ws";

import { Log, within } from "./bounded.mjs";

// One request; the answer with its body read. To an https address the agent says which certificate to believe.
export function request(url, { method = "GET", headers = {}, body, agent } = {}) {
  const answer = new Promise((resolve, reject) => {
    const sent = (url.startsWith("https:") ? https : http).request(url, { method, headers, agent }, (received) => {
      let text = "";
      received.setEncoding("utf8");
      received.on("data", (piece) => (text += piece));
      received.on("error", reject);
      received.on("end", () => {
        const json = text && (received.headers["content-type"] ?? "").includes("json");
        resolve({
          method,
          url,
          status: received.statusCode,
          headers: received.headers,
          text,
          body: json ? JSON.parse(text) : undefined,
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
  return within(answer, `an answer to ${method} ${url}`);
}

// Asserts the status, and shows the whole answer where it is another one.
export function expect(answer, status) {
  assert.equal(answer.status, status, `${answer.method} ${answer.url} was answered by ${answer.status}: ${answer.text}`);
  return answer;
}

// Asserts that a request was refused as RFC 9457 has it, with this code.
export function expectProblem(answer, status, code) {
  expect(answer, status);
  assert.equal(answer.headers["content-type"], "application/problem+json");
  assert.equal(answer.body.type, `urn:andvari:problem:${code}`, answer.text);
  assert.equal(answer.body.status, status);
  assert.ok(answer.body.title && answer.body.detail, answer.text);
  return answer;
}

// How long until what is asked is answered so. Asks again and again; the bound is the requirement's one second.
export async function withinASecond(ask, answered, what) {
  const begun = performance.now();
  for (;;) {
    const answer = await ask();
    const waited = performance.now() - begun;
    if (answered(answer)) return waited;
    assert.ok(waited < 1000, `${what}: after ${Math.round(waited)} ms still ${answer.status} ${answer.text}`);
  }
}

// Whoever has a key. `address` is a function, because a system that was started again has another one.
export class Client {
  constructor(address, key) {
    this.address = address;
    this.key = key;
    this.agent = new http.Agent({ keepAlive: true });
  }

  send(method, path, { body, headers = {}, after = [] } = {}) {
    const all = { ...headers };
    if (this.key) all.Authorization = `Bearer ${this.key}`;
    const tokens = after.map((answer) => answer.headers["andvari-sequence"]);
    if (tokens.length > 0) all["Andvari-Min-Sequence"] = tokens.join(", ");
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    if (text !== undefined) {
      all["Content-Type"] = "application/json";
      all["Content-Length"] = Buffer.byteLength(text); // Node leaves it out where a body is unusual.
    }
    return request(this.address() + path, { method, headers: all, body: text, agent: this.agent });
  }

  // `after`: answers to commands whose effects must be seen.
  get(path, options) {
    return this.send("GET", path, options);
  }
  // Commands wait for their outcome unless `headers` say otherwise.
  post(path, body, { headers = { Prefer: "wait=20" }, ...options } = {}) {
    return this.send("POST", path, { body, headers, ...options });
  }
  delete(path, { headers = { Prefer: "wait=20" }, ...options } = {}) {
    return this.send("DELETE", path, { headers, ...options });
  }

  // What stands at a path, which must be there.
  async read(path, options) {
    return expect(await this.get(path, options), 200).body;
  }

  // Every item of a list, page by page.
  async list(path, limit) {
    const items = [];
    const separator = path.includes("?") ? "&" : "?";
    for (let cursor = ""; ;) {
      const page = await this.read(`${path}${separator}limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      assert.ok(page.items.length <= limit);
      items.push(...page.items);
      if (!page.next_cursor) return items;
      cursor = page.next_cursor;
    }
  }

  // Opens the stream of events; it is read from here on when this returns. `all` gets them, too: it outlives the stream.
  events(after, all) {
    return EventStream.open(this, after, all);
  }

  // The same as a WebSocket.
  socket(after, all) {
    return EventSocket.open(this, after, all);
  }

  close() {
    this.agent.destroy();
  }
}

export class EventSocket extends Log {
  static async open(client, after, all) {
    const stream = new EventSocket();
    const query = after ? `?after=${after}` : "";
    const headers = { Authorization: `Bearer ${client.key}` };
    const socket = new WebSocket(`${client.address().replace("http", "ws")}/api/v1/stream${query}`, { headers });
    stream.connection = socket;
    socket.on("message", (data, binary) => {
      assert.equal(binary, false);
      const event = JSON.parse(data.toString());
      stream.push(event);
      all?.push(event);
    });
    stream.ended = new Promise((resolve) => socket.on("close", (code, reason) => resolve({ code, reason: String(reason) })));
    const opened = new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
    await within(opened, "the stream of events as a WebSocket");
    return stream;
  }

  // Leaves, as a client does whose connection breaks.
  close() {
    this.connection.terminate();
    return within(this.ended, "the end of a WebSocket");
  }
}

export class EventStream extends Log {
  static async open(client, after, all) {
    const stream = new EventStream();
    stream.all = all;
    const headers = { Authorization: `Bearer ${client.key}`, ...(after ? { "Last-Event-ID": after } : {}) };
    const opened = new Promise((resolve, reject) => {
      stream.request = http.get(`${client.address()}/api/v1/events`, { headers, agent: false }, resolve).on("error", reject);
    });
    const answer = await within(opened, "the stream of events");
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers["content-type"], "text/event-stream");
    stream.ended = new Promise((resolve) => answer.on("close", resolve));
    stream.#read(answer);
    return stream;
  }

  #read(answer) {
    let text = "";
    answer.setEncoding("utf8");
    answer.on("error", () => {});
    answer.on("data", (piece) => {
      const blocks = (text + piece).split("\n\n");
      text = blocks.pop();
      for (const block of blocks) this.#take(block);
    });
  }

  #take(block) {
    const fields = {};
    for (const line of block.split("\n")) {
      const colon = line.indexOf(": ");
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
    }
    if (!fields.data) return;
    const event = { id: fields.id, event: fields.event, data: JSON.parse(fields.data) };
    this.push(event);
    this.all?.push(event);
  }

  // Leaves, as a client does whose connection breaks.
  close() {
    this.request.destroy();
    return within(this.ended, "the end of a stream of events");
  }
}
