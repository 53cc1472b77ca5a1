import { cx } from './cx.ts';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import { Wordmark } from './Wordmark.tsx';

/** The head of every page outside a meeting: the way home and the theme. */
export function PageHeader({ wide = false }: { readonly wide?: boolean }) {
  return (
    <header
      className={cx(
        'safe-x mx-auto flex h-18 w-full max-w-7xl items-center justify-between [--safe-pad:1.25rem] sm:[--safe-pad:2rem]',
        wide && '2xl:max-w-[96rem]',
      )}
    >
      <a href="/" className="rounded-xl">
        <Wordmark />
      </a>
      <ThemeSwitch />
    </header>
  );
}
