/** The exports of Drift's own cloud module, with the same names, shapes and signatures. */

export interface CloudConfig {
  supabaseUrl: string;
  supabaseAnonKey: string;
  projectId: string;
  tenantId: string;
}

export interface CloudCredentials {
  accessToken: string;
  refreshToken: string;
  /** ISO 8601. */
  expiresAt: string;
}

export interface SyncState {
  driftCursor: number;
  bridgeCursor: number;
  cortexCursor: number;
  lastSyncAt: string | null;
  lastSyncRowCount: number;
}

export interface SyncResult {
  success: boolean;
  /** Rows that the cloud confirmed. */
  totalRows: number;
  /** The same by table. */
  tableCounts: Record<string, number>;
  durationMs: number;
  errors: SyncError[];
  /** For display: driftsync keeps its own state. */
  syncState: SyncState;
}

export interface SyncError {
  /** Local name, or `*`. */
  table: string;
  /** A stable code of driftsync, or a sentence; never a value. */
  message: string;
  statusCode?: number;
  retryable: boolean;
}

export interface SyncProgress {
  table: string;
  totalTables: number;
  currentTableIndex: number;
  rowsUploaded: number;
  totalRows: number;
}

export type SyncProgressCallback = (progress: SyncProgress) => void;

export declare const CREDENTIALS_PATH = '.drift/cloud-credentials.json';
export declare const CLOUD_CONFIG_PATH = '.drift/cloud-config.json';
export declare const BATCH_SIZE = 1000;
export declare const MAX_RETRIES = 3;
export declare const RETRY_BASE_DELAY_MS = 1000;

export type FieldRedaction = 'path' | 'root_path' | 'secret' | 'code' | 'blob_hex';

export interface RedactionConfig {
  fields: Record<string, FieldRedaction>;
}

/** What Drift's own words can say of the columns; driftsync takes away more, see docs/columns.md. */
export declare const REDACTION_CONFIGS: Record<string, RedactionConfig>;

/** Below the root, the path from there; outside of it, the file name alone. */
export declare function redactPath(absolutePath: string, projectRoot: string): string;
export declare function redactRootPath(rootPath: string, projectRoot: string): string;

/**
 * What would leave of a row, by the whole chain of plugins and the guard. Starts driftsync: use
 * redactBatch for more than one row.
 * @throws CloudError for a row that must stay on this machine, and for a table that does not sync.
 */
export declare function redactRow(tableName: string, row: Record<string, unknown>, projectRoot: string): Record<string, unknown>;
/** As redactRow; rows that must stay are left out. */
export declare function redactBatch(tableName: string, rows: Record<string, unknown>[], projectRoot: string): Record<string, unknown>[];
export declare function tableNeedsRedaction(tableName: string): boolean;
export declare function getRedactedTables(): string[];

export declare function saveCredentials(creds: CloudCredentials): Promise<void>;
export declare function loadCredentials(): Promise<CloudCredentials | null>;
export declare function getToken(supabaseUrl: string, supabaseAnonKey: string): Promise<string | null>;
export declare function refreshToken(supabaseUrl: string, supabaseAnonKey: string, refreshTokenValue: string): Promise<CloudCredentials | null>;
/** Ends the session at the server too. */
export declare function logout(): Promise<void>;
export declare function isLoggedIn(): Promise<boolean>;

export interface TableSyncDef {
  localTable: string;
  cloudTable: string;
  db: 'drift' | 'bridge' | 'cortex';
  conflictColumns: string;
}

/** The tables that Drift's own client pushes; driftsync pushes 73. */
export declare const TIER1_TABLES: TableSyncDef[];
export declare function defaultSyncState(): SyncState;

export interface LocalRowReader {
  readRows(table: string, db: 'drift' | 'bridge' | 'cortex', afterCursor?: number): Promise<Record<string, unknown>[]>;
  getMaxCursor(db: 'drift' | 'bridge' | 'cortex'): Promise<number>;
}

export declare class SyncClient {
  constructor(config: CloudConfig, projectRoot: string);
  /**
   * Pushes the whole project. The reader and the cursors are taken and not used: driftsync reads
   * the databases itself and keeps its own state; a process warning says so once.
   * @param fullSync sends every row, and marks what is no longer there
   */
  push(
    reader: LocalRowReader,
    syncState: SyncState | null,
    onProgress?: SyncProgressCallback,
    fullSync?: boolean,
  ): Promise<SyncResult>;
}

export { CloudError } from './index.js';
