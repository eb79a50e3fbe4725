import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';

/** Mounted Secrets are replaced by several changes of the directory in a row. */
const SETTLE_MS = 200;
/** Not every file system tells of changes. */
const REREAD_MS = 60_000;

/** Calls back some time after files may have changed, and each minute, until `close` is called. */
export function watchFiles(files: readonly string[], changed: () => void): { close(): void } {
  let settling: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(settling);
    settling = setTimeout(changed, SETTLE_MS);
  };
  const watchers = [...new Set(files.map((file) => dirname(file)))].map((directory) =>
    watchDirectory(directory, settle),
  );
  const rereading = setInterval(changed, REREAD_MS);
  return {
    close: () => {
      clearTimeout(settling);
      clearInterval(rereading);
      for (const watcher of watchers) watcher?.close();
    },
  };
}

/** Undefined where the system has no watches left: then the files are read again every minute, which is enough. */
function watchDirectory(directory: string, changed: () => void): FSWatcher | undefined {
  try {
    return watch(directory, changed).on('error', () => undefined);
  } catch {
    return undefined;
  }
}
