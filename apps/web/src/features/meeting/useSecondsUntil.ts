import { useEffect, useState } from 'react';

const secondsUntil = (time: number) => Math.max(0, Math.ceil((time - Date.now()) / 1000));

/** Whole seconds until a time (ms since the epoch), counted down; 0 from then on. */
export function useSecondsUntil(time: number): number {
  const [seconds, setSeconds] = useState(() => secondsUntil(time));
  useEffect(() => {
    const count = () => setSeconds(secondsUntil(time));
    count();
    const timer = setInterval(count, 250);
    return () => clearInterval(timer);
  }, [time]);
  return seconds;
}
