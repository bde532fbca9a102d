/**
 * A signal that aborts on the first Ctrl-C (or SIGTERM), so that work in hand can be finished; a second one ends the process at once.
 *
 * @param onStop told when the first one comes
 */
export function stopSignal(onStop: () => void): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(STOPPED);
      onStop();
      controller.abort();
    });
  return controller.signal;
}

/** Exit code after Ctrl-C, as shells expect it. */
export const STOPPED = 130;
