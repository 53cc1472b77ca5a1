import { useEffect } from 'react';

/** The tab says how much waits for the person in the meeting: they may be looking at another one. */
export function useTabTitle(waiting: number): void {
  useEffect(() => {
    if (waiting === 0) return undefined;
    const plain = document.title;
    document.title = `(${waiting > 99 ? '99+' : waiting}) ${plain}`;
    return () => {
      document.title = plain;
    };
  }, [waiting]);
}
