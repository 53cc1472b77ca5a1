-- What Prisma's schema language cannot say: bounds, partial indexes, and the steps that must be one statement.

-- Bounds ------------------------------------------------------------------------------------------------------------

ALTER TABLE meeting
  ADD CONSTRAINT meeting_slug_check CHECK (slug ~ '^[a-z]{3}-[a-z]{4}-[a-z]{3}$'),
  ADD CONSTRAINT meeting_chat_seq_check CHECK (chat_seq >= 0),
  ADD CONSTRAINT meeting_state_version_check CHECK (state_version >= 0);

ALTER TABLE media_server
  ADD CONSTRAINT media_server_load_check CHECK (load >= 0 AND reserved >= 0 AND capacity >= 0);

ALTER TABLE participant
  ADD CONSTRAINT participant_seat_epoch_check CHECK (seat_epoch >= 0);

ALTER TABLE producer
  ADD CONSTRAINT producer_kind_check CHECK ((kind = 'video') = (source IN ('camera', 'screen')));

ALTER TABLE pipe
  ADD CONSTRAINT pipe_routers_check CHECK (source_router_id <> target_router_id);

ALTER TABLE chat_message
  ADD CONSTRAINT chat_message_seq_check CHECK (seq > 0);

-- One pipe per pair of routers, and one piped producer per target router, whoever asks.
CREATE UNIQUE INDEX pipe_pair_key ON pipe (source_router_id, target_router_id) WHERE producer_id IS NULL;
CREATE UNIQUE INDEX pipe_producer_key ON pipe (producer_id, target_router_id) WHERE producer_id IS NOT NULL;

-- A server's epoch comes from one sequence, so that it grows also when the server's row was gone in between.
CREATE SEQUENCE media_server_epoch AS integer;

-- Seats -------------------------------------------------------------------------------------------------------------

-- However a peer's row goes (the person left, the server's rows fell), its seat was last seen at that moment.
CREATE FUNCTION seat_of_peer_is_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE participant
     SET current_peer_id = NULL, server_id = NULL, worker_id = NULL, router_id = NULL, last_seen_at = now()
   WHERE id = OLD.participant_id AND current_peer_id = OLD.id;
  RETURN OLD;
END $$;

CREATE TRIGGER seat_of_peer_is_empty BEFORE DELETE ON peer
  FOR EACH ROW EXECUTE FUNCTION seat_of_peer_is_empty();

-- A seat is held while somebody sits on it, and for a while after the person was lost.
CREATE FUNCTION seat_is_held(seat participant, kept interval) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT seat.left_at IS NULL AND (seat.current_peer_id IS NOT NULL OR seat.last_seen_at > now() - kept)
$$;

-- Announcements (000-9): the channel is the meeting's id, the payload has ids only.
CREATE FUNCTION announce(meeting_id uuid, announcement jsonb) RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify(meeting_id::text, announcement::text)
$$;

-- Times inside of JSON are milliseconds since the epoch, as on the wire. No more than STABLE, as `extract` itself: else
-- the planner does not inline it, and a roster of 200 takes twice as long.
CREATE FUNCTION milliseconds(at timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT floor(extract(epoch FROM at) * 1000)::bigint
$$;

-- Results are json and not jsonb: a third of the time for a long roster.

-- Everybody in a meeting who has a peer on a live server.
CREATE FUNCTION roster_of(the_meeting_id uuid) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT coalesce(json_agg(json_build_object(
           'participantId', seat.id, 'peerId', seat.current_peer_id, 'serverId', seat.server_id,
           'seatEpoch', seat.seat_epoch, 'role', seat.role, 'name', seat.name, 'muted', seat.muted,
           'cameraOff', seat.camera_off, 'joinedAt', milliseconds(seat.joined_at))
           ORDER BY seat.joined_at, seat.id), '[]')
    FROM participant seat
    JOIN media_server server ON server.id = seat.server_id AND server.lease_until > now()
   WHERE seat.meeting_id = the_meeting_id AND seat.current_peer_id IS NOT NULL
$$;

-- The producers of a meeting on other live servers (000-20, 000-21).
CREATE FUNCTION producers_elsewhere(the_meeting_id uuid, own_server_id uuid) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT coalesce(json_agg(json_build_object(
           'serverId', producer.server_id, 'routerId', producer.router_id, 'producerId', producer.id,
           'peerId', producer.peer_id, 'participantId', producer.participant_id,
           'seatEpoch', producer.seat_epoch, 'kind', producer.kind, 'source', producer.source,
           'paused', producer.paused) ORDER BY producer.created_at, producer.id), '[]')
    FROM producer
    JOIN media_server server ON server.id = producer.server_id AND server.lease_until > now()
   WHERE producer.meeting_id = the_meeting_id AND producer.server_id <> own_server_id
$$;

-- Join --------------------------------------------------------------------------------------------------------------

-- What the joiner must know: the seat, and the room around it.
CREATE FUNCTION joined_room(the_meeting meeting, seat participant, previous peer, own_server_id uuid) RETURNS json
LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'outcome', 'joined', 'participantId', seat.id, 'seatEpoch', seat.seat_epoch, 'role', seat.role,
    'name', seat.name, 'muted', seat.muted, 'cameraOff', seat.camera_off, 'joinedAt', milliseconds(seat.joined_at),
    'previousPeer', CASE WHEN previous.id IS NOT NULL THEN
      json_build_object('peerId', previous.id, 'serverId', previous.server_id) END,
    'homeServerId', the_meeting.home_server_id,
    'roomState', the_meeting.state, 'roomStateVersion', the_meeting.state_version, 'chatSeq', the_meeting.chat_seq,
    'roster', roster_of(the_meeting.id), 'producersElsewhere', producers_elsewhere(the_meeting.id, own_server_id))
