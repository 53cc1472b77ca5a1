import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parseSockets, portsOf } from './boundPorts.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const line = (local: string, state: string, inode: number) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0`;

describe('parseSockets', () => {
  const table = [HEAD, line('0100007F:1F90', '0A', 11), line('0100007F:C350', '01', 12), ''].join('\n');

  it('DRILL-5: of TCP only those that listen count', () => {
    expect(parseSockets(table, 'tcp')).toEqual([{ protocol: 'tcp', port: 8080, inode: '11' }]);
  });

  it('DRILL-5: of UDP all that are bound, also to addresses of the other family', () => {
    const six = [HEAD, line('00000000000000000000000001000000:4FB0', '07', 13)].join('\n');
    expect(parseSockets(six, 'udp')).toEqual([{ protocol: 'udp', port: 20_400, inode: '13' }]);
  });
});

it('DRILL-5: knows the ports of a process, where the system tells', async () => {
  const tcp = createServer().listen(0, '127.0.0.1');
  const udp = createSocket('udp4').bind(0, '127.0.0.1');
  await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);
  try {
    const address = tcp.address();
    const tcpPort = typeof address === 'object' ? address?.port : undefined;
    const bound = process.platform === 'linux' ? [`tcp ${tcpPort}`, `udp ${udp.address().port}`] : [];
    expect(portsOf([process.pid])).toEqual(expect.arrayContaining(bound));
  } finally {
    tcp.close();
    udp.close();
  }
});
