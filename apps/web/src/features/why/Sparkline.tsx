import { sparkline } from './sparkline.ts';

type Props = {
  readonly label: string;
  readonly points: readonly { readonly at: number; readonly value: number }[];
  /** The least that fills the height, so that a flicker of little is drawn as little. */
  readonly least: number;
  readonly className: string;
};

const WIDTH = 240;
const HEIGHT = 36;

/** A line over the last minute, the newest at the right. */
export function Sparkline({ label, points, least, className }: Props) {
  const { line, area } = sparkline(points, { width: WIDTH, height: HEIGHT, least });
  return (
    <svg
      // An <img> has no inks of the page.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={`h-9 w-full overflow-visible ${className}`}
    >
      <path d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} className="stroke-line" vectorEffect="non-scaling-stroke" />
      <path d={area} fill="currentColor" opacity={0.14} />
      <path
        d={line}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.75}
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
