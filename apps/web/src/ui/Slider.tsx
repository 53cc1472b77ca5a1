'use client';

import { Slider as Primitive } from 'radix-ui';
import { cx } from './cx.ts';

type Props = {
  readonly label: string;
  /** 0 to 1. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** Over a picture. */
  readonly glass?: boolean;
  readonly className?: string;
};

const STEPS = 20;

/** A part of a whole, set by pointer or arrow keys. */
export function Slider({ label, value, onChange, glass = false, className }: Props) {
  return (
    <Primitive.Root
      value={[Math.round(value * STEPS)]}
      max={STEPS}
      onValueChange={([steps]) => onChange((steps ?? 0) / STEPS)}
      className={cx('relative flex h-9 touch-none items-center select-none', className)}
    >
      <Primitive.Track
        className={cx('relative h-1 grow overflow-hidden rounded-full', glass ? 'bg-white/30' : 'bg-line')}
      >
        <Primitive.Range className={cx('absolute h-full', glass ? 'bg-white' : 'bg-accent')} />
      </Primitive.Track>
      <Primitive.Thumb
        aria-label={label}
        aria-valuetext={`${Math.round(value * 100)} %`}
        className={cx(
          'block size-4 rounded-full shadow-raised outline-offset-3',
          glass ? 'bg-white' : 'border border-line-strong bg-raised',
        )}
      />
    </Primitive.Root>
  );
}
