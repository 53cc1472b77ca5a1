-- Host tools (docs/adr/0013): who is kept out, who waits to be let in, who stands in for a host that is gone. Each step that
-- needs a right reads the right in the transaction that takes the step.

CREATE TYPE "KnockState" AS ENUM ('waiting', 'admitted', 'refused');

CREATE TABLE "knock" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "seat_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "server_id" UUID NOT NULL,
    "peer_id" UUID,
    "state" "KnockState" NOT NULL DEFAULT 'waiting',
    "knocked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "knock_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "knock_meeting_id_user_id_seat_key_key" ON "knock"("meeting_id", "user_id", "seat_key");
CREATE INDEX "knock_peer_id_idx" ON "knock"("peer_id");
ALTER TABLE "knock" ADD CONSTRAINT "knock_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meeting"("id")
  ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "ban" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "seat_key" TEXT,
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ban_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "ban_meeting_id_user_id_idx" ON "ban"("meeting_id", "user_id");
ALTER TABLE "ban" ADD CONSTRAINT "ban_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meeting"("id")
  ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "participant" ADD COLUMN "stands_in_for" UUID, ADD COLUMN "former_role" "Role";

-- Who may come in ---------------------------------------------------------------------------------------------------

CREATE FUNCTION is_banned(the_meeting_id uuid, the_user_id uuid, the_seat_key text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM ban WHERE ban.meeting_id = the_meeting_id AND ban.user_id = the_user_id
                    AND (ban.seat_key IS NULL OR ban.seat_key = the_seat_key))
$$;

-- Somebody waits at a live server, or was lost a short while ago and may come back to their place.
CREATE FUNCTION knock_is_held(the_knock knock, kept interval) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT the_knock.seen_at > now() - kept OR (the_knock.peer_id IS NOT NULL AND EXISTS (
    SELECT FROM media_server WHERE id = the_knock.server_id AND lease_until > now() - kept))
$$;

-- The one rule of who comes in: open, waiting, locked, refused or removed.
CREATE FUNCTION admission_of(
  the_meeting meeting, seat participant, own_user_id uuid, own_seat_key text, kept interval, refused interval
) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  locked CONSTANT boolean := coalesce((the_meeting.state->>'locked')::boolean, false);
  waiting_room CONSTANT boolean := coalesce((the_meeting.state->>'waitingRoom')::boolean, false);
  asked knock;
BEGIN
  IF is_banned(the_meeting.id, own_user_id, own_seat_key) THEN
    RETURN 'removed';
  END IF;
  IF NOT locked AND NOT waiting_room THEN
    RETURN 'open';
  END IF;
  -- People with a seat come back; so do those who answer the door, and the meeting's owner.
  IF coalesce(seat_is_held(seat, kept), false) OR coalesce(seat.role IN ('host', 'cohost'), false)
     OR (own_seat_key = 'browser' AND own_user_id IS NOT DISTINCT FROM the_meeting.host_user_id) THEN
    RETURN 'open';
  END IF;
  SELECT * INTO asked FROM knock known
   WHERE known.meeting_id = the_meeting.id AND known.user_id = own_user_id AND known.seat_key = own_seat_key;
  IF asked.state = 'admitted' AND asked.answered_at > now() - kept THEN
    RETURN 'open';
  END IF;
  IF asked.state = 'refused' AND asked.answered_at > now() - refused THEN
    RETURN 'refused';
  END IF;
  -- Who waits already goes on waiting when the meeting is locked.
  IF locked AND NOT coalesce(asked.state = 'waiting' AND knock_is_held(asked, kept), false) THEN
    RETURN 'locked';
  END IF;
  RETURN 'waiting';
END $$;

-- What hosts and cohosts are told of: who waits, in their order, and who is kept out.
CREATE FUNCTION door_of(the_meeting_id uuid) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'waiting', (SELECT coalesce(json_agg(json_build_object(
                  'knockId', known.id, 'name', known.name, 'since', milliseconds(known.knocked_at))
                  ORDER BY known.knocked_at, known.id), '[]')
                  FROM knock known
                  JOIN media_server server ON server.id = known.server_id AND server.lease_until > now()
                 WHERE known.meeting_id = the_meeting_id AND known.state = 'waiting' AND known.peer_id IS NOT NULL),
    'removed', (SELECT coalesce(json_agg(json_build_object(
                  'banId', ban.id, 'name', ban.name, 'at', milliseconds(ban.at)) ORDER BY ban.at DESC, ban.id), '[]')
                  FROM ban WHERE ban.meeting_id = the_meeting_id))
