export interface StopSignal {
  /** Settles with the first SIGTERM or SIGINT. */
  readonly received: Promise<NodeJS.Signals>;
  /** Gives the signals their usual meaning back. */
  release(): void;
}

/** Waits for SIGTERM or SIGINT. A second one ends the process at once, for whoever cannot wait. */
export function awaitStopSignal(): StopSignal {
  let listener = (_signal: NodeJS.Signals): void => undefined;
  const received = new Promise<NodeJS.Signals>((resolve) => {
    let stopping = false;
    listener = (signal) => {
      if (stopping) process.exit(1);
      stopping = true;
      resolve(signal);
    };
  });
  process.on('SIGTERM', listener).on('SIGINT', listener);
  return {
    received,
    release: () => {
      process.off('SIGTERM', listener).off('SIGINT', listener);
    },
  };
}
