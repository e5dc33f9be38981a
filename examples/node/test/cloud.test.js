import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { CloudError, SyncClient, createCloudBindings, withCloud } from '../index.js';

const binary = process.env.DRIFTSYNC_BIN ?? 'driftsync';
let dir = '';
let options = {};

before(() => {
  dir = mkdtempSync(join(tmpdir(), 'driftsync-node-'));
  const env = { ...process.env, HOME: dir, DRIFTSYNC_STATE: join(dir, 'state') };
  execFileSync(binary, ['demo', '--only-generate', join(dir, 'shop'), '--rows', '1700'], { env });
  options = { binary, root: join(dir, 'shop'), to: `file:${join(dir, 'out.db')}`, env };
});
after(() => rmSync(dir, { recursive: true, force: true }));

test('status, sync, status', () => {
  const cloud = createCloudBindings(options);
  const waiting = cloud.cortexCloudGetStatus();
  assert.equal(waiting.status, 'Connected');
  assert.equal(waiting.is_online, true);
  assert.ok(waiting.offline_queue_length > 0);
  const synced = cloud.cortexCloudSync();
  assert.equal(synced.status, 'Success');
  assert.equal(synced.pushed, waiting.offline_queue_length);
  assert.equal(synced.pulled, 0);
  assert.equal(cloud.cortexCloudGetStatus().offline_queue_length, 0);
});

test('a project without Cortex is pushed, and answers in the same shape', () => {
  const root = join(dir, 'without');
  execFileSync(binary, ['demo', '--only-generate', root, '--rows', '1700'], { env: options.env });
  rmSync(join(root, '.cortex'), { recursive: true });
  const out = join(dir, 'without.db');
  const synced = createCloudBindings({ ...options, root, to: `file:${out}` }).cortexCloudSync();
  assert.deepEqual(synced, { status: 'Success', pushed: 0, pulled: 0, conflicts_resolved: 0, manual_conflicts: 0 });
  assert.ok(existsSync(out));
});

test('a resolution that is not applied says so', () => {
  const answer = createCloudBindings(options).cortexCloudResolveConflict('no such memory', 'local_wins');
  assert.equal(answer.applied, false);
  assert.match(answer.reason ?? '', /no such memory/);
  const merged = createCloudBindings(options).cortexCloudResolveConflict('m1', 'crdt_merge');
  assert.equal(merged.applied, false);
  assert.throws(() => createCloudBindings(options).cortexCloudResolveConflict('m1', 'coin_toss'),
    (e) => e instanceof CloudError && e.code === 'config.invalid');
});

test('an id that looks like a flag is an id', () => {
  assert.equal(createCloudBindings(options).cortexCloudResolveConflict('--full', 'manual').memory_id, '--full');
});

test('SyncClient pushes with progress, and then has nothing to do', async () => {
  const client = new SyncClient({ ...options, to: `file:${join(dir, 'second.db')}` });
  const steps = [];
  client.on('progress', (p) => steps.push(p));
  const first = await client.push();
  assert.equal(first.success, true);
  assert.ok(first.totalRows > 0 && first.tables.length > 60);
  assert.ok(steps.length > 0 && steps.every((p) => p.table.includes('.')));
  const again = await client.push();
  assert.equal(again.totalRows, 0);
  const status = await client.status();
  assert.equal(status.configured, true);
  assert.ok(status.lastSyncRowCount > 0 && status.lastSyncAt);
});

test('pushes of one client wait for each other', async () => {
  const client = new SyncClient({ ...options, to: `file:${join(dir, 'third.db')}` });
  const [first, second] = await Promise.all([client.push(), client.push()]);
  assert.ok(first.totalRows > 0);
  assert.equal(second.totalRows, 0);
});

test('an aborted push ends', async () => {
  const client = new SyncClient({ ...options, to: `file:${join(dir, 'fourth.db')}` });
  await assert.rejects(client.push({ signal: AbortSignal.abort(new Error('enough')) }), /enough/);
  const controller = new AbortController();
  const push = client.push({ signal: controller.signal });
  client.once('progress', () => controller.abort(new Error('enough')));
  await push.then(() => assert.fail('it went on'), (e) => assert.match(e.message, /enough/));
  assert.ok((await client.push()).totalRows > 0, 'the next push takes over');
});

test('what is missing has a code and a hint', async () => {
  assert.throws(() => createCloudBindings({ ...options, binary: join(dir, 'nothing') }).cortexCloudSync(),
    (e) => e instanceof CloudError && e.code === 'not_found' && e.hint.includes('DRIFTSYNC_BIN'));
  assert.throws(() => createCloudBindings({ ...options, root: dir }).cortexCloudSync(),
    (e) => e instanceof CloudError && e.code === 'source.missing' && e.exitCode === 11);
  await assert.rejects(new SyncClient({ ...options, root: dir }).push(),
    (e) => e instanceof CloudError && e.code === 'source.missing');
});

test('withCloud leaves the rest of the bindings alone', () => {
  class Native {
    #secret = 7;
    cortexSessionCleanup() { return this.#secret; }
    cortexCloudSync() { return { status: 'disabled' }; }
  }
  const bindings = withCloud(new Native(), options);
  assert.equal(bindings.cortexSessionCleanup(), 7);
  assert.equal(bindings.cortexCloudSync().status, 'Success');
  assert.ok('cortexCloudGetStatus' in bindings);
});
