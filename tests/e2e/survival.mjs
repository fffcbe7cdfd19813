// A system under load that is killed and started again, and the books kept beside it: which commands the bus took, and what
// became of each.
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { consumerOpts, headers, StringCodec } from 'nats';

import { connectAs } from './harness/bus.mjs';

const program = process.env.ANDVARI ?? resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../build/cli/andvari');
const codec = StringCodec();
const patience = 60_000;

async function freePort() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return port;
}

export class Survivor {
    constructor() {
        this.data = mkdtempSync(join(tmpdir(), 'andvari-survival-'));
        this.accepted = new Set();   // Commands that COMMANDS acknowledged.
        this.answers = new Map();    // Command id → how often it was answered, as EVENTS tells.
        this.waiting = new Set();
        this.log = '';
        this.loading = false;
    }

    static async begin() {
        const survivor = new Survivor();
        survivor.port = await freePort();
        await survivor.start();
        survivor.bus = await connectAs('admin', { servers: `127.0.0.1:${survivor.port}`, users: join(survivor.data, 'nats', 'users'), maxReconnectAttempts: -1, reconnectTimeWait: 50 });
        survivor.jetstream = survivor.bus.jetstream({ timeout: 2000 });
        return survivor;
    }

    // Resolves when it runs, or rejects with its log when it ended before.
    async start(environment = {}) {
        this.child = spawn(program, ['up', '--data', this.data, '--http-port', '0', '--nats-port', String(this.port)],
            { env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
        const child = this.child;
        child.ended = once(child, 'exit');
        child.stderr.on('data', (data) => { this.log = (this.log + data).slice(-20_000); });
        let out = '';
        await new Promise((resolved, rejected) => {
            child.stdout.on('data', (data) => { if ((out += data).includes('Andvari is running')) resolved(); });
            // A crash point may end it while it starts: that is a crash like any other.
            child.ended.then(([code, signal]) => code === 137 || signal === 'SIGKILL' ? resolved()
                : rejected(new Error(`ended with ${code ?? signal} while starting:\n${this.log}`)));
        });
    }

    async kill() {
        this.child.kill('SIGKILL');
        await this.child.ended;
    }

    async stop() {
        this.child.kill('SIGTERM');
        const [code] = await this.child.ended;
        if (code !== 0) throw new Error(`ended with ${code}:\n${this.log}`);
    }

    // The nats-server that is the child of the process under test.
    killBus() {
        for (const entry of readdirSync('/proc')) {
            if (!/^\d+$/.test(entry)) continue;
            try {
                const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
                if (stat.includes('(nats-server)') && Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]) === this.child.pid)
                    process.kill(Number(entry), 'SIGKILL');
            } catch { /* It ended meanwhile. */ }
        }
    }

    // Publishes until the stream says that it has it: under one id, so that it has one effect.
    async command(subject, type, content, id = randomUUID()) {
        const h = headers();
        h.set('ce-id', id);
        h.set('ce-type', type);
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
            await this.command(`cmd.portfolio.${account}.open`, 'andvari.portfolio.open.v1', { account, name: account, currency: 'USD', owner: 'load' });
            await this.command(`cmd.portfolio.${account}.deposit`, 'andvari.portfolio.deposit.v1', { account, amount: '1000000', currency: 'USD' });
        }
        await this.answered();
    }

    async quote(cents) {
        const price = (c) => (c / 100).toFixed(2);
        const quote = { bid: price(cents), ask: price(cents + 2), bid_size: '300', ask_size: '300', time: new Date().toISOString() };
        await this.jetstream.publish('mkt.quote.LOAD', codec.encode(JSON.stringify(quote))).catch(() => {});
    }

    // Trades until `stopLoad`: each worker sends its next command when the stream has the one before.
    load(workers = 8) {
        this.loading = true;
        const trade = async (worker) => {
            for (let i = 0; this.loading; ++i) {
                const account = this.accounts[(worker + i) % this.accounts.length];
                if (i % 10 === 0) await this.quote(10_000 + ((worker * 7 + i) % 50));
                const limit = i % 3 === 0;
                const order = { account, symbol: 'LOAD', side: (worker + i) % 2 ? 'buy' : 'sell', kind: limit ? 'limit' : 'market',
                    time_in_force: ['day', 'gtc', 'ioc', 'fok'][i % 4], quantity: String(1 + (i % 5)) + (i % 7 ? '' : '.5') };
                if (limit) order.limit_price = ((9_990 + (i % 60)) / 100).toFixed(2);
                const id = await this.command(`cmd.order.${account}.place`, 'andvari.order.place.v1', order);
                if (i % 5 === 0) await this.command(`cmd.order.${account}.cancel`, 'andvari.order.cancel.v1', { account, order: id });
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
            return this.jetstream.subscribe('evt.>', options);
        });
        const facts = new Set();
        const answers = new Map();
        const missing = new Set(this.accepted);
        const timer = setTimeout(() => subscription.unsubscribe(), patience);
        for await (const message of subscription) {
            const fact = `${message.headers.get('ce-source')} ${message.headers.get('ce-sequence')}`;
            const command = message.headers.get('ce-answers');
            if (command && !facts.has(fact)) answers.set(command, (answers.get(command) ?? 0) + 1);
            facts.add(fact);
            missing.delete(command);
            if (missing.size === 0 && message.info.pending === 0) break;
        }
        clearTimeout(timer);
        subscription.unsubscribe();
        if (missing.size > 0) throw new Error(`${missing.size} of ${this.accepted.size} commands were never answered, such as ${[...missing][0]}\n${this.log}`);
        for (const [command, times] of answers) if (times !== 1) throw new Error(`${command} was answered ${times} times`);
        return answers.size;
    }

    // The content of the newest fact on a subject.
    async lastFact(subject) {
        const manager = await this.bus.jetstreamManager();
        const message = await manager.streams.getMessage('EVENTS', { last_by_subj: subject });
        return JSON.parse(codec.decode(message.data));
    }

    async check() {
        const { stdout } = await promisify(execFile)(program, ['check', '--data', this.data, '--nats-port', String(this.port)],
            { env: { PATH: process.env.PATH }, maxBuffer: 16 << 20 }).catch((error) => {
            throw new Error(`andvari check fails:\n${error.stdout}\n${error.stderr}\n${this.log}`);
        });
        return stdout;
    }

    async end() {
        await this.bus?.close();
        if (this.child.exitCode === null && this.child.signalCode === null) await this.kill();
        rmSync(this.data, { recursive: true, force: true });
    }
}

