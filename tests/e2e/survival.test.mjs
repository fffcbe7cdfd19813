import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Survivor } from './survival.mjs';

async function survive(story) {
    const system = await Survivor.begin();
    try {
        await system.fund(4);
        await story(system);
    } finally {
        await system.end();
    }
}

async function assertWhole(system) {
    await system.answered();
    const report = await system.check();
    for (const invariant of ['conservation', 'one-outcome', 'no-overdraft', 'fills-match', 'gapless', 'replay-equal'])
        assert.match(report, new RegExp(`^ok +${invariant}`, 'm'), report);
}

test('killed at random moments under load, ten times, nothing is lost or repeated', { timeout: 180_000 }, () => survive(async (system) => {
    system.load();
    for (let round = 0; round < 10; ++round) {
        await system.afterCommands(20 + Math.floor(Math.random() * 200));
        await system.kill();
        await system.start();
    }
    await system.stopLoad();
    await assertWhole(system);
    assert.equal((await system.stop()).status, 0, system.said());
    await system.check();
}));

test('nats-server alone killed under load, ten times, nothing is lost or repeated', { timeout: 180_000 }, () => survive(async (system) => {
    system.load();
    for (let round = 0; round < 10; ++round) {
        await system.afterCommands(20 + Math.floor(Math.random() * 200));
        system.killBus();
    }
    await system.stopLoad();
    await assertWhole(system);
}));

for (const point of ['before_commit', 'after_commit', 'after_publish', 'in_projection']) {
    test(`dying at '${point}', six times, nothing is lost or repeated`, { timeout: 180_000 }, () => survive(async (system) => {
        system.load();
        await system.kill();
        for (let round = 0; round < 6; ++round) {
            await system.start(`${point}:${1 + Math.floor(Math.random() * 60)}`);
            const { status } = await system.process.ended;
            assert.equal(status, 137, system.said());
        }
        await system.start();
        await system.stopLoad();
        await assertWhole(system);
    }));
}

test('the store of nats-server deleted while everything is stopped: the journals fill it again', { timeout: 120_000 }, () => survive(async (system) => {
    system.load();
    await system.afterCommands(300);
    await system.stopLoad();
    await system.answered();
    await system.stop();
    rmSync(join(system.data, 'nats', 'jetstream'), { recursive: true });
    await system.start();
    await assertWhole(system);
    system.load();
    await system.afterCommands(100);
    await system.stopLoad();
    await assertWhole(system);
}));

test('the same command sent three times, also long after the server forgot its id, has one effect', { timeout: 60_000 }, () => survive(async (system) => {
    const id = await system.command('cmd.portfolio.account-0.deposit', 'andvari.portfolio.deposit.v1', { account: 'account-0', amount: '5', currency: 'USD' });
    await system.command('cmd.portfolio.account-0.deposit', 'andvari.portfolio.deposit.v1', { account: 'account-0', amount: '5', currency: 'USD' }, id);
    await system.answered();
    // What the server remembers is gone with its store; the service's inbox remembers for ever.
    await system.stop();
    rmSync(join(system.data, 'nats', 'jetstream'), { recursive: true });
    await system.start();
    await system.command('cmd.portfolio.account-0.deposit', 'andvari.portfolio.deposit.v1', { account: 'account-0', amount: '5', currency: 'USD' }, id);
    await system.command('cmd.portfolio.account-0.deposit', 'andvari.portfolio.deposit.v1', { account: 'account-0', amount: '1', currency: 'USD' });
    await assertWhole(system);
    const balance = await system.lastFact('evt.portfolio.account-0.deposited');
    assert.equal(balance.cash, '1000006');
}));
