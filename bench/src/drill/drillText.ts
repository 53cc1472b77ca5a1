import type { Spread } from './distribution.ts';
import type { DrillReport, JudgedStream, Target } from './drillReport.ts';

const spreadText = (spread: Spread | undefined): string =>
  spread === undefined ? 'none' : `p50 ${ms(spread.p50)}, p95 ${ms(spread.p95)}, at most ${ms(spread.max)}`;

const ms = (value: number): string => (Number.isFinite(value) ? `${Math.round(value)} ms` : 'never');

function gapLine({ sender, receiver, source, longestMs, baselineMs }: JudgedStream): string {
  return `  gap: ${source} of ${sender} at ${receiver}, ${ms(longestMs)} (before: ${ms(baselineMs)})`;
}

function blowLines(blow: DrillReport['blows'][number], number: number): string[] {
  const { victim, touched, detectedMs, backMs, gapMs, stallMs, timeLine, gaps, faults } = blow;
  return [
    `Blow ${number}: ${victim}, ${touched} people on it` +
      (detectedMs === undefined ? '' : `, detected after ${ms(detectedMs)}`),
    `  touched  ${timeLine.touched}  back ${spreadText(backMs)}`,
    `  others   ${timeLine.others}  longest silence ${spreadText(gapMs.others)}; own stall ${ms(stallMs)}`,
    ...gaps.map(gapLine),
    ...faults.map((fault) => `  ✖ ${fault}`),
  ];
}

function targetLine({ name, value, target, holds }: Target): string {
  const figure = Number.isFinite(value) ? String(value) : 'not reached';
  return `${holds ? '✔' : '✖'} ${name}: ${figure} (at most ${target})`;
}

/** The report as people read it. */
export function drillText(report: DrillReport): string {
  const { drill, n, people, touched, left, backMs, detectedMs, gapMs, targets } = report;
  const lines = [
    `${drill}: ${n} blows, ${people} people, ${touched} times somebody was hit`,
    '  (each sign is a quarter of a second or more: which part of the streams flowed; the blow after the first second)',
    '',
    ...report.blows.flatMap((blow, index) => blowLines(blow, index + 1)),
    '',
    ...(detectedMs === undefined ? [] : [`Detected: ${spreadText(detectedMs)}`]),
    `Media back: ${spreadText(backMs)}`,
    `Longest silence of touched streams: ${spreadText(gapMs.touched)}`,
    `Longest silence of the others: ${spreadText(gapMs.others)}`,
    `Left: ${left.rows} rows, ${left.transports} transports, ${left.ports} ports, ${left.pids} processes`,
    '',
    ...targets.map(targetLine),
  ];
  return `${lines.join('\n')}\n`;
}
