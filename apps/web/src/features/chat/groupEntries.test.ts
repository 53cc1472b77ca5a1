import type { ChatEntry } from '@convene/meeting-client';
import { ParticipantId } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { groupEntries } from './groupEntries.ts';

const ann = ParticipantId.parse('00000000-0000-4000-8000-000000000001');
const bob = ParticipantId.parse('00000000-0000-4000-8000-000000000002');

let seq = 0;
const said = (participantId: ParticipantId, name: string, minutes: number): ChatEntry => ({
  state: 'stored',
  seq: ++seq,
  clientMessageId: `00000000-0000-4000-9000-${String(seq).padStart(12, '0')}`,
  participantId,
  name,
  message: 'x',
  timestamp: minutes * 60_000,
});

const sizes = (entries: readonly ChatEntry[]) => groupEntries(entries).map((group) => group.entries.length);

describe('UI-15: messages of one person in a row stand under one name', () => {
  it('until another speaks', () => {
    expect(
      sizes([said(ann, 'Ann', 0), said(ann, 'Ann', 1), said(bob, 'Bob', 1), said(ann, 'Ann', 1)]),
    ).toEqual([2, 1, 1]);
  });

  it('until three minutes have passed', () => {
    expect(sizes([said(ann, 'Ann', 0), said(ann, 'Ann', 2), said(ann, 'Ann', 5)])).toEqual([2, 1]);
  });

  it('until the person has another name', () => {
    expect(sizes([said(ann, 'Ann', 0), said(ann, 'Anna', 0)])).toEqual([1, 1]);
  });
});
