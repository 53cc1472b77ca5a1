import { useEffect } from 'react';
import { Store } from '../../ui/Store.ts';
import { useStore } from '../../ui/useStore.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useLocalMedia } from '../meeting/useRoomState.ts';
import type { EffectName, EffectStates } from './Effects.ts';
import { canBlur, canSuppressNoise } from './effectSupport.ts';

/** Before they are there. */
const none = new Store<EffectStates>({ noise: 'off', blur: 'off' });

/** How one effect stands, and what switches it. */
export function useEffectSwitch(name: EffectName) {
  const { effects } = useRoom();
  const loaded = useStore(effects.loaded);
  const state = useStore(loaded?.state ?? none)[name];
  useEffect(() => void effects.load(), [effects]);
  const isMusic = useLocalMedia(({ voice }) => voice.fidelity === 'music');
  const can = name === 'blur' ? canBlur() : canSuppressNoise();
  return {
    can,
    on: state !== 'off',
    busy: state === 'starting',
    /** Music is sent as it is. */
    disabled: loaded === undefined || !can || (name === 'noise' && isMusic),
    set: (wanted: boolean) => loaded?.set(name, wanted),
  };
}
