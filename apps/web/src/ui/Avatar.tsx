import type { CSSProperties } from 'react';
import { hueOf, initialsOf } from './avatar.ts';
import { cx } from './cx.ts';

type Props = { readonly id: string; readonly name: string; readonly className?: string };

/** A person without a picture: initials on a colour that is theirs. Decorative: the name always stands beside it. */
export function Avatar({ id, name, className }: Props) {
  const hue = hueOf(id);
  const style: CSSProperties = {
    background: `linear-gradient(145deg, oklch(0.6 0.15 ${hue}), oklch(0.46 0.16 ${(hue + 40) % 360}))`,
  };
  return (
    <span
      aria-hidden="true"
      style={style}
      className={cx(
        'inline-flex aspect-square shrink-0 items-center justify-center rounded-full font-semibold tracking-tight text-white select-none',
        className,
      )}
    >
      {initialsOf(name)}
    </span>
  );
}
