import type { ReactNode } from 'react';
import { cx } from '../../ui/cx.ts';

/** In tiles of each size, what stands in the other corner keeps its place. */
const SIZES =
  'bottom-2 left-2 max-w-[calc(100%-3.25rem)] gap-1.5 rounded-lg px-2 py-1 text-[0.8125rem] leading-5 @max-[13.5rem]:bottom-1.5 @max-[13.5rem]:left-1.5 @max-[13.5rem]:max-w-[calc(100%-2.75rem)] @max-[13.5rem]:gap-1 @max-[13.5rem]:px-1.5 @max-[13.5rem]:py-0.5 @max-[13.5rem]:text-xs @min-[20rem]:bottom-3 @min-[20rem]:left-3 @min-[20rem]:max-w-[calc(100%-4rem)] @min-[20rem]:px-2.5';
/** Where nobody points, a good connection has no mark (`NetworkMark`). */
const WITHOUT_MARK = 'pointer-coarse:group-has-[[data-network=good]]/tile:max-w-[calc(100%-0.75rem)]';
/** The sound of a screen takes more. */
const BESIDE_SOUND =
  'group-has-[[role=slider]]/tile:max-w-[calc(100%-4.25rem)] @max-[13.5rem]:group-has-[[role=slider]]/tile:max-w-[calc(100%-3.25rem)] @min-[24rem]:group-has-[[role=slider]]/tile:max-w-[calc(100%-13rem)]';

/** A tile's name, after the marks of its state. */
export function TileLabel({ name, children }: { readonly name: string; readonly children?: ReactNode }) {
  return (
    <p
      className={cx(
        'pointer-events-none absolute flex items-center bg-black/55 font-medium text-white backdrop-blur-md',
        SIZES,
        WITHOUT_MARK,
        BESIDE_SOUND,
      )}
    >
      {children}
      <span className="truncate">{name}</span>
    </p>
  );
}
