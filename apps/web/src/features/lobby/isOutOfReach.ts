/**
 * Whether this browser finds no way to the media server: one started without `--host` is on a loopback address only, and
 * Firefox uses none of those for media (its preference `media.peerconnection.ice.loopback`).
 */
export const isOutOfReach = (loopbackOnly: boolean, userAgent: string): boolean =>
  loopbackOnly && /\bFirefox\//.test(userAgent);
