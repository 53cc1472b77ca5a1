import { ClusterNode, type ClusterNodeOptions } from './ClusterNode.ts';
import { Installation, type TestMeeting } from './Installation.ts';
import { waitUntil } from './waitFor.ts';

/** Servers without media on one database, each for one test; the database is for a whole file. */
export class ClusterNodes {
  readonly installation: Installation;
  #nodes: ClusterNode[] = [];

  private constructor(installation: Installation) {
    this.installation = installation;
  }

  static async create(): Promise<ClusterNodes> {
    return new ClusterNodes(await Installation.create());
  }

  async start(options: ClusterNodeOptions = {}): Promise<ClusterNode> {
    const node = await ClusterNode.start(this.installation, options);
    this.#nodes.push(node);
    return node;
  }

  async createMeeting(): Promise<TestMeeting> {
    return this.installation.createMeeting();
  }

  /** Two servers with one person each, which mirror each other. */
  async shareRoom() {
    const [one, two] = [await this.start(), await this.start()];
    const meeting = await this.createMeeting();
    const here = await one.listen(meeting);
    const ada = await one.join(here);
    const there = await two.listen(meeting);
    const bob = await two.join(there);
    await waitUntil('both to mirror each other', () => here.watchers === 1 && there.watchers === 1);
    for (const [room, other, part] of [
      [here, two, there],
      [there, one, here],
    ] as const) {
      // The rows may have told of it before, in words of their own.
      await waitUntil('the part of the other', () => {
        const told = room.parts.get(other.serverId)?.participants;
        return JSON.stringify(told) === JSON.stringify(part.read().participants);
      });
    }
    return { one, two, meeting, here, there, ada, bob };
  }

  /** What is written is no longer announced. Answers how it is again. */
  async loseAnnouncements(): Promise<() => Promise<void>> {
    const announce = async (body: string) => {
      await this.installation
        .query(`CREATE OR REPLACE FUNCTION announce(meeting_id uuid, announcement jsonb) RETURNS void LANGUAGE sql AS $$
        ${body} $$`);
    };
    await announce('SELECT');
    return () => announce('SELECT pg_notify(meeting_id::text, announcement::text)');
  }

  /** The test is over. */
  async closeNodes(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.close()));
    this.#nodes = [];
  }

  async close(): Promise<void> {
    await this.installation.close();
  }
}
