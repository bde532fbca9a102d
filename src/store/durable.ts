import { fsyncSync } from 'node:fs';
import { type PGlite, PGlite as PGliteClass } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/**
 * PGlite's file system in a folder, with the one call that it lacks: without `fsync` a commit is
 * acknowledged while its bytes are still in the kernel's cache, and a power cut loses it.
 */
export class DurableFolder extends NodeFS {
  override async init(pg: PGlite, options: Parameters<NodeFS['init']>[1]) {
    const { emscriptenOpts } = await super.init(pg, options);
    const addFsync = (module: Parameters<NonNullable<typeof emscriptenOpts.preRun>[number]>[0]) => {
      const { stream_ops: operations } = (module.FS.filesystems as { NODEFS: NodeFileSystem }).NODEFS;
      operations.fsync = ({ nfd }) => fsyncSync(nfd);
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addFsync] } };
  }
}

interface NodeFileSystem {
  stream_ops: { fsync?(stream: { nfd: number }): void };
}

/** PGlite's own parameters without `-F` (fsync off), and with limits that suit one process on a small machine. */
export const parameters = [
  ...PGliteClass.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...Object.entries({
    // The default, fdatasync, does nothing in PGlite's C library.
    wal_sync_method: 'fsync',
    shared_buffers: '32MB',
    work_mem: '16MB',
    maintenance_work_mem: '32MB',
    // ANALYZE takes 300 rows for each, and a row of embeddings has 4 KB; memory once taken is never given back.
    default_statistics_target: '20',
    min_wal_size: '32MB',
    max_wal_size: '64MB',
    // A log that is done with is deleted, not kept for another use with what was written in it.
    wal_recycle: 'off',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];
