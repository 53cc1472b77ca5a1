-- As before, but: an heir cannot take the meeting from the host whose place is kept, neither by handing it on nor by removing
-- them.
CREATE OR REPLACE FUNCTION host_action(input jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  the_meeting meeting;
  asking participant;
  target participant;
  step CONSTANT text := input->>'type';
  the_seat_key text;
  -- Whose place the host only keeps.
  absent_id uuid;
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
    -- The whole identity, unless somebody with rights is one of its persons: then that seat alone.
    the_seat_key := CASE WHEN EXISTS (
      SELECT FROM participant other WHERE other.meeting_id = the_meeting.id AND other.user_id = target.user_id
         AND other.id <> target.id AND (other.role IN ('host', 'cohost') OR other.id = absent_id)
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

-- As before, but: of those who wait all persons of an identity count, not only those of others.
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
