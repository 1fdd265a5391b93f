/** Ends with the first signal to stop, or with the process that started this one; more of them change nothing. */
export function stopSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => done());
    process.on('disconnect', () => done());
  });
}
