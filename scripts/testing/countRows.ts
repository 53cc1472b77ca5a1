import pg from 'pg';

/** What lives with processes and people: none of it may stay when they have gone. */
const LIVE: Readonly<Record<string, string>> = {
  media_server: 'TRUE',
  worker: 'TRUE',
  router: 'TRUE',
  participant: 'current_peer_id IS NOT NULL',
  peer: 'TRUE',
  producer: 'TRUE',
  pipe: 'TRUE',
  room_server: 'TRUE',
};

/** The rows of each live table; of seats those in which somebody sits. */
export async function countLiveRows(databaseUrl: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const counts: Record<string, number> = {};
    for (const [table, condition] of Object.entries(LIVE)) {
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${table} WHERE ${condition}`,
      );
      counts[table] = rows[0]?.count ?? 0;
    }
    return counts;
  } finally {
    await client.end();
  }
}
