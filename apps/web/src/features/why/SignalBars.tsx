import type { NetworkQuality } from '@convene/protocol';
import { Signal, SignalHigh, SignalLow, SignalMedium } from 'lucide-react';

const icons = { good: SignalHigh, fair: SignalMedium, poor: SignalLow } as const;

/** Bars as on a phone: those that are missing stay to be seen, faintly. */
export function SignalBars({ quality }: { readonly quality: NetworkQuality }) {
  const Bars = icons[quality];
  return (
    <span className="relative size-4.5 shrink-0" aria-hidden="true">
      <Signal className="absolute inset-0 size-full opacity-30" />
      <Bars className="absolute inset-0 size-full" strokeWidth={2.75} />
    </span>
  );
}
