import { cx } from './cx.ts';

/** Four seats around one table. */
export function LogoMark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cx('size-8', className)}>
      <rect width="32" height="32" rx="9" className="fill-accent" />
      <g fill="#fff">
        <path d="M14.8 14.8V10a4.8 4.8 0 1 0-4.8 4.8z" />
        <path d="M17.2 14.8H22a4.8 4.8 0 1 0-4.8-4.8z" opacity=".7" />
        <path d="M17.2 17.2V22a4.8 4.8 0 1 0 4.8-4.8z" />
        <path d="M14.8 17.2H10a4.8 4.8 0 1 0 4.8 4.8z" opacity=".7" />
      </g>
    </svg>
  );
}
