import { ServerEpoch, ServerId } from '@convene/protocol';
import { z } from 'zod';
import { LAZY_COMMIT, type Statement } from '../connection/statement.ts';
import { ServerRow } from '../rows/server.ts';

const RegisterOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('registered'), epoch: ServerEpoch }),
  z.object({ outcome: z.literal('superseded') }),
]);

/** The database's clock when it answered, by which each server knows how far off its own is. */
const databaseAt = z.coerce.number();

export const registerServer: Statement<{ outcome: z.infer<typeof RegisterOutcome>; databaseAt: number }> = {
  name: 'server-register',
  text: `SELECT register_server($1::jsonb) AS outcome, milliseconds(clock_timestamp()) AS "databaseAt"`,
  row: z.object({ outcome: RegisterOutcome, databaseAt }),
};

const ServerKey = z.object({ serverId: ServerId });
type ServerKey = z.infer<typeof ServerKey>;

export const heartbeat: Statement<ServerKey & { databaseAt: number }> = {
  name: 'server-heartbeat',
  text: `
    WITH ${LAZY_COMMIT}, beat AS (
      UPDATE media_server
         SET heartbeat_at = now(), lease_until = now() + make_interval(secs => $6::double precision / 1000),
             load = $3, reserved = $4, state = coalesce($5::"ServerState", state),
             workers_count = jsonb_array_length($7::jsonb), capacity = coalesce($8, capacity), troubles = $9::jsonb
       WHERE id = $1 AND epoch = $2 RETURNING id),
    reported AS (
      SELECT * FROM jsonb_to_recordset($7::jsonb) AS worker
        (id uuid, index integer, pid integer, cpu double precision, routers integer, consumers integer)),
    gone AS (
      DELETE FROM worker USING beat
       WHERE worker.server_id = beat.id AND NOT EXISTS (SELECT FROM reported WHERE reported.id = worker.id)),
    written AS (
      INSERT INTO worker (id, server_id, index, pid, cpu, routers, consumers)
      SELECT reported.id, beat.id, index, pid, cpu, routers, consumers FROM reported, beat
        ON CONFLICT (id) DO UPDATE
          SET cpu = excluded.cpu, routers = excluded.routers, consumers = excluded.consumers)
    SELECT beat.id AS "serverId", milliseconds(clock_timestamp()) AS "databaseAt" FROM beat, lazily`,
  row: ServerKey.extend({ databaseAt }),
};

export const setState: Statement<ServerKey> = {
  name: 'server-set-state',
  text: `UPDATE media_server SET state = $3::"ServerState" WHERE id = $1 AND epoch = $2 RETURNING id AS "serverId"`,
  row: ServerKey,
};

export const removeExpired: Statement<ServerKey> = {
  name: 'server-remove-expired',
  text: `
    SELECT gone AS "serverId" FROM remove_expired_servers(make_interval(secs => $1::double precision / 1000)) gone`,
  row: ServerKey,
};

const SERVER = `
  SELECT id AS "serverId", epoch, name, region, url, link_url AS "linkUrl", link_public_key AS "linkPublicKey",
         announced_ip AS "announcedIp", version, mediasoup_version AS "mediasoupVersion", state, load, reserved,
         capacity, workers_count AS "workersCount", started_at AS "startedAt", heartbeat_at AS "heartbeatAt",
         lease_until > now() AS live
    FROM media_server`;

export const listServers: Statement<ServerRow> = {
  name: 'server-list',
  text: `${SERVER} ORDER BY name, id`,
  row: ServerRow,
};

export const getServer: Statement<ServerRow> = {
  name: 'server-get',
  text: `${SERVER} WHERE id = $1`,
  row: ServerRow,
};
