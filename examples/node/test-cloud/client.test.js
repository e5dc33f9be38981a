// Against a project of the test that starts this: see TestClient in node_test.go.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import * as cloud from '../cloud.js';

const root = process.env.TEST_ROOT ?? '';
const config = JSON.parse(process.env.TEST_CONFIG ?? '{}');
const reader = { readRows: () => assert.fail('driftsync reads itself'), getMaxCursor: () => assert.fail('driftsync reads itself') };

test('a push by position, a second one, and a full one', async () => {
  assert.equal(await cloud.isLoggedIn(), true);
  const client = new cloud.SyncClient(config, root);
  const steps = [];
  const warnings = [];
  process.on('warning', (w) => warnings.push(w.message));
  const first = await client.push(reader, cloud.defaultSyncState(), (p) => steps.push(p));
  assert.deepEqual(first.errors, []);
  assert.equal(first.success, true);
  assert.ok(first.totalRows > 0 && first.tableCounts.functions > 0);
  assert.equal(first.totalRows, Object.values(first.tableCounts).reduce((a, b) => a + b, 0));
  assert.equal(first.syncState.lastSyncRowCount, first.totalRows);
  assert.ok(first.syncState.lastSyncAt && first.syncState.driftCursor > 0);
  assert.ok(steps.length > 0 && steps.every((p) => p.table && p.totalTables === 42 && p.rowsUploaded <= p.totalRows));
  assert.equal((await client.push(reader, first.syncState)).totalRows, 0);
  assert.equal((await client.push(reader, first.syncState, undefined, true)).totalRows, first.totalRows);
  assert.equal(warnings.length, 2, warnings.join());
});

test('what is missing is an error of the result', async () => {
  const nowhere = await new cloud.SyncClient(config, homedir()).push(reader, null);
  assert.equal(nowhere.success, false);
  assert.equal(nowhere.errors.length, 1);
  assert.equal(nowhere.errors[0].table, '*');
  process.env.DRIFTSYNC_BIN = `${process.env.DRIFTSYNC_BIN}-missing`;
  const none = await new cloud.SyncClient(config, root).push(reader, null);
  process.env.DRIFTSYNC_BIN = process.env.DRIFTSYNC_BIN.replace(/-missing$/, '');
  assert.equal(none.success, false);
  assert.match(none.errors[0].message, /cannot be started/);
});

test('rows and paths are redacted as a push does it', () => {
  const file = join(root, 'src', 'cart.ts');
  assert.equal(cloud.redactPath(file, root), 'src/cart.ts');
  assert.equal(cloud.redactPath('/somewhere/else/notes.md', root), 'notes.md');
  assert.equal(cloud.redactRootPath(root, root), '');
  const row = cloud.redactRow('violations', { id: 'v1', file, line: 3n, message: 'password = "hunter22ab!"' }, root);
  assert.equal(row.file, 'src/cart.ts');
  assert.ok(!JSON.stringify(row).includes('hunter22ab!'));
  const hashes = cloud.redactBatch('functions', [{ file, body_hash: new Uint8Array([1, 2]) }, { file, body_hash: Buffer.from([1, 2]) }], root);
  assert.equal(hashes.length, 2);
  assert.equal(hashes[0].body_hash, hashes[1].body_hash);
  assert.deepEqual(cloud.redactBatch('violations', [{ file, line: 'a text' }], root), []);
  assert.throws(() => cloud.redactRow('violations', { file, line: 'a text' }, root), (e) => e instanceof cloud.CloudError && e.code === 'rows.quarantined');
  assert.throws(() => cloud.redactRow('parse_cache', {}, root), (e) => e instanceof cloud.CloudError && e.code === 'config.invalid');
});

test('tables and their redaction', () => {
  assert.equal(cloud.TIER1_TABLES.length, 42);
  assert.ok(cloud.tableNeedsRedaction('secrets') && !cloud.tableNeedsRedaction('toString'));
  assert.equal(cloud.REDACTION_CONFIGS.scan_history.fields.root_path, 'root_path');
});

test('the session is kept for its owner alone, and ends', async () => {
  const creds = await cloud.loadCredentials();
  assert.ok(creds?.accessToken);
  assert.equal(await cloud.getToken(config.supabaseUrl, config.supabaseAnonKey), creds.accessToken);
  await cloud.saveCredentials(creds);
  const file = join(homedir(), cloud.CREDENTIALS_PATH);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).refreshToken, creds.refreshToken);
  const renewed = await cloud.refreshToken(config.supabaseUrl, config.supabaseAnonKey, creds.refreshToken);
  assert.ok(renewed && renewed.accessToken);
  assert.equal(await cloud.refreshToken(config.supabaseUrl, config.supabaseAnonKey, 'nothing'), null);
  await cloud.logout();
  assert.equal(await cloud.isLoggedIn(), false);
  assert.equal(existsSync(file), false);
});
