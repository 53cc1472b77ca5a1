import type { ClientEnvironment } from './environment.ts';
import type { Scope } from './Scope.ts';

/** Runs at once, or as soon as somebody looks at the page; once at most, and not when the scope is closed by then. */
export function whenVisible(environment: ClientEnvironment, scope: Scope, run: () => void): void {
  let ran = false;
  const look = () => {
    if (ran || !environment.isVisible()) return;
    ran = true;
    stop();
    run();
  };
  const stop = scope.add(environment.onVisibilityChange(look));
  look();
}
