// @ts-check
// Loaded into each program before its own code (`node --import`). When the start command is killed without a chance
// to stop what it started, the channel to it breaks; then this asks the program to end, and makes it end.

const GRACE_MS = 5_000;

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
});
// The channel alone must not keep alive a program that has ended its work.
process.channel?.unref();
