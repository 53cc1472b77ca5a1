-- Everywhere locks are taken in the order meeting, media server, worker, router, peer, seat, and whoever locks more than one
-- seat of a meeting, or a seat and then the meeting, holds the lock of the meeting first. Who leaves for good, and a server
-- whose people's rows fall all at once, did not.

-- Until which peer somebody was removed; a later one has come in again.
ALTER TABLE "participant" ADD COLUMN "removed_epoch" INTEGER;
UPDATE participant SET removed_epoch = seat_epoch WHERE is_banned(meeting_id, user_id, seat_key);

-- Peers that waited for the same person before, newest first: another tab of theirs waits now.
ALTER TABLE "knock" ADD COLUMN "former_peers" UUID[] NOT NULL DEFAULT '{}';

-- Whose peers are to end, and up to which: who was removed, kept out or not.
CREATE FUNCTION removed_seats(the_meeting_id uuid) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT coalesce(json_agg(json_build_object('participantId', seat.id, 'seatEpoch', seat.removed_epoch)), '[]')
    FROM participant seat
   WHERE seat.meeting_id = the_meeting_id AND seat.removed_epoch = seat.seat_epoch
$$;

CREATE FUNCTION superseded_knocks(the_meeting_id uuid) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT coalesce(json_agg(former.peer_id), '[]')
    FROM knock, unnest(knock.former_peers) AS former (peer_id)
   WHERE knock.meeting_id = the_meeting_id
$$;

-- As before, by the word that the tables have.
CREATE OR REPLACE FUNCTION door_of(the_meeting_id uuid) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'waiting', (SELECT coalesce(json_agg(json_build_object(
                  'knockId', known.id, 'name', known.name, 'since', milliseconds(known.knocked_at))
                  ORDER BY known.knocked_at, known.id), '[]')
                  FROM knock known
                  JOIN media_server server ON server.id = known.server_id AND server.lease_until > now()
                 WHERE known.meeting_id = the_meeting_id AND known.state = 'waiting' AND known.peer_id IS NOT NULL),
    'banned', (SELECT coalesce(json_agg(json_build_object(
                  'banId', ban.id, 'name', ban.name, 'at', milliseconds(ban.at)) ORDER BY ban.at DESC, ban.id), '[]')
                  FROM ban WHERE ban.meeting_id = the_meeting_id))
$$;

