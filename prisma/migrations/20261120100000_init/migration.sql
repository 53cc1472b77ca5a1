-- CreateEnum
CREATE TYPE "UserKind" AS ENUM ('guest', 'account');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('host', 'cohost', 'participant', 'waiting');

-- CreateEnum
CREATE TYPE "ServerState" AS ENUM ('ready', 'draining', 'closing');

-- CreateEnum
CREATE TYPE "PeerState" AS ENUM ('current', 'leaving');

-- CreateEnum
CREATE TYPE "MediaKind" AS ENUM ('audio', 'video');

-- CreateEnum
CREATE TYPE "Source" AS ENUM ('camera', 'microphone', 'screen', 'screenAudio');

-- CreateEnum
CREATE TYPE "PipeState" AS ENUM ('connecting', 'open', 'broken');

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "kind" "UserKind" NOT NULL DEFAULT 'guest',
    "name" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meeting" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "host_user_id" UUID,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "home_server_id" UUID,
    "home_taken_at" TIMESTAMPTZ(3),
    "chat_seq" INTEGER NOT NULL DEFAULT 0,
    "state" JSONB NOT NULL DEFAULT '{}',
    "state_version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "meeting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "media_server" (
    "id" UUID NOT NULL,
    "epoch" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "region" TEXT NOT NULL DEFAULT '',
    "url" TEXT NOT NULL,
    "link_url" TEXT,
    "link_public_key" TEXT,
    "announced_ip" TEXT,
    "version" TEXT NOT NULL,
    "mediasoup_version" TEXT NOT NULL,
    "router_rtp_capabilities" JSONB NOT NULL,
    "state" "ServerState" NOT NULL DEFAULT 'ready',
    "load" INTEGER NOT NULL DEFAULT 0,
    "reserved" INTEGER NOT NULL DEFAULT 0,
    "capacity" INTEGER NOT NULL,
    "workers_count" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "media_server_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" UUID NOT NULL,
    "server_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "pid" INTEGER NOT NULL,
    "cpu" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "routers" INTEGER NOT NULL DEFAULT 0,
    "consumers" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "router" (
    "id" UUID NOT NULL,
    "server_id" UUID NOT NULL,
    "worker_id" UUID NOT NULL,
    "meeting_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "router_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "participant" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "seat_key" TEXT NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'participant',
    "name" TEXT NOT NULL,
    "seat_epoch" INTEGER NOT NULL DEFAULT 0,
    "muted" BOOLEAN NOT NULL DEFAULT false,
    "camera_off" BOOLEAN NOT NULL DEFAULT false,
    "current_peer_id" UUID,
    "server_id" UUID,
    "worker_id" UUID,
    "router_id" UUID,
    "joined_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "participant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "peer" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "participant_id" UUID NOT NULL,
    "seat_epoch" INTEGER NOT NULL,
    "server_id" UUID NOT NULL,
    "worker_id" UUID,
    "router_id" UUID,
    "state" "PeerState" NOT NULL DEFAULT 'current',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "peer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "producer" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "peer_id" UUID NOT NULL,
    "participant_id" UUID NOT NULL,
    "server_id" UUID NOT NULL,
    "router_id" UUID NOT NULL,
    "kind" "MediaKind" NOT NULL,
    "source" "Source" NOT NULL,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "seat_epoch" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "producer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pipe" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "source_router_id" UUID NOT NULL,
    "target_router_id" UUID NOT NULL,
    "source_server_id" UUID NOT NULL,
    "target_server_id" UUID NOT NULL,
    "producer_id" UUID,
    "state" "PipeState" NOT NULL DEFAULT 'connecting',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pipe_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "room_server" (
    "meeting_id" UUID NOT NULL,
    "server_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "room_server_pkey" PRIMARY KEY ("meeting_id","server_id")
);

-- CreateTable
CREATE TABLE "placement_decision" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "meeting_id" UUID NOT NULL,
    "participant_id" UUID NOT NULL,
    "peer_id" UUID NOT NULL,
    "server_id" UUID NOT NULL,
    "worker_id" UUID,
    "router_id" UUID,
    "inputs" JSONB NOT NULL,
    "reasons" JSONB NOT NULL,

    CONSTRAINT "placement_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chat_message" (
    "meeting_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "client_message_id" UUID NOT NULL,
    "participant_id" UUID NOT NULL,
    "sender_name" TEXT NOT NULL,
    "to_participant_id" UUID,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "chat_message_pkey" PRIMARY KEY ("meeting_id","seq")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "meeting_slug_key" ON "meeting"("slug");

-- CreateIndex
CREATE INDEX "meeting_host_user_id_idx" ON "meeting"("host_user_id");

-- CreateIndex
CREATE INDEX "meeting_home_server_id_home_taken_at_idx" ON "meeting"("home_server_id", "home_taken_at");

-- CreateIndex
CREATE INDEX "worker_server_id_idx" ON "worker"("server_id");

-- CreateIndex
CREATE INDEX "router_server_id_idx" ON "router"("server_id");

-- CreateIndex
CREATE INDEX "router_worker_id_idx" ON "router"("worker_id");

-- CreateIndex
CREATE INDEX "router_meeting_id_idx" ON "router"("meeting_id");

-- CreateIndex
CREATE UNIQUE INDEX "participant_current_peer_id_key" ON "participant"("current_peer_id");

-- CreateIndex
CREATE INDEX "participant_user_id_idx" ON "participant"("user_id");

-- CreateIndex
CREATE INDEX "participant_server_id_idx" ON "participant"("server_id");

-- CreateIndex
CREATE INDEX "participant_worker_id_idx" ON "participant"("worker_id");

-- CreateIndex
CREATE INDEX "participant_router_id_idx" ON "participant"("router_id");

-- CreateIndex
CREATE UNIQUE INDEX "participant_meeting_id_user_id_seat_key_key" ON "participant"("meeting_id", "user_id", "seat_key");

-- CreateIndex
CREATE INDEX "peer_meeting_id_idx" ON "peer"("meeting_id");

-- CreateIndex
CREATE INDEX "peer_participant_id_idx" ON "peer"("participant_id");

-- CreateIndex
CREATE INDEX "peer_server_id_idx" ON "peer"("server_id");

-- CreateIndex
CREATE INDEX "peer_worker_id_idx" ON "peer"("worker_id");

-- CreateIndex
CREATE INDEX "peer_router_id_idx" ON "peer"("router_id");

-- CreateIndex
CREATE INDEX "producer_meeting_id_idx" ON "producer"("meeting_id");

-- CreateIndex
CREATE INDEX "producer_peer_id_idx" ON "producer"("peer_id");

-- CreateIndex
CREATE INDEX "producer_participant_id_idx" ON "producer"("participant_id");

-- CreateIndex
CREATE INDEX "producer_server_id_idx" ON "producer"("server_id");

-- CreateIndex
CREATE INDEX "producer_router_id_idx" ON "producer"("router_id");

-- CreateIndex
CREATE INDEX "pipe_meeting_id_idx" ON "pipe"("meeting_id");

-- CreateIndex
CREATE INDEX "pipe_source_router_id_idx" ON "pipe"("source_router_id");

-- CreateIndex
CREATE INDEX "pipe_target_router_id_idx" ON "pipe"("target_router_id");

-- CreateIndex
CREATE INDEX "pipe_source_server_id_idx" ON "pipe"("source_server_id");

-- CreateIndex
CREATE INDEX "pipe_target_server_id_idx" ON "pipe"("target_server_id");

-- CreateIndex
CREATE INDEX "pipe_producer_id_idx" ON "pipe"("producer_id");

-- CreateIndex
CREATE INDEX "room_server_server_id_idx" ON "room_server"("server_id");

-- CreateIndex
CREATE INDEX "placement_decision_meeting_id_at_idx" ON "placement_decision"("meeting_id", "at");

-- CreateIndex
CREATE INDEX "placement_decision_at_idx" ON "placement_decision"("at");

-- CreateIndex
CREATE UNIQUE INDEX "chat_message_meeting_id_participant_id_client_message_id_key" ON "chat_message"("meeting_id", "participant_id", "client_message_id");

-- CreateIndex
CREATE INDEX "audit_event_at_idx" ON "audit_event"("at");

-- AddForeignKey
ALTER TABLE "meeting" ADD CONSTRAINT "meeting_host_user_id_fkey" FOREIGN KEY ("host_user_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "worker" ADD CONSTRAINT "worker_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "media_server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "router" ADD CONSTRAINT "router_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "media_server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "router" ADD CONSTRAINT "router_worker_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "worker"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "router" ADD CONSTRAINT "router_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_current_peer_id_fkey" FOREIGN KEY ("current_peer_id") REFERENCES "peer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "media_server"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_worker_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "worker"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_router_id_fkey" FOREIGN KEY ("router_id") REFERENCES "router"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "peer" ADD CONSTRAINT "peer_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "peer" ADD CONSTRAINT "peer_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "peer" ADD CONSTRAINT "peer_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "media_server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "peer" ADD CONSTRAINT "peer_worker_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "worker"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "peer" ADD CONSTRAINT "peer_router_id_fkey" FOREIGN KEY ("router_id") REFERENCES "router"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "producer" ADD CONSTRAINT "producer_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "producer" ADD CONSTRAINT "producer_peer_id_fkey" FOREIGN KEY ("peer_id") REFERENCES "peer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "producer" ADD CONSTRAINT "producer_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "producer" ADD CONSTRAINT "producer_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "media_server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "producer" ADD CONSTRAINT "producer_router_id_fkey" FOREIGN KEY ("router_id") REFERENCES "router"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pipe" ADD CONSTRAINT "pipe_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pipe" ADD CONSTRAINT "pipe_source_router_id_fkey" FOREIGN KEY ("source_router_id") REFERENCES "router"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pipe" ADD CONSTRAINT "pipe_target_router_id_fkey" FOREIGN KEY ("target_router_id") REFERENCES "router"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pipe" ADD CONSTRAINT "pipe_source_server_id_fkey" FOREIGN KEY ("source_server_id") REFERENCES "media_server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pipe" ADD CONSTRAINT "pipe_target_server_id_fkey" FOREIGN KEY ("target_server_id") REFERENCES "media_server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pipe" ADD CONSTRAINT "pipe_producer_id_fkey" FOREIGN KEY ("producer_id") REFERENCES "producer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_server" ADD CONSTRAINT "room_server_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_server" ADD CONSTRAINT "room_server_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "media_server"("id") ON DELETE CASCADE ON UPDATE CASCADE;


