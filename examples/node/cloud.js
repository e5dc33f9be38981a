// The exports of Drift's own cloud module, by running driftsync. What only Drift's client
// needs is taken and not used.

import { randomUUID } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

import { CloudError } from './index.js';
import { REDACTION_CONFIGS, TIER1_TABLES } from './tables.js';

export { CloudError, REDACTION_CONFIGS, TIER1_TABLES };

export const CREDENTIALS_PATH = '.drift/cloud-credentials.json';
export const CLOUD_CONFIG_PATH = '.drift/cloud-config.json';

// How driftsync batches and retries is its own affair; these are Drift's numbers, for
// programs that show them.
export const BATCH_SIZE = 1000;
export const MAX_RETRIES = 3;
export const RETRY_BASE_DELAY_MS = 1000;

/** @typedef {import('./cloud.d.ts').CloudConfig} CloudConfig */
/** @typedef {import('./cloud.d.ts').CloudCredentials} CloudCredentials */
/** @typedef {import('./cloud.d.ts').SyncState} SyncState */
/** @typedef {import('./cloud.d.ts').SyncResult} SyncResult */
/** @typedef {import('./cloud.d.ts').SyncProgressCallback} SyncProgressCallback */

const binary = () => process.env.DRIFTSYNC_BIN ?? 'driftsync';
const largest = 64 << 20; // bytes of an answer

/** @param {string} about */
const unused = (about) => {
  if (warned.has(about)) return;
  warned.add(about);
  process.emitWarning(about, 'DriftsyncWarning');
};
/** @type {Set<string>} */
const warned = new Set();

/** @param {unknown} error */
const notStarted = (error) =>
  new CloudError('not_found', `driftsync cannot be started: ${/** @type {NodeJS.ErrnoException} */ (error).code}`,
    'install it, or name it in DRIFTSYNC_BIN', null);

// Redaction

/**
 * One answer for each line.
 * @param {string} root
 * @param {object[]} lines
 * @returns {any[]}
 */
function ask(root, lines) {
  const input = lines.map((line) => JSON.stringify(line, encode)).join('\n') + '\n';
  const done = spawnSync(binary(), ['cloud', 'redact', '--root', root], { input, encoding: 'utf8', maxBuffer: largest });
  if (done.error) throw notStarted(done.error);
  if (done.status !== 0) {
    const code = /^ *code: +(\S+)$/m.exec(done.stderr)?.[1] ?? 'internal';
    throw new CloudError(code, done.stderr.split('\n')[0].replace(/^driftsync: error: /, ''), '', done.status);
  }
  return done.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/**
 * @param {string} _key
 * @param {unknown} value
 */
function encode(_key, value) {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof ArrayBuffer) value = new Uint8Array(value);
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') };
  // JSON.stringify asks a Buffer for its own form first.
  const own = /** @type {{type?: string, data?: number[]}} */ (value);
  if (own?.type === 'Buffer' && Array.isArray(own.data)) return { hex: Buffer.from(own.data).toString('hex') };
  return value;
}

/**
 * @param {string} absolutePath
 * @param {string} projectRoot
 */
export function redactPath(absolutePath, projectRoot) {
  if (!absolutePath || !projectRoot) return absolutePath;
  return ask(projectRoot, [{ path: absolutePath }])[0].path;
}

/**
 * @param {string} rootPath
 * @param {string} projectRoot
 */
export function redactRootPath(rootPath, projectRoot) {
  return redactPath(rootPath, projectRoot);
}

/**
 * @param {string} tableName
 * @param {Record<string, unknown>} row
 * @param {string} projectRoot
 * @returns {Record<string, unknown>}
 */
export function redactRow(tableName, row, projectRoot) {
  const [answer] = ask(projectRoot, [{ table: tableName, row }]);
  if (answer.row) return answer.row;
  throw new CloudError('rows.quarantined', `a row of ${tableName} must stay on this machine: ${answer.reason}`, 'leave it out, as redactBatch does', null);
}

/**
 * @param {string} tableName
 * @param {Record<string, unknown>[]} rows
 * @param {string} projectRoot
 * @returns {Record<string, unknown>[]}
 */
export function redactBatch(tableName, rows, projectRoot) {
  if (rows.length === 0) return [];
  return ask(projectRoot, rows.map((row) => ({ table: tableName, row }))).flatMap((answer) => (answer.row ? [answer.row] : []));
}

/** @param {string} tableName */
export function tableNeedsRedaction(tableName) {
  return Object.hasOwn(REDACTION_CONFIGS, tableName);
}

export function getRedactedTables() {
  return Object.keys(REDACTION_CONFIGS);
}

// Credentials

const credentialsFile = () => join(homedir(), CREDENTIALS_PATH);

