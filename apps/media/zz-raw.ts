import { HttpWeb } from '../../bench/src/HttpWeb.ts';
import { compare, get, servers, show, sleep, until, url, workers } from '../../bench/zz-lib.ts';
import { TestClient } from './test/TestClient.ts';
import { audioParameters, videoParameters } from './test/rtp.ts';
const [, , N = '200', R = '1', kinds = 'microphone', stay = '12'] = process.argv;
const slugs: string[] = [];
for (let i = 0; i < Number(R); i++) slugs.push((await new HttpWeb(url).createMeeting(`B${i}`)).slug);
let most = 0, watching = true; const over: string[] = [];
void (async () => { while (watching) { for (const w of (await Promise.all(servers.map(async (s) => (await get(s + '/workers')).workers.map((x: any) => ({ ...x, s }))))).flat()) { most = Math.max(most, w.consumers); if (w.consumers > w.maxConsumers) over.push(`${w.s.slice(-1)}/${w.workerId}:${w.consumers}`); } const c = await get(servers[0] + '/cluster').catch(() => undefined); for (const s of c?.servers ?? []) if (s.load + s.reserved > s.capacity) over.push(`${s.name}:${s.load}+${s.reserved}`); await sleep(700); } })();
const ms: number[] = []; const fails = new Map<string, number>(); const clients: TestClient[] = []; let elsewheres = 0;
const fail = (k: string) => fails.set(k, (fails.get(k) ?? 0) + 1);
const t0 = performance.now();
await Promise.all(Array.from({ length: Number(N) }, async (_, i) => {
  const web = new HttpWeb(url); const t = performance.now(); const avoid: any[] = []; let open: TestClient | undefined;
  try {
    for (let tries = 0; ; tries++) {
      const e: any = await web.enter({ slug: slugs[i % slugs.length]!, ...(avoid.length ? { avoid } : {}) } as any);
      if (e.result !== 'entered') { if (tries < 40 && e.result === 'noServer') { avoid.length = 0; await sleep(e.retryAfterMs ?? 1000); continue; } return fail('enter ' + e.result + (e.full ? ' full' : '')); }
      const client = open = new TestClient(e.server.url, { token: e.token });
      const ready = await client.trpc.prepare.mutate();
      const a: any = await client.trpc.join.mutate({ name: `P${i}`, rtpCapabilities: ready.routerRtpCapabilities, muted: false, cameraOff: false } as any);
      if (a.result === 'elsewhere') { elsewheres++; avoid.push(e.server.serverId); client.close(); if (tries > 60) return fail('elsewhere'); continue; }
      if (a.result !== 'joined') return fail('join ' + a.result);
      client.subscribe(a.eventId); ms.push(performance.now() - t); clients.push(client);
      const transportId = (a.transports ?? ready).sendTransport.transportId;
      for (const source of kinds.split(',')) await client.trpc.produce.mutate({ transportId, source, kind: source === 'camera' ? 'video' : 'audio', rtpParameters: source === 'camera' ? videoParameters() : audioParameters(), paused: false } as any);
      return;
    }
  } catch (e: any) { open?.close(); fail(String(e?.data?.wire?.code ?? e?.code ?? e?.message).slice(0, 80)); }
}));
console.log('all in', (performance.now() - t0).toFixed(0), 'seated', clients.length, 'elsewhere answers', elsewheres); show('join', ms); console.log('fails', [...fails]);
await sleep(Number(stay) * 1000);
const ws = await workers();
console.log('workers', ws.map((w: any) => `${w.s.slice(-1)}/${w.workerId}: ${w.routers.length} routers ${w.consumers} consumers`).join(' | '));
const c = await get(servers[0] + '/cluster');
console.log('people per worker', JSON.stringify(Object.entries(Object.groupBy(c.participants, (x: any) => x.workerId)).map(([k, v]: any) => { const w = ws.find((y: any) => y.id === k); return `${w?.s.slice(-1)}/${w?.workerId}:${v.length}`; })));
for (let i = 0; i < 12; i++) { const r = await compare(); console.log(JSON.stringify({ ...r, out: r.out.slice(0, 6), n: r.out.length })); if (r.out.length === 0) break; await sleep(2500); }
const consumersOf = (x: TestClient) => x.eventsOf('newConsumer').length - x.eventsOf('consumerClosed').length;
console.log('closed by server', clients.filter((x) => x.closeCode !== undefined).length, 'most consumers on a worker', most, 'over', [...new Set(over)].slice(0, 10));
const t1 = performance.now();
await Promise.all(clients.map((x) => x.trpc.leave.mutate().catch(() => {}).then(() => x.close())));
console.log('left in', (performance.now() - t1).toFixed(0));
try { await until('zero', async () => { const r = await compare(); return r.people + r.routers + r.pipes + r.producers + r.consumers + r.reserved + r.out.length === 0; }, 40000); console.log('zero after', (performance.now() - t1).toFixed(0)); } catch { console.log('NOT ZERO', JSON.stringify(await compare())); }
process.exit(0);
