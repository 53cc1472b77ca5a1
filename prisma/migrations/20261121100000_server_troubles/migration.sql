-- What a server says is the matter with it: workers that were given up, a clock that is off.
ALTER TABLE "media_server" ADD COLUMN "troubles" JSONB NOT NULL DEFAULT '[]';

-- As before, but for the epoch.
CREATE OR REPLACE FUNCTION register_server(input jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  own_id CONSTANT uuid := input->>'id';
  own_epoch integer := input->>'epoch';
  known_epoch integer;
BEGIN
  SELECT epoch INTO known_epoch FROM media_server WHERE id = own_id FOR NO KEY UPDATE;
  IF own_epoch < known_epoch THEN
    RETURN jsonb_build_object('outcome', 'superseded');
  END IF;

  IF own_epoch IS DISTINCT FROM known_epoch THEN
    -- Routers, producers and pipes fall with the workers.
    DELETE FROM worker WHERE server_id = own_id;
    DELETE FROM peer WHERE server_id = own_id;
    DELETE FROM room_server WHERE server_id = own_id;
  END IF;
  IF own_epoch IS NULL THEN
    own_epoch := nextval('media_server_epoch');
  END IF;
  -- A sequence that was set back (a database that was restored, or lost) gives no epoch that a process has or had: not
  -- that of a process which lives on with its own, nor that of the row.
  IF own_epoch <= coalesce(known_epoch, 0) AND input->>'epoch' IS NULL THEN
    own_epoch := known_epoch + 1;
  END IF;
  PERFORM setval('media_server_epoch', own_epoch) FROM media_server_epoch WHERE last_value < own_epoch;

  INSERT INTO media_server AS known
    (id, epoch, name, region, url, link_url, link_public_key, announced_ip, version, mediasoup_version,
     router_rtp_capabilities, state, capacity, workers_count, lease_until)
  VALUES
    (own_id, own_epoch, input->>'name', coalesce(input->>'region', ''), input->>'url', input->>'linkUrl',
     input->>'linkPublicKey', input->>'announcedIp', input->>'version', input->>'mediasoupVersion',
     input->'routerRtpCapabilities', coalesce(input->>'state', 'ready')::"ServerState", (input->>'capacity')::integer,
     jsonb_array_length(input->'workers'), now() + make_interval(secs => (input->>'leaseMs')::double precision / 1000))
  ON CONFLICT (id) DO UPDATE SET
    epoch = excluded.epoch, name = excluded.name, region = excluded.region, url = excluded.url,
    link_url = excluded.link_url, link_public_key = excluded.link_public_key, announced_ip = excluded.announced_ip,
    version = excluded.version, mediasoup_version = excluded.mediasoup_version,
    router_rtp_capabilities = excluded.router_rtp_capabilities, state = excluded.state,
    capacity = excluded.capacity, workers_count = excluded.workers_count,
    load = CASE WHEN known.epoch = excluded.epoch THEN known.load ELSE 0 END,
    reserved = CASE WHEN known.epoch = excluded.epoch THEN known.reserved ELSE 0 END,
    started_at = CASE WHEN known.epoch = excluded.epoch THEN known.started_at ELSE now() END,
    heartbeat_at = now(), lease_until = excluded.lease_until;

  INSERT INTO worker (id, server_id, index, pid, cpu, routers, consumers)
  SELECT id, own_id, index, pid, cpu, routers, consumers
    FROM jsonb_to_recordset(input->'workers') AS worker
      (id uuid, index integer, pid integer, cpu double precision, routers integer, consumers integer)
    ON CONFLICT (id) DO NOTHING;

  RETURN jsonb_build_object('outcome', 'registered', 'epoch', own_epoch);
END $$;
