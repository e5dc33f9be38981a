// Compiled, never run: what a program in TypeScript may write.
import { createCloudBindings, withCloud, SyncClient, CloudError, type CortexSyncResult } from '../index.js';

interface Native {
  cortexInitialize(db: string | null): void;
  cortexCloudSync(): unknown;
}

declare const native: Native;
const bindings = withCloud(native, { root: '/work/shop' });
bindings.cortexInitialize(null);
const synced: CortexSyncResult = bindings.cortexCloudSync();
export const pushed: number = synced.pushed;
export const applied: boolean = createCloudBindings().cortexCloudResolveConflict('m1', 'local_wins').applied;

const client = new SyncClient({ to: 'file:out.db' });
client.on('progress', ({ table, rows }) => console.log(table.length, rows.toFixed()));
export const total: Promise<number> = client.push({ full: true }).then((r) => r.totalRows);
export function code(error: unknown): string {
  return error instanceof CloudError ? error.code : '';
}
