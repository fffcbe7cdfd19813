// People: they sign up with an e-mail address, read their mail, and sign in.
import { existsSync, readdirSync, readFileSync, watch } from "node:fs";
import path from "node:path";

import { within } from "./bounded.mjs";
import { Client, expect } from "./client.mjs";

export const password = "correct horse battery staple";

// The folder that mails go to where no mail server is set.
export class Outbox {
  constructor(data) {
    this.folder = path.join(data, "outbox");
  }

  // All mails there are to an address, oldest first.
  mails(to) {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => name.endsWith(".eml"))
      .sort()
      .map((name) => readFileSync(path.join(this.folder, name), "utf8"))
      .filter((mail) => mail.split(/\r?\n\r?\n/)[0].toLowerCase().includes(`<${to.toLowerCase()}>`));
  }

  // The first mail to an address that fits, there already or still to come.
  async mail(to, fits, what) {
    let watcher;
    const found = () => this.mails(to).find(fits);
    const coming = new Promise((resolve) => {
      const look = () => found() && resolve(found());
      // The folder may not be there yet; what is around it is.
      watcher = watch(path.dirname(this.folder), { recursive: false }, () => (open(), look()));
      let inner;
      const open = () => {
        if (!inner && existsSync(this.folder)) inner = watch(this.folder, look);
      };
      open();
      look();
      watcher.on("close", () => inner?.close());
    });
    return within(coming, what ?? `a mail to ${to}`).finally(() => watcher.close());
  }
}

// The token in a mail: a person, a point, 256 random bits.
export const tokenIn = (mail) => mail.match(/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/)[0];

// Somebody with an address and a password; `key` is the access token, once signed in.
export class Person extends Client {
  constructor(system, email, secret = password) {
    super(() => system.http);
    this.system = system;
    this.email = email;
    this.password = secret;
    this.outbox = new Outbox(system.data);
  }

  async register(more = {}) {
    return expect(await this.post("/api/v1/auth/register", { email: this.email, password: this.password, ...more }), 202);
  }
  async verify() {
    const mail = await this.outbox.mail(this.email, (text) => /confirm/i.test(text), `the mail that verifies ${this.email}`);
    return expect(await this.post("/api/v1/auth/email/verify", { token: tokenIn(mail) }), 204);
  }
  signIn(more = {}) {
    return this.post("/api/v1/auth/login", { email: this.email, password: this.password, ...more });
  }
  // As one who has tokens from here on.
  async enter(more) {
    const answer = expect(await this.signIn(more), 200);
    this.take(answer.body);
    return this;
  }
  take(tokens) {
    this.key = tokens.access_token;
    this.refreshToken = tokens.refresh_token;
    this.user = tokens.user;
    this.session = tokens.session;
  }
  refresh(token = this.refreshToken) {
    return new Client(this.address).post("/api/v1/auth/refresh", { refresh_token: token });
  }
  // The same person by other means: an access token, an API key, nothing.
  by(key) {
    return new Client(this.address, key);
  }
}

// Somebody new, signed in.
export async function signUp(system, email, more) {
  const person = new Person(system, email);
  await person.register(more);
  await person.verify();
  return person.enter();
}

// The first administrator, by the one-time secret that was printed at the first start.
export async function firstAdministrator(system) {
  const { process } = system;
  const said = () => process.stdout.match(/administrator is (\S+@[^\s.]+(?:\.[^\s.]+)*)[^]*"token":"([^"]+)"/);
  const printed = new Promise((resolve) => {
    const look = () => said() && resolve(said());
    process.child.stdout.on("data", () => setImmediate(look));
    look();
  });
  const [, email, token] = await within(printed, "the first administrator's secret", { context: () => system.said() });
  const admin = new Person(system, email);
  expect(await admin.post("/api/v1/auth/password/reset", { token, new_password: admin.password }), 204);
  return admin.enter();
}
