// Compiled, never run: callers of Drift's own cloud module, written against its signatures.
import {
  BATCH_SIZE, CLOUD_CONFIG_PATH, CREDENTIALS_PATH, MAX_RETRIES, REDACTION_CONFIGS, RETRY_BASE_DELAY_MS, SyncClient, TIER1_TABLES,
  defaultSyncState, getRedactedTables, getToken, isLoggedIn, loadCredentials, logout, redactBatch, redactPath, redactRootPath, redactRow,
  refreshToken, saveCredentials, tableNeedsRedaction,
  type CloudConfig, type CloudCredentials, type FieldRedaction, type LocalRowReader, type RedactionConfig, type SyncError, type SyncProgress,
  type SyncProgressCallback, type SyncResult, type SyncState, type TableSyncDef,
} from '../cloud.js';

declare const napi: Record<string, Function>;

export async function push(config: CloudConfig, full: boolean, quiet?: boolean): Promise<number> {
  let state: SyncState | null = full ? null : defaultSyncState();
  const reader: LocalRowReader = {
    readRows: async (table, db, afterCursor?: number) => napi.driftCloudReadRows(table, db, afterCursor ?? 0) as Record<string, unknown>[],
    getMaxCursor: async (db) => napi.driftCloudMaxCursor(db) as number,
  };
  const client = new SyncClient(config, process.cwd());
  const show: SyncProgressCallback = (p: SyncProgress) =>
    void process.stdout.write(`[${p.currentTableIndex + 1}/${p.totalTables}] ${p.table}: ${p.rowsUploaded}/${p.totalRows}\r`);
  const result: SyncResult = await client.push(reader, state, quiet ? undefined : show, full);
  state = result.syncState;
  const counts: Record<string, number> = result.tableCounts;
  for (const error of result.errors satisfies SyncError[]) {
    process.stderr.write(`${error.table}: ${error.message} ${error.statusCode ?? ''} ${error.retryable}\n`);
  }
  return result.success ? result.totalRows + (counts.functions ?? 0) + result.durationMs + state.lastSyncRowCount : -1;
}

export async function session(creds: CloudCredentials, config: CloudConfig): Promise<string | null> {
  await saveCredentials(creds);
  const kept: CloudCredentials | null = await loadCredentials();
  if (kept && (await isLoggedIn())) await refreshToken(config.supabaseUrl, config.supabaseAnonKey, kept.refreshToken);
  const token: string | null = await getToken(config.supabaseUrl, config.supabaseAnonKey);
  await logout();
  return token;
}

const definitions: TableSyncDef[] = TIER1_TABLES;
const configs: Record<string, RedactionConfig> = REDACTION_CONFIGS;
export const kinds: FieldRedaction[] = Object.values(configs).flatMap((c) => Object.values(c.fields));
export const names: string[] = [...getRedactedTables().filter(tableNeedsRedaction), ...definitions.map((d) => `${d.db}.${d.localTable} ${d.cloudTable} ${d.conflictColumns}`)];
export const row: Record<string, unknown> = redactRow('violations', { file: redactPath('/a/b', '/a') }, '/a');
export const rows: Record<string, unknown>[] = redactBatch('violations', [row], redactRootPath('/a', '/a'));
export const numbers: number = BATCH_SIZE + MAX_RETRIES + RETRY_BASE_DELAY_MS + CLOUD_CONFIG_PATH.length + CREDENTIALS_PATH.length;
