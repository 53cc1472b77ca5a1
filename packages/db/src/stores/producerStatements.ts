import { z } from 'zod';
import { LAZY_COMMIT, type Statement } from '../connection/statement.ts';
import { RemoteProducer } from '../rows/producer.ts';

const Done = z.object({ done: z.literal(true) });
type Done = z.infer<typeof Done>;

/** The ids that go with every announcement about a producer (X6). */
const IDS = `
  'serverId', producer.server_id, 'routerId', producer.router_id, 'producerId', producer.id,
  'peerId', producer.peer_id, 'participantId', producer.participant_id, 'seatEpoch', producer.seat_epoch`;

export const addProducer: Statement<Done> = {
  name: 'producer-add',
  // The rows of peer and router are asked for, so that a producer that outlives them by a moment leaves nothing. Sent
  // again (after an answer that was lost) it announces again, which harms nobody.
  text: `
    WITH ${LAZY_COMMIT}, producer AS (
      INSERT INTO producer
        (id, meeting_id, peer_id, participant_id, seat_epoch, server_id, router_id, kind, source, paused)
      SELECT $1::uuid, $2::uuid, peer.id, $4::uuid, $5::integer, $6::uuid, $7::uuid,
             $8::"MediaKind", $9::"Source", $10::boolean
        FROM peer, router WHERE peer.id = $3 AND router.id = $7
        ON CONFLICT (id) DO UPDATE SET paused = excluded.paused
      RETURNING *)
    SELECT true AS done, announce(producer.meeting_id, jsonb_build_object(
             'type', 'producerAdded', ${IDS},
             'kind', producer.kind, 'source', producer.source, 'paused', producer.paused))
      FROM producer, lazily`,
  row: Done,
};

export const removeProducer: Statement<Done> = {
  name: 'producer-remove',
  text: `
    WITH ${LAZY_COMMIT}, producer AS (DELETE FROM producer WHERE id = $1 RETURNING *)
    SELECT true AS done, announce(producer.meeting_id, jsonb_build_object('type', 'producerRemoved', ${IDS}))
      FROM producer, lazily`,
  row: Done,
};

export const setProducerPaused: Statement<Done> = {
  name: 'producer-set-paused',
  text: `
    WITH ${LAZY_COMMIT}, producer AS (
      UPDATE producer SET paused = $2 WHERE id = $1 AND paused <> $2 RETURNING *)
    SELECT true AS done, announce(producer.meeting_id, jsonb_build_object(
             'type', CASE WHEN producer.paused THEN 'producerPaused' ELSE 'producerResumed' END, ${IDS}))
      FROM producer, lazily`,
  row: Done,
};

export const listElsewhere: Statement<{ producers: RemoteProducer[] }> = {
  name: 'producer-list-elsewhere',
  text: 'SELECT producers_elsewhere($1::uuid, $2::uuid) AS producers',
  row: z.object({ producers: z.array(RemoteProducer) }),
};
