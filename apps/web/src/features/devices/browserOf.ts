/** Browsers that keep the permission of a device in different places. */
export type Browser = 'firefox' | 'safari' | 'ios' | 'android' | 'other';

export function browserOf({
  userAgent,
  maxTouchPoints = 0,
}: Pick<Navigator, 'userAgent'> & Partial<Pick<Navigator, 'maxTouchPoints'>>): Browser {
  // An iPad calls itself a Mac; no Mac has a touch screen.
  const isApple = userAgent.includes('Mac OS X');
  if (/iPhone|iPad/u.test(userAgent) || (isApple && maxTouchPoints > 1)) return 'ios';
  if (userAgent.includes('Android')) return 'android';
  if (userAgent.includes('Firefox/')) return 'firefox';
  return isApple && !/Chrome|Chromium/u.test(userAgent) ? 'safari' : 'other';
}
