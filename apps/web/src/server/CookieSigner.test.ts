import { describe, expect, it } from 'vitest';
import { CookieSigner } from './CookieSigner.ts';

const signer = new CookieSigner('a secret of at least thirty-two characters');
const signed = { value: 'ada', expiresAt: 1000 };

describe('CookieSigner', () => {
  it('TOKEN-3: what it signed it believes until the time is over', () => {
    const text = signer.sign('id', signed);
    expect(signer.verify('id', text, 999)).toEqual(signed);
    expect(signer.verify('id', text, 1000)).toBeUndefined();
  });

  it('TOKEN-3: another secret believes nothing of it', () => {
    const other = new CookieSigner('another secret of thirty-two characters');
    expect(other.verify('id', signer.sign('id', signed), 0)).toBeUndefined();
  });

  it('TOKEN-7: the text of one cookie is worth nothing in another', () => {
    expect(signer.verify('admin', signer.sign('id', signed), 0)).toBeUndefined();
  });

  it.each(['', '.', '..', 'ada.1000', 'ada.1000.', 'ada.NaN.x', 'a.d.a.1000.x'])(
    'TOKEN-3: %j is no signed text',
    (text) => {
      expect(signer.verify('id', text, 0)).toBeUndefined();
    },
  );
});
