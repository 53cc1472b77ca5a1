-- Writes a live peer's rows again, after its server had lost its lease and its rows (DESIGN §6: media went on). The
-- seat may have been taken meanwhile: a peer with another epoch than the seat's is not current and gets no row.
CREATE FUNCTION restore_peer(input jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  seat participant;
  own_peer_id CONSTANT uuid := input->>'peerId';
  own_server_id CONSTANT uuid := input->>'serverId';
  own_worker_id CONSTANT uuid := input->>'workerId';
  own_router_id CONSTANT uuid := input->>'routerId';
  the_meeting_id CONSTANT uuid := input->>'meetingId';
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  -- Behind the joins of this meeting, which alone change a seat's epoch.
  PERFORM FROM meeting WHERE id = the_meeting_id FOR NO KEY UPDATE;
  SELECT * INTO seat FROM participant
   WHERE id = (input->>'participantId')::uuid AND meeting_id = the_meeting_id
     AND seat_epoch = (input->>'seatEpoch')::integer;
  IF NOT FOUND OR NOT EXISTS (
    SELECT FROM media_server
     WHERE id = own_server_id AND epoch = (input->>'serverEpoch')::integer AND lease_until > now()
  ) THEN
    RETURN false;
  END IF;

  IF own_router_id IS NOT NULL THEN
    INSERT INTO router (id, server_id, worker_id, meeting_id)
    VALUES (own_router_id, own_server_id, own_worker_id, the_meeting_id)
      ON CONFLICT (id) DO UPDATE SET meeting_id = excluded.meeting_id
        WHERE router.meeting_id IS DISTINCT FROM excluded.meeting_id;
  END IF;

  INSERT INTO peer (id, meeting_id, participant_id, seat_epoch, server_id, worker_id, router_id)
  VALUES (own_peer_id, the_meeting_id, seat.id, seat.seat_epoch, own_server_id, own_worker_id, own_router_id)
    ON CONFLICT (id) DO UPDATE SET worker_id = excluded.worker_id, router_id = excluded.router_id;

  UPDATE participant
     SET current_peer_id = own_peer_id, server_id = own_server_id, worker_id = own_worker_id,
         router_id = own_router_id, last_seen_at = now()
   WHERE id = seat.id;

  INSERT INTO room_server (meeting_id, server_id) VALUES (the_meeting_id, own_server_id)
    ON CONFLICT (meeting_id, server_id) DO UPDATE SET created_at = room_server.created_at;

  PERFORM announce(the_meeting_id, jsonb_build_object(
    'type', 'participantJoined', 'serverId', own_server_id, 'participantId', seat.id, 'peerId', own_peer_id,
    'seatEpoch', seat.seat_epoch));
  RETURN true;
END $$;