$$;

-- All of a join in one statement of the caller (docs/adr): reservation, user, seat, peer, router, the server's
-- part in the room, decision and announcement; the result is what the joiner must know. A refusal writes nothing:
-- all checks come before the first write.
--
-- The steps see each other's work and that of whoever held the lock before, because each statement of a volatile
-- function takes a snapshot of its own. Everywhere locks are taken in the order meeting, media server, worker, router,
-- peer, seat.
CREATE FUNCTION join_room(input jsonb) RETURNS json LANGUAGE plpgsql AS $$
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

  -- Does not count the people of a dead server whose rows still stand as gone: they are about to come back.
  held := coalesce(seat_is_held(seat, kept), false);
  people_limit := coalesce((the_meeting.settings->>'maxParticipants')::integer, (input->>'maxParticipants')::integer);
  IF NOT held AND people_limit <= (
    SELECT count(*) FROM participant other WHERE other.meeting_id = the_meeting.id AND seat_is_held(other, kept)
  ) THEN
    RETURN json_build_object('outcome', 'meetingFull', 'limit', people_limit);
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

  -- Locks a row that is there, so that remove_server_part sees this peer.
  INSERT INTO room_server (meeting_id, server_id) VALUES (the_meeting.id, own_server_id)
    ON CONFLICT (meeting_id, server_id) DO UPDATE SET created_at = room_server.created_at;

  INSERT INTO placement_decision
    (id, meeting_id, participant_id, peer_id, server_id, worker_id, router_id, inputs, reasons)
  VALUES (gen_random_uuid(), the_meeting.id, seat.id, own_peer_id, own_server_id, own_worker_id, own_router_id,
    input->'decision'->'inputs', input->'decision'->'reasons');

  PERFORM announce(the_meeting.id, jsonb_build_object(
    'type', 'participantJoined', 'serverId', own_server_id, 'participantId', seat.id, 'peerId', own_peer_id,
    'seatEpoch', seat.seat_epoch));

  RETURN joined_room(the_meeting, seat, previous, own_server_id);
END $$;

-- Leave: the peer's rows go. A seat that was left is given up at once, a lost one is kept for its time. A peer that
-- is no longer the seat's current one (takeover, move) goes without touching the seat. Without an epoch: whoever asks
-- never heard whether its join came about.
CREATE FUNCTION leave_room(the_peer_id uuid, the_seat_epoch integer, keep_seat boolean) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  gone peer;
  was_current boolean;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
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
  RETURN jsonb_build_object('outcome', 'left', 'wasCurrent', was_current);
END $$;

-- A server has no people of a meeting any more (000-25), unless one joined meanwhile.
CREATE FUNCTION remove_server_part(the_meeting_id uuid, own_server_id uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  PERFORM FROM room_server WHERE meeting_id = the_meeting_id AND server_id = own_server_id FOR UPDATE;
  IF NOT FOUND OR EXISTS (SELECT FROM peer WHERE meeting_id = the_meeting_id AND server_id = own_server_id) THEN
    RETURN false;
  END IF;
  DELETE FROM room_server WHERE meeting_id = the_meeting_id AND server_id = own_server_id;
  PERFORM announce(the_meeting_id, jsonb_build_object('type', 'serverLeft', 'serverId', own_server_id));
  RETURN true;
END $$;

-- Registers a media server (000-1..8). A new process (no epoch given) clears what an earlier process of this id left
-- and gets a new epoch. A process that lost its lease comes with its epoch: its rows, if they still stand, stay.
CREATE FUNCTION register_server(input jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
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
  own_epoch := coalesce(own_epoch, nextval('media_server_epoch'));

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

-- Stores a chat message under the meeting's next number and announces the number. The meeting's row is locked first,
-- so that numbers have no gaps, become visible in their order, and a message sent twice at once finds itself.
CREATE FUNCTION append_chat(
  the_meeting_id uuid, sender_id uuid, name_of_sender text, message_id uuid, message text, receiver_id uuid
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  stored chat_message;
  next_seq integer;
BEGIN
  -- A message that was acknowledged is on the disk, whatever the session's default.
  PERFORM set_config('synchronous_commit', 'on', true);
  SELECT chat_seq + 1 INTO next_seq FROM meeting WHERE id = the_meeting_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN jsonb_build_object('outcome', 'meetingNotFound');
  END IF;
  SELECT * INTO stored FROM chat_message
   WHERE meeting_id = the_meeting_id AND participant_id = sender_id AND client_message_id = message_id;
  IF FOUND THEN
    RETURN jsonb_build_object(
      'outcome', 'stored', 'seq', stored.seq, 'timestamp', milliseconds(stored.at), 'duplicate', true);
  END IF;

  UPDATE meeting SET chat_seq = next_seq WHERE id = the_meeting_id;
  INSERT INTO chat_message
    (meeting_id, seq, client_message_id, participant_id, sender_name, to_participant_id, text, at)
  VALUES (the_meeting_id, next_seq, message_id, sender_id, name_of_sender, receiver_id, message, clock_timestamp())
  RETURNING * INTO stored;
  PERFORM announce(the_meeting_id, jsonb_build_object('type', 'chatAppended', 'seq', next_seq));
  RETURN jsonb_build_object(
    'outcome', 'stored', 'seq', stored.seq, 'timestamp', milliseconds(stored.at), 'duplicate', false);
END $$;