$$;

-- What each server has to act on: its peers that were answered at the door, and the seats of people who are kept out.
CREATE FUNCTION answered_knocks(the_meeting_id uuid) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT coalesce(json_agg(json_build_object('peerId', known.peer_id, 'state', known.state)), '[]')
    FROM knock known
   WHERE known.meeting_id = the_meeting_id AND known.state <> 'waiting' AND known.peer_id IS NOT NULL
$$;

CREATE FUNCTION banned_seats(the_meeting_id uuid) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT coalesce(json_agg(DISTINCT seat.id), '[]')
    FROM ban JOIN participant seat ON seat.meeting_id = ban.meeting_id AND seat.user_id = ban.user_id
                                  AND (ban.seat_key IS NULL OR ban.seat_key = seat.seat_key)
   WHERE ban.meeting_id = the_meeting_id
$$;

CREATE FUNCTION audit_host(the_meeting_id uuid, by_id uuid, the_action text, details jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO audit_event (id, actor, action, details)
  VALUES (gen_random_uuid(), by_id::text, the_action, jsonb_build_object('meetingId', the_meeting_id) || details)
$$;

-- A waiting person's peer ended. Who was lost keeps their place for a while.
CREATE FUNCTION leave_knock(the_peer_id uuid, keep_place boolean) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  gone knock;
BEGIN
  IF keep_place THEN
    UPDATE knock SET peer_id = NULL, seen_at = now() WHERE peer_id = the_peer_id AND state = 'waiting'
    RETURNING * INTO gone;
  ELSE
    DELETE FROM knock WHERE peer_id = the_peer_id AND state = 'waiting' RETURNING * INTO gone;
  END IF;
  IF gone.id IS NULL THEN
    RETURN false;
  END IF;
  PERFORM announce(gone.meeting_id, jsonb_build_object('type', 'roomChanged'));
  RETURN true;
END $$;

-- Hosts -------------------------------------------------------------------------------------------------------------

-- When a host was there and is gone for good, somebody stands in for them: the cohost, else the participant, who has been
-- there longest. Every server may ask; behind the meeting's lock the first one does it, and all would choose the same.
CREATE FUNCTION appoint_heir(the_meeting_id uuid, kept interval) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  gone participant;
  heir participant;
BEGIN
  PERFORM FROM meeting WHERE id = the_meeting_id AND ended_at IS NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  SELECT * INTO gone FROM participant seat WHERE seat.meeting_id = the_meeting_id AND seat.role = 'host'
   ORDER BY seat_is_held(seat, kept) DESC, seat.last_seen_at DESC LIMIT 1;
  IF gone.id IS NULL OR seat_is_held(gone, kept) THEN
    RETURN false;
  END IF;
  SELECT seat.* INTO heir FROM participant seat
    JOIN media_server server ON server.id = seat.server_id AND server.lease_until > now()
   WHERE seat.meeting_id = the_meeting_id AND seat.current_peer_id IS NOT NULL
     AND seat.role IN ('cohost', 'participant') AND NOT is_banned(the_meeting_id, seat.user_id, seat.seat_key)
   ORDER BY (seat.role = 'cohost') DESC, seat.joined_at, seat.id LIMIT 1;
  IF heir.id IS NULL THEN
    RETURN false;
  END IF;
  UPDATE participant SET role = coalesce(former_role, 'participant'), former_role = NULL, stands_in_for = NULL
   WHERE meeting_id = the_meeting_id AND role = 'host';
  UPDATE participant SET role = 'host', former_role = heir.role, stands_in_for = coalesce(gone.stands_in_for, gone.id)
   WHERE id = heir.id;
  PERFORM audit_host(the_meeting_id, heir.id, 'heirAppointed', jsonb_build_object('standsInFor', gone.id));
  PERFORM announce(the_meeting_id, jsonb_build_object('type', 'roomChanged'));
  RETURN true;
END $$;

-- Takes one step of a host tool, if whoever asks has the right at this moment. Asked again it changes nothing more.
CREATE FUNCTION host_action(input jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  the_meeting meeting;
  asking participant;
  target participant;
  step CONSTANT text := input->>'type';
  the_seat_key text;
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
    -- By their own will: nobody who comes back takes it from the new host.
    UPDATE participant SET role = 'cohost', former_role = NULL, stands_in_for = NULL WHERE id = asking.id;
    UPDATE participant SET role = 'host', former_role = NULL, stands_in_for = NULL WHERE id = target.id;
  ELSIF step = 'removeParticipant' THEN
    IF target.id = asking.id OR target.role = 'host' OR (target.role = 'cohost' AND asking.role <> 'host') THEN
      RETURN 'forbidden';
    END IF;
    IF is_banned(the_meeting.id, target.user_id, target.seat_key) THEN
      RETURN 'done';
    END IF;
    IF target.left_at IS NOT NULL AND target.left_at < now() - interval '1 minute' THEN
      RETURN 'participantNotFound';
    END IF;
    -- The whole identity, unless somebody with rights is one of its persons: then that seat alone.
    the_seat_key := CASE WHEN EXISTS (
      SELECT FROM participant other WHERE other.meeting_id = the_meeting.id AND other.user_id = target.user_id
         AND other.id <> target.id AND other.role IN ('host', 'cohost')
    ) OR (target.user_id = the_meeting.host_user_id AND target.seat_key <> 'browser') THEN target.seat_key END;
    INSERT INTO ban (id, meeting_id, user_id, seat_key, name)
    VALUES (gen_random_uuid(), the_meeting.id, target.user_id, the_seat_key, target.name);
    UPDATE participant SET role = 'participant', former_role = NULL, stands_in_for = NULL, left_at = coalesce(left_at, now())
     WHERE meeting_id = the_meeting.id AND user_id = target.user_id
       AND (the_seat_key IS NULL OR seat_key = the_seat_key);
    DELETE FROM knock WHERE meeting_id = the_meeting.id AND user_id = target.user_id AND state <> 'waiting';
    UPDATE knock SET state = 'refused', answered_at = now()
     WHERE meeting_id = the_meeting.id AND user_id = target.user_id AND (the_seat_key IS NULL OR seat_key = the_seat_key);
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

-- What the joiner must know: the seat, and the room around it.
CREATE OR REPLACE FUNCTION joined_room(the_meeting meeting, seat participant, previous peer, own_server_id uuid) RETURNS json
LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'outcome', 'joined', 'participantId', seat.id, 'seatEpoch', seat.seat_epoch, 'role', seat.role,
    'name', seat.name, 'muted', seat.muted, 'cameraOff', seat.camera_off, 'joinedAt', milliseconds(seat.joined_at),
    'previousPeer', CASE WHEN previous.id IS NOT NULL THEN
      json_build_object('peerId', previous.id, 'serverId', previous.server_id) END,
    'homeServerId', the_meeting.home_server_id,
    'roomState', the_meeting.state, 'roomStateVersion', the_meeting.state_version, 'chatSeq', the_meeting.chat_seq,
    'door', door_of(the_meeting.id), 'roster', roster_of(the_meeting.id), 'producersElsewhere', producers_elsewhere(the_meeting.id, own_server_id))
$$;

-- As before, behind the one rule of who comes in; and a host who comes back is host again.
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
       WHERE other.meeting_id = the_meeting.id AND other.state = 'waiting' AND other.user_id <> own_user_id
         AND knock_is_held(other, kept)
    ) THEN
      RETURN json_build_object('outcome', 'meetingFull', 'limit', people_limit);
    END IF;
    INSERT INTO knock AS known (id, meeting_id, user_id, seat_key, name, server_id, peer_id)
    VALUES (gen_random_uuid(), the_meeting.id, own_user_id, own_seat_key, input->>'name', own_server_id, own_peer_id)
      ON CONFLICT (meeting_id, user_id, seat_key) DO UPDATE SET
        name = excluded.name, server_id = excluded.server_id, peer_id = excluded.peer_id, state = 'waiting',
        seen_at = now(), answered_at = NULL,
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

-- As before, and a host who left has an heir at once. Leave: the peer's rows go. A seat that was left is given up at once, a lost one is kept for its time. A peer that
-- is no longer the seat's current one (takeover, move) goes without touching the seat. Without an epoch: whoever asks
-- never heard whether its join came about.
CREATE OR REPLACE FUNCTION leave_room(the_peer_id uuid, the_seat_epoch integer, keep_seat boolean) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  gone peer;
  was_current boolean;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  -- Locks are taken in the order meeting, peer, seat; only the end of a host changes more than its own rows.
  IF NOT keep_seat THEN
    PERFORM FROM meeting WHERE id IN (
      SELECT peer.meeting_id FROM peer JOIN participant seat ON seat.id = peer.participant_id
       WHERE peer.id = the_peer_id AND seat.role = 'host') FOR NO KEY UPDATE;
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
