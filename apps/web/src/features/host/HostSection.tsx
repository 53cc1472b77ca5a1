'use client';

import { type ParticipantId, type ParticipantInfo, streamIdOf } from '@convene/protocol';
import { Crown, Hand, MicOff, MonitorX, ShieldMinus, ShieldPlus, UserX, VideoOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { MenuItem, MenuSection } from '../../ui/Menu.tsx';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { type Rights, rightsOver } from './hostRights.ts';

type Props = { readonly participantId: ParticipantId };
type PartProps = { readonly person: ParticipantInfo; readonly rights: Rights };

/** What a host or co-host may do with one person, in the menu of their tile and of their row; for others nothing. */
export function HostSection({ participantId }: Props) {
  const self = useRoomState((snapshot) => snapshot.self);
  const person = useRoomState((snapshot) =>
    snapshot.participants.find((each) => each.participantId === participantId),
  );
  if (person === undefined) return null;
  const rights = rightsOver(self?.role, person.role, participantId === self?.participantId);
  if (!Object.values(rights).includes(true)) return null;
  return (
    <>
      <StopItems person={person} rights={rights} />
      <RoleItems person={person} rights={rights} />
    </>
  );
}

/** There is nothing to turn on: nobody opens another person's microphone or camera. */
function StopItems({ person: { participantId, muted, cameraOff }, rights }: PartProps) {
  const t = useTranslations('host');
  const { host } = useInRoom();
  const isSharing = useRoomState((snapshot) => snapshot.streams.has(streamIdOf(participantId, 'screen')));
  const hasHandUp = useRoomState((snapshot) => snapshot.roomState.hands[participantId] !== undefined);
  const mayStop = rights.stop && !(muted && cameraOff && !isSharing);
  if (!mayStop && !(rights.lowerHand && hasHandUp)) return null;
  return (
    <MenuSection>
      {rights.stop && !muted && (
        <MenuItem
          icon={<MicOff aria-hidden="true" />}
          onSelect={() => void host.stop(participantId, 'microphone')}
        >
          {t('mute')}
        </MenuItem>
      )}
      {rights.stop && !cameraOff && (
        <MenuItem
          icon={<VideoOff aria-hidden="true" />}
          onSelect={() => void host.stop(participantId, 'camera')}
        >
          {t('cameraOff')}
        </MenuItem>
      )}
      {rights.stop && isSharing && (
        <MenuItem
          icon={<MonitorX aria-hidden="true" />}
          onSelect={() => void host.stop(participantId, 'screen')}
        >
          {t('stopSharing')}
        </MenuItem>
      )}
      {rights.lowerHand && hasHandUp && (
        <MenuItem icon={<Hand aria-hidden="true" />} onSelect={() => void host.lowerHand(participantId)}>
          {t('lowerHand')}
        </MenuItem>
      )}
    </MenuSection>
  );
}

function RoleItems({ person: { participantId, name, role }, rights }: PartProps) {
  const t = useTranslations('host');
  const { host } = useInRoom();
  if (!rights.appoint && !rights.remove) return null;
  return (
    <MenuSection>
      {rights.appoint && role === 'participant' && (
        <MenuItem
          icon={<ShieldPlus aria-hidden="true" />}
          onSelect={() => void host.setRole(participantId, 'cohost')}
        >
          {t('makeCohost')}
        </MenuItem>
      )}
      {rights.appoint && role === 'cohost' && (
        <MenuItem
          icon={<ShieldMinus aria-hidden="true" />}
          onSelect={() => void host.setRole(participantId, 'participant')}
        >
          {t('removeCohost')}
        </MenuItem>
      )}
      {rights.appoint && (
        <MenuItem
          icon={<Crown aria-hidden="true" />}
          onSelect={() => host.ask({ type: 'handOver', participantId, name })}
        >
          {t('handOver')}
        </MenuItem>
      )}
      {rights.remove && (
        <MenuItem
          danger
          icon={<UserX aria-hidden="true" />}
          onSelect={() => host.ask({ type: 'remove', participantId, name })}
        >
          {t('remove')}
        </MenuItem>
      )}
    </MenuSection>
  );
}
