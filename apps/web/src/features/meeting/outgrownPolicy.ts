/** A page that is younger than this names all media servers: what is blocked there is no newer one. */
const YOUNG_MS = 10_000;

/**
 * A page may connect to the media servers that were there when it was opened, and to no other (HTTP-2). When it is sent to
 * a newer one, it is opened anew: the person comes back to the same lobby or seat (UI-19). Answers how to stop.
 */
export function reloadWhenOutgrown(reload: () => void = () => window.location.reload()): () => void {
  const onViolation = ({ effectiveDirective }: SecurityPolicyViolationEvent) => {
    if (effectiveDirective === 'connect-src' && performance.now() > YOUNG_MS) reload();
  };
  document.addEventListener('securitypolicyviolation', onViolation);
  return () => document.removeEventListener('securitypolicyviolation', onViolation);
}
