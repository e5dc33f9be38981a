// Drift's cloud bindings and a SyncClient, by running the driftsync binary with
// --json. Nothing of a row passes through here: driftsync answers with counts.

import { spawn, spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';

/** @typedef {import('./index.d.ts').CloudOptions} CloudOptions */
/** @typedef {{ok: boolean, summary: any, result: any, error: null | {code: string, message: string, hint: string}}} Envelope */

export class CloudError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {string} hint
   * @param {number | null} exitCode
   */
  constructor(code, message, hint, exitCode) {
    super(message);
    this.name = 'CloudError';
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

const largest = 64 << 20; // bytes of an answer

/**
 * @param {CloudOptions} options
 * @param {string[]} words
 * @param {string[]} flags
 */
function command(options, words, flags) {
  const args = [...words, ...flags];
  if (options.root !== undefined) args.push(`--root=${options.root}`);
  if (options.to !== undefined) args.push(`--to=${options.to}`);
  if (options.source !== undefined) args.push(`--source=${options.source}`);
  const env = options.env ?? process.env;
  return { file: options.binary ?? env.DRIFTSYNC_BIN ?? 'driftsync', args, env };
}

/**
 * @param {string} text
 * @param {number | null} exitCode
 * @returns {Envelope}
 */
function parse(text, exitCode) {
  try {
    return JSON.parse(text);
  } catch {
    throw new CloudError('internal', 'driftsync gave no answer', 'run it by hand with --json', exitCode);
  }
}

/** @param {NodeJS.ErrnoException} error */
function notStarted(error) {
  const timedOut = error.code === 'ETIMEDOUT';
  return new CloudError(timedOut ? 'interrupted' : 'not_found',
    timedOut ? 'driftsync took too long and was ended' : 'driftsync cannot be started',
    timedOut ? 'call again; nothing is lost' : 'install it, or name it in DRIFTSYNC_BIN', null);
}

/**
 * @param {Envelope} envelope
 * @param {number | null} exitCode
 */
function failure(envelope, exitCode) {
  const e = envelope.error ?? { code: 'internal', message: 'driftsync failed', hint: '' };
  return new CloudError(e.code, e.message, e.hint, exitCode);
}

/**
 * @param {CloudOptions} options
 * @param {string[]} words
 * @param {string[]} [flags]
 */
function runSync(options, words, flags = []) {
  const c = command(options, words, ['--json', ...flags]);
  const done = spawnSync(c.file, c.args, {
    env: c.env, encoding: 'utf8', maxBuffer: largest, timeout: options.timeout, stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (done.error) throw notStarted(done.error);
  const envelope = parse(done.stdout, done.status);
  if (envelope.result === null) throw failure(envelope, done.status);
  return envelope;
}

/** @param {CloudOptions} [options] */
export function createCloudBindings(options = {}) {
  return {
    cortexCloudSync() {
      return runSync(options, ['cortex', 'sync']).result.cortex;
    },
    cortexCloudGetStatus() {
      return runSync(options, ['cortex', 'status']).result.cortex;
    },
    /**
     * @param {string} memoryId
     * @param {string} resolution
     */
    cortexCloudResolveConflict(memoryId, resolution) {
      return runSync(options, ['cortex', 'resolve'], [`--memory=${memoryId}`, `--resolution=${resolution}`]).result;
    },
  };
}

/**
 * @template {object} T
 * @param {T} native
 * @param {CloudOptions} [options]
 */
export function withCloud(native, options) {
  // A native module may not be extensible, and its functions may need it as `this`.
  const cloud = /** @type {Record<PropertyKey, unknown>} */ (createCloudBindings(options));
  return /** @type {any} */ (new Proxy({}, {
    get(_, name) {
      if (Object.hasOwn(cloud, name)) return cloud[name];
      const value = Reflect.get(native, name, native);
      return typeof value === 'function' ? value.bind(native) : value;
    },
    has: (_, name) => Object.hasOwn(cloud, name) || name in native,
  }));
}

export const { cortexCloudSync, cortexCloudGetStatus, cortexCloudResolveConflict } = createCloudBindings();

export class SyncClient extends EventEmitter {
  #options;
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /** @param {CloudOptions} [options] */
  constructor(options = {}) {
    super();
    this.#options = options;
  }

  /** @param {import('./index.d.ts').PushOptions} [options] */
  push(options = {}) {
    const next = this.#last.then(() => this.#push(options));
    this.#last = next.catch(() => {});
    return next;
  }

  /** @param {import('./index.d.ts').PushOptions} options */
  async #push({ full = false, signal }) {
    const { envelope, exitCode } = await this.#run(['push'], ['--json-stream', ...(full ? ['--full'] : [])], signal);
    const { result, summary, error } = envelope;
    if (error && !result?.tables?.length) throw failure(envelope, exitCode);
    const errors = error ? [error.code] : [];
    for (const t of result.stopped ?? []) errors.push(`${t.code} ${t.table}`);
    if (result.quarantined_new > 0) errors.push('rows.quarantined');
    return {
      success: error === null && (result.stopped ?? []).length === 0,
      totalRows: summary.sent + summary.removed,
      durationMs: Math.round(result.timing.total_ns / 1e6),
      errors,
      exitCode: exitCode ?? 0,
      tables: result.tables ?? [],
    };
  }

  /** @param {{signal?: AbortSignal}} [options] */
  async status({ signal } = {}) {
    const { envelope, exitCode } = await this.#run(['cortex', 'status'], ['--json'], signal);
    if (envelope.result === null) throw failure(envelope, exitCode);
    return envelope.result.dataPipeline;
  }

  /**
   * @param {string[]} words
   * @param {string[]} flags
   * @param {AbortSignal} [signal]
   * @returns {Promise<{envelope: Envelope, exitCode: number | null}>}
   */
  #run(words, flags, signal) {
    const c = command(this.#options, words, flags);
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const child = spawn(c.file, c.args, { env: c.env, stdio: ['ignore', 'pipe', 'pipe'], timeout: this.#options.timeout });
      // SIGTERM lets driftsync save what arrived.
      const stop = () => child.kill('SIGTERM');
      signal?.addEventListener('abort', stop, { once: true });
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (text) => { out += text; });
      createInterface({ input: child.stderr }).on('line', (line) => this.#event(line));
      child.on('error', (error) => reject(notStarted(error)));
      child.on('close', (exitCode) => {
        signal?.removeEventListener('abort', stop);
        if (signal?.aborted) return reject(signal.reason);
        try {
          resolve({ envelope: parse(out, exitCode), exitCode });
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** @param {string} line */
  #event(line) {
    if (!line.startsWith('{')) return; // a message for a person
    try {
      const event = JSON.parse(line);
      if (event.type === 'status') this.emit('progress', event);
    } catch {
      // half a line of a process that was ended
    }
  }
}
