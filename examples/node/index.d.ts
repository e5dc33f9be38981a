import { EventEmitter } from 'node:events';

/** Which binary is run, and for which project. Destination and login are driftsync's own configuration. */
export interface CloudOptions {
  /** The driftsync binary; default the variable DRIFTSYNC_BIN, else `driftsync` on the path. */
  binary?: string;
  /** Project root; default as Drift finds it from the current folder. */
  root?: string;
  /** `file:PATH`, or `cloud`; default the configured Supabase project. */
  to?: string;
  /** Name of this set of databases, such as `ci`. */
  source?: string;
  /** Environment of the binary; default this process's. */
  env?: NodeJS.ProcessEnv;
  /** Milliseconds after which a call is ended; default none. */
  timeout?: number;
}

export type CortexSyncStatus = 'Success' | 'Offline' | 'Throttled' | 'Error';

export interface CortexSyncResult {
  status: CortexSyncStatus;
  /** Memories that the destination confirmed in a new form, or as gone. */
  pushed: number;
  /** Always 0: the cloud holds a redacted copy, and nothing is ever pulled. */
  pulled: number;
  conflicts_resolved: number;
  /** Conflicts that wait for a decision. */
  manual_conflicts: number;
}

export interface CortexCloudStatus {
  status: 'Disconnected' | 'Connected' | 'Syncing' | 'Offline' | 'Error';
  is_online: boolean;
  /** Memories that a push would send. */
  offline_queue_length: number;
  manual_conflicts: number;
}

export type Resolution = 'local_wins' | 'remote_wins' | 'last_write_wins' | 'crdt_merge' | 'manual';

export interface CortexResolution {
  memory_id: string;
  resolution: string;
  previous_strategy: string;
  /** True only where conflict_log says so now. */
  applied: boolean;
  /** Why it was not applied. */
  reason?: string;
  conflicts: number;
}

/** The three functions of Drift's native bindings, which are synchronous. */
export interface CloudBindings {
  cortexCloudSync(): CortexSyncResult;
  cortexCloudGetStatus(): CortexCloudStatus;
  cortexCloudResolveConflict(memoryId: string, resolution: Resolution | string): CortexResolution;
}

/** Makes the three functions for one project. */
export function createCloudBindings(options?: CloudOptions): CloudBindings;

/** Returns the native bindings, or stubs, with the three functions in place of theirs. */
export function withCloud<T extends object>(native: T, options?: CloudOptions): Omit<T, keyof CloudBindings> & CloudBindings;

export function cortexCloudSync(): CortexSyncResult;
export function cortexCloudGetStatus(): CortexCloudStatus;
export function cortexCloudResolveConflict(memoryId: string, resolution: Resolution | string): CortexResolution;

export interface TableCounts {
  table: string;
  cloud_table: string;
  read: number;
  unchanged: number;
  sent: number;
  dropped: number;
  quarantined: number;
  removed: number;
  pending: number;
}

export interface PushResult {
  success: boolean;
  /** Rows that the destination confirmed. */
  totalRows: number;
  durationMs: number;
  /** Codes, with the table where one was refused. */
  errors: string[];
  /** Exit status of driftsync; 0 where there was nothing to say. */
  exitCode: number;
  tables: TableCounts[];
}

export interface Progress {
  type: string;
  stage: 'read' | 'send';
  table: string;
  rows: number;
}

export interface PipelineStatus {
  available: boolean;
  authenticated: boolean;
  configured: boolean;
  projectId: string | null;
  lastSyncAt: string | null;
  lastSyncRowCount: number;
  cursors: Record<string, number>;
}

export interface PushOptions {
  /** Send every row, and mark what is no longer there. */
  full?: boolean;
  /** Ends the push; the next one takes over what arrived. */
  signal?: AbortSignal;
}

export interface SyncClientEvents {
  progress: [Progress];
}

/** Pushes the whole project. One push runs at a time. */
export class SyncClient extends EventEmitter<SyncClientEvents> {
  constructor(options?: CloudOptions);
  push(options?: PushOptions): Promise<PushResult>;
  status(options?: { signal?: AbortSignal }): Promise<PipelineStatus>;
}

/** A failure of driftsync. It never holds a row's value. */
export class CloudError extends Error {
  /** Stable code, such as `sink.login`. */
  readonly code: string;
  /** What to do next. */
  readonly hint: string;
  readonly exitCode: number | null;
}