-- Of the servers whose people's rows are about to fall.
CREATE FUNCTION lock_meetings_of(server_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM meeting WHERE id IN (SELECT meeting_id FROM peer WHERE server_id = ANY (server_ids))
   ORDER BY id FOR NO KEY UPDATE;
END $$;

CREATE FUNCTION remove_expired_servers(kept interval) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_meetings_of(ARRAY(SELECT id FROM media_server WHERE lease_until < now() - kept));
  -- First of all, or the seats would be changed before their peers.
  DELETE FROM peer USING media_server server
   WHERE server.id = peer.server_id AND server.lease_until < now() - kept;
  RETURN QUERY DELETE FROM media_server WHERE lease_until < now() - kept RETURNING id;
END $$;

-- As before, but: who is removed may be let come again, and what was answered to other persons of an identity stands.
CREATE OR REPLACE FUNCTION host_action(input jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  the_meeting meeting;
  asking participant;
  target participant;
  step CONSTANT text := input->>'type';
  the_seat_key text;
  -- Whose place the host only keeps.
  absent_id uuid;
  -- Of who asks before there was the choice, and of who does not choose: yes.
  keep_out CONSTANT boolean := coalesce((input->>'keepOut')::boolean, true);
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
  -- One behind the other, and behind the joins.
  SELECT * INTO the_meeting FROM meeting WHERE id = (input->>'meetingId')::uuid FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'meetingNotFound';
  END IF;
  SELECT * INTO asking FROM participant WHERE id = (input->>'by')::uuid AND meeting_id = the_meeting.id;
  IF asking.id IS NULL OR asking.role NOT IN ('host', 'cohost') OR asking.left_at IS NOT NULL
     OR (asking.role <> 'host' AND step IN ('setRole', 'handOver', 'endMeeting')) THEN
    RETURN 'forbidden';
  END IF;
  SELECT stands_in_for INTO absent_id FROM participant WHERE meeting_id = the_meeting.id AND role = 'host';
  IF step IN ('setRole', 'handOver', 'removeParticipant') THEN
    -- The rights of people who are on their way out, or back, are changed too; of those who left there is nobody to act on.
    SELECT * INTO target FROM participant
     WHERE id = (input->>'participantId')::uuid AND meeting_id = the_meeting.id;
    IF target.id IS NULL OR (target.left_at IS NOT NULL AND step <> 'removeParticipant') THEN
      RETURN 'participantNotFound';
    END IF;
  END IF;

  IF step = 'setRole' THEN
    IF target.role NOT IN ('cohost', 'participant') THEN
      RETURN 'forbidden';
    END IF;
    IF target.role::text = input->>'role' THEN
      RETURN 'done';
    END IF;
    UPDATE participant SET role = (input->>'role')::"Role" WHERE id = target.id;
  ELSIF step = 'handOver' THEN
    IF target.id = asking.id THEN
      RETURN 'done';
    END IF;
    IF target.role NOT IN ('cohost', 'participant') OR target.current_peer_id IS NULL THEN
      RETURN 'participantNotFound';
    END IF;
    -- By their own will: nobody who comes back takes it from the new host. An heir has no more to give than a place that is kept.
    UPDATE participant SET role = 'cohost', former_role = NULL, stands_in_for = NULL WHERE id = asking.id;
    UPDATE participant
       SET role = 'host', stands_in_for = nullif(absent_id, target.id),
           former_role = CASE WHEN nullif(absent_id, target.id) IS NOT NULL THEN target.role END
     WHERE id = target.id;
  ELSIF step = 'removeParticipant' THEN
    IF target.id = asking.id OR target.id = absent_id OR target.role = 'host' OR (target.role = 'cohost' AND asking.role <> 'host') THEN
      RETURN 'forbidden';
    END IF;
    IF is_banned(the_meeting.id, target.user_id, target.seat_key) THEN
      RETURN 'done';
    END IF;
    IF target.left_at IS NOT NULL AND target.left_at < now() - interval '1 minute' THEN
      RETURN 'participantNotFound';
    END IF;
    IF NOT keep_out AND target.removed_epoch = target.seat_epoch THEN
      RETURN 'done';
    END IF;
    -- Who may come again: the person who was named. Who is kept out: the whole identity, unless somebody with rights is one of
    -- its persons: then that seat alone.
    the_seat_key := CASE WHEN NOT keep_out OR EXISTS (
      SELECT FROM participant other WHERE other.meeting_id = the_meeting.id AND other.user_id = target.user_id
         AND other.id <> target.id AND (other.role IN ('host', 'cohost') OR other.id = absent_id)
    ) OR (target.user_id = the_meeting.host_user_id AND target.seat_key <> 'browser') THEN target.seat_key END;
    IF keep_out THEN
      INSERT INTO ban (id, meeting_id, user_id, seat_key, name)
      VALUES (gen_random_uuid(), the_meeting.id, target.user_id, the_seat_key, target.name);
    END IF;
    UPDATE participant SET role = 'participant', former_role = NULL, stands_in_for = NULL, left_at = coalesce(left_at, now()),
                           removed_epoch = seat_epoch
     WHERE meeting_id = the_meeting.id AND user_id = target.user_id
       AND (the_seat_key IS NULL OR seat_key = the_seat_key);
    -- What was answered them before opens no door any more. Other persons of the identity keep what they were answered.
    DELETE FROM knock WHERE meeting_id = the_meeting.id AND user_id = target.user_id AND state <> 'waiting'
                        AND (the_seat_key IS NULL OR seat_key = the_seat_key);
    IF keep_out THEN
      UPDATE knock SET state = 'refused', answered_at = now()
       WHERE meeting_id = the_meeting.id AND user_id = target.user_id AND (the_seat_key IS NULL OR seat_key = the_seat_key);
    END IF;
  ELSIF step = 'letBackIn' THEN
    DELETE FROM ban WHERE id = (input->>'banId')::uuid AND meeting_id = the_meeting.id;
    IF NOT FOUND THEN
      RETURN 'done';
    END IF;
  ELSIF step = 'answerKnocks' THEN
    UPDATE knock SET state = CASE WHEN (input->>'admit')::boolean THEN 'admitted' ELSE 'refused' END::"KnockState",
                     answered_at = now()
     WHERE meeting_id = the_meeting.id AND state = 'waiting'
       AND (input->>'knocks' = 'all' OR id::text IN (
         SELECT jsonb_array_elements_text(CASE WHEN jsonb_typeof(input->'knocks') = 'array' THEN input->'knocks' ELSE '[]' END)));
    IF NOT FOUND THEN
      RETURN 'done';
    END IF;
  ELSIF step = 'endMeeting' THEN
    IF the_meeting.ended_at IS NOT NULL THEN
      RETURN 'done';
    END IF;
    UPDATE meeting SET ended_at = now() WHERE id = the_meeting.id;
  ELSE
    RETURN 'forbidden';
  END IF;
  PERFORM audit_host(the_meeting.id, asking.id, step, input - 'type' - 'meetingId' - 'by');
  PERFORM announce(the_meeting.id, jsonb_build_object('type', 'roomChanged'));
  RETURN 'done';
END $$;

-- As before, but: of two tabs that wait for one person the newer one does.
CREATE OR REPLACE FUNCTION join_room(input jsonb) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  the_meeting meeting;
  seat participant;
  held boolean;
  previous peer;
  home media_server;
  people_limit integer;
  own_server_id CONSTANT uuid := input->>'serverId';
  own_epoch CONSTANT integer := input->>'serverEpoch';
  own_user_id CONSTANT uuid := input->>'userId';
  own_peer_id CONSTANT uuid := input->>'peerId';
  own_worker_id CONSTANT uuid := input->>'workerId';
  own_router_id CONSTANT uuid := input->>'routerId';
  own_seat_key CONSTANT text := input->>'seatKey';
  weight CONSTANT integer := input->>'weight';
  kept CONSTANT interval := make_interval(secs => (input->>'seatKeptMs')::double precision / 1000);
  refused CONSTANT interval := make_interval(secs => (input->>'refusedMs')::double precision / 1000);
  admission text;
  asked knock;
BEGIN
  -- These rows die with their server: they need not survive a power cut.
  PERFORM set_config('synchronous_commit', 'off', true);

  -- Puts the joins of one meeting one behind the other, so that its last seat is given once.
  SELECT * INTO the_meeting FROM meeting WHERE id = (input->>'meetingId')::uuid FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN json_build_object('outcome', 'meetingNotFound');
  END IF;
  IF the_meeting.ended_at IS NOT NULL THEN
    RETURN json_build_object('outcome', 'meetingEnded');
  END IF;

  SELECT * INTO seat FROM participant
   WHERE meeting_id = the_meeting.id AND user_id = own_user_id AND seat_key = own_seat_key;
  admission := admission_of(the_meeting, seat, own_user_id, own_seat_key, kept, refused);
  IF admission = 'removed' THEN
    RETURN json_build_object('outcome', 'removed');
  END IF;
  SELECT peer.* INTO previous FROM peer
    JOIN media_server server ON server.id = peer.server_id AND server.lease_until > now()
   WHERE peer.id = seat.current_peer_id;
  -- The same join again: it was committed and its answer got lost. It is answered once more, and writes nothing.
  IF previous.id = own_peer_id THEN
    RETURN joined_room(the_meeting, seat, NULL, own_server_id);
  END IF;
  IF previous.id IS NOT NULL AND NOT (input->>'takeOver')::boolean
     AND previous.seat_epoch IS DISTINCT FROM (input->>'heldSeatEpoch')::integer THEN
    RETURN json_build_object('outcome', 'seatTaken', 'serverId', previous.server_id);
  END IF;

  IF admission = 'locked' OR admission = 'refused' THEN
    RETURN json_build_object('outcome', admission);
  END IF;

  -- Does not count the people of a dead server whose rows still stand as gone: they are about to come back.
  held := coalesce(seat_is_held(seat, kept), false);
  people_limit := coalesce((the_meeting.settings->>'maxParticipants')::integer, (input->>'maxParticipants')::integer);
  IF NOT held AND people_limit <= (
    SELECT count(*) FROM participant other WHERE other.meeting_id = the_meeting.id AND seat_is_held(other, kept)
  ) THEN
    RETURN json_build_object('outcome', 'meetingFull', 'limit', people_limit);
  END IF;

  IF admission = 'waiting' THEN
    IF people_limit <= (
      SELECT count(*) FROM knock other
       WHERE other.meeting_id = the_meeting.id AND other.state = 'waiting' AND (other.user_id, other.seat_key) <> (own_user_id, own_seat_key)
         AND knock_is_held(other, kept)
    ) THEN
      RETURN json_build_object('outcome', 'meetingFull', 'limit', people_limit);
    END IF;
    INSERT INTO knock AS known (id, meeting_id, user_id, seat_key, name, server_id, peer_id)
    VALUES (gen_random_uuid(), the_meeting.id, own_user_id, own_seat_key, input->>'name', own_server_id, own_peer_id)
      ON CONFLICT (meeting_id, user_id, seat_key) DO UPDATE SET
        name = excluded.name, server_id = excluded.server_id, peer_id = excluded.peer_id, state = 'waiting',
        seen_at = now(), answered_at = NULL,
        -- The newest tab waits; whoever serves the others tells them so. More than these are never open at once for long.
        former_peers = CASE WHEN known.peer_id IS NULL OR known.peer_id = excluded.peer_id THEN known.former_peers
                            ELSE (known.peer_id || array_remove(known.former_peers, excluded.peer_id))[1:20] END,
        -- Who comes back keeps their place.
        knocked_at = CASE WHEN known.state = 'waiting' AND knock_is_held(known, kept) THEN known.knocked_at ELSE now() END
    RETURNING * INTO asked;
    PERFORM announce(the_meeting.id, jsonb_build_object('type', 'roomChanged'));
    RETURN json_build_object('outcome', 'waiting', 'since', milliseconds(asked.knocked_at));
  END IF;

  -- A lobby that was open while the meeting got another home must not make a second room beside it.
  IF the_meeting.home_server_id IS DISTINCT FROM own_server_id AND NOT (input->>'spread')::boolean
     AND NOT EXISTS (SELECT FROM room_server part WHERE part.meeting_id = the_meeting.id AND part.server_id = own_server_id)
  THEN
    SELECT * INTO home FROM media_server
     WHERE id = the_meeting.home_server_id AND lease_until > now()
       AND state = 'ready' AND load + reserved + weight <= capacity;
    IF FOUND THEN
      RETURN json_build_object('outcome', 'elsewhere', 'serverId', home.id);
    END IF;
  END IF;

  UPDATE media_server SET reserved = reserved + weight
   WHERE id = own_server_id AND epoch = own_epoch AND lease_until > now()
     AND state = 'ready' AND load + reserved + weight <= capacity;
  IF NOT FOUND THEN
    RETURN (
      SELECT json_build_object('outcome', CASE WHEN own.state = 'ready' THEN 'serverFull' ELSE 'serverClosing' END)
        FROM media_server own WHERE own.id = own_server_id AND own.epoch = own_epoch AND own.lease_until > now()
      UNION ALL SELECT json_build_object('outcome', 'notRegistered') LIMIT 1);
  END IF;

  INSERT INTO "user" (id, name) VALUES (own_user_id, input->>'name')
    ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE "user".name IS DISTINCT FROM excluded.name;

  IF seat.id IS NULL THEN
    INSERT INTO participant (id, meeting_id, user_id, seat_key, name, role)
    VALUES (gen_random_uuid(), the_meeting.id, own_user_id, own_seat_key, input->>'name',
      CASE
        WHEN own_user_id = the_meeting.host_user_id
          AND NOT EXISTS (SELECT FROM participant other WHERE other.meeting_id = the_meeting.id AND other.role = 'host')
        THEN 'host'
        ELSE (input->>'role')::"Role"
      END)
    RETURNING * INTO seat;
  END IF;

  IF own_router_id IS NOT NULL THEN
    INSERT INTO router (id, server_id, worker_id, meeting_id)
    VALUES (own_router_id, own_server_id, own_worker_id, the_meeting.id)
      ON CONFLICT (id) DO UPDATE SET meeting_id = excluded.meeting_id
        WHERE router.meeting_id IS DISTINCT FROM excluded.meeting_id;
  END IF;

  INSERT INTO peer (id, meeting_id, participant_id, seat_epoch, server_id, worker_id, router_id)
  VALUES (own_peer_id, the_meeting.id, seat.id, seat.seat_epoch + 1, own_server_id, own_worker_id, own_router_id);

  UPDATE participant
     SET seat_epoch = seat.seat_epoch + 1, current_peer_id = own_peer_id,
         server_id = own_server_id, worker_id = own_worker_id, router_id = own_router_id,
         name = input->>'name', last_seen_at = now(), left_at = NULL,
         joined_at = CASE WHEN held THEN joined_at ELSE now() END,
         muted = coalesce((input->>'muted')::boolean, muted),
         camera_off = coalesce((input->>'cameraOff')::boolean, camera_off)
   WHERE id = seat.id
  RETURNING * INTO seat;

  DELETE FROM knock WHERE meeting_id = the_meeting.id AND user_id = own_user_id AND seat_key = own_seat_key;
  -- The host is back: whoever stood in is again what they were.
  UPDATE participant heir SET role = coalesce(heir.former_role, 'participant'), former_role = NULL, stands_in_for = NULL
   WHERE heir.meeting_id = the_meeting.id AND heir.stands_in_for = seat.id AND heir.role = 'host' AND heir.id <> seat.id;
  IF FOUND THEN
    UPDATE participant SET role = 'host' WHERE id = seat.id RETURNING * INTO seat;
    PERFORM audit_host(the_meeting.id, seat.id, 'hostIsBack', '{}');
    PERFORM announce(the_meeting.id, jsonb_build_object('type', 'roomChanged'));
  END IF;

  -- Locks a row that is there, so that remove_server_part sees this peer.
  INSERT INTO room_server (meeting_id, server_id) VALUES (the_meeting.id, own_server_id)
    ON CONFLICT (meeting_id, server_id) DO UPDATE SET created_at = room_server.created_at;

  INSERT INTO placement_decision
    (id, meeting_id, user_id, participant_id, peer_id, server_id, worker_id, router_id, inputs, reasons)
  VALUES (gen_random_uuid(), the_meeting.id, own_user_id, seat.id, own_peer_id, own_server_id, own_worker_id,
    own_router_id, input->'decision'->'inputs', input->'decision'->'reasons');

  PERFORM announce(the_meeting.id, jsonb_strip_nulls(jsonb_build_object(
    'type', 'participantJoined', 'serverId', own_server_id, 'participantId', seat.id, 'peerId', own_peer_id,
    'seatEpoch', seat.seat_epoch, 'predecessor', input->'predecessor')));

  RETURN joined_room(the_meeting, seat, previous, own_server_id);
END $$;

-- As before, but for the order of locks.
CREATE OR REPLACE FUNCTION leave_room(the_peer_id uuid, the_seat_epoch integer, keep_seat boolean) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  gone peer;
  was_current boolean;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  -- Who leaves for good may have become the host a moment ago, and then has an heir: behind the meeting's lock from the start.
  IF NOT keep_seat THEN
    PERFORM FROM meeting WHERE id = (SELECT meeting_id FROM peer WHERE id = the_peer_id) FOR NO KEY UPDATE;
  END IF;
  DELETE FROM peer WHERE id = the_peer_id AND seat_epoch = coalesce(the_seat_epoch, seat_epoch) RETURNING * INTO gone;
  IF NOT FOUND THEN
    RETURN jsonb_build_object('outcome', 'unknownPeer');
  END IF;
  UPDATE participant SET left_at = CASE WHEN keep_seat THEN left_at ELSE now() END
   WHERE id = gone.participant_id AND seat_epoch = gone.seat_epoch;
  was_current := FOUND;
  PERFORM announce(gone.meeting_id, jsonb_build_object(
    'type', 'participantLeft', 'serverId', gone.server_id, 'participantId', gone.participant_id,
    'peerId', gone.id, 'seatEpoch', gone.seat_epoch));
  IF was_current AND NOT keep_seat AND EXISTS (
    SELECT FROM participant WHERE id = gone.participant_id AND role = 'host'
  ) THEN
    PERFORM appoint_heir(gone.meeting_id, interval '0');
  END IF;
  RETURN jsonb_build_object('outcome', 'left', 'wasCurrent', was_current);
END $$;

CREATE OR REPLACE FUNCTION register_server(input jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  own_id CONSTANT uuid := input->>'id';
  own_epoch integer := input->>'epoch';
  known_epoch integer;
BEGIN
  PERFORM lock_meetings_of(ARRAY[own_id]);
  SELECT epoch INTO known_epoch FROM media_server WHERE id = own_id FOR NO KEY UPDATE;
  IF own_epoch < known_epoch THEN
    RETURN jsonb_build_object('outcome', 'superseded');
  END IF;

  IF own_epoch IS DISTINCT FROM known_epoch THEN
    -- Routers, producers and pipes fall with the workers.
    DELETE FROM peer WHERE server_id = own_id;
    DELETE FROM worker WHERE server_id = own_id;
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