/** @param {CloudCredentials} creds */
export async function saveCredentials(creds) {
  const file = credentialsFile();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, `${JSON.stringify(creds, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(temporary, file);
}

/** @returns {Promise<CloudCredentials | null>} */
export async function loadCredentials() {
  try {
    return JSON.parse(await readFile(credentialsFile(), 'utf8'));
  } catch {
    return null;
  }
}

/**
 * @param {string} supabaseUrl
 * @param {string} supabaseAnonKey
 */
export async function getToken(supabaseUrl, supabaseAnonKey) {
  const creds = await loadCredentials();
  if (!creds) return null;
  if (Date.now() < Date.parse(creds.expiresAt) - 60_000) return creds.accessToken;
  const refreshed = await refreshToken(supabaseUrl, supabaseAnonKey, creds.refreshToken);
  if (!refreshed) return null;
  await saveCredentials(refreshed);
  return refreshed.accessToken;
}

/**
 * @param {string} supabaseUrl
 * @param {string} supabaseAnonKey
 * @param {string} refreshTokenValue
 * @returns {Promise<CloudCredentials | null>}
 */
export async function refreshToken(supabaseUrl, supabaseAnonKey, refreshTokenValue) {
  try {
    const response = await fetch(`${supabaseUrl}/auth/v1/token?grant_type=refresh_token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', apikey: supabaseAnonKey },
      body: JSON.stringify({ refresh_token: refreshTokenValue }),
    });
    if (!response.ok) return null;
    const data = /** @type {{access_token: string, refresh_token: string, expires_in: number}} */ (await response.json());
    return {
      accessToken: data.access_token,
      refreshToken: data.refresh_token,
      expiresAt: new Date(Date.now() + data.expires_in * 1000).toISOString(),
    };
  } catch {
    return null;
  }
}

/** Ends the session at the server, and deletes it here, wherever it is kept. */
export async function logout() {
  const done = spawnSync(binary(), ['cloud', 'logout'], { encoding: 'utf8' });
  if (done.error || done.status !== 0) await unlink(credentialsFile()).catch(() => {});
}

/** Says whether a session is kept, in the file or in the system's keyring. */
export async function isLoggedIn() {
  const done = spawnSync(binary(), ['cloud', 'status', '-f', 'json'], { encoding: 'utf8' });
  try {
    return JSON.parse(done.stdout).authenticated === true;
  } catch {
    return (await loadCredentials()) !== null;
  }
}

// Sync

/** @returns {SyncState} */
export function defaultSyncState() {
  return { driftCursor: 0, bridgeCursor: 0, cortexCursor: 0, lastSyncAt: null, lastSyncRowCount: 0 };
}

export class SyncClient {
  #config;
  #root;

  /**
   * @param {CloudConfig} config
   * @param {string} projectRoot
   */
  constructor(config, projectRoot) {
    this.#config = config;
    this.#root = projectRoot;
  }

  /**
   * @param {import('./cloud.d.ts').LocalRowReader | null} reader
   * @param {SyncState | null} syncState
   * @param {SyncProgressCallback} [onProgress]
   * @param {boolean} [fullSync]
   * @returns {Promise<SyncResult>}
   */
  async push(reader, syncState, onProgress, fullSync = false) {
    if (reader) unused('driftsync reads the databases itself: the reader of SyncClient.push is not used');
    if (syncState && (syncState.driftCursor || syncState.bridgeCursor || syncState.cortexCursor)) {
      unused('driftsync keeps its own state: the cursors of SyncClient.push are not used');
    }
    const began = Date.now();
    const { status, out, error } = await this.#run(['cloud', 'push', '-f', 'json', '--json-stream', '--root', this.#root, ...(fullSync ? ['--full'] : [])], onProgress);
    try {
      if (error) throw error;
      const answer = JSON.parse(out);
      return answer.syncState ? answer : this.#failed(answer.error, syncState, began);
    } catch (problem) {
      const code = error ? notStarted(error) : new CloudError('internal', `driftsync gave no answer, and ended with ${status}`, '', status);
      return this.#failed(problem instanceof SyntaxError || error ? code : problem, syncState, began);
    }
  }

  /**
   * @param {any} error
   * @param {SyncState | null} syncState
   * @param {number} began
   * @returns {SyncResult}
   */
  #failed(error, syncState, began) {
    return {
      success: false, totalRows: 0, tableCounts: {}, durationMs: Date.now() - began,
      errors: [{ table: '*', message: error.message, retryable: false }], syncState: syncState ?? defaultSyncState(),
    };
  }

  /**
   * @param {string[]} args
   * @param {SyncProgressCallback} [onProgress]
   * @returns {Promise<{status: number | null, out: string, error?: unknown}>}
   */
  #run(args, onProgress) {
    const { supabaseUrl, supabaseAnonKey, projectId, tenantId } = this.#config;
    const env = {
      ...process.env, DRIFTSYNC_URL: supabaseUrl, DRIFTSYNC_KEY: supabaseAnonKey,
      DRIFTSYNC_PROJECT: projectId, DRIFTSYNC_TENANT: tenantId,
    };
    return new Promise((resolve) => {
      const child = spawn(binary(), args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (text) => { out += text; });
      createInterface({ input: child.stderr }).on('line', (line) => onProgress && tell(line, onProgress));
      child.on('error', (error) => resolve({ status: null, out, error }));
      child.on('close', (status) => resolve({ status, out }));
    });
  }
}

/**
 * Tells a caller of Drift's shape of one event of driftsync, whose progress is by stage.
 * @param {string} line
 * @param {SyncProgressCallback} onProgress
 */
function tell(line, onProgress) {
  let event;
  try {
    event = JSON.parse(line);
  } catch {
    return;
  }
  if (!event.table) return;
  const table = event.table.slice(event.table.indexOf('.') + 1);
  const at = TIER1_TABLES.findIndex((def) => def.localTable === table);
  onProgress({
    table, totalTables: TIER1_TABLES.length, currentTableIndex: Math.max(at, 0), rowsUploaded: event.rows, totalRows: event.total ?? event.rows,
  });
}
