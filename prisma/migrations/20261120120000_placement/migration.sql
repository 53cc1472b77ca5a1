-- The choice of a server is a decision too: the web app makes it, for somebody who has no seat or peer yet, or for whom
-- there is no server.
ALTER TABLE placement_decision
  ADD COLUMN user_id uuid,
  ALTER COLUMN participant_id DROP NOT NULL,
  ALTER COLUMN peer_id DROP NOT NULL,
  ALTER COLUMN server_id DROP NOT NULL;

-- As before, and with two things more: whose decision it was, and, for a move, the peer that goes on sending until this
-- one has taken over from it, because the server on which that one sits must not end it at once.
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
    (id, meeting_id, user_id, participant_id, peer_id, server_id, worker_id, router_id, inputs, reasons)
  VALUES (gen_random_uuid(), the_meeting.id, own_user_id, seat.id, own_peer_id, own_server_id, own_worker_id,
    own_router_id, input->'decision'->'inputs', input->'decision'->'reasons');

  PERFORM announce(the_meeting.id, jsonb_strip_nulls(jsonb_build_object(
    'type', 'participantJoined', 'serverId', own_server_id, 'participantId', seat.id, 'peerId', own_peer_id,
    'seatEpoch', seat.seat_epoch, 'predecessor', input->'predecessor')));

  RETURN joined_room(the_meeting, seat, previous, own_server_id);
END $$;
