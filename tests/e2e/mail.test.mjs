// Mails go to a mail server where one is set.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

import { expect, Log, System } from "./harness.mjs";
import { Outbox, Person, tokenIn } from "./harness/people.mjs";

// A mail server that keeps what it is given, unless it is told to be out of order.
class Mailbox extends Log {
  ill = false;

  static async open() {
    const box = new Mailbox();
    box.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onData(stream, session, done) {
        simpleParser(stream).then((mail) => {
          if (box.ill) return done(Object.assign(new Error("try again later"), { responseCode: 451 }));
          box.push({ to: session.envelope.rcptTo.map((one) => one.address), mail });
          done();
        }, done);
      },
    });
    await new Promise((resolve) => box.server.listen(0, "127.0.0.1", resolve));
    box.url = `smtp://127.0.0.1:${box.server.server.address().port}`;
    return box;
  }
  to(address, fits = () => true) {
    return this.first((item) => item.to.includes(address) && fits(item.mail), `a mail to ${address}`);
  }
  close() {
    return new Promise((resolve) => this.server.close(resolve));
  }
}

describe("with a mail server", () => {
  let system, box;
  before(async () => {
    box = await Mailbox.open();
    system = await System.start({ flags: ["--mail-smtp", box.url, "--mail-from", "post@andvari.example"] });
  });
  after(async () => {
    await system?.end();
    await box?.close();
  });

  it("somebody registers, and the mail that comes lets them in", async () => {
    const ines = new Person(system, "ines@example.org");
    await ines.register({ first_name: "Inès" });
    const { mail } = await box.to(ines.email);
    assert.equal(mail.from.value[0].address, "post@andvari.example");
    assert.equal(mail.to.value[0].address, ines.email);
    assert.ok(mail.subject.length > 0 && mail.messageId && mail.date);
    expect(await ines.post("/api/v1/auth/email/verify", { token: tokenIn(mail.text) }), 204);
    await ines.enter();
    assert.deepEqual(new Outbox(system.data).mails(ines.email), []);
    ines.close();
  });

  it("a mail that the server would not take at first comes later", async () => {
    const late = new Person(system, "late@example.org");
    box.ill = true;
    const refused = new Promise((resolve) => (box.server.onData = wrap(box.server.onData, resolve)));
    await late.register();
    await refused;
    box.ill = false;
    await box.to(late.email);
    late.close();
  });
});

// Calls `first` when the handler is called the first time.
function wrap(handler, first) {
  return function (...args) {
    first();
    return handler.apply(this, args);
  };
}
