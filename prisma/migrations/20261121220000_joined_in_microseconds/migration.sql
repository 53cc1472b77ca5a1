-- Of two who came within one millisecond the first is the one who has been there longest.
ALTER TABLE "participant" ALTER COLUMN "joined_at" SET DATA TYPE TIMESTAMPTZ(6);
