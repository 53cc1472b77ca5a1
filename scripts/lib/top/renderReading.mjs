// @ts-check

/** @typedef {import('./readServers.mjs').Reading} Reading */
/** @typedef {import('./readServers.mjs').Rates} Rates */
/** @typedef {readonly string[]} Row */

const NO_RATES = { received: 0, sent: 0, pipedIn: 0, pipedOut: 0 };
const UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'];

/**
 * A reading as lines of text: servers, their workers, the routers on them, and the pipes between those.
 * @param {Reading} reading
 * @returns {string[]}
 */
export function renderReading(reading) {
  const { map, at } = reading;
  const counts = [
    plural(map?.servers.length ?? reading.servers.length, 'server'),
    plural(map?.participants.length ?? 0, 'person', 'people'),
    plural(map?.pipes.length ?? 0, 'pipe'),
  ];
  const time = new Date(at).toTimeString().slice(0, 8);
  return [
    `Convene  ${counts.join('  ')}  ${time}`,
    ...section('SERVERS', serverRows(reading)),
    ...section('WORKERS', workerRows(reading)),
    ...section('ROUTERS', routerRows(reading)),
    ...section('PIPES', pipeRows(reading)),
  ];
}

/** @param {Reading} reading */
function serverRows({ servers, map }) {
  const header = ['server', 'state', 'people', 'load', 'links', 'in', 'out', 'address'];
  const asked = new Map(servers.map((server) => [server.serverId, server]));
  const known = (map?.servers ?? []).map((row) => {
    const own = asked.get(row.serverId) ?? servers.find(({ url }) => url === row.url);
    const people = map?.participants.filter(({ serverId }) => serverId === row.serverId).length ?? 0;
    const open = own?.links.filter(({ state }) => state === 'open').length ?? 0;
    const rates = sumRates((own?.workers ?? []).flatMap(({ routers }) => routers));
    return [
      row.region === '' ? row.name : `${row.name} (${row.region})`,
      row.live ? row.state : 'lost',
      String(people),
      `${row.load + row.reserved}/${row.capacity}`,
      own === undefined ? '–' : `${open}/${own.links.length}`,
      bits(rates.received),
      bits(rates.sent),
      [row.url, own?.problem, ...(row.live ? (row.troubles ?? []).map(troubleText) : [])]
        .filter((text) => text !== undefined)
        .join(': '),
    ];
  });
  const named = new Set(map?.servers.flatMap(({ serverId, url }) => [serverId, url]) ?? []);
  const unknown = servers
    .filter(({ serverId, url }) => !named.has(url) && (serverId === undefined || !named.has(serverId)))
    .map(({ url, problem }) => ['?', '?', '–', '–', '–', '–', '–', `${url}: ${problem ?? 'not in the map'}`]);
  return [header, ...known, ...unknown];
}

/** @param {{ code: string, workers?: number[], offsetMs?: number }} trouble */
function troubleText({ code, workers, offsetMs }) {
  const details = workers?.join(',') ?? (offsetMs === undefined ? undefined : `${offsetMs} ms`);
  return details === undefined ? code : `${code} ${details}`;
}

/** @param {Reading} reading */
function workerRows(reading) {
  const header = [
    'worker',
    'pid',
    'CPU',
    'consumers',
    'reserved',
    'routers',
    'in',
    'out',
    'piped in',
    'piped out',
  ];
  return [
    header,
    ...reading.servers.flatMap((server) =>
      server.workers.map((worker) => {
        const rates = sumRates(worker.routers);
        return [
          `${nameOf(reading, server.serverId)} ${worker.workerId}`,
          String(worker.pid),
          `${Math.round(worker.cpuUsage * 100)} %`,
          `${worker.consumers}/${worker.maxConsumers}`,
          String(worker.reserved),
          String(worker.routers.length),
          ...[rates.received, rates.sent, rates.pipedIn, rates.pipedOut].map(bits),
        ];
      }),
    ),
  ];
}

/** @param {Reading} reading */
function routerRows(reading) {
  const header = [
    'router',
    'on',
    'meeting',
    'people',
    'producers',
    'consumers',
    'in',
    'out',
    'piped in',
    'piped out',
  ];
  const { map, servers } = reading;
  return [
    header,
    ...servers.flatMap((server) =>
      server.workers.flatMap((worker) =>
        worker.routers.map(({ routerId, meetingId, producers, consumers, rates = NO_RATES }) => [
          short(routerId),
          `${nameOf(reading, server.serverId)} ${worker.workerId}`,
          short(meetingId),
          String(map?.participants.filter((seat) => seat.routerId === routerId).length ?? 0),
          String(producers),
          String(consumers),
          ...[rates.received, rates.sent, rates.pipedIn, rates.pipedOut].map(bits),
        ]),
      ),
    ),
  ];
}

/** @param {Reading} reading */
function pipeRows({ map }) {
  const header = ['meeting', 'from', 'to', 'state', 'producers'];
  const routers = new Map(map?.routers.map((router) => [router.routerId, router]));
  const workers = new Map(map?.workers.map((worker) => [worker.workerId, worker.index]));
  const names = new Map(map?.servers.map(({ serverId, name }) => [serverId, name]));
  /** @param {string} routerId */
  const end = (routerId) => {
    const router = routers.get(routerId);
    const place = router && `${names.get(router.serverId) ?? '?'} ${workers.get(router.workerId) ?? '?'} `;
    return `${place ?? ''}${short(routerId)}`;
  };
  const rows = (map?.pipes ?? []).map(({ sourceRouterId, targetRouterId, meetingId, state, producers }) => [
    short(meetingId),
    end(sourceRouterId),
    end(targetRouterId),
    state,
    String(producers),
  ]);
  return [header, ...rows.sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))];
}

/**
 * @param {Reading} reading
 * @param {string | undefined} serverId
 */
const nameOf = ({ map }, serverId) => map?.servers.find((row) => row.serverId === serverId)?.name ?? '?';

/** @param {string} id */
const short = (id) => id.slice(0, 8);

/**
 * @param {readonly { rates?: Rates }[]} routers
 * @returns {Rates}
 */
function sumRates(routers) {
  /** @param {keyof Rates} key */
  const sum = (key) => routers.reduce((total, { rates = NO_RATES }) => total + rates[key], 0);
  return {
    received: sum('received'),
    sent: sum('sent'),
    pipedIn: sum('pipedIn'),
    pipedOut: sum('pipedOut'),
  };
}

/** @param {number} rate in bits per second */
function bits(rate) {
  const power = Math.min(UNITS.length - 1, rate < 1 ? 0 : Math.floor(Math.log10(rate) / 3));
  const value = rate / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/**
 * A title and its rows in columns; the first row names the columns.
 * @param {string} title
 * @param {readonly Row[]} rows
 * @returns {string[]}
 */
function section(title, rows) {
  if (rows.length < 2) return ['', `${title}  none`];
  const [header = []] = rows;
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return ['', title, ...lines.map((line) => `  ${line}`)];
}
