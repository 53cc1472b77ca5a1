import { cx } from '../../ui/cx.ts';

/** From here on nobody new is placed (DESIGN §5). */
const BUSY = 0.8;

/** Draws a share; the number beside it says the same. */
export function LoadBar({ share }: { readonly share: number }) {
  return (
    <span aria-hidden="true" className="block h-1.5 overflow-hidden rounded-full bg-line">
      <span
        className={cx(
          'block h-full origin-left rounded-full transition-transform duration-500',
          share > 1 ? 'bg-danger' : share > BUSY ? 'bg-warn-ink' : 'bg-accent',
        )}
        style={{ transform: `scaleX(${Math.min(1, Math.max(0, share))})` }}
      />
    </span>
  );
}
