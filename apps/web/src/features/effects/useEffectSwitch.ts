import { useStore } from '../../ui/useStore.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useLocalMedia } from '../meeting/useRoomState.ts';
import type { EffectName } from './Effects.ts';
import { canBlur, canSuppressNoise } from './effectSupport.ts';

/** How one effect stands, and what switches it. */
export function useEffectSwitch(name: EffectName) {
  const { effects } = useRoom();
  const state = useStore(effects.state)[name];
  const isMusic = useLocalMedia(({ voice }) => voice.fidelity === 'music');
  const can = name === 'blur' ? canBlur() : canSuppressNoise();
  return {
    can,
    on: state !== 'off',
    busy: state === 'starting',
    /** Music is sent as it is. */
    disabled: !can || (name === 'noise' && isMusic),
    set: (wanted: boolean) => effects.set(name, wanted),
  };
}
