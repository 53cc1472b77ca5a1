import { ThemeSwitch } from './ThemeSwitch.tsx';
import { Wordmark } from './Wordmark.tsx';

/** The head of every page outside a meeting: the way home and the theme. */
export function PageHeader() {
  return (
    <header className="safe-x mx-auto flex h-18 w-full max-w-7xl items-center justify-between [--safe-pad:1.25rem] sm:[--safe-pad:2rem]">
      <a href="/" className="rounded-xl">
        <Wordmark />
      </a>
      <ThemeSwitch />
    </header>
  );
}
