/** As of a process that SIGPIPE ends: 128 + 13. */
const exitCode = 141;

/**
 * Ends the process quietly once nobody reads what it prints, as in `fieldlapse … | head -1`. What can be interrupted stops in
 * order, as at SIGTERM; everything else is over at once.
 */
export function endWithReader(): void {
  let isClosed = false;
  const end = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (isClosed) return;
    isClosed = true;
    if (!process.emit('SIGTERM')) process.exit(exitCode);
  };
  for (const output of [process.stdout, process.stderr]) output.on('error', end);
}
